#include "tools/report/explanation_report.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;
using timing::CriticalCycle;
using Reason = CriticalCycle::Reason;

constexpr std::size_t kMostPartsShown = 6;

const char* reason_name(Reason reason) {
  switch (reason) {
    case Reason::Work: return "work";
    case Reason::Word: return "word";
    case Reason::Room: return "room";
  }
  return "";
}

std::string part_text(const CriticalCycle::Part& part, double frames) {
  const std::string cycles = fmt::format("{:.6g}", static_cast<double>(part.cycles) / frames);
  switch (part.reason) {
    case Reason::Work: return part.name + " works " + cycles;
    case Reason::Word: return "word of " + part.name + " " + cycles;
    case Reason::Room: return "room in " + part.name + " " + cycles;
  }
  return {};
}

/// Whole cycles without decimals, others with two.
std::string cycles_text(double cycles) {
  return cycles == static_cast<double>(static_cast<std::int64_t>(cycles)) ? fmt::format("{:.0f}", cycles)
                                                                          : fmt::format("{:.2f}", cycles);
}

std::string circle_text(const Explanation& explanation) {
  const CriticalCycle& circle = *explanation.circle;
  std::string text = fmt::format("circle     {} cycles", cycles_text(circle.interval_cycles()));
  if (circle.frames > 1) text += fmt::format(" ({} over {} frames)", circle.cycles, circle.frames);
  text += ": ";
  for (std::size_t i = 0; i < std::min(circle.parts.size(), kMostPartsShown); ++i)
    text += (i == 0 ? "" : ", ") + part_text(circle.parts[i], static_cast<double>(circle.frames));
  if (circle.parts.size() > kMostPartsShown)
    text += fmt::format(", and {} more", circle.parts.size() - kMostPartsShown);
  return text + "\n";
}

/// Streams whose room is part of the circle: a deeper FIFO breaks it.
std::string full_fifos(const Explanation& explanation) {
  std::string names;
  if (explanation.circle)
    for (const auto& part : explanation.circle->parts)
      if (part.reason == Reason::Room) names += (names.empty() ? "" : ", ") + part.name;
  return names;
}

std::string hint_text(const Explanation& explanation) {
  const auto best =
      std::min_element(explanation.what_if.begin(), explanation.what_if.end(),
                       [](const auto& a, const auto& b) { return a.interval_cycles < b.interval_cycles; });
  const std::string full = full_fifos(explanation);
  const std::string deeper = full.empty() ? "" : "; the circle waits for room in " + full + ": try `weir fifo`";
  if (best == explanation.what_if.end()) return full.empty() ? "" : "hint       " + deeper.substr(2) + "\n";
  if (best->interval_cycles >= explanation.interval_cycles)
    return fmt::format("hint       a larger PE or SIMD of {} alone does not shorten the interval{}\n", best->stage,
                       deeper);
  return fmt::format("hint       {} {} {} -> {} makes the interval {} ({:.2f} x); next bottleneck {}{}\n", best->stage,
                     best->fold, best->from, best->to, cycles_text(best->interval_cycles),
                     explanation.interval_cycles / best->interval_cycles, best->next_bottleneck, deeper);
}

std::string estimate_text(const Explanation& explanation) {
  if (!explanation.estimate) return "estimate   FINN's formulas do not apply: " + explanation.no_estimate + "\n";
  return fmt::format("estimate   FINN's formulas: interval {} ({}), critical path {} (they add what overlaps)\n",
                     explanation.estimate->max_cycles, explanation.estimate->max_cycles_node_name,
                     explanation.estimate->critical_path_cycles);
}

std::string wait_text(const timing::WaterfallStage& stage) {
  if (stage.backpressured_cycles > stage.starved_cycles && !stage.backpressured_by.empty())
    return fmt::format("{} cycles for room in {}", stage.backpressured_cycles, stage.backpressured_by);
  if (stage.starved_cycles > 0 && !stage.starved_by.empty())
    return fmt::format("{} cycles for words of {}", stage.starved_cycles, stage.starved_by);
  return {};
}

std::string waterfall_text(const Explanation& explanation) {
  std::string text = fmt::format("  {:<32} {:>14} {:>14} {:>14}  {}\n", "first frame, cycle of", "first word in",
                                 "first word out", "last word out", "waited");
  for (const auto& stage : explanation.waterfall)
    text += fmt::format("  {:<32} {:>14} {:>14} {:>14}  {}\n", stage.name, stage.first_word_in, stage.first_word_out,
                        stage.last_word_out, wait_text(stage));
  return text;
}

Json circle_json(const CriticalCycle& circle, int run_frames) {
  Json json{{"cycles", circle.cycles},
            {"frames", circle.frames},
            {"interval_cycles", circle.interval_cycles()},
            {"run_frames", run_frames}};
  json["parts"] = Json::array();
  for (const auto& part : circle.parts)
    json["parts"].push_back(
        {{"reason", reason_name(part.reason)}, {"name", part.name}, {"times", part.times}, {"cycles", part.cycles}});
  return json;
}

}  // namespace

Json explanation_json(const Explanation& explanation) {
  Json json;
  json["critical_cycle"] =
      explanation.circle ? circle_json(*explanation.circle, explanation.circle_frames) : Json(nullptr);
  if (!explanation.circle) json["no_critical_cycle"] = explanation.no_circle;
  json["bottleneck"] = explanation.bottleneck;
  json["left_out"] = explanation.left_out.empty() ? Json(nullptr) : Json(explanation.left_out);
  json["waterfall"] = Json::array();
  for (const auto& stage : explanation.waterfall)
    json["waterfall"].push_back({{"stage", stage.name},
                                 {"first_word_in_cycle", stage.first_word_in},
                                 {"first_word_out_cycle", stage.first_word_out},
                                 {"last_word_out_cycle", stage.last_word_out},
                                 {"starved_cycles", stage.starved_cycles},
                                 {"starved_by", stage.starved_by},
                                 {"backpressured_cycles", stage.backpressured_cycles},
                                 {"backpressured_by", stage.backpressured_by}});
  json["what_if"] = Json::array();
  for (const auto& entry : explanation.what_if)
    json["what_if"].push_back({{"stage", entry.stage},
                               {"fold", entry.fold},
                               {"from", entry.from},
                               {"to", entry.to},
                               {"interval_cycles", entry.interval_cycles},
                               {"next_bottleneck", entry.next_bottleneck}});
  json["estimate"] = nullptr;
  if (explanation.estimate)
    json["estimate"] = {{"interval_cycles", explanation.estimate->max_cycles},
                        {"interval_node", explanation.estimate->max_cycles_node_name},
                        {"critical_path_cycles", explanation.estimate->critical_path_cycles}};
  else
    json["no_estimate"] = explanation.no_estimate;
  return json;
}

std::string explanation_text(const Explanation& explanation) {
  if (!explanation.left_out.empty()) return estimate_text(explanation) + "left out   " + explanation.left_out;
  std::string text = waterfall_text(explanation);
  if (explanation.circle) text += circle_text(explanation);
  text += estimate_text(explanation) + hint_text(explanation);
  text.pop_back();  // the last line's end is the printer's
  return text;
}

}  // namespace weir::tools
