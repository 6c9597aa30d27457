/// The loops that Vitis HLS makes of FINN's C++ library, as blocks. Source of each: finn-hlslib for the loop, single
/// modules in simulation for what Vitis adds to it (README there).
#pragma once
#include <optional>

#include "golden/layers/kinds.hpp"
#include "systemc/generators/finn/pipeline_depth.hpp"
#include "systemc/process/finn/block.hpp"

namespace weir::timing {

/// Stages and gap of a loop with so many iterations in flight: N + 2 cycles from a word to its result and N + 4 between
/// two frames in a function of its own, N + 1 and 1 inlined. A block adds the two cycles of its slices.
finn::Pipeline hls_pipeline(const PipelineDepth& depth);

/// The loop of a window generator, and the words of a frame that it leaves in the stream where windows do not reach the
/// last rows: hardware shifts every later frame by them. They are timed as read at the end.
struct WindowLoop {
  std::vector<finn::Part> parts;
  std::int64_t unread_words = 0;
};
/// Fills K rows, then alternates blocks in which it writes windows and reads the rows of the next ones, both from the
/// block's start. `fold`: words per pixel.
WindowLoop hls_window(const golden::SlidingWindow& s, std::int64_t fold);
/// A line of pixels since FINN 0.8: windows leave from a buffer of K pixels while it fills.
WindowLoop hls_line_window(const golden::SlidingWindow& s, std::int64_t fold);
/// A line whose windows leave whole, of pixels of one word: parallel_window = 1. Requires stride and dilation 1.
WindowLoop hls_parallel_line(const golden::SlidingWindow& s);

/// Border words need no input.
std::vector<finn::Part> hls_padding(const golden::FmPadding& p, std::int64_t fold);

/// A loop over the narrower words.
std::vector<finn::Part> hls_converter(const golden::Dwc& d);

/// The three max pools. They are no pipelines: between their loops they stand still, in a number of cycles that was
/// measured. Binary: a band of rows is read, then its results are written. Other types: the same, and the inner loop
/// begins anew for each result.
finn::Sequence hls_binary_pool(std::int64_t rows, std::int64_t columns, std::int64_t window);
finn::Sequence hls_precision_pool(std::int64_t rows, std::int64_t columns, std::int64_t window);
/// `fold`: words per pixel; what the window does not divide is read at the end of the frame.
finn::Sequence hls_line_pool(std::int64_t pixels, std::int64_t window, std::int64_t fold);

/// Sums all pixels, then writes the sums: two loops, between which it stands still as the binary pool does.
finn::Sequence hls_accumulate_pool(std::int64_t words, std::int64_t sums);

/// A loop over the pixels written; the first row of each group of copies reads its pixels in its first iterations, in a
/// line the first copy of each pixel does. Of the loop in finn-hlslib; not measured.
std::vector<finn::Part> hls_upsample(const golden::Upsample& u);

/// The labels one by one, then the K results.
finn::Loop hls_label_select(std::int64_t words, std::int64_t results, const PipelineDepth& depth);

}  // namespace weir::timing
