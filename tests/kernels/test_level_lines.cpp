/// Are levels at equal steps found without looking at them, and all others found at all?
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "golden/kernels/byte_kernels.hpp"
#include "golden/kernels/level_lines.hpp"

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
