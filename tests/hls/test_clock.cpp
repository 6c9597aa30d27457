// A kernel for a clock: what its longest stage is estimated to take fits the period, and the RTL still moves every word
// in the cycle that its report says.
#include <array>
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "hls/compiler/delays.hpp"
#include "tests/data.hpp"
#include "tests/hls/bench.hpp"

using namespace weir::test;

namespace {

constexpr std::array kClocksMhz{50.0, 100.0, 150.0};

/// The published binary network's first layer, with fewer rows; and a layer of two bits with three thresholds.
std::vector<KernelCase> layers(double clk_mhz) {
  RandomBits random(31);
  MvauShape binary;
  binary.input_coding = binary.weight_coding = "XNOR";
  binary.MW = 832, binary.MH = 64, binary.SIMD = 64, binary.PE = 8, binary.levels = 1;
  binary.acc_bits = binary.TB = 11;
  MvauShape two_bits;
  two_bits.input_coding = "UINT", two_bits.weight_coding = "INT";
  two_bits.IB = two_bits.WB = two_bits.OB = 2;
  two_bits.MW = 48, two_bits.MH = 8, two_bits.SIMD = 12, two_bits.PE = 2, two_bits.levels = 3;
  two_bits.acc_bits = two_bits.TB = 12;
  std::vector<KernelCase> cases{mvau_case("binary", binary, 3, random), mvau_case("two_bits", two_bits, 4, random),
                                dwc_case("down", 96, 8, 5, 4, random),
                                file_case("nest", {{"a", 20, 30}}, {{"sums", 24, 6}}, 3, random),
                                file_case("histogram", {{"value", 3, 40}}, {{"count", 9, 8}}, 3, random)};
  for (KernelCase& k : cases) k.clk_mhz = clk_mhz;
  return cases;
}

}  // namespace

TEST_CASE("kernels for 50, 100 and 150 MHz move every word in the cycle of their report, free and stalled",
          "[hls][clock]") {
  for (const double clk_mhz : kClocksMhz) {
    INFO(clk_mhz << " MHz");
    const ScratchFolder folder;
    const std::vector<KernelCase> cases = layers(clk_mhz);
    const auto native = simulate_natively(cases, folder.path());
    std::map<std::string, weir::hls::CompileResult> compiled;
    for (const KernelCase& k : cases) compiled.emplace(k.name, compile_case(k, folder.path()));
    RandomBits random(5);
    for (const bool simulation : {false, true}) {
      const RtlBench bench(cases, compiled, simulation, folder.path());
      for (const Stimulus& s : {Stimulus{1.0, 1}, Stimulus{0.5, 1}, Stimulus{0.4, 9}}) {
        const Stalls stalls = make_stalls(cases, s, 20000, random);
        const Handshakes seen = bench.run(stalls, 20000, "run");
        for (const KernelCase& k : cases)
          CHECK(first_difference(seen, predict(k, compiled.at(k.name).report, stalls, native)).empty());
      }
    }
  }
}

TEST_CASE("a faster clock gives more stages, each within the period by the estimate", "[hls][clock]") {
  const ScratchFolder folder;
  int stages = 0;
  for (const double clk_mhz : kClocksMhz) {
    const auto report = compile_case(layers(clk_mhz).front(), folder.path()).report;
    INFO(clk_mhz << " MHz, " << report.stages << " stages");
    REQUIRE(report.timing);
    CHECK(report.timing->clk_mhz == clk_mhz);
    CHECK(report.timing->critical_path_ns <= 1000 / clk_mhz);
    CHECK_FALSE(report.timing->critical_path.empty());
    CHECK(report.stages >= stages);
    stages = report.stages;
  }
  KernelCase without = layers(100).front();
  without.clk_mhz = 0;
  const auto report = compile_case(without, folder.path()).report;
  CHECK_FALSE(report.timing);
  CHECK(report.stages < stages);
}

TEST_CASE("parts without delays and clocks without room are refused with what is known", "[hls][clock]") {
  CHECK(weir::hls::delays_of("LFE5U-85F-8BG381C").name == "ECP5 -8");
  CHECK(weir::hls::delays_of("lfe5um5g-25f-6").name == "ECP5 -6");
  for (const std::string part : {"lfe5u-85f", "lfe5u-85f-9", "ice40hx8k", ""})
    CHECK_THROWS_AS(weir::hls::delays_of(part), weir::Error);
  CHECK_THROWS_WITH(weir::hls::stage_budget_ns({1000, "lfe5u-85f-8"}), Catch::Contains("ECP5 -8"));
  CHECK(weir::hls::stage_budget_ns({50, "lfe5u-85f-8"}) > weir::hls::stage_budget_ns({100, "lfe5u-85f-8"}));
}
