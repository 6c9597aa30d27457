/// What the FPGAs of the usual boards hold, and how much of it a design that meets timing can use.
///
/// Counts are those of the vendor's data sheets and utilisation reports for the whole device; what a platform's shell
/// takes on an Alveo card is not subtracted.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace weir::golden {

struct FpgaPart {
  std::string name;                 ///< without package and speed, for example xc7z020
  std::vector<std::string> boards;  ///< that carry it, in lower case
  std::int64_t lut = 0;
  std::int64_t lutram = 0;  ///< of the LUTs, those that can be memory or shift registers
  std::int64_t ff = 0, bram18 = 0, uram = 0, dsp = 0;
};

/// Part of each resource that the vendor advises to use at most (FINN's util/platforms.py, DEFAULT_RES_LIMITS).
struct UsableShares {
  double lut = 0.7, ff = 0.5, bram18 = 0.8, uram = 0.8, dsp = 0.8;
};

const std::vector<FpgaPart>& fpga_parts();

/// By part name, with or without package and speed ("xc7z020clg400-1"), or by board ("pynq-z2"); case does not matter.
/// Throws Error unknown-part, whose hint lists what is legal.
const FpgaPart& find_fpga_part(const std::string& name);

}  // namespace weir::golden
