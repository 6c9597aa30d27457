/// The blocks of FINN's hardware between two FIFOs, as one description that both engines run: the RTL library's state
/// machines and the loops that Vitis HLS makes of FINN's C++ (profile finn-v0.10).
///
/// They are no Schedules: a block reads ahead while it still writes, and each port has registers of its own. What a
/// block does in a cycle depends on the registered flags of its FIFOs alone: a word written in cycle t can be read from
/// t + 1 on, a place freed in t be filled from t + 1 on (FINN's Q_srl).
/// Source of the RTL blocks: FINN's RTL library, which an independent model of these rules met in every handshake, free
/// and under random stalls. Source of the HLS blocks: single modules that Vitis HLS generated, measured in simulation
/// (systemc/generators/finn/README.md).
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "golden/base/error.hpp"

namespace weir::timing::finn {

/// FMPadding_rtl: one skid word at the input, one output register; border words need no input.
struct Padding {
  std::int64_t rows = 1, columns = 1;  ///< of the picture that comes in
  std::int64_t top = 0, left = 0, bottom = 0, right = 0;
  std::int64_t fold = 1;  ///< words per pixel
  bool operator==(const Padding&) const = default;
};

/// ConvolutionInputGenerator_rtl, implementation style default: a cyclic buffer, one word in and one out per cycle, one
/// output register. Frames do not overlap. Depthwise: channel fold outside the kernel's rows and columns.
struct Window {
  std::int64_t rows = 1, columns = 1;
  std::int64_t kernel_rows = 1, kernel_columns = 1;
  std::int64_t stride_rows = 1, stride_columns = 1;
  std::int64_t fold = 1;
  bool depthwise = false;
  std::int64_t dilation_rows = 1, dilation_columns = 1;
  bool operator==(const Window&) const = default;
};

/// ConvolutionInputGenerator_rtl, implementation style parallel: registers and line buffers, one word in per cycle, a
/// whole window in one word. The next word comes in the cycle in which the window leaves or later. Frames do not
/// overlap.
struct ParallelWindow {
  Window window;  ///< depthwise or not: channel folds follow each other inside a pixel
  bool operator==(const ParallelWindow&) const = default;
};

/// StreamingDataWidthConverter_rtl, `ratio` words become one: shift register and a skid word.
struct Widen {
  std::int64_t ratio = 2, words = 2;  ///< words: input words per frame
  bool operator==(const Widen&) const = default;
};
/// The same, one word becomes `ratio`: shift register, skid and output register.
struct Narrow {
  std::int64_t ratio = 2, words = 1;
  bool operator==(const Narrow&) const = default;
};
/// The same for equal widths: a wire.
struct Wire {
  std::int64_t words = 1;
  bool operator==(const Wire&) const = default;
};

/// Thresholding_rtl: a pipeline that never stalls behind a count of words in flight.
struct Threshold {
  int latency_cycles = 1;  ///< from reading a word to offering its result
  int capacity_words = 2;  ///< in flight
  std::int64_t words = 1;
  bool operator==(const Threshold&) const = default;
};

/// MVAU_rtl and VVAU_rtl: a buffer that replays the words of a vector for each pass, a pipeline of multipliers that
/// bubbles may enter, and an output register with one word beside it. A result that finds both full stops the pipeline
/// from the next cycle on. With one pass there is no buffer: a word is read in the cycle in which it is multiplied.
struct Multiplier {
  std::int64_t vectors = 1, passes = 1, words = 1;  ///< words: of a vector; a result is written per pass
  int core_stages = 5;                              ///< from a word's cycle to its result's at the end of the pipeline
  bool operator==(const Multiplier&) const = default;

  /// Places of the replay buffer.
  std::int64_t buffer_words() const;
};

/// A Loop has one input and up to that many outputs, or the other way round.
constexpr int kMostPorts = 8;

/// What all HLS loops with II 1 are: a rigid pipeline that is flushed. An iteration without its word lets a bubble in,
/// a result without room stops every stage. Two-word register slices on all ports; a direct port has none of its own:
/// where a design has no FIFO, the "FIFO" of two words at that port is its slice.
struct Pipeline {
  int stages = 1;              ///< from reading a word to handing its result to the output slice
  int restart_gap_cycles = 0;  ///< idle between two frames
  std::uint32_t direct_inputs = 0, direct_outputs = 0;  ///< bit per port
  bool operator==(const Pipeline&) const = default;

  bool has_input_slice(std::size_t port) const { return (direct_inputs >> port & 1u) == 0; }
  bool has_output_slice(std::size_t port) const { return (direct_outputs >> port & 1u) == 0; }
};

/// Iterations of a frame: `groups` times `passes` times `pass_iterations`. In a pass the first `reads` iterations read
/// a word from every input (in each pass, or only in the first of a group), those from `first_write` on write one to
/// every output.
struct Loop : Pipeline {
  std::int64_t groups = 1, passes = 1, pass_iterations = 1;
  std::int64_t reads = 1, first_write = 0;
  bool reads_every_pass = false;
  /// DownSampler: of `columns` pixels of `fold` words in a row, a result counts only where row and column are multiples
  /// of `stride`. 1: all count.
  std::int64_t stride = 1, columns = 1, fold = 1;
  bool operator==(const Loop&) const = default;

  bool keeps(std::int64_t group) const {
    const std::int64_t pixel = group / fold;
    return stride == 1 || (pixel % columns % stride == 0 && pixel / columns % stride == 0);
  }
};

/// So many iterations that read, write, do both or neither.
struct Run {
  std::int64_t count = 1;
  bool reads = false, writes = false;
  bool operator==(const Run&) const = default;
};
struct Part {
  std::int64_t repeat = 1;
  std::vector<Run> runs;
  bool operator==(const Part&) const = default;
};
/// Iterations in any order, with one input and one output: window generators, paddings, pools and converters by HLS.
struct Sequence : Pipeline {
  std::vector<Part> parts;  ///< of a frame
  bool operator==(const Sequence&) const = default;
};

using Block = std::variant<Padding, Window, ParallelWindow, Widen, Narrow, Wire, Threshold, Multiplier, Loop, Sequence>;

/// Words per frame through each input and each output.
std::int64_t words_in(const Block& block);
std::int64_t words_out(const Block& block);
/// From a window's first to its last row and column, and windows side by side.
std::int64_t height(const Window& window);
std::int64_t width(const Window& window);
std::int64_t out_rows(const Window& window);
std::int64_t out_columns(const Window& window);
/// Words from the first to the last element of a window.
std::int64_t minimum_buffer(const Window& window);
/// Places of a Window's buffer.
std::int64_t buffer_words(const Window& window);
/// Cycles per frame if no stream ever makes it wait; what the block overlaps with its next frame counts once.
std::int64_t work_cycles(const Block& block);

/// Appends bad-schedule for everything that makes `block` meaningless with that many ports.
void validate(const Block& block, int inputs, int outputs, const std::string& where, Errors& errors);

}  // namespace weir::timing::finn
