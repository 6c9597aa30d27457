/// Are levels at equal steps found without looking at them, and all others found at all?
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "golden/kernels/byte_kernels.hpp"
#include "golden/kernels/level_lines.hpp"
#include "golden/kernels/packed_mvau.hpp"

using namespace weir::golden;

namespace {

struct Tag {};

/// The number of thresholds that a sum reaches, by the line and by counting, at every sum where it changes.
void require_exact(const std::vector<std::int64_t>& thresholds, int& halvings) {
  const LevelLines lines = make_level_lines(thresholds, static_cast<int>(thresholds.size()));
  for (const std::int64_t threshold : thresholds)
    for (const std::int64_t sum : {threshold - 1, threshold, threshold + 1}) {
      if (sum < std::numeric_limits<std::int32_t>::min() || sum > std::numeric_limits<std::int32_t>::max()) continue;
      int reached = 0;
      for (const std::int64_t t : thresholds) reached += t <= sum ? 1 : 0;
      REQUIRE(ByteKernels<Tag>::fired(lines.blocks[0], 0, lines.thresholds.data(), static_cast<std::int32_t>(sum)) ==
              reached);
    }
  halvings = lines.blocks[0].halvings;
}

}  // namespace

TEST_CASE("levels at equal steps of at least one sum, rounded up, need no halving", "[kernels][levels]") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> exponent(0, 4), start(-1e6, 1e6);
  int exact = 0;
  constexpr int kRows = 500;
  for (int row = 0; row < kRows; ++row) {
    const double step = std::pow(10.0, exponent(random)), first = start(random);
    std::vector<std::int64_t> thresholds;
    for (int k = 0; k < 255; ++k) thresholds.push_back(static_cast<std::int64_t>(std::ceil(first + step * k)));
    int halvings = 0;
    require_exact(thresholds, halvings);
    exact += halvings == 0 ? 1 : 0;
  }
  // Where the room between two sums is narrower than the fixed point, one halving remains.
  CHECK(exact > kRows * 95 / 100);
}

TEST_CASE("levels that no sum or every sum reaches do not bend the line of the others", "[kernels][levels]") {
  std::mt19937 random(5);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  int exact[2] = {}, rows[2] = {};  // without levels that every sum reaches, and with
  constexpr int kRows = 500;
  for (int row = 0; row < kRows; ++row) {
    const std::int64_t low = -static_cast<std::int64_t>(random() % 2000),
                       high = static_cast<std::int64_t>(random() % 2000);
    const double step = between(1, 400), first = between(-4000, 2000);
    std::vector<std::int64_t> given;
    for (int k = 0; k < 15; ++k)  // as an import writes those beyond the sums' range
      given.push_back(std::clamp(static_cast<std::int64_t>(std::ceil(first + step * k)), low, high + 1));
    std::vector<std::int64_t> straight = given;
    straighten_levels(straight, low, high);
    const LevelLines lines = make_level_lines(straight, 15);
    for (std::int64_t sum = low; sum <= high; ++sum) {
      const auto fired = std::count_if(given.begin(), given.end(), [&](std::int64_t t) { return t <= sum; });
      const auto found =
          ByteKernels<Tag>::fired(lines.blocks[0], 0, lines.thresholds.data(), static_cast<std::int32_t>(sum));
      if (found != fired) FAIL("row " << row << ", sum " << sum << ": " << found << " of " << fired);
    }
    const int kind = given.front() <= low ? 1 : 0;
    rows[kind] += 1;
    exact[kind] += lines.blocks[0].halvings == 0 ? 1 : 0;
  }
  CHECK(exact[0] > rows[0] * 85 / 100);  // of few levels more lines have narrow margins
  CHECK(exact[1] > rows[1] * 70 / 100);  // the others' step is known to a sum or so
}

TEST_CASE("levels anywhere in the range of int32 are found", "[kernels][levels]") {
  constexpr std::int64_t kLow = std::numeric_limits<std::int32_t>::min(),
                         kHigh = std::numeric_limits<std::int32_t>::max();
  int halvings = 0;
  require_exact({kLow, 0, kHigh}, halvings);
  require_exact({kLow, kLow, kLow + 1}, halvings);
  require_exact({kHigh - 1, kHigh, kHigh + 1}, halvings);
  require_exact({5, 5, 5, 5, 5}, halvings);
  require_exact({-7}, halvings);
  std::mt19937 random(4);
  for (int row = 0; row < 200; ++row) {
    std::vector<std::int64_t> thresholds(random() % 255 + 1);
    for (auto& t : thresholds) t = static_cast<std::int32_t>(random()) >> random() % 32;
    std::sort(thresholds.begin(), thresholds.end());
    require_exact(thresholds, halvings);
  }
}
