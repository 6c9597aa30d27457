/// Small designs for the tests of the RTL tier: a StageGraph of pass-throughs and width converters, and a top for it
/// made of the hand-written parts in rtl/test_parts.sv. Nothing here comes from Weir's own code generator.
///
/// Plusargs: +depth_<stream>=N, +latency is fixed at build; +fault_<stage>=F and +at_<stage>=WORD (of the output, all
/// frames):
///   1 one lane of word `at` is one too large      2 lanes 1 and 2 swapped         3 word `at` dropped
///   4 word `at` twice                             5 no progress from word `at` on  6 elements of value 3 become 2
///   8 word `at` has the value of the one before   9 $fatal at word `at`           10 writes whether or not there is
///   input 11 bit 2 of lane 1 flipped in every odd word
#pragma once
#include <filesystem>

#include "golden/network/stage_graph.hpp"
#include "golden/network/words.hpp"
#include "rtl_wrap/cosim/cosim.hpp"
#include "rtl_wrap/verilate/verilate.hpp"

namespace weir::test {

/// in -> stage_0 -> ... -> out with `elements[i]` elements of `type` per word on stream i; stage i has `latencies[i]`.
struct ChainShape {
  std::vector<std::int64_t> elements;
  std::vector<int> latencies;
  std::vector<int> depths;
  Shape shape{4, 5, 8};
  DataType type = DataType::int_(4);
};

/// Appends a chain to the graph; stream and stage names start with `prefix`.
void add_chain(golden::StageGraph& graph, const ChainShape& chain, const std::string& prefix = "");
/// Random words on the inputs, the same elements regrouped on every stream behind them.
rtl::ExpectedWords random_words(const golden::StageGraph& graph, int frames, std::uint64_t seed);

enum class Fifo { HandWritten, Weir };  ///< Weir: hls/rtl/weir_fifo.sv; its depth cannot be overridden

/// Writes sources and manifest into `folder`.
rtl::RtlFolder write_design(const golden::StageGraph& graph, const std::filesystem::path& folder,
                            Fifo fifo = Fifo::HandWritten);
/// Kept between runs of the tests, below the build folder.
std::filesystem::path shared_cache();
/// Verilates in the shared cache.
rtl::VerilatedDesign build(const rtl::RtlFolder& folder);
/// A graph with its model, built once.
struct Design {
  golden::StageGraph graph;
  std::shared_ptr<const rtl::Model> model;
};
Design make_design(golden::StageGraph graph, Fifo fifo = Fifo::HandWritten);
/// in (4 lanes of INT4) -> stage_0 (latency 3) -> mid -> stage_1 -> out
const Design& pass_chain();

struct Run {
  std::vector<std::string> plusargs;
  int frames = 3;
  timing::Stalls stalls;
  bool compare_cycles = true;
  std::int64_t max_cycles = 0;
  std::optional<rtl::WaveOptions> waves;
};
/// Cosimulates with the cycles of the max-plus engine. Depth plusargs for the RTL follow the graph unless overridden.
rtl::CosimResult simulate(const Design& design, const golden::StageGraph& graph, const Run& run);
rtl::CosimResult simulate(const Design& design, const Run& run = {});

}  // namespace weir::test
