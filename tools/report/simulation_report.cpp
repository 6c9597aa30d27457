#include "tools/report/simulation_report.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

double frames_per_second(double cycles, double clk_mhz) { return cycles > 0 ? clk_mhz * 1e6 / cycles : 0.0; }

/// Null after a single frame, which shows a latency but no throughput.
Json throughput_json(const timing::SimulationResult& result, double clk_mhz) {
  if (result.deadlock) return 0.0;
  if (result.steady_interval_cycles == 0) return nullptr;
  return frames_per_second(result.steady_interval_cycles, clk_mhz);
}

std::string interval_text(const timing::SimulationResult& result) {
  const auto last = std::to_string(result.interval_cycles);
  if (result.steady_interval_cycles == static_cast<double>(result.interval_cycles)) return last;
  return fmt::format("{:.2f}", result.steady_interval_cycles);
}

std::string last_interval_note(const timing::SimulationResult& result) {
  if (result.steady_interval_cycles == static_cast<double>(result.interval_cycles)) return {};
  return fmt::format("   (mean of the middle third of the frames; before the last frame {})", result.interval_cycles);
}

std::string why(const timing::StageStatistics& stage) {
  if (stage.backpressured > stage.starved && !stage.backpressured_by.empty())
    return "waits for room in " + stage.backpressured_by;
  if (stage.starved > 0 && !stage.starved_by.empty()) return "waits for a word of " + stage.starved_by;
  return {};
}

std::string stage_table(const timing::SimulationResult& result) {
  std::string text = fmt::format("  {:<32} {:<28} {:>14} {:>6} {:>8} {:>14}\n", "stage", "kind", "work per frame",
                                 "busy", "starved", "backpressured");
  const auto slowest = std::max_element(result.stages.begin(), result.stages.end(),
                                        [](const auto& a, const auto& b) { return a.work_cycles < b.work_cycles; });
  for (const auto& stage : result.stages)
    text += fmt::format("  {:<32} {:<28} {:>14} {:>5.0f}% {:>7.0f}% {:>13.0f}%  {}{}\n", stage.name, stage.kind,
                        stage.work_cycles, 100 * stage.busy, 100 * stage.starved, 100 * stage.backpressured,
                        &stage == &*slowest ? "<- most work; " : "", why(stage));
  return text;
}

std::string fifo_table(const timing::SimulationResult& result) {
  std::string text = fmt::format("  {:<32} {:>8} {:>11} {:>11}\n", "fifo", "depth", "width bits", "high water");
  for (const auto& fifo : result.fifos)
    text += fmt::format("  {:<32} {:>8} {:>11} {:>11}\n", fifo.name, fifo.depth_words, fifo.width_bits,
                        fifo.high_water_words);
  return text;
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

Json simulation_json(const timing::SimulationResult& result, double clk_mhz) {
  Json json{{"cycles", result.cycles},
            {"latency_cycles", result.latency_cycles},
            {"interval_cycles", cycles_json(result.steady_interval_cycles)},
            {"last_interval_cycles", cycles_json(static_cast<double>(result.interval_cycles))},
            {"batch_cycles", result.batch_cycles},
            {"clock_mhz", clk_mhz},
            {"throughput_fps", throughput_json(result, clk_mhz)},
            {"deadlock", result.deadlock ? deadlock_json(*result.deadlock) : Json(nullptr)}};
  for (const auto& stage : result.stages)
    json["stages"].push_back({{"name", stage.name},
                              {"kind", stage.kind},
                              {"work_cycles", stage.work_cycles},
                              {"busy", stage.busy},
                              {"starved", stage.starved},
                              {"starved_by", stage.starved_by},
                              {"backpressured", stage.backpressured},
                              {"backpressured_by", stage.backpressured_by}});
  for (const auto& fifo : result.fifos)
    json["fifos"].push_back({{"name", fifo.name},
                             {"depth", fifo.depth_words},
                             {"width_bits", fifo.width_bits},
                             {"high_water", fifo.high_water_words}});
  return json;
}

std::string deadlock_text(const timing::Deadlock& deadlock) {
  std::string text = fmt::format("error[deadlock]: at cycle {} no word can ever move again\n", deadlock.cycle);
  for (const auto& wait : deadlock.waits)
    text += wait.for_room ? fmt::format("  {:<32} waits for  {} (full, {} of {})\n", wait.stage, wait.stream,
                                        wait.occupancy_words, wait.depth_words)
                          : fmt::format("  {:<32} waits for  {} (empty)\n", wait.stage, wait.stream);
  if (!deadlock.circle.empty()) {
    text += "  circle: ";
    for (const auto& stage : deadlock.circle) text += stage + " -> ";
    text += deadlock.circle.front() + "\n";
  }
  return text;
}

std::string simulation_text(const golden::StageGraph& graph, const timing::SimulationResult& result, double clk_mhz) {
  std::string text = fmt::format("{}   {} stages, {} FIFOs\n", graph.name, graph.stages.size(), graph.streams.size());
  text += stage_table(result) + fifo_table(result);
  if (result.deadlock) return text + deadlock_text(*result.deadlock);
  text += fmt::format("latency    {} cycles   {:.3f} us   (first word in -> last word out, frame 1)\n",
                      result.latency_cycles, static_cast<double>(result.latency_cycles) / clk_mhz);
  if (result.interval_cycles == 0) return text + "interval   not known from one frame (--frames 2 or more)\n";
  return text + fmt::format("interval   {} cycles   {:.1f} frames/s at {} MHz{}\n", interval_text(result),
                            frames_per_second(result.steady_interval_cycles, clk_mhz), clk_mhz,
                            last_interval_note(result));
}

}  // namespace weir::tools
