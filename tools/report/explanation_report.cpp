#include "tools/report/explanation_report.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "tools/report/number_text.hpp"

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

std::string circle_text(const Explanation& explanation) {
  const CriticalCycle& circle = *explanation.circle;
  std::string text = fmt::format("{} cycles", grouped_cycles(circle.interval_cycles()));
  if (circle.frames > 1) text += fmt::format(" ({} over {} frames)", circle.cycles, circle.frames);
  text += ": ";
  for (std::size_t i = 0; i < std::min(circle.parts.size(), kMostPartsShown); ++i)
    text += (i == 0 ? "" : ", ") + part_text(circle.parts[i], static_cast<double>(circle.frames));
  if (circle.parts.size() > kMostPartsShown)
    text += fmt::format(", and {} more", circle.parts.size() - kMostPartsShown);
  return text;
}

std::string estimate_text(const Explanation& explanation) {
  if (!explanation.estimate) return "FINN's formulas do not apply: " + explanation.no_estimate;
  return fmt::format("FINN's formulas: interval {} ({}), critical path {} (they add what overlaps)",
                     grouped(explanation.estimate->max_cycles), explanation.estimate->max_cycles_node_name,
                     grouped(explanation.estimate->critical_path_cycles));
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

std::string explanation_text(const Explanation& explanation, const Screen& screen) {
  std::string text;
  if (explanation.circle) text += labelled("circle", circle_text(explanation), screen);
  text += labelled("estimate", estimate_text(explanation), screen);
  if (!explanation.left_out.empty()) text += labelled("left out", explanation.left_out, screen);
  return text;
}

}  // namespace weir::tools
