/// FINN's automatic folding (SetFolding, v0.10): each layer by itself takes the smallest parallelism whose estimated
/// cycles are below the target. Layers it has no rule for (StreamingMaxPool, concatenation, lookup, ...) stay as they
/// are. FINN+ 1.6 takes cycles that equal the target, too, and folds concatenation and split.
#pragma once
#include <span>
#include <string>

#include "golden/finn/report.hpp"

namespace weir::golden {

constexpr const char* kPlusRelease = "plus-1.6";
/// Whose rules there are: "0.10", kPlusRelease.
std::span<const std::string> folding_releases();

struct SetFoldingOptions {
  double target_fps = 0;
  std::string release = "0.10";  ///< of FINN; legal: folding_releases()
  double clk_ns = 10.0;
  int mvau_wwidth_max = 36;         ///< most weight bits per PE and cycle of a matrix unit
  bool two_pass_relaxation = true;  ///< once more with the slowest layer's cycles, if those miss the target
  std::string fpga_part = "xc7z020clg400-1";
};

struct AutoFolding {
  Folding folding;
  AttributeTable attributes;              ///< parallel_window of the window generators, which the folding states too
  std::int64_t target_cycles = 0;         ///< per frame, from target_fps
  std::vector<std::string> without_rule;  ///< nodes left as they were
  NetworkPerformance performance;         ///< with the chosen folding
};

/// Starts from `base`, of which it keeps what it does not choose. Throws Error folding-target for a target that is no
/// whole cycle or a release that is none, or Errors estimate-unsupported.
AutoFolding set_folding(const Network& network, const Folding& base, const SetFoldingOptions& options);

}  // namespace weir::golden
