#include "rtl_wrap/cosim/wave_views.hpp"

#include <algorithm>
#include <functional>

namespace weir::rtl {

namespace {

std::string ticks(std::int64_t cycle) { return std::to_string(cycle * kTicksPerCycle); }

std::string scope_of(const WaveSignal& signal) { return signal.name.substr(0, signal.name.rfind('.')); }

/// The lines of all signals, with `divider` before the first of each scope.
std::string by_scope(const std::vector<WaveSignal>& signals,
                     const std::function<std::string(const std::string&)>& divider,
                     const std::function<std::string(const WaveSignal&)>& line) {
  std::string text, scope;
  for (const WaveSignal& signal : signals) {
    if (scope_of(signal) != scope) text += divider(scope_of(signal));
    scope = scope_of(signal);
    text += line(signal);
  }
  return text;
}

}  // namespace

std::string gtkwave_view(const std::string& waveform, const std::vector<WaveSignal>& signals,
                         std::optional<std::int64_t> marker_cycle) {
  // A flag line (@) holds for the traces after it.
  constexpr const char *kBinary = "@28\n", *kHexadecimal = "@22\n", *kDecimal = "@24\n", *kBlank = "@200\n";
  constexpr std::int64_t kCyclesBefore = 20;
  std::string text = "[dumpfile] \"" + waveform + "\"\n";
  if (marker_cycle) {
    text += "[timestart] " + ticks(std::max<std::int64_t>(0, *marker_cycle - kCyclesBefore)) + "\n";
    text += "*-15.0 " + ticks(*marker_cycle) + " -1\n";
  }
  text += std::string(kBinary) + "clock\n";
  return text + by_scope(
                    signals, [&](const std::string& scope) { return kBlank + ("-" + scope) + "\n"; },
                    [&](const WaveSignal& signal) {
                      std::string line = signal.is_number ? kDecimal : signal.bits == 1 ? kBinary : kHexadecimal;
                      line += signal.name;
                      if (signal.bits > 1) line += "[" + std::to_string(signal.bits - 1) + ":0]";
                      return line + "\n";
                    });
}

std::string surfer_view(const std::vector<WaveSignal>& signals, std::optional<std::int64_t> marker_cycle) {
  std::string text = "variable_add clock\n";
  text += by_scope(
      signals, [](const std::string& scope) { return "divider_add " + scope + "\n"; },
      [](const WaveSignal& signal) { return "variable_add " + signal.name + "\n"; });
  if (marker_cycle) text += "cursor_set " + ticks(*marker_cycle) + "\n";
  return text;
}

}  // namespace weir::rtl
