// The closed form of the MVAU's latency is feasible for whatever shape: the compiler refuses a LATENCY that it cannot
// meet.
#include <algorithm>
#include <catch2/catch.hpp>

#include "hls/kernels/latency.hpp"
#include "tests/data.hpp"
#include "tests/hls/bench.hpp"

using namespace weir::test;

namespace {

int coding(const std::string& name) {
  return name == "XNOR" ? weir::XNOR : name == "BIPOLAR" ? weir::BIPOLAR : name == "UINT" ? weir::UINT : weir::INT;
}

void require_promise(const MvauShape& s, RandomBits& random, const ScratchFolder& folder) {
  INFO(s.arguments());
  const auto result = compile_case(mvau_case("k", s, 1, random), folder.path());
  const int promised = weir::mvau_latency(s.SIMD, coding(s.input_coding), s.IB, coding(s.weight_coding), s.WB, s.levels,
                                          s.TB, s.OB, s.act_val, s.acc_bits);
  CHECK(result.report.gate_stage == 0);
  CHECK(result.report.ports[1].stage == promised);
  CHECK(result.report.iterations == static_cast<std::int64_t>(s.vectors) * (s.MW / s.SIMD) * (s.MH / s.PE));
  CHECK(promised <= 6);
}

}  // namespace

TEST_CASE("mvau_latency is met by the compiler for random shapes of all codings", "[hls][latency]") {
  ScratchFolder folder;
  RandomBits random(99);
  for (int k = 0; k < 60; ++k) require_promise(random_mvau(random, 4000), random, folder);
}

TEST_CASE("mvau_latency is met with one lane, and with lanes that are no power of two", "[hls][latency]") {
  ScratchFolder folder;
  RandomBits random(5);
  struct Fold {
    int SIMD, PE, bits;
  };
  for (const Fold f : {Fold{1, 1, 2},
                       {1, 64, 3},
                       {1, 64, 4},
                       {1, 2, 8},
                       {1, 1, 16},
                       {144, 1, 2},
                       {171, 2, 2},
                       {192, 1, 4},
                       {288, 1, 2},
                       {513, 1, 2},
                       {577, 1, 3}})
    for (const std::string coding_in : {"UINT", "INT"}) {
      MvauShape s;
      s.input_coding = coding_in;
      s.weight_coding = "INT";
      s.SIMD = f.SIMD;
      s.PE = f.PE;
      s.MW = f.SIMD * 2;
      s.MH = f.PE;
      s.IB = f.bits;
      s.WB = std::min(f.bits, 13);
      s.acc_bits = s.TB = std::min(32, s.IB + s.WB + 11);
      s.levels = 3;
      s.OB = 2;
      require_promise(s, random, folder);
    }
}
