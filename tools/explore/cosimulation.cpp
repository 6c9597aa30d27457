#include "tools/explore/cosimulation.hpp"

#include "golden/model/model.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::tools::explore {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFrames = 3;  ///< the least that show a steady interval

}  // namespace

Task make_cosimulation(const Task& point, const Json& record, std::uint64_t seed) {
  Json task = Json::parse(point.text);
  task["cosimulation"] = {{"depths", record.at("depths")}, {"frames", kFrames}, {"seed", seed}};
  const std::string text = task.dump();
  return {task_key(text), text, point.effort};
}

void cosimulate_point(const golden::FoldedNetwork& base, const Json& task, const std::atomic<bool>* stop,
                      Json& record) {
  const Json& asked = task.at("cosimulation");
  const golden::StageGraph graph = with_depths(folded_graph(base, task), asked.at("depths"));
  CosimRequest request;
  request.frames = golden::random_frames(*base.network, asked.at("frames"), asked.at("seed"));
  request.stop = stop;
  const rtl::CosimResult result = cosimulate(graph, request).result;
  rtl::throw_if_compiler_fault(result);
  record["computed"] = "co-simulated";
  record["frames"] = result.frames;
  record["words_compared"] = result.words_compared;
  record["mismatches"] = result.mismatches;
  record["cycle_differences"] = result.cycle_differences;
  record["latency_cycles"] = result.latency_cycles;
  record["interval_cycles"] = result.steady_interval_cycles;
  record["is_equal"] = result.equal() && result.cycles_compared;
}

}  // namespace weir::tools::explore
