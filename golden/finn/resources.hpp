/// Resources of a node as FINN v0.10 estimates them (node_res_estimation), with its number types: Python divides into
/// floats, and a report written from them says 128.0 where another says 128.
#pragma once
#include "golden/finn/hardware_node.hpp"

namespace weir::golden {

/// A Python number: an int or a float.
struct PythonNumber {
  double value = 0;
  bool is_float = false;
  static PythonNumber integer(std::int64_t value) { return {static_cast<double>(value), false}; }
  static PythonNumber real(double value) { return {value, true}; }
  bool operator==(const PythonNumber&) const = default;
};

struct Resources {
  PythonNumber bram_18k, lut, uram, dsp;
  PythonNumber bram_efficiency = PythonNumber::integer(1);  ///< parameter bits / bits of the memories; 1 without any
  PythonNumber uram_efficiency = PythonNumber::integer(1);
  bool operator==(const Resources&) const = default;
};

Resources estimate(const Mvau& m, const HardwareNode& node, DspBlock dsp);
Resources estimate(const Vvau& m, const HardwareNode& node, DspBlock dsp);
Resources estimate(const SlidingWindow& s, const HardwareNode& node, DspBlock dsp);
/// The memories of the RTL threshold search, one per output bit. FINN looks up "BRAM" among primitives it calls
/// "BRAM18", so its block RAMs never count; kept.
Resources estimate(const Thresholding& t, const HardwareNode& node, DspBlock dsp);
Resources estimate(const ChannelwiseOp& c, const HardwareNode& node, DspBlock dsp);
Resources estimate(const Lookup& l, const HardwareNode& node, DspBlock dsp);
Resources estimate(const Dwc& d, const HardwareNode& node, DspBlock dsp);

/// Of the node's layer. Kinds not named above have no formula in FINN and count 0.
Resources estimate_resources(const HardwareNode& node, DspBlock dsp);

/// RAMB18s for `depth` words of `width` bits.
std::int64_t ramb18_count(std::int64_t width, std::int64_t depth);

}  // namespace weir::golden
