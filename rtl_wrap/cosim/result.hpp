/// What a co-simulation found. Mismatches, cycle differences and deadlocks are values, never exceptions.
/// entry = a word enters a stream's FIFO; exit = it leaves it. Cycle 0 is the first cycle after reset.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "systemc/engines/simulate.hpp"

namespace weir::rtl {

enum class Side { Entry, Exit };

/// Place and values of the first element that differs, by cycle of the word; an earlier one is never caused by a later
/// one.
struct Mismatch {
  enum class Kind {
    Different,
    Missing,
    Extra
  };  ///< Missing: the stream ended early; Extra: a word beyond the last frame
  Kind kind = Kind::Different;
  std::string stage;  ///< that wrote the stream; "source" for a graph input
  std::string stream;
  Side side = Side::Entry;           ///< where it was seen
  std::int64_t frame = 0, word = 0;  ///< word within the frame
  std::int64_t words_per_frame = 0;
  std::int64_t cycle = 0;
  std::int64_t element = 0;             ///< within the frame
  std::int64_t expected = 0, got = 0;   ///< values of that element; `got` only for Different
  std::string expected_word, got_word;  ///< hex, most significant digit first
  /// Where in the tensor, as far as its shape tells: channel is the last axis, pixel the axes before it.
  std::int64_t channel = 0, channels = 1, first_channel = 0, last_channel = 0;  ///< first..last: of the word
  std::int64_t pixel = 0, pixels = 1;
  std::int64_t row = -1, rows = 0, column = -1, columns = 0;  ///< -1 unless the tensor is an image
  int elements_per_word = 1;
  /// Of a stage with thresholds, for this element, when its input was compared too.
  std::optional<std::int64_t> accumulator;
  std::vector<std::int64_t> thresholds;
};

/// One possible cause, tested over all recorded differences of the stream of the first mismatch.
struct Hypothesis {
  std::string id;  ///< stable, e.g. "constant-difference", "lanes", "shifted-words"
  std::string text;
  std::int64_t explained = 0, of = 0;
};

struct CycleDifference {
  std::string stream, stage;
  std::int64_t frame = 0, word = 0;
  Side side = Side::Entry;
  std::int64_t rtl = -1, systemc = -1;  ///< -1: never
};

struct StreamResult {
  std::string name, stage;  ///< stage that writes it, or "source"
  std::int64_t words_compared = 0, words_different = 0, words_missing = 0, words_extra = 0;
  std::int64_t elements_compared = 0, elements_different = 0;
  std::int64_t cycle_differences = 0;
  std::int64_t entries = 0, exits = 0;  ///< -1: cannot be seen (RTL without monitors)
  int depth_words = 0;
  /// Left after the last frame and are no finding: without any input the design begins a frame with the same words
  /// (a padding makes its border so).
  std::int64_t words_unasked = 0;
};

/// Input words of a frame that a design has left although all output of the frame had come: the next begins with them.
struct UnreadWords {
  std::string stream;
  std::int64_t frame = 0, words = 0;
};

/// A finding, looked for once more in a build of the same RTL that the C++ compiler did not optimise.
struct PlainBuild {
  bool is_finding_there = false;  ///< false: not the RTL is at fault, but the compiler
  std::int64_t cycles = 0;        ///< up to the finding, or to the end
  std::int64_t words_compared = 0;
};

/// TLAST of an output: with a word that is not its frame's last, or not with that one.
struct LastDifference {
  std::string stream;
  std::int64_t frame = 0, word = 0, words_per_frame = 0;
  bool got = false;
};

struct CosimResult {
  std::string network;
  int frames = 0, frames_equal = 0;  ///< a frame is equal when no word of it differs or is missing on any stream
  int stages_compared = 0, streams_compared = 0;
  bool is_first_frame_equal = false;
  std::int64_t words_compared = 0, elements_compared = 0;
  std::int64_t mismatches = 0;          ///< words different, missing or extra
  std::int64_t elements_different = 0;  ///< on the stream of the first mismatch
  std::optional<Mismatch> first_mismatch;
  std::vector<Hypothesis> hypotheses;  ///< best first
  /// Of the earliest difference in words or cycles; of words that never came, the cycle after which nothing moved.
  std::optional<std::int64_t> first_finding_cycle;

  bool cycles_compared = false;
  std::vector<std::string> unscheduled_stages;  ///< whose timing depends on data: no cycle is predicted, none compared
  std::int64_t transfers_compared = 0;
  std::int64_t cycle_differences = 0;
  std::optional<CycleDifference> first_cycle_difference;

  std::int64_t cycles_rtl = 0;                           ///< up to the last output word, as SimulationResult::cycles
  std::int64_t cycles_systemc = 0;                       ///< 0 when not compared
  std::int64_t latency_cycles = 0, interval_cycles = 0;  ///< of the RTL, as in SimulationResult
  double steady_interval_cycles = 0;
  std::int64_t simulated_cycles = 0;  ///< evaluated in all, after reset
  bool out_of_cycles = false;         ///< the limit came first; what had not come by then was not compared
  bool stopped = false;               ///< the design stopped itself ($fatal, $finish); why: `messages`
  std::optional<timing::Deadlock> deadlock;
  /// At the deadlock: stages with a word on every input, room on every output, and work left; the fault is in them.
  std::vector<std::string> idle_stages;
  bool deadlock_in_systemc = false;       ///< SystemC predicts one as well
  std::string messages;                   ///< what the design printed
  double seconds = 0;                     ///< wall time of the simulation, not deterministic
  std::vector<StreamResult> streams;      ///< in graph order
  std::vector<UnreadWords> unread_words;  ///< when there is a mismatch and no predicted cycles
  std::int64_t last_differences = 0;
  std::optional<LastDifference> first_last_difference;
  std::vector<std::string> outputs_without_last;  ///< that have TLAST and never raise it: no finding
  std::vector<std::string> register_differences;  ///< AXI-lite registers that held something else, one line each
  std::optional<PlainBuild> plain_build;          ///< of a result that is not equal, from confirm.hpp

  bool is_compiler_fault() const { return plain_build && !plain_build->is_finding_there; }

  /// Every word and every cycle as expected, up to a deadlock that was expected, too.
  bool equal() const {
    return mismatches == 0 && cycle_differences == 0 && last_differences == 0 && register_differences.empty() &&
           !out_of_cycles && !stopped && deadlock.has_value() == deadlock_in_systemc;
  }
};

}  // namespace weir::rtl
