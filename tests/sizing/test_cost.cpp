/// Does the cost model count memory as the facts say, and never make a deeper FIFO cheaper?
#include <catch2/catch.hpp>

#include "systemc/sizing/cost/cost.hpp"

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

TEST_CASE("a vendor's FIFO holds a power of two of words, in pieces of at most 32768", "[sizing][cost]") {
  const auto built = [](std::int64_t depth) { return built_words(depth, FifoBuild::kPowerOfTwo); };
  CHECK(built(2) == 2);
  CHECK(built(255) == 255);  // LUT memory is not rounded
  CHECK(built(256) == 256);
  CHECK(built(257) == 512);
  CHECK(built(3644) == 4096);
  CHECK(built(32768) == 32768);
  CHECK(built(32769) == 32768 + 16);  // the shallowest there is
  CHECK(built(40000) == 32768 + 8192);
  CHECK(built(70000) == 2 * 32768 + 8192);
  CHECK(built_words(3644, FifoBuild::kExact) == 3644);
  // 4096 words of 8 bits: two blocks of 2048 x 9. 4096 words of 18 bits: four of 1024 x 18, where 2049 take three.
  CHECK(fifo_cost(3644, 8, FifoBuild::kPowerOfTwo) == FifoCost{2, 24, 4096 * 8});
  CHECK(fifo_cost(1025, 18, FifoBuild::kPowerOfTwo).bram18 == 2);
  CHECK(fifo_cost(2049, 18, FifoBuild::kExact).bram18 == 3);
  CHECK(fifo_cost(2049, 18, FifoBuild::kPowerOfTwo).bram18 == 4);
}

TEST_CASE("what is only LUTs takes no block at any depth", "[sizing][cost]") {
  // FINN's first FIFO of the published CNV: 3072 words of 8 bits stay shift registers, 3072 / 32 of 8 / 2 LUTs and two
  // pointers of 12 bits.
  CHECK(fifo_cost(3072, 8, FifoBuild::kLutOnly) == FifoCost{0, 96 * 4 + 24, 3072 * 8});
  CHECK(built_words(3072, FifoBuild::kLutOnly) == 3072);
}

TEST_CASE("URAM blocks are of 4096 words of 72 bits", "[sizing][cost]") {
  CHECK(packed_uram(1, 1) == 1);
  CHECK(packed_uram(4096, 72) == 1);
  CHECK(packed_uram(4097, 72) == 2);
  CHECK(packed_uram(4096, 73) == 2);
  CHECK(packed_uram(8193, 145) == 9);
}

TEST_CASE("no build is cheaper when it is deeper, and a step ends where it changes", "[sizing][cost]") {
  for (const FifoBuild build : {FifoBuild::kExact, FifoBuild::kPowerOfTwo, FifoBuild::kLutOnly})
    for (const int width : {1, 8, 36, 72})
      for (const Grain grain : {Grain::kBlocks, Grain::kMemory, Grain::kWords})
        for (const std::int64_t depth : {1, 31, 255, 256, 257, 512, 513, 4000, 32768, 32769, 41000}) {
          const auto cost = [&](std::int64_t words) { return coarse(fifo_cost(words, width, build), grain); };
          const std::int64_t top = deepest_of_same_cost(depth, width, grain, build);
          REQUIRE(cost(top) == cost(depth));
          if (build == FifoBuild::kLutOnly && grain == Grain::kBlocks)  // costs no block at any depth
            REQUIRE(top >= depth);
          else
            REQUIRE(cost(top) < cost(top + 1));
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
