#include "tools/report/simulation_report.hpp"

#include <fmt/core.h>

#include "tools/report/number_text.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

/// Null after a single frame, which shows a latency but no throughput.
Json throughput_json(const timing::SimulationResult& result, double clk_mhz) {
  if (result.deadlock) return 0.0;
  if (result.steady_interval_cycles == 0) return nullptr;
  return frames_per_second(result.steady_interval_cycles, clk_mhz);
}

/// The same keys whether of a steady interval or of the run.
Json stage_json(const timing::SimulationResult& result, std::size_t index,
                const std::optional<timing::SteadyShares>& steady) {
  const timing::StageStatistics& stage = result.stages[index];
  Json json{{"name", stage.name}, {"kind", stage.kind}, {"work_cycles", stage.work_cycles}};
  const auto add = [&](const auto& shares) {
    json["busy"] = shares.busy;
    json["starved"] = shares.starved;
    json["starved_by"] = shares.starved_by;
    json["backpressured"] = shares.backpressured;
    json["backpressured_by"] = shares.backpressured_by;
  };
  if (steady)
    add(steady->stages[index]);
  else
    add(stage);
  return json;
}

}  // namespace

Json deadlock_json(const timing::Deadlock& deadlock) {
  Json json{{"cycle", deadlock.cycle}, {"circle", deadlock.circle}};
  json["waits"] = Json::array();
  for (const auto& wait : deadlock.waits)
    json["waits"].push_back({{"stage", wait.stage},
                             {"stream", wait.stream},
                             {"for", wait.for_room ? "room" : "word"},
                             {"occupancy", wait.occupancy_words},
                             {"depth", wait.depth_words}});
  return json;
}

Json cycles_json(double cycles) {
  if (cycles == 0) return nullptr;
  const auto whole = static_cast<std::int64_t>(cycles);
  return static_cast<double>(whole) == cycles ? Json(whole) : Json(cycles);
}

Json simulation_json(const timing::SimulationResult& result, double clk_mhz,
                     const std::optional<timing::SteadyShares>& steady) {
  Json json{{"cycles", result.cycles},
            {"latency_cycles", result.latency_cycles},
            {"interval_cycles", cycles_json(result.steady_interval_cycles)},
            {"last_interval_cycles", cycles_json(static_cast<double>(result.interval_cycles))},
            {"batch_cycles", result.batch_cycles},
            {"clock_mhz", clk_mhz},
            {"throughput_fps", throughput_json(result, clk_mhz)},
            {"deadlock", result.deadlock ? deadlock_json(*result.deadlock) : Json(nullptr)},
            {"shares_of", steady ? "steady interval" : "run"}};
  for (std::size_t i = 0; i < result.stages.size(); ++i) json["stages"].push_back(stage_json(result, i, steady));
  for (std::size_t i = 0; i < result.fifos.size(); ++i)
    json["fifos"].push_back({{"name", result.fifos[i].name},
                             {"depth", result.fifos[i].depth_words},
                             {"width_bits", result.fifos[i].width_bits},
                             {"high_water", result.fifos[i].high_water_words}});
  return json;
}

}  // namespace weir::tools
