/// Do all tiers agree on random residual networks under random stalls: forks and joins around convolutions and small
/// layers? Every kind by itself is in test_kinds. golden (fast and reference) = SystemC values = native C++ = RTL
/// words, max-plus = SystemC = RTL cycles, closed forms = the compiler's traces.
#include "golden/model/model.hpp"
#include "hls/codegen/project.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/cross_tier/traced.hpp"
#include "tests/hls_codegen/graphs.hpp"
#include "tests/hls_codegen/random_layers.hpp"

namespace {

using namespace weir;

/// Seeds of small graphs with many kinds, and one residual block; each costs a Verilator build.
const std::vector<std::uint64_t> kCosimulated{243, 363, 199};
const std::vector<std::uint64_t> kTraced{363, 102, 103, 104};
const std::vector<std::uint64_t> kRunNatively{199, 243};

}  // namespace

TEST_CASE("random residual networks agree in RTL, SystemC and golden, free and with two seeds of stalls") {
  for (const auto seed : kCosimulated) {
    const auto graph = test::random_residual_graph(seed);
    test::require_agreement(graph, golden::random_frames(*graph.network, 4, seed), {seed, seed + 100});
  }
}

TEST_CASE("the closed forms of the stages of random residual networks are the traces that the compiler emits") {
  for (const auto seed : kTraced) test::require_traced_schedules(test::random_residual_graph(seed));
}

TEST_CASE("the max-plus engine and SystemC give the same cycles and values on random residual networks") {
  for (std::uint64_t seed = 200; seed < 240; ++seed) {
    const auto graph = test::random_residual_graph(seed);
    test::require_equal_engines(graph, golden::random_frames(*graph.network, 3, seed),
                                {seed % 2 == 0 ? 0.0 : 0.4, seed});
  }
}

TEST_CASE("the fast kernels and the reference give the same elements on random residual networks") {
  for (std::uint64_t seed = 200; seed < 240; ++seed) {
    const auto graph = test::random_residual_graph(seed);
    const auto frames = golden::random_frames(*graph.network, 2, seed);
    const golden::Model model(graph.network);
    golden::RunOptions options;
    options.taps = {"*"};
    const auto fast = model.run(frames, options);
    options.reference = true;
    const auto reference = model.run(frames, options);
    for (std::size_t frame = 0; frame < frames.size(); ++frame) CHECK(fast[frame].taps == reference[frame].taps);
  }
}

TEST_CASE("the C simulation of random residual networks gives golden's words on every stream") {
  for (const auto seed : kRunNatively) {
    const auto graph = test::random_residual_graph(seed);
    const test::ScratchFolder project;
    hls::write_hls_project(graph, project.path(), {});
    test::build_csim(project.path());
    test::write_vectors(graph, test::golden_words(graph, 3, seed), project.path());
    const auto run = test::run_csim(project.path());
    INFO("seed " << seed << ": " << run.output);
    CHECK(run.exit_code == 0);
    CHECK(run.output.find(" 0 mismatches") != std::string::npos);
  }
}
