#include "tools/report/build_report.hpp"

#include <cmath>

#include "golden/base/joined.hpp"
#include "tools/report/number_text.hpp"

namespace weir::tools {

namespace {

constexpr double kSame = 0.005;  ///< part by which two throughputs may differ and still be told as the same

bool is_same(double a, double b) { return std::abs(a - b) <= kSame * std::max(a, b); }

std::string estimate_text(std::optional<double> estimated, double fps) {
  if (!estimated) return "";
  return fmt::format(", {} FINN's estimate of {}", is_same(fps, *estimated) ? "as" : "beside", fps_text(*estimated));
}

std::string interval_evidence(const golden::MeasuredPerformance& measured, double interval_cycles) {
  const std::optional<double> interval = measured.interval_cycles();
  if (!interval || interval_cycles <= 0) return "";
  return fmt::format("; interval {} there, {} here", grouped_cycles(*interval), grouped_cycles(interval_cycles));
}

}  // namespace

std::string build_text(const golden::FinnBuild& build, const golden::OpenedBuild& opened) {
  std::string text = fmt::format("build      {}: {}", build.folder.string(), opened.model);
  const auto& refused = opened.refused_steps;
  if (!refused.empty()) {
    const std::string others = refused.size() > 1 ? fmt::format(" and {} more", refused.size() - 1) : "";
    text += fmt::format(", an earlier step: {}{} cannot be read", refused.front(), others);
  }
  text += ", " + opened.folding;
  if (build.clk_mhz) text += fmt::format("; {} MHz ({})", mhz_text(*build.clk_mhz), build.clk_origin);
  if (!build.part.empty()) text += fmt::format("; {} ({})", build.part, build.part_origin);
  const std::string names = joined(build.reports, ", ", [](const auto& item) { return item.first; });
  return text + "\n" + (names.empty() ? "" : "found      " + names + "\n");
}

MeasuredAnswer explain_measured(const golden::FinnBuild& build, std::optional<double> estimated_fps,
                                std::int64_t latency_cycles, double interval_cycles) {
  const golden::MeasuredPerformance& measured = *build.measured;
  MeasuredAnswer answer;
  const std::string told = fps_text(measured.throughput_fps) + " images/s";
  const double steady = interval_cycles > 0 ? frames_per_second(interval_cycles, measured.clk_mhz) : 0;
  const std::string ours =
      steady > 0 ? fmt::format("steady state is {} frames/s{}", fps_text(steady), estimate_text(estimated_fps, steady))
                 : "";
  if (measured.is_timed_out)
    answer.finding = fmt::format("{} is of a run that FINN ended before it was done (TIMEOUT)", told);
  else if (measured.frames == 1)
    answer.finding = fmt::format("{} is one frame's latency (N = 1), no throughput", told);
  else if (const auto between = measured.interval_cycles();
           between && is_same(frames_per_second(*between, measured.clk_mhz), measured.throughput_fps))
    answer.finding = fmt::format("{} over {} frames is nearly the steady state", told, grouped(measured.frames));
  else
    answer.finding =
        fmt::format("{} counts filling and draining ({} frames over all cycles)", told, grouped(measured.frames));
  if (!ours.empty()) answer.finding += "; " + ours;
  answer.evidence = fmt::format("{}: latency {} there, {} here{}", measured.file.filename().string(),
                                grouped(measured.latency_cycles), grouped(latency_cycles),
                                interval_evidence(measured, interval_cycles));
  return answer;
}

}  // namespace weir::tools
