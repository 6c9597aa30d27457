/// Do the layers of the six networks of the field (golden/builtin/field.hpp) have golden's words and SystemC's cycles
/// in RTL? Of each kind the one with the least work.
#include <map>

#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"

namespace {

using namespace weir;

/// Words in and out in a frame, and weights to compile.
std::int64_t work_of(const golden::StageGraph& graph, const golden::Stage& stage) {
  std::int64_t words = std::ssize(graph.parameters(stage).weights.data) / 8;
  for (const auto* ports : {&stage.inputs, &stage.outputs})
    for (const int port : *ports) words += graph.streams[static_cast<std::size_t>(port)].words_per_frame();
  return words;
}

struct Candidate {
  std::int64_t work;
  std::string network, stage;
  auto operator<=>(const Candidate&) const = default;
};

/// By kind, over all networks.
std::map<std::string, Candidate> least_of_each_kind() {
  std::map<std::string, Candidate> least;
  for (const char* name : {"kws-mlp-w3a3", "vgg10-radioml-w4a4", "cnv-gtsrb-w1a1", "resnet18-w4a4", "mobilenetv1-w4a4",
                           "unet-small-w4a4"}) {
    const golden::StageGraph graph = test::graph_of(golden::make_builtin(name));
    for (const golden::Stage& stage : graph.stages) {
      const Candidate candidate{work_of(graph, stage), name, stage.name};
      const auto [found, is_new] = least.emplace(golden::op_type(stage.kind), candidate);
      if (!is_new) found->second = std::min(found->second, candidate);
    }
  }
  return least;
}

}  // namespace

TEST_CASE("the least layer of each kind in the networks of the field agrees in every word and cycle, with stalls") {
  const auto least = least_of_each_kind();
  CHECK(least.size() > 10);
  for (const auto& [kind, candidate] : least) {
    INFO(kind << ": " << candidate.network << ", " << candidate.stage);
    const golden::StageGraph graph = test::graph_of(golden::make_builtin(candidate.network));
    test::require_agreement(golden::single_stage(graph, candidate.stage), golden::random_frames(*graph.network, 1, 1),
                            {5});
  }
}
