/// Numbers as people read them.
#pragma once
#include <fmt/core.h>

#include <cstdint>
#include <string>

#include "golden/base/grouped.hpp"

namespace weir::tools {

/// Cycles that may be a mean: whole ones without decimals, others with two.
inline std::string grouped_cycles(double cycles) {
  const auto whole = static_cast<std::int64_t>(cycles);
  if (cycles == static_cast<double>(whole)) return grouped(whole);
  const std::string decimals = fmt::format("{:.2f}", cycles);
  const auto point = decimals.find('.');
  return grouped(std::stoll(decimals.substr(0, point))) + decimals.substr(point);
}

/// Megahertz with no more than four digits that count: 83.33, 100.
inline std::string mhz_text(double clk_mhz) {
  const std::string text = fmt::format("{:.2f}", clk_mhz);
  return text.ends_with(".00") ? text.substr(0, text.size() - 3) : text;
}

/// Of one frame every `cycles`; 0 where no interval is known.
inline double frames_per_second(double cycles, double clk_mhz) { return cycles > 0 ? clk_mhz * 1e6 / cycles : 0.0; }

/// Frames per second: 91.31, 138,121.5.
inline std::string fps_text(double fps) {
  if (fps < 1000) return fmt::format("{:.2f}", fps);
  const std::string tenths = fmt::format("{:.1f}", fps);
  return grouped(std::stoll(tenths.substr(0, tenths.size() - 2))) + tenths.substr(tenths.size() - 2);
}

}  // namespace weir::tools
