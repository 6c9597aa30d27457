/// Arrangements of a waveform's signals for two viewers: the signals of a stream below its name, words in hexadecimal,
/// numbers in decimal where the viewer's format can say so, and the marker at the first finding.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir::rtl {

/// Of a waveform, in ticks of 1 ps: a unit that viewers show as it is, and in which the clock can fall within a cycle.
inline constexpr std::int64_t kTicksPerCycle = 1000;

struct WaveSignal {
  std::string name;  ///< scope.name
  int bits = 1;
  bool is_number = false;  ///< shown as a decimal
};

/// GTKWave's save file for `waveform`, a file name beside it; `marker_cycle` is where to look.
std::string gtkwave_view(const std::string& waveform, const std::vector<WaveSignal>& signals,
                         std::optional<std::int64_t> marker_cycle);

/// Surfer's command file (`surfer FILE.fst --command-file FILE.sucl`); the page "Commands" of its
/// user guide is the source.
std::string surfer_view(const std::vector<WaveSignal>& signals, std::optional<std::int64_t> marker_cycle);

}  // namespace weir::rtl
