#include "tools/report/infer_report.hpp"

#include <fmt/format.h>

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

double per_second(std::int64_t frames, double seconds) { return static_cast<double>(frames) / seconds; }

double percent(std::int64_t part, std::int64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

/// Fields with commas, quotes or line ends in quotes, quotes doubled (RFC 4180).
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Json infer_json(const InferOutcome& outcome) {
  Json pictures = Json::array(), skipped = Json::array();
  for (const InferredPicture& picture : outcome.pictures)
    if (picture.problem.empty())
      pictures.push_back({{"file", picture.name}, {"prediction", picture.classes}});
    else
      skipped.push_back({{"file", picture.name}, {"problem", picture.problem}});
  const std::int64_t inferred = outcome.inferred();
  const bool is_labelled = outcome.labelled > 0;
  return {
      {"pictures", std::move(pictures)},
      {"skipped", std::move(skipped)},
      {"seconds", outcome.seconds},
      {"frames_per_second", per_second(inferred, outcome.seconds)},
      {"accelerator_calls", outcome.calls.size()},
      {"accelerator_ms", outcome.simulated_ms()},
      {"accelerator_fps", inferred == 0 ? Json(nullptr) : Json(per_second(inferred, outcome.simulated_ms() / 1000))},
      {"labelled", outcome.labelled},
      {"top1_percent", is_labelled ? Json(percent(outcome.top1, outcome.labelled)) : Json(nullptr)},
      {"top5_percent", is_labelled ? Json(percent(outcome.top5, outcome.labelled)) : Json(nullptr)}};
}

std::string infer_csv(const InferOutcome& outcome, bool with_times) {
  std::string text = "file,prediction,problem";
  text += with_times ? ",prepare_start_s,prepare_end_s,batch_start_s,batch_end_s\n" : "\n";
  for (const InferredPicture& picture : outcome.pictures) {
    text +=
        fmt::format("{},{},{}", csv_field(picture.name), fmt::join(picture.classes, " "), csv_field(picture.problem));
    if (with_times)
      text += fmt::format(",{:.6f},{:.6f},{:.6f},{:.6f}", picture.times.prepare_start, picture.times.prepare_end,
                          picture.times.batch_start, picture.times.batch_end);
    text += "\n";
  }
  return text;
}

std::string infer_text(const InferOutcome& outcome) {
  const std::int64_t inferred = outcome.inferred();
  std::string text;
  for (const InferredPicture& picture : outcome.pictures)
    if (!picture.problem.empty()) text += fmt::format("skipped    {}: {}\n", picture.name, picture.problem);
  text += fmt::format("pictures   {} in {:.3f} s, {:.1f} frames/s here (golden model, with reading and preparing)\n",
                      inferred, outcome.seconds, per_second(inferred, outcome.seconds));
  if (!outcome.calls.empty())
    text +=
        fmt::format("hardware   {} calls, {:.3f} ms, {:.1f} frames/s (simulated, calls only)\n", outcome.calls.size(),
                    outcome.simulated_ms(), per_second(inferred, outcome.simulated_ms() / 1000));
  if (outcome.labelled > 0)
    text +=
        fmt::format("accuracy   top 1 {:.2f} %, top 5 {:.2f} %   ({} labelled pictures)\n",
                    percent(outcome.top1, outcome.labelled), percent(outcome.top5, outcome.labelled), outcome.labelled);
  return text;
}

}  // namespace weir::tools
