/// Is a fault in any kind of stage found, and is the stage named that has it?
#include <catch2/catch.hpp>

#include "golden/model/model.hpp"
#include "hls/codegen/kernel.hpp"
#include "rtl_wrap/cosim/composition.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "tests/cross_tier/faulty_kernel.hpp"
#include "tests/cross_tier/kind_instances.hpp"
#include "tests/data.hpp"
#include "tests/hls_codegen/graphs.hpp"
#include "tests/hls_codegen/random_layers.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace {

using namespace weir;
using test::Fault;

constexpr int kFrames = 8;  ///< some kinds write one word per frame

/// A stage alone, with what flows through it: its RTL can be run with every fault.
class FaultBench {
 public:
  explicit FaultBench(golden::StageGraph graph) : graph_(std::move(graph)) {
    const golden::Stage& stage = graph_.stages.front();
    tools::write_rtl_folder(graph_, scratch_.path(), [](const std::string&) {});
    test::make_faulty(graph_, stage, scratch_.path());
    rtl_ = rtl::read_rtl_folder(scratch_.path());
    rtl::VerilateOptions options;
    options.optimisation = rtl::no_optimisation();
    models_ = rtl::verilate_kernels(rtl_, options);
    words_ = tools::golden_words(graph_, golden::random_frames(*graph_.network, kFrames, 1));
    timing::SimulationOptions simulation;
    simulation.frames = kFrames;
    simulation.record_transfers = true;
    timing_ = timing::simulate_maxplus(graph_, simulation);
  }

  rtl::CosimResult run(Fault fault, std::int64_t at) const {
    rtl::Composition design(graph_, rtl_, models_,
                            {"+fault=" + std::to_string(static_cast<int>(fault)), "+at=" + std::to_string(at)});
    rtl::CosimOptions options;
    options.frames = kFrames;
    options.timing = &timing_;
    return rtl::cosimulate(design, graph_, words_, options);
  }

  const golden::Stage& stage() const { return graph_.stages.front(); }
  const golden::Stream& output() const { return graph_.streams[static_cast<std::size_t>(stage().outputs.front())]; }
  std::int64_t words_of(int stream) const {
    return kFrames * graph_.streams[static_cast<std::size_t>(stream)].words_per_frame();
  }

  /// A word of the output that differs from the one behind it, not near the ends if there is such; -1 if all are equal.
  std::int64_t distinct_word() const {
    const golden::Words& words = words_.at(output().name);
    std::int64_t found = -1;
    for (std::int64_t i = 0; i + 3 < words.count(); ++i) {
      const auto a = words.word(i), b = words.word(i + 1);
      if (!std::equal(a.begin(), a.end(), b.begin()) && (found < 0 || i <= words.count() / 2)) found = i;
    }
    return found;
  }

 private:
  test::ScratchFolder scratch_;
  golden::StageGraph graph_;
  rtl::RtlFolder rtl_;
  rtl::KernelModels models_;
  std::map<std::string, golden::Words> words_;
  timing::SimulationResult timing_;
};

/// The first stage of each kind in random networks, alone, with FIFOs that let it run; of kinds that these do not have,
/// a random layer.
std::map<std::string, golden::StageGraph> a_stage_of_each_kind() {
  std::map<std::string, golden::StageGraph> stages;
  const auto collect = [&](const golden::StageGraph& graph) {
    for (const auto& stage : graph.stages) {
      golden::StageGraph alone = golden::single_stage(graph, stage.name);
      for (auto& stream : alone.streams) stream.depth_words = 8;
      stages.emplace(golden::op_type(stage.kind), std::move(alone));
    }
  };
  for (const std::uint64_t seed : {30, 243, 363, 199}) collect(test::random_residual_graph(seed));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) collect(test::random_picture_graph(seed));
  for (const std::string& kind : golden::op_types())
    if (!stages.contains(kind) && !test::has_gap(kind, "HLS, RTL"))
      collect(golden::single_stage(test::random_layer_graph(kind, 1), "layer"));
  return stages;
}

void require_located(const FaultBench& bench, const rtl::CosimResult& result) {
  INFO(rtl::render(result));
  CHECK_FALSE(result.equal());
  REQUIRE(result.first_mismatch);
  CHECK(result.first_mismatch->stage == bench.stage().name);
  CHECK(result.first_mismatch->stream == bench.output().name);
}

std::int64_t first_word(const rtl::CosimResult& result) {
  return result.first_mismatch->frame * result.first_mismatch->words_per_frame + result.first_mismatch->word;
}

const rtl::StreamResult& output_of(const FaultBench& bench, const rtl::CosimResult& result) {
  for (const auto& stream : result.streams)
    if (stream.name == bench.output().name) return stream;
  throw std::logic_error("the graph has no such stream");
}

void check_values_and_order(const FaultBench& bench, std::int64_t at) {
  const auto value = bench.run(Fault::kValue, at);
  require_located(bench, value);
  CHECK(first_word(value) == at);
  CHECK(output_of(bench, value).words_different == 1);
  CHECK(value.cycle_differences == 0);
  const auto order = bench.run(Fault::kOrder, at);
  require_located(bench, order);
  CHECK(first_word(order) == at);
  CHECK(output_of(bench, order).words_different == 2);
}

void check_counts_and_progress(const FaultBench& bench, std::int64_t at) {
  const auto missing = bench.run(Fault::kMissing, at);
  require_located(bench, missing);
  CHECK(first_word(missing) == at);
  CHECK(output_of(bench, missing).words_missing == 1);
  // Words on their way through the pipeline go before the one that comes again; some may be equal to it.
  const auto extra = bench.run(Fault::kExtra, at);
  require_located(bench, extra);
  if (extra.first_mismatch->kind == rtl::Mismatch::Kind::Different) CHECK(first_word(extra) > at);
  CHECK(output_of(bench, extra).words_extra == 1);
  const auto stuck = bench.run(Fault::kStuck, bench.words_of(bench.stage().inputs.front()) / 2);
  require_located(bench, stuck);
  CHECK(stuck.first_mismatch->kind == rtl::Mismatch::Kind::Missing);
  REQUIRE(stuck.deadlock);
  CHECK(stuck.idle_stages == std::vector<std::string>{bench.stage().name});
}

}  // namespace

TEST_CASE(
    "a wrong value, a changed order, a missing or extra word and a stuck ready are located in every kind of stage") {
  const auto stages = a_stage_of_each_kind();
  for (const auto& [kind, graph] : stages) {
    const FaultBench bench(graph);
    INFO(kind << ": stage " << bench.stage().name << " of " << graph.name);
    REQUIRE(bench.run(Fault::kNone, 0).equal());
    const std::int64_t at = bench.distinct_word();
    REQUIRE(at >= 0);
    check_values_and_order(bench, at);
    check_counts_and_progress(bench, at);
  }
  for (const std::string& kind : golden::op_types()) {
    INFO(kind);
    CHECK(stages.contains(kind) != test::has_gap(kind, "HLS, RTL"));
  }
}
