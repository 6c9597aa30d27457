// Weir's models of DSP blocks against what their documentation says (UG479, UG579, AM004), in the configurations of
// matrix units: expected values are computed here from the registers' latencies.
#include <catch2/catch.hpp>
#include <deque>
#include <random>

#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/foreign_design.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr const char* kDspBench = R"(
module bench(input clk, input rst, input signed [24:0] a, input signed [17:0] b, input signed [47:0] c,
  input signed [24:0] d, input first, input [3:0] alu, input [2:0] negate, output [47:0] mac, output [47:0] sum_mac,
  output [57:0] dot, output [47:0] alu_p, output [47:0] two, output [47:0] chain, output found);
  // P = P + A * B, or A * B anew with `first`; every register in place.
  DSP48E1 #(.AREG(1), .ACASCREG(1), .BREG(1), .BCASCREG(1), .MREG(1), .PREG(1), .OPMODEREG(1), .INMODEREG(0),
    .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0), .DREG(0), .ADREG(0)) accumulate (
    .CLK(clk), .A(30'(a)), .B(b), .C(48'd0), .D(25'd0), .OPMODE({1'b0, ~first, 5'b00101}), .INMODE(5'd0), .ALUMODE(4'd0),
    .CARRYIN(1'b0), .CARRYINSEL(3'd0), .CEA1(1'b0), .CEA2(1'b1), .CEAD(1'b0), .CEALUMODE(1'b0), .CEB1(1'b0), .CEB2(1'b1),
    .CEC(1'b0), .CECARRYIN(1'b0), .CECTRL(1'b1), .CED(1'b0), .CEINMODE(1'b0), .CEM(1'b1), .CEP(1'b1), .RSTA(rst),
    .RSTB(rst), .RSTM(rst), .RSTP(rst), .RSTCTRL(rst), .RSTALLCARRYIN(1'b0), .RSTALUMODE(1'b0), .RSTC(1'b0), .RSTD(1'b0),
    .RSTINMODE(1'b0), .ACIN(30'd0), .BCIN(18'd0), .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .PCIN(48'd0), .P(mac),
    .PCOUT(chained), .PATTERNDETECT());
  // The sum of the cascade above and C.
  wire [47:0] chained;
  DSP48E2 #(.PREG(1), .OPMODEREG(0), .CREG(1), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .INMODEREG(0),
    .PATTERN(48'd5), .MASK(48'hfffffffffff0)) cascade (
    .CLK(clk), .A(30'd0), .B(18'd0), .C(c), .D(27'd0), .OPMODE(9'b00_001_11_00), .INMODE(5'd0), .ALUMODE(4'd0),
    .CARRYIN(1'b0), .CARRYINSEL(3'd0), .CEA1(1'b1), .CEA2(1'b1), .CEAD(1'b1), .CEALUMODE(1'b1), .CEB1(1'b1), .CEB2(1'b1),
    .CEC(1'b1), .CECARRYIN(1'b1), .CECTRL(1'b1), .CED(1'b1), .CEINMODE(1'b1), .CEM(1'b1), .CEP(1'b1), .RSTA(rst),
    .RSTB(rst), .RSTM(rst), .RSTP(rst), .RSTCTRL(rst), .RSTALLCARRYIN(rst), .RSTALUMODE(rst), .RSTC(rst), .RSTD(rst),
    .RSTINMODE(rst), .ACIN(30'd0), .BCIN(18'd0), .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .PCIN(chained), .P(chain),
    .PATTERNDETECT(found));
  // As a unit of two products packed into one: (D - A) * B, pre-adder and multiplier with a register each, no A register.
  DSP48E2 #(.AMULTSEL("AD"), .AREG(0), .ACASCREG(0), .DREG(0), .ADREG(1), .BREG(1), .BCASCREG(1), .MREG(1), .PREG(1),
    .OPMODEREG(1), .INMODEREG(0), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0),
    .IS_OPMODE_INVERTED(9'b00_010_01_01)) packed_ (
    .CLK(clk), .A(30'(a)), .B(b), .C(48'd0), .D(27'(d)), .OPMODE({3'b000, first, 5'd0}), .INMODE(5'b01100), .ALUMODE(4'd0),
    .CARRYIN(1'b0), .CARRYINSEL(3'd0), .CEA1(1'b0), .CEA2(1'b0), .CEAD(1'b1), .CEALUMODE(1'b0), .CEB1(1'b0), .CEB2(1'b1),
    .CEC(1'b0), .CECARRYIN(1'b0), .CECTRL(1'b1), .CED(1'b0), .CEINMODE(1'b0), .CEM(1'b1), .CEP(1'b1), .RSTA(1'b0),
    .RSTB(rst), .RSTM(rst), .RSTP(rst), .RSTCTRL(1'b0), .RSTALLCARRYIN(1'b0), .RSTALUMODE(1'b0), .RSTC(1'b0), .RSTD(rst),
    .RSTINMODE(1'b0), .ACIN(30'd0), .BCIN(18'd0), .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .PCIN(48'd0), .P(sum_mac));
  // Three products of 9 by 8 bits, through the first of the input registers.
  DSP58 #(.DSP_MODE("INT8"), .AREG(1), .ACASCREG(1), .BREG(1), .BCASCREG(1), .MREG(1), .PREG(0), .OPMODEREG(0),
    .INMODEREG(0), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0), .DREG(0), .ADREG(0)) three (
    .CLK(clk), .A({7'd0, a[8:0] ^ 9'h155, a[17:0]}), .B({b[7:0], b[15:0]}), .C(58'd0), .D(27'd0), .OPMODE(9'b00_000_01_01),
    .INMODE(5'b10001), .NEGATE(negate), .ALUMODE(4'd0), .CARRYIN(1'b0), .CARRYINSEL(3'd0), .ASYNC_RST(1'b0), .CEA1(1'b1),
    .CEA2(1'b0), .CEAD(1'b0), .CEALUMODE(1'b0), .CEB1(1'b1), .CEB2(1'b0), .CEC(1'b0), .CECARRYIN(1'b0), .CECTRL(1'b1),
    .CED(1'b0), .CEINMODE(1'b1), .CEM(1'b1), .CEP(1'b1), .RSTA(rst), .RSTB(rst), .RSTM(rst), .RSTP(rst), .RSTCTRL(rst),
    .RSTALLCARRYIN(1'b0), .RSTALUMODE(1'b0), .RSTC(1'b0), .RSTD(1'b0), .RSTINMODE(1'b0), .ACIN(34'd0), .BCIN(24'd0),
    .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .PCIN(58'd0), .P(dot));
  // A:B against C in the four modes of the adder, without any register.
  DSP48E2 #(.AREG(0), .ACASCREG(0), .BREG(0), .BCASCREG(0), .CREG(0), .PREG(0), .OPMODEREG(0), .ALUMODEREG(0),
    .CARRYINREG(0), .CARRYINSELREG(0), .INMODEREG(0), .MREG(0), .USE_MULT("NONE")) adder (
    .CLK(clk), .A(30'(a)), .B(b), .C(c), .D(27'd0), .OPMODE(9'b00_011_00_11), .INMODE(5'd0), .ALUMODE(alu), .CARRYIN(first),
    .CARRYINSEL(3'd0), .CEA1(1'b0), .CEA2(1'b0), .CEAD(1'b0), .CEALUMODE(1'b0), .CEB1(1'b0), .CEB2(1'b0), .CEC(1'b0),
    .CECARRYIN(1'b0), .CECTRL(1'b0), .CED(1'b0), .CEINMODE(1'b0), .CEM(1'b0), .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0),
    .RSTM(1'b0), .RSTP(1'b0), .RSTCTRL(1'b0), .RSTALLCARRYIN(1'b0), .RSTALUMODE(1'b0), .RSTC(1'b0), .RSTD(1'b0),
    .RSTINMODE(1'b0), .ACIN(30'd0), .BCIN(18'd0), .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .PCIN(48'd0), .P(alu_p));
  DSP48E1 #(.AREG(0), .ACASCREG(0), .BREG(0), .BCASCREG(0), .CREG(0), .PREG(0), .OPMODEREG(0), .ALUMODEREG(0),
    .CARRYINREG(0), .CARRYINSELREG(0), .INMODEREG(0), .MREG(0), .USE_MULT("NONE"), .USE_SIMD("TWO24")) halves (
    .CLK(clk), .A(30'(a)), .B(b), .C(c), .D(25'd0), .OPMODE(7'b011_00_11), .INMODE(5'd0), .ALUMODE(4'd0), .CARRYIN(1'b0),
    .CARRYINSEL(3'd0), .CEA1(1'b0), .CEA2(1'b0), .CEAD(1'b0), .CEALUMODE(1'b0), .CEB1(1'b0), .CEB2(1'b0), .CEC(1'b0),
    .CECARRYIN(1'b0), .CECTRL(1'b0), .CED(1'b0), .CEINMODE(1'b0), .CEM(1'b0), .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0),
    .RSTM(1'b0), .RSTP(1'b0), .RSTCTRL(1'b0), .RSTALLCARRYIN(1'b0), .RSTALUMODE(1'b0), .RSTC(1'b0), .RSTD(1'b0),
    .RSTINMODE(1'b0), .ACIN(30'd0), .BCIN(18'd0), .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .PCIN(48'd0), .P(two));
endmodule
)";

constexpr std::int64_t kMask48 = (std::int64_t{1} << 48) - 1, kMask58 = (std::int64_t{1} << 58) - 1;

std::int64_t as_signed(std::int64_t value, int bits) {
  const std::int64_t sign = std::int64_t{1} << (bits - 1), mask = 2 * sign - 1;
  return ((value & mask) ^ sign) - sign;
}

struct Inputs {
  std::int64_t a = 0, b = 0, c = 0, d = 0;
  bool first = true;
  int alu = 0, negate = 0;
};

class DspBench {
 public:
  DspBench() {
    const auto folder = shared_cache() / "foreign" / "dsp-bench";
    std::filesystem::create_directories(folder);
    write_text_file(folder / "bench.v", kDspBench);
    static const auto rtl = rtl::adopt_foreign_rtl(folder, "bench", folder.string() + ".copy");
    static const auto model = build(rtl.rtl).model;
    design_ = rtl::start_foreign(*model, rtl, std::make_shared<rtl::MemoryFiles>(folder));
    set("rst", 1);
    for (int k = 0; k < 4; ++k) edge();
    set("rst", 0);
  }
  void apply(const Inputs& in) {
    set("a", in.a);
    set("b", in.b);
    set("c", in.c);
    set("d", in.d);
    set("first", in.first);
    set("alu", in.alu);
    set("negate", in.negate);
    set("clk", 0);
    design_->eval();
  }
  void edge() {
    set("clk", 0);
    design_->eval();
    set("clk", 1);
    design_->eval();
  }
  std::int64_t get(const std::string& name) const {
    const rtl::Port& port = port_of(name);
    std::int64_t value = 0;
    for (int byte = 0; byte < port.bytes(); ++byte) value |= std::int64_t{port.data[byte]} << (8 * byte);
    return value;
  }

 private:
  const rtl::Port& port_of(const std::string& name) const {
    const rtl::Port* port = design_->find(name);
    REQUIRE(port != nullptr);
    return *port;
  }
  void set(const std::string& name, std::int64_t value) {
    const rtl::Port& port = port_of(name);
    for (int byte = 0; byte < port.bytes(); ++byte) {
      const int bits = std::min(8, port.bits - 8 * byte);
      port.data[byte] = static_cast<std::uint8_t>((value >> (8 * byte)) & ((1 << bits) - 1));
    }
  }
  std::unique_ptr<rtl::Instance> design_;
};

std::vector<Inputs> random_inputs(int count) {
  std::mt19937_64 random(5);
  std::vector<Inputs> all;
  for (int k = 0; k < count; ++k)
    all.push_back(
        {as_signed(static_cast<std::int64_t>(random()), 25), as_signed(static_cast<std::int64_t>(random()), 18),
         as_signed(static_cast<std::int64_t>(random()), 48), as_signed(static_cast<std::int64_t>(random()), 24),
         random() % 4 == 0, static_cast<int>(random() % 4), static_cast<int>(random() % 8)});
  return all;
}

/// A:B, 30 and 18 bits.
std::int64_t joined(const Inputs& in) { return ((in.a & 0x3fffffff) << 18 | (in.b & 0x3ffff)) & kMask48; }

}  // namespace

TEST_CASE("DSP48: products are accumulated behind their input, multiplier and accumulator registers", "[vendor]") {
  DspBench bench;
  const auto inputs = random_inputs(200);
  std::int64_t sum = 0, packed = 0, chain = 0, last_sum = 0;
  for (std::size_t t = 0; t < inputs.size(); ++t) {
    bench.apply(inputs[t]);
    bench.edge();
    // Behind edge t the accumulator holds what was offered two edges before, with the mode of one edge before.
    if (t < 3) continue;
    const Inputs &factor = inputs[t - 2], &mode = inputs[t - 1];
    last_sum = sum;
    sum = ((mode.first ? 0 : sum) + factor.a * factor.b) & kMask48;
    packed = ((mode.first ? 0 : packed) + (factor.d - factor.a) * factor.b) & kMask48;
    chain = (last_sum + inputs[t - 1].c) & kMask48;
    if (t == 3) sum = bench.get("mac"), packed = bench.get("sum_mac");
    if (t < 5) continue;
    REQUIRE(bench.get("mac") == sum);
    REQUIRE(bench.get("sum_mac") == packed);
    REQUIRE(bench.get("chain") == chain);
    CHECK(bench.get("found") == ((chain & 15) == 5));
  }
}

TEST_CASE("DSP58: three products of 9 by 8 bits are summed, each negated at will", "[vendor]") {
  DspBench bench;
  const auto inputs = random_inputs(200);
  for (std::size_t t = 0; t < inputs.size(); ++t) {
    bench.apply(inputs[t]);
    bench.edge();
    if (t < 2) continue;
    const Inputs& in = inputs[t - 1];
    const std::int64_t left[] = {in.a & 511, (in.a >> 9) & 511, (in.a & 511) ^ 0x155};
    const std::int64_t right[] = {in.b & 255, (in.b >> 8) & 255, in.b & 255};
    std::int64_t expected = 0;
    for (int k = 0; k < 3; ++k) {
      const std::int64_t product = as_signed(left[k], 9) * as_signed(right[k], 8);
      expected += (inputs[t].negate >> k & 1) != 0 ? -product : product;
    }
    REQUIRE(bench.get("dot") == (expected & kMask58));
  }
}

TEST_CASE("DSP48: the adder's four modes, and two halves of 24 bits", "[vendor]") {
  DspBench bench;
  for (const Inputs& in : random_inputs(200)) {
    bench.apply(in);
    const std::int64_t z = in.c & kMask48, x = joined(in), carry = in.first;
    const std::int64_t expected[] = {z + x + carry, -z + x + carry - 1, -(z + x + carry) - 1, z - (x + carry)};
    REQUIRE(bench.get("alu_p") == (expected[in.alu] & kMask48));
    const std::int64_t half = (std::int64_t{1} << 24) - 1;
    REQUIRE(bench.get("two") == (((z & half) + (x & half)) & half | ((((z >> 24) + (x >> 24)) & half) << 24)));
  }
}
