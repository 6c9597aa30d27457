/// Do FIFOs get the memories that a part has, and is the choice as good as it says?
#include <catch2/catch.hpp>

#include "systemc/sizing/cost/ram_style.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

TimingStream stream_of(int width, FifoBuild build = FifoBuild::kExact) {
  TimingStream stream;
  stream.width_bits = width;
  stream.build = build;
  return stream;
}

bool is_within(const RamUse& use, const RamUse& budget) {
  return use.lut <= budget.lut && use.bram18 <= budget.bram18 && use.uram <= budget.uram;
}

double price(const RamUse& use, const RamUse& budget) {
  const auto share = [](std::int64_t part, std::int64_t of) {
    return static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(of, 1));
  };
  return share(use.lut, budget.lut) + share(use.bram18, budget.bram18) + share(use.uram, budget.uram);
}

/// The least price of all choices that fit, by trying them all; negative if none fits.
double exhaustive(const std::vector<std::vector<RamOption>>& fifos, const RamUse& budget, std::size_t next = 0,
                  RamUse used = {}) {
  if (next == fifos.size()) return is_within(used, budget) ? price(used, budget) : -1;
  double best = -1;
  for (const RamOption& option : fifos[next]) {
    RamUse with = used;
    with += option.use;
    const double found = exhaustive(fifos, budget, next + 1, with);
    if (found >= 0 && (best < 0 || found < best)) best = found;
  }
  return best;
}

}  // namespace

TEST_CASE("a FIFO may be LUT memory up to 256 words, block RAM and URAM at any depth", "[sizing][ram]") {
  // 100 words of 64 bits: 4 rows of 32 words, 32 LUTs each, two pointers of 7 bits; 64 bits are two blocks of 36 x 512.
  const auto shallow = ram_options(100, stream_of(64), true);
  REQUIRE(shallow.size() == 3);
  CHECK(shallow[0].use == RamUse{4 * 32 + 14, 0, 0});
  CHECK(shallow[1].use == RamUse{14, 2, 0});
  CHECK(shallow[2].use == RamUse{14, 0, 1});
  // 5000 words of 64 bits: 5 x 4 blocks of 1024 x 18; two URAM of 4096 x 72.
  const auto deep = ram_options(5000, stream_of(64), true);
  REQUIRE(deep.size() == 2);
  CHECK(deep[0].use == RamUse{26, 20, 0});
  CHECK(deep[1].use == RamUse{26, 0, 2});
  CHECK(ram_options(5000, stream_of(64), false).size() == 1);
  // A vendor's FIFO of 5000 words has 8192: 8 x 4 blocks.
  CHECK(ram_options(5000, stream_of(64, FifoBuild::kPowerOfTwo), false)[0].use == RamUse{26, 32, 0});
  const auto edge = ram_options(3072, stream_of(8, FifoBuild::kLutOnly), true);
  REQUIRE(edge.size() == 1);
  CHECK(edge[0].style == RamStyle::kDistributed);
  CHECK(std::string(name_of(RamStyle::kUltra)) == "ultra");
}

TEST_CASE("what is scarce is spared", "[sizing][ram]") {
  const std::vector<std::vector<RamOption>> fifos(4, ram_options(256, stream_of(32), true));
  // 256 words of 32 bits: 8 rows of 16 LUTs and 16 for pointers, or one block (and the pointers), or one URAM.
  const RamChoice roomy = choose_ram(fifos, {10'000, 10, 0});
  CHECK(roomy.fits);
  CHECK(roomy.is_proven);
  CHECK(roomy.use == RamUse{4 * 144, 0, 0});
  const RamChoice few_luts = choose_ram(fifos, {320, 10, 10});
  CHECK(few_luts.use.lut <= 320);
  CHECK(few_luts.fits);
  // With 2 blocks, no URAM and 320 LUTs exactly two of the four can be LUT memory: 2 * 144 + 2 * 16 = 320.
  const RamChoice exact = choose_ram(fifos, {320, 2, 0});
  CHECK(exact.fits);
  CHECK(exact.use == RamUse{320, 2, 0});
  const RamChoice too_few = choose_ram(fifos, {319, 2, 0});
  CHECK_FALSE(too_few.fits);
  CHECK(too_few.is_proven);
  CHECK(too_few.styles.size() == 4);
}

TEST_CASE("the choice of memories equals exhaustive search on random sets of FIFOs and budgets", "[sizing][ram]") {
  Random random(5);
  int fitting = 0, bound = 0;
  for (int round = 0; round < 400; ++round) {
    INFO("round " << round);
    std::vector<std::vector<RamOption>> fifos;
    RamUse most;
    for (int count = between(random, 1, 7); count > 0; --count) {
      const int depth = between(random, 0, 2) == 0 ? between(random, 257, 9000) : between(random, 2, 256);
      fifos.push_back(ram_options(depth, stream_of(between(random, 1, 128)), between(random, 0, 3) > 0));
      if (between(random, 0, 2) == 0) fifos.push_back(fifos.back());
      for (const RamOption& option : fifos.back()) most += option.use;
    }
    const auto part = [&](std::int64_t all) { return all * between(random, 0, 100) / 100; };
    const RamUse budget{part(most.lut), part(most.bram18), part(most.uram)};
    const RamChoice choice = choose_ram(fifos, budget);
    const double least = exhaustive(fifos, budget);
    REQUIRE(choice.is_proven);
    REQUIRE(choice.fits == (least >= 0));
    if (!choice.fits) continue;
    ++fitting;
    CHECK(is_within(choice.use, budget));
    CHECK(price(choice.use, budget) == Approx(least));
    CHECK(choice.price == Approx(least));
    CHECK(choice.least_price == Approx(least));
    bound += choice.use == choose_ram(fifos, most).use ? 0 : 1;
  }
  CHECK(fitting >= 100);
  CHECK(bound >= 20);
}

TEST_CASE("hundreds of FIFOs are placed at once, with the gap told where it is not closed", "[sizing][ram]") {
  Random random(7);
  std::vector<std::vector<RamOption>> fifos;
  RamUse most;
  for (int i = 0; i < 300; ++i) {
    fifos.push_back(ram_options(between(random, 2, 2000), stream_of(between(random, 4, 256)), true));
    most += fifos.back().back().use;
    most += fifos.back().front().use;
  }
  const RamUse budget{most.lut / 3, most.bram18 / 2, most.uram / 3};
  const RamChoice choice = choose_ram(fifos, budget);
  REQUIRE(choice.fits);
  CHECK(is_within(choice.use, budget));
  CHECK(choice.price >= choice.least_price - 1e-9);
  CHECK(choice.price <= 1.02 * choice.least_price);  // two per cent at most, proven or not
}

}  // namespace weir::timing::test
