/// What the elements of an FPGA take, and the clock that a kernel is to keep on it.
///
/// Times include the net behind an element, of usual length, since the schedule is made before anything is placed.
/// Plain C++: the tools look parts up before they start a compiler.
#pragma once
#include <optional>
#include <string>

namespace weir::hls {

/// One family in one speed grade. All times in nanoseconds.
struct Delays {
  std::string name;        ///< "ECP5 -8"
  std::string origin;      ///< where the numbers are from
  int lut_inputs = 4;      ///< of a LUT
  int counter_bits = 4;    ///< of a word whose ones are counted by LUTs alone, the XNOR before it included
  double register_ns;      ///< from the clock through a register and its net, and setup of the next one
  double lut_ns;           ///< a LUT and its net
  double carry_ns;         ///< into a carry chain, out of it, and its net
  double carry_bit_ns;     ///< one bit further in a carry chain
  double lut_memory_ns;    ///< a LUT memory of up to 16 words and its net
  double block_memory_ns;  ///< from the clock to the output of a block RAM, beyond what a register takes
  double product_ns;       ///< a multiplier block and its net
  double fanout_ns;        ///< per doubling of the loads of a net
  double handshake_ns;     ///< from a predicate of the gate, through FIFOs and their counters
};

struct TargetClock {
  double mhz = 100;
  std::string part;

  double period_ns() const { return 1000.0 / mhz; }
};

/// Share of the period that is kept free, for nets that are longer than usual.
constexpr double kClockMargin = 0.1;

/// By the part's name, its speed grade included: lfe5u-85f-8, xc7z020clg400-1, xczu7ev-ffvc1156-2-e. Throws Error
/// unknown-part.
const Delays& delays_of(const std::string& part);

/// What the operations of one stage may take. Throws Error clock when the period holds no operation at all.
double stage_budget_ns(const TargetClock& clock);

}  // namespace weir::hls
