/// What is explored: the folds of every layer, the hardware generators and FIFO searches, and what counts as better.
///
/// A file of rules, in JSON or YAML, makes it smaller or larger; what no rule reads is an error that names it:
///   layers:                       shell patterns of layer or FINN node names; of several the last one counts, by key
///     "MVAU_*": {PE: [1, 2, 4], SIMD: [8, 16], ram_style: [auto, distributed], resType: [auto, dsp]}
///     "ConvolutionInputGenerator_*": {parallel_window: [0, 1]}
///   around: 4                     only folds with 1/4 to 4 times the cycles that the network's own folding has
///   profiles: [weir, finn-0.10]   timing profiles; each folding is timed with each
///   fifo_objectives: [throughput] throughput, latency, deadlock-free
///   fifo_methods: [minimal]       minimal, largefifo
///   clk_mhz: [100]
///   limits: {LUT: 30000}          instead of what the part can use: LUT, BRAM_18K, URAM, DSP
#pragma once
#include <map>
#include <string>
#include <vector>

#include "tools/flow/fold_choices.hpp"

namespace weir::tools::explore {

/// One of PE, SIMD, parallel_window (numbers), ram_style, resType (words): its legal values.
using Allowed = std::map<std::string, std::vector<std::string>>;

struct LayerRule {
  std::string pattern;
  Allowed allowed;
};

struct Rules {
  std::vector<LayerRule> layers;
  double around = 0;  ///< 0: anywhere
  std::vector<std::string> profiles, fifo_objectives, fifo_methods;
  std::vector<double> clk_mhz;
  std::map<std::string, double> limits;  ///< by FINN's names
};

/// Throws Errors explore-space for every key, type and value that is none.
Rules parse_rules(const std::string& text, const std::string& where);

/// Narrows `choices` to what the rules leave. Throws Errors explore-space for a pattern that no layer has, a value that
/// no layer of it can have, and a layer that nothing is left of.
void apply(const Rules& rules, FoldChoices& choices, const std::string& where);

/// Do the rules ask for parallel windows?
bool wants_parallel_windows(const Rules& rules);

/// How a folding is timed and its FIFOs sized.
struct Context {
  std::string profile, fifo_objective, fifo_method;
};

/// Foldings that `choices` stand for, as their logarithm to base 10.
double log10_foldings(const FoldChoices& choices);

}  // namespace weir::tools::explore
