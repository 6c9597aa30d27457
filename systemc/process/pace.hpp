/// The outer world's rhythm: sources that send in bursts, sinks and DMAs that pause, the same in every frame.
///
/// A pattern is a row of runs, repeated until the frame's words have moved: nothing for `idle_cycles`, then `words`,
/// one per cycle. Every frame begins it anew. Idle cycles are the least between two words: a source that finds no room
/// sends later, and pauses no less. What follows a run in the pattern follows it even if the frame ends within the run,
/// except for the idle cycles that begin the pattern, since they begin the next frame. Nothing depends on the number of
/// frames, so what is proven of a graph with patterns holds for any.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "systemc/process/schedule.hpp"

namespace weir::timing {

struct PaceRun {
  std::int64_t idle_cycles = 0, words = 0;  ///< words 0: idle cycles that end the pattern
  bool operator==(const PaceRun&) const = default;
};
using Pace = std::vector<PaceRun>;  ///< empty: a word per cycle

constexpr std::int64_t kLongestPaceRun = 10'000'000;  ///< words or cycles

/// "128x1,32x0": 128 words, then 32 idle cycles. Counts from 1 to kLongestPaceRun, separated by commas or white space.
/// `where` names the text's origin. Throws Error input-pattern.
Pace parse_pace(const std::string& text, const std::string& where);

/// Pauses of a DMA: `length_cycles` after every `every_words` words of a frame; or at random, each distance and length
/// from 1 to twice that less 1, a pure function of seed and stream.
struct DmaStall {
  std::int64_t every_words = 0, length_cycles = 0;  ///< 0: none
  bool is_random = false;
  std::uint64_t seed = 0;
};
/// "1024:60" or "1024:60:random"; the seed stays 0. Throws Error dma-stall.
DmaStall parse_dma_stall(const std::string& text);
Pace stall_pace(const DmaStall& stall, std::int64_t words_per_frame, int stream);

/// A source or sink that moves `words` per frame through its only port (masks as in Step).
Schedule pace_schedule(const Pace& pace, std::int64_t words, std::uint32_t reads, std::uint32_t writes);

/// Appends bad-pace for a pattern of the stream without words or with counts that make no sense.
void validate(const Pace& pace, const std::string& stream, Errors& errors);

}  // namespace weir::timing
