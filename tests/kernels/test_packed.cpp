#include <catch2/catch.hpp>
#include <random>

#include "golden/kernels/packed.hpp"
#include "tests/kernels/mvau_tester.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

TEST_CASE("packing and unpacking keep every value of every type", "[kernels][packed]") {
  std::mt19937 random(7);
  for (const Isa isa : supported_isas())
    for (const DataType type : {BIPOLAR, BINARY, UINT(2), INT(2), UINT(3), INT(4), UINT(4), INT(5), UINT(8), INT(8),
                                UINT(9), INT(16), INT(32)})
      for (const int channels : {1, 3, 63, 64, 65, 130}) {
        INFO(name(isa) << " " << type.name() << " " << channels);
        std::vector<std::int32_t> values(static_cast<std::size_t>(5 * channels)), found(values.size());
        for (auto& value : values)
          value = static_cast<std::int32_t>(
              type.decode(static_cast<std::uint32_t>(random() & ((std::uint64_t{1} << type.bits) - 1))));
        Packed packed;
        packed.reset(type, 7, channels);
        pack(kernels(isa), values, 2, packed);
        unpack(packed, 2, found);
        REQUIRE(found == values);
      }
}

TEST_CASE("plane p of a packed vector holds bit p of the codes, channel 0 lowest, and nothing beyond the last channel",
          "[kernels][packed]") {
  for (const Isa isa : supported_isas()) {
    Packed packed;
    packed.reset(INT(2), 1, 66);
    std::vector<std::int32_t> values(66, 0);
    values[0] = -1;   // 11
    values[1] = 1;    // 01
    values[63] = -2;  // 10
    values[65] = 1;
    pack(kernels(isa), values, 0, packed);
    REQUIRE(packed.vector_words() == 4);
    CHECK(packed.vector(0)[0] == 0x3);
    CHECK(packed.vector(0)[1] == 0x2);
    CHECK(packed.vector(0)[2] == 0x8000000000000001);
    CHECK(packed.vector(0)[3] == 0);

    packed.reset(BIPOLAR, 1, 3);
    pack(kernels(isa), std::vector<std::int32_t>{1, -1, 1}, 0, packed);
    CHECK(packed.vector(0)[0] == 0x5);
  }
}
