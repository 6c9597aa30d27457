/// Is every layer kind the same in all tiers that know it, and what was computed by hand? Everything comes from the
/// cards in tests/kinds. golden (fast and reference) = SystemC values = RTL words, max-plus = SystemC = RTL cycles,
/// closed form = the compiler's trace, free and with random stalls.
#include <set>

#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/cross_tier/kind_instances.hpp"
#include "tests/cross_tier/traced.hpp"

namespace {

using namespace weir;

constexpr std::uint64_t kSeeds = 12;

}  // namespace

TEST_CASE("the reference of a kind gives what was computed by hand") {
  std::set<std::string> seen;
  for (const test::Example& example : test::known_examples()) {
    const std::string op_type = golden::op_type(example.kind);
    INFO(op_type);
    Errors errors;
    std::visit([&](const auto& k) { validate(k, op_type, errors); }, example.kind);
    CHECK(errors.empty());
    std::vector<const Tensor*> inputs;
    for (const Tensor& input : example.inputs) inputs.push_back(&input);
    const auto outputs =
        std::visit([&](const auto& k) { return compute(k, inputs, example.parameters); }, example.kind);
    REQUIRE(outputs.size() == example.outputs.size());
    for (std::size_t port = 0; port < outputs.size(); ++port) CHECK(outputs[port].data == example.outputs[port].data);
    seen.insert(op_type);
  }
  CHECK(seen.size() >= 3);  // those of VVAU, Crop and StreamingMaxPool are written down
}

TEST_CASE("a kind refuses what its results do not fit") {
  for (const test::Refusal& refusal : test::known_refusals()) {
    Errors errors;
    std::visit([&](const auto& k) { validate(k, "layer", errors); }, refusal.kind);
    INFO(golden::op_type(refusal.kind));
    REQUIRE(errors.list().size() == 1);
    CHECK(errors.list().front().code == refusal.code);
  }
}

TEST_CASE("every kind has the same elements in the fast kernels and the reference") {
  for (const std::string& kind : golden::op_types())
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const auto graph = test::random_layer_graph(kind, seed);
      INFO(graph.name);
      const auto frames = golden::random_frames(*graph.network, 3, seed);
      const golden::Model model(graph.network);
      golden::RunOptions options;
      options.taps = {"*"};
      const auto fast = model.run(frames, options);
      options.reference = true;
      const auto reference = model.run(frames, options);
      for (std::size_t frame = 0; frame < frames.size(); ++frame) CHECK(fast[frame].taps == reference[frame].taps);
    }
}

TEST_CASE("every kind has golden's words in SystemC, and the same cycles there and in max-plus") {
  for (const std::string& kind : golden::op_types()) {
    if (test::has_gap(kind, "time: weir") || test::has_gap(kind, "SystemC values")) continue;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const auto graph = test::random_layer_graph(kind, seed);
      test::require_equal_engines(graph, golden::random_frames(*graph.network, 3, seed),
                                  {seed % 2 == 0 ? 0.0 : 0.4, seed});
    }
  }
}

TEST_CASE("every kind agrees in RTL, SystemC and golden, free and with two seeds of stalls") {
  for (const std::string& kind : golden::op_types()) {
    if (test::has_gap(kind, "HLS, RTL")) continue;
    const auto graph = test::random_layer_graph(kind, 1);
    test::require_traced_schedules(golden::single_stage(graph, "layer"));
    test::require_agreement(graph, golden::random_frames(*graph.network, 4, 1), {1, 2});
  }
}

TEST_CASE("a product of two streams agrees in RTL, SystemC and golden, free and with two seeds of stalls") {
  std::uint64_t seed = 1;
  const auto graph_of_product = [&] {
    for (;; ++seed) {
      const auto graph = test::random_layer_graph(golden::Eltwise::op_type, seed);
      const auto* e = std::get_if<golden::Eltwise>(&graph.network->find_layer("layer")->kind);
      if (e->operation == "Mul" && e->lhs.is_signed()) return graph;
    }
  };
  const auto graph = graph_of_product();
  test::require_traced_schedules(golden::single_stage(graph, "layer"));
  test::require_agreement(graph, golden::random_frames(*graph.network, 4, seed), {1, 2});
}
