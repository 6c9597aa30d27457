/// Sources and sinks as schedules: the outer world moves one word per cycle, unless it pauses (Stalls).
#pragma once
#include "systemc/schedule/timing_graph.hpp"

namespace weir::timing {

inline Schedule source_schedule(const TimingStream& stream) {
  return {{{1, {{stream.words_per_frame, 1, 0, 1}}}}, stream.words_per_frame, 0, {0}};
}
inline Schedule sink_schedule(const TimingStream& stream) {
  return {{{1, {{stream.words_per_frame, 1, 1, 0}}}}, stream.words_per_frame, 0, {}};
}

}  // namespace weir::timing
