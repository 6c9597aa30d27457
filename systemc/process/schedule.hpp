/// When a stage moves words: one frame of a kernel as run-length steps behind one gate (profile weir).
///
/// Semantics, event e at iteration i_e counted over all frames (frames follow without a bubble):
///   t(e) = max(t(e-1) + i_e - i_{e-1},  W(j) + F for each word j read,  R(k - depth) + 1 for each word k written)
///   t(first) >= gate_stage + i_first;   R(j) = t(e);   W(k) = t(e) + write_latency_cycles[port];   F = 1
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "golden/base/error.hpp"

namespace weir::timing {

/// Repeat `count` times: advance `advance` iterations, then read one word from every input port whose bit is set in
/// `reads` and write one word to every output port whose bit is set in `writes`.
struct Step {
  std::int64_t count = 1;
  std::int64_t advance = 1;
  std::uint32_t reads = 0;
  std::uint32_t writes = 0;
  bool operator==(const Step&) const = default;
};

struct Block {
  std::int64_t repeat = 1;
  std::vector<Step> steps;
  bool operator==(const Block&) const = default;
};

/// One frame. The first event's advance counts from iteration -1, so advance 1 is iteration 0.
struct Schedule {
  std::vector<Block> blocks;
  std::int64_t iterations = 0;  ///< per frame, trailing iterations without I/O included
  int gate_stage = 0;
  std::vector<int> write_latency_cycles = {};  ///< per output port: write stage minus gate stage
  /// Where the first and the last frame of a run differ from the others (rigid.hpp): `first` runs once before all
  /// frames for `first_iterations`, `last` instead of `blocks` in the last frame. Empty: they do not differ.
  std::vector<Block> first = {}, last = {};
  std::int64_t first_iterations = 0;
  bool operator==(const Schedule&) const = default;
};

/// Do the first and the last frame of a run differ from the others?
inline bool has_ends(const Schedule& schedule) { return !schedule.first.empty() || !schedule.last.empty(); }

/// Words that one frame moves through an input or output port.
std::int64_t words_read(const Schedule& schedule, int port);
std::int64_t words_written(const Schedule& schedule, int port);

/// Appends bad-schedule for everything that makes `schedule` meaningless for a stage with that many ports.
void validate(const Schedule& schedule, int inputs, int outputs, const std::string& where, Errors& errors);

/// One I/O event of a frame, runs expanded.
struct Event {
  std::int64_t iteration = 0;
  std::uint32_t reads = 0, writes = 0;
  bool operator==(const Event&) const = default;
};
std::vector<Event> expand(const Schedule& schedule);

/// Do both mean the same hardware? True for different run-length forms of the same events.
bool same_timing(const Schedule& a, const Schedule& b);

}  // namespace weir::timing
