#include "hls/compiler/delays.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

#include "golden/base/error.hpp"

namespace weir::hls {

namespace {

/// The handshake is four LUTs and a carry chain of them.
constexpr const char* kMeasured = "nextpnr-ecp5 on small circuits (tools/interop ecp5-delays)";

const std::array<Delays, 2>& families() {
  static const std::array<Delays, 2> list{{
      {"ECP5 -6", kMeasured, 4, 3, 1.383, 0.592, 1.472, 0.052, 1.397, 5.987, 5.657, 0.084, 3.839},
      {"ECP5 -8", kMeasured, 4, 3, 1.043, 0.450, 1.020, 0.043, 0.947, 4.337, 4.537, 0.067, 2.820},
  }};
  return list;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

const Delays& delays_of(const std::string& part) {
  static const std::regex ecp5(R"(lfe5u(m|m5g)?-(12|25|45|85)f-([68]).*)");
  std::smatch parts;
  const std::string name = lower(part);
  if (std::regex_match(name, parts, ecp5)) return families()[parts[3] == "8" ? 1 : 0];
  throw Error("unknown-part", "no delays are known of part \"" + part + "\"", "",
              "known: lfe5u-85f-8 and its family (12f, 25f, 45f, 85f; speeds 6 and 8)");
}

double stage_budget_ns(const TargetClock& clock) {
  const Delays& delays = delays_of(clock.part);
  const double budget = clock.period_ns() * (1 - kClockMargin) - delays.register_ns;
  if (budget < delays.carry_ns + delays.lut_ns)
    throw Error("clock", "a period of " + std::to_string(clock.period_ns()) + " ns holds no addition on " + delays.name,
                "", "a slower --clk-mhz");
  return budget;
}

}  // namespace weir::hls
