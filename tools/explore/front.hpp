/// Who is dominated by whom.
#pragma once
#include <vector>

namespace weir::tools::explore {

/// Is `a` nowhere worse than `b`? Less is better; both have as many values.
bool is_no_worse(const std::vector<double>& a, const std::vector<double>& b);

/// Numbers of those that nobody dominates, ascending; of equal ones the first.
std::vector<std::size_t> pareto_front(const std::vector<std::vector<double>>& points);

}  // namespace weir::tools::explore
