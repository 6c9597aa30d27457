#include "systemc/sizing/pareto.hpp"

#include "systemc/sizing/search/parallel.hpp"

namespace weir::timing {

std::vector<ParetoPoint> pareto_front(const TimingGraph& graph, SizingOptions options) {
  constexpr int kPercents[] = {100, 101, 102, 105, 110, 120, 140, 170, 220, 300};
  options.orders = 1;
  options.with_reasons = false;
  options.systemc_frames = 0;
  const std::int64_t fastest = unlimited_interval(graph);
  std::vector<ParetoPoint> points(std::size(kPercents));
  const auto find = [&](std::size_t p, const SizingOptions& for_point) {
    points[p].target_interval_cycles = for_point.target_interval_cycles;
    points[p].sizing = size_fifos(graph, for_point);
  };
  options.target_interval_cycles = fastest;
  find(0, options);
  options.known = points[0].sizing.depths();
  for_each_in_parallel(points.size() - 1, options.threads, [&](std::size_t p) {
    SizingOptions longer = options;
    longer.target_interval_cycles = (fastest * kPercents[p + 1] + 99) / 100;
    find(p + 1, longer);
  });
  std::vector<ParetoPoint> front;
  for (ParetoPoint& point : points) {
    const bool is_kept = point.sizing.interval_cycles <= static_cast<double>(point.target_interval_cycles);
    if (front.empty() || (is_kept && point.sizing.cost < front.back().sizing.cost)) front.push_back(std::move(point));
  }
  return front;
}

}  // namespace weir::timing
