/// Draws of the tests that make random networks and foldings; the same for a seed everywhere.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

#include "golden/base/divisors.hpp"

namespace weir::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool coin() { return between(0, 1) == 1; }
  template <class T>
  T pick(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(choices.size()) - 1))];
  }
  template <class T>
  T pick(std::initializer_list<T> choices) {
    return pick(std::vector<T>(choices));
  }
  int divisor(std::int64_t total) { return pick(divisors(total)); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace weir::test
