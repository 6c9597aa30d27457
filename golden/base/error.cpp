#include "golden/base/error.hpp"

#include <algorithm>
#include <numeric>

namespace weir {

Error::Error(std::string code_, std::string what_, std::string where_, std::string hint_)
    : code(std::move(code_)), what_text(std::move(what_)), where(std::move(where_)), hint(std::move(hint_)) {}

std::string Error::text() const {
  std::string out = "error[" + code + "]: " + what_text;
  if (!where.empty()) out += "\n  --> " + where;
  if (!hint.empty()) out += "\n  " + hint;
  return out;
}

void Errors::throw_if_any() const {
  if (!list_.empty()) throw *this;
}

const char* Errors::what() const noexcept { return list_.empty() ? "no error" : list_.front().what(); }

namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_name(const std::string& given, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, given.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(given, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace weir
