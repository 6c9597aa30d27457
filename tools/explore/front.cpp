#include "tools/explore/front.hpp"

#include <cstddef>

namespace weir::tools::explore {

bool is_no_worse(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] > b[i]) return false;
  return true;
}

std::vector<std::size_t> pareto_front(const std::vector<std::vector<double>>& points) {
  std::vector<std::size_t> front;
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool is_beaten = false;
    for (std::size_t j = 0; j < points.size() && !is_beaten; ++j)
      is_beaten = j != i && is_no_worse(points[j], points[i]) && (j < i || points[j] != points[i]);
    if (!is_beaten) front.push_back(i);
  }
  return front;
}

}  // namespace weir::tools::explore
