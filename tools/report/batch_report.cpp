#include "tools/report/batch_report.hpp"

#include <fmt/core.h>

#include "tools/report/number_text.hpp"

namespace weir::tools {

using Json = nlohmann::ordered_json;

Json call_json(const Call& call) {
  return {{"batch_size", call.frames},       {"cycles", call.cycles},
          {"latency_ms", call.latency_ms()}, {"throughput_fps", call.throughput_fps()},
          {"clock_mhz", call.clock_mhz},     {"host_overhead_us", call.host_overhead_us}};
}

std::string call_text(const Call& call) {
  return fmt::format("call       {:.3f} ms   {:.1f} frames/s   {} frames, {} cycles at {} MHz and {} us of the host",
                     call.latency_ms(), call.throughput_fps(), call.frames, call.cycles, mhz_text(call.clock_mhz),
                     call.host_overhead_us);
}

Json period_json(const timing::Batch& batch) {
  if (batch.period_frames == 0) return nullptr;
  return {{"simulated_frames", batch.simulated_frames},
          {"periodic_from_frame", batch.periodic_from_frame},
          {"period_frames", batch.period_frames},
          {"period_cycles", batch.period_cycles},
          {"exact", true}};
}

std::string period_text(const timing::Batch& batch) {
  const std::string every = batch.period_frames == 1 ? "frame" : fmt::format("{} frames", batch.period_frames);
  return fmt::format(
      "period     {} frames were run; from frame {} on the whole state comes back every {}, {} cycles later, so that "
      "the "
      "rest is exact without being run",
      batch.simulated_frames, batch.periodic_from_frame, every, batch.period_cycles);
}

namespace {

bool is_calibrated_time(const std::string& name, const timing::ProfileParameter& parameter) {
  return parameter.origin == timing::Origin::Calibrated && !name.starts_with("power.");
}

}  // namespace

Json calibrated_json(const timing::Profile& profile) {
  Json json = Json::array();
  for (const auto& [name, parameter] : profile.parameters)
    if (is_calibrated_time(name, parameter))
      json.push_back({{"name", name}, {"value", parameter.value}, {"source", parameter.source}});
  return json;
}

std::string calibrated_text(const timing::Profile& profile) {
  std::string text;
  for (const auto& [name, parameter] : profile.parameters)
    if (is_calibrated_time(name, parameter))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, parameter.value);
  return text.empty() ? text : "calibrated, not derived (evidence in profile " + profile.name + "): " + text;
}

Json cures_json(const std::vector<timing::Cure>& cures) {
  Json json = Json::array();
  for (const timing::Cure& cure : cures)
    json.push_back({{"stream", cure.stream},
                    {"depth", cure.depth_words},
                    {"needed", cure.needed_words},
                    {"least", cure.is_least}});
  return json;
}

std::string cures_text(const std::vector<timing::Cure>& cures) {
  std::string text;
  for (const timing::Cure& cure : cures) {
    if (cure.is_least)
      text += fmt::format("  help: {} needs {} words, it has {}", cure.stream, cure.needed_words, cure.depth_words);
    else
      text += fmt::format("  help: {} has {} words; {} are enough, fewer may be", cure.stream, cure.depth_words,
                          cure.needed_words);
    text += cure.next_circle.empty() ? "; then nothing is stuck\n"
                                     : "; then the circle at " + cure.next_circle + " closes\n";
  }
  return text;
}

}  // namespace weir::tools
