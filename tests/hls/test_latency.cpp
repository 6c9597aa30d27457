// The closed form of the MVAU's latency is feasible for whatever shape: the compiler refuses a LATENCY that it cannot
// meet.
#include <catch2/catch.hpp>

#include "hls/kernels/latency.hpp"
#include "tests/data.hpp"
#include "tests/hls/bench.hpp"

using namespace weir::test;

TEST_CASE("mvau_latency is met by the compiler for random shapes of all codings", "[hls][latency]") {
  ScratchFolder folder;
  Random random(99);
  for (int k = 0; k < 60; ++k) {
    const MvauShape s = random_mvau(random, 4000);
    INFO(s.arguments());
    const auto result = compile_case(mvau_case("k", s, 1, random), folder.path());
    const auto coding = [](const std::string& name) {
      return name == "XNOR" ? weir::XNOR : name == "BIPOLAR" ? weir::BIPOLAR : name == "UINT" ? weir::UINT : weir::INT;
    };
    const int promised = weir::mvau_latency(s.SIMD, coding(s.input_coding), s.IB, coding(s.weight_coding), s.WB,
                                            s.levels, s.TB, s.OB, s.act_val, s.acc_bits);
    CHECK(result.report.gate_stage == 0);
    CHECK(result.report.ports[1].stage == promised);
    CHECK(result.report.iterations == static_cast<std::int64_t>(s.vectors) * (s.MW / s.SIMD) * (s.MH / s.PE));
    CHECK(promised <= 6);
  }
}
