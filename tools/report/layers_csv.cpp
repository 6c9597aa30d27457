#include "tools/report/layers_csv.hpp"

#include <fmt/core.h>

namespace weir::tools {

std::string layers_csv(const golden::StageGraph& graph, const SimulateOutcome& outcome) {
  std::string text =
      "stage,kind,PE,SIMD,work_cycles,busy,starved,backpressured,first_word_in_cycle,first_word_out_cycle,"
      "last_word_out_cycle\n";
  const auto& stages = outcome.batch.result.stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const golden::Stage* stage = graph.find_stage(stages[i].name);
    const bool has_folding = stage != nullptr && stage->layer >= 0;
    text += fmt::format("{},{},{},{},{},", stages[i].name, stages[i].kind,
                        has_folding ? std::to_string(stage->folding.PE) : "",
                        has_folding ? std::to_string(stage->folding.SIMD) : "", stages[i].work_cycles);
    const auto add = [&](const auto& shares) {
      text += fmt::format("{:.6f},{:.6f},{:.6f}", shares.busy, shares.starved, shares.backpressured);
    };
    if (outcome.steady)
      add(outcome.steady->stages[i]);
    else
      add(stages[i]);
    if (outcome.explanation && i < outcome.explanation->waterfall.size()) {
      const timing::WaterfallStage& first = outcome.explanation->waterfall[i];
      text += fmt::format(",{},{},{}\n", first.first_word_in, first.first_word_out, first.last_word_out);
    } else {
      text += ",,,\n";
    }
  }
  return text;
}

}  // namespace weir::tools
