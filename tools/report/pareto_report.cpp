#include "tools/report/pareto_report.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace weir::tools {

using timing::ParetoPoint;

std::string pareto_csv(const std::vector<ParetoPoint>& front) {
  std::string csv =
      "target_interval_cycles,interval_cycles,latency_cycles,bram18,lut,bits,lower_bound_bram18,"
      "proven_minimal_bram18,proven_minimal\n";
  for (const auto& [target, s] : front)
    csv += fmt::format("{},{:.10g},{},{},{},{},{},{},{}\n", target, s.interval_cycles, s.latency_cycles, s.cost.bram18,
                       s.cost.lut, s.cost.bits, s.lower_bound.bram18, s.proven_minimal_bram18 ? 1 : 0,
                       s.proven_minimal ? 1 : 0);
  return csv;
}

std::string pareto_svg(const std::vector<ParetoPoint>& front, const std::string& title) {
  constexpr double kLeft = 90, kTop = 40, kWidth = 600, kHeight = 320;
  // What decides between the points, in the order in which costs are compared.
  const auto differs = [&](const auto& figure) {
    return std::any_of(front.begin(), front.end(),
                       [&](const ParetoPoint& p) { return figure(p) != figure(front.front()); });
  };
  const auto blocks = [](const ParetoPoint& p) { return p.sizing.cost.bram18; };
  const auto luts = [](const ParetoPoint& p) { return p.sizing.cost.lut; };
  const bool by_blocks = differs(blocks), by_luts = differs(luts);
  const auto memory = [&](const ParetoPoint& p) {
    return static_cast<double>(by_blocks ? blocks(p) : by_luts ? luts(p) : p.sizing.cost.bits);
  };
  double most = 1;
  for (const ParetoPoint& p : front) most = std::max(most, memory(p));
  const auto first = static_cast<double>(front.front().target_interval_cycles);
  const auto last = std::max(first + 1, static_cast<double>(front.back().target_interval_cycles));
  const auto x = [&](double cycles) { return kLeft + (cycles - first) / (last - first) * kWidth; };
  const auto y = [&](double value) { return kTop + kHeight - value / most * kHeight; };
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"740\" height=\"430\" font-family=\"sans-serif\" "
      "font-size=\"12\">\n<rect width=\"740\" height=\"430\" fill=\"white\"/>\n"
      "<text x=\"{}\" y=\"22\" font-size=\"15\">{}</text>\n"
      "<path d=\"M{} {}V{}H{}\" fill=\"none\" stroke=\"black\"/>\n",
      kLeft, title, kLeft, kTop, kTop + kHeight, kLeft + kWidth);
  std::string path;
  for (std::size_t k = 0; k < front.size(); ++k) {
    const double px = x(static_cast<double>(front[k].target_interval_cycles)), py = y(memory(front[k]));
    path += k == 0 ? fmt::format("M{:.1f} {:.1f}", px, py) : fmt::format("H{:.1f}V{:.1f}", px, py);
    svg +=
        fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>\n<text x=\"{:.1f}\" y=\"{:.1f}\">{:.10g}</text>\n",
                    px, py, px + 5, py - 5, memory(front[k]));
  }
  svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#1f77b4\" stroke-width=\"2\"/>\n", path);
  svg += fmt::format(
      "<text x=\"{}\" y=\"{}\">{:.10g}</text>\n<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{:.10g}</text>\n"
      "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">cycles per frame</text>\n<text x=\"10\" "
      "y=\"{}\">{}</text>\n</svg>\n",
      kLeft, kTop + kHeight + 18, first, kLeft + kWidth, kTop + kHeight + 18, last, kLeft + kWidth / 2,
      kTop + kHeight + 38, kTop + 10,
      by_blocks ? "RAMB18"
      : by_luts ? "LUT"
                : "bits");
  return svg;
}

}  // namespace weir::tools
