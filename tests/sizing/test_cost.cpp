/// Does the cost model count memory as the facts say, and never make a deeper FIFO cheaper?
#include <catch2/catch.hpp>

#include "systemc/sizing/cost.hpp"

namespace weir::timing::test {

TEST_CASE("RAMB18 counts follow the shapes of an 18-kbit block", "[sizing][cost]") {
  struct Known {
    std::int64_t depth;
    int width;
    std::int64_t blocks;
  };
  const Known known[] = {{16384, 1, 1}, {16385, 1, 2}, {8192, 2, 1},  {8193, 2, 2},  {4096, 3, 1},  {4096, 4, 1},
                         {2048, 5, 1},  {2049, 9, 2},  {1024, 10, 1}, {1025, 18, 2}, {512, 36, 1},  {512, 37, 2},
                         {513, 36, 2},  {600, 40, 3},  {3644, 24, 8}, {568, 8, 1},   {1024, 64, 4}, {512, 72, 2}};
  for (const Known& k : known) {
    INFO(k.depth << " words of " << k.width << " bits");
    CHECK(packed_bram18(k.depth, k.width) == k.blocks);
    CHECK(fifo_cost(k.depth, k.width).bram18 == (k.depth > 256 ? k.blocks : 0));
  }
}

TEST_CASE("up to 256 words a FIFO takes LUTs and no block", "[sizing][cost]") {
  CHECK(fifo_cost(1, 8) == FifoCost{0, 4, 8});
  CHECK(fifo_cost(2, 8) == FifoCost{0, 2 + 4, 16});
  CHECK(fifo_cost(32, 9) == FifoCost{0, 10 + 5, 288});
  CHECK(fifo_cost(33, 9) == FifoCost{0, 12 + 10, 297});
  CHECK(fifo_cost(256, 64) == FifoCost{0, 16 + 256, 16384});
  CHECK(fifo_cost(257, 64) == FifoCost{2, 18, 257 * 64});
}

TEST_CASE("a deeper FIFO is never cheaper, and a step ends where the memory grows", "[sizing][cost]") {
  const auto memory = [](std::int64_t depth, int width) { return coarse(fifo_cost(depth, width), Grain::kMemory); };
  for (const int width : {1, 2, 3, 4, 5, 8, 9, 10, 18, 19, 36, 37, 64, 72, 512}) {
    std::int64_t top = 0;
    for (std::int64_t depth = 1; depth < 5000; ++depth) {
      REQUIRE(fifo_cost(depth, width) < fifo_cost(depth + 1, width));
      if (depth > top) top = deepest_of_same_cost(depth, width, Grain::kMemory);
      REQUIRE(deepest_of_same_cost(depth, width, Grain::kMemory) == top);
      REQUIRE(memory(depth, width) == memory(top, width));
      REQUIRE(memory(depth, width) < memory(top + 1, width));
    }
  }
}

TEST_CASE("seen in blocks, a FIFO may be as deep as its blocks", "[sizing][cost]") {
  CHECK(deepest_of_same_cost(1, 24, Grain::kBlocks) == 256);
  CHECK(deepest_of_same_cost(257, 1, Grain::kBlocks) == 16384);
  CHECK(deepest_of_same_cost(257, 36, Grain::kBlocks) == 512);
  CHECK(deepest_of_same_cost(1025, 18, Grain::kBlocks) == 2048);
  CHECK(deepest_of_same_cost(77, 18, Grain::kWords) == 77);
}

}  // namespace weir::timing::test
