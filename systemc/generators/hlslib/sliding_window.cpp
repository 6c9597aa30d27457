#include "systemc/generators/hlslib/sliding_window.hpp"

#include <algorithm>

#include "golden/network/stage_graph.hpp"

namespace weir::timing::hlslib {

namespace {

struct Geometry {
  std::int64_t in_rows, line_words;  ///< the picture, and the words of one of its rows
  std::int64_t out_rows, row_words;  ///< words sent per row of windows
  std::int64_t kernel, stride;
};

Geometry geometry_of(const golden::SlidingWindow& s, const golden::Stage& stage) {
  const auto out = golden::out_size(s);
  const std::int64_t groups = s.channels / stage.folding.SIMD;
  return {s.in_size[0], s.in_size[1] * groups,
          out[0],       out[1] * s.kernel[0] * s.kernel[1] * groups / stage.folding.MMV,
          s.kernel[0],  s.stride[0]};
}

/// Fills `kernel` lines, then sends one window row per period and fills the next lines meanwhile. The counter of a
/// period wraps one iteration early, so that a row's last word is sent and its last word read in the next period.
/// `block_lines`: lines that count as one when the generator decides whether it has read them all.
Iterations fill_then_send(const Geometry& g, std::int64_t block_lines, const Site& site) {
  const std::int64_t fill = g.kernel * g.line_words, block = block_lines * g.line_words;
  const std::int64_t next = g.stride * g.line_words, period = std::max(g.row_words, next);
  std::int64_t left_to_read = g.in_rows / block_lines * block - fill;
  Iterations frame(site.numbers);
  frame.run(fill, 1, 0);
  for (std::int64_t left = g.out_rows * period; left > 0; left -= period - 1) {
    const std::int64_t ticks = std::min(period - 1, left);
    const std::int64_t writes = std::min(g.row_words - 1, ticks);
    const std::int64_t reads = std::min({next - 1, left_to_read, ticks});
    frame.run(std::min(reads, writes), 1, 1);
    frame.run(reads - writes, 1, 0);
    frame.run(writes - reads, 0, 1);
    frame.run(ticks - std::max(reads, writes), 0, 0);
    left_to_read -= reads;
  }
  return frame;
}

/// Every window in raster order of the windows' pixels; a pixel is read when it is first sent.
Iterations raster_order(const golden::SlidingWindow& s, const Site& site) {
  const auto out = golden::out_size(s);
  const auto is_first = [](std::int64_t place, std::int64_t kernel, std::int64_t stride) {
    return place < kernel || place % kernel >= kernel - stride;
  };
  Iterations frame(site.numbers);
  for (std::int64_t y = 0; y < out[0] * s.kernel[0]; ++y)
    for (std::int64_t x = 0; x < out[1] * s.kernel[1]; ++x)
      frame.run(1, is_first(y, s.kernel[0], s.stride[0]) && is_first(x, s.kernel[1], s.stride[1]) ? 1 : 0, 1);
  return frame;
}

bool feeds_a_pool(const Site& site) {
  const int consumer = site.graph.streams[static_cast<std::size_t>(site.stage.outputs[0])].consumer;
  return consumer != golden::kOutside &&
         std::holds_alternative<golden::Pool>(site.graph.stages[static_cast<std::size_t>(consumer)].kind);
}

void require_supported(const golden::SlidingWindow& s, const Site& site) {
  const bool is_square = s.in_size[0] == s.in_size[1] && s.kernel[0] == s.kernel[1] && s.stride[0] == s.stride[1];
  if (is_square && s.dilation == std::vector<std::int64_t>{1, 1} && !s.depthwise) return;
  throw Error("no-schedule", "stage " + site.stage.name + ": a sliding window that is not square, dilated or depthwise",
              "", "the library of 2020 has square windows with dilation 1");
}

}  // namespace

RigidLoop process(const golden::SlidingWindow& s, const Site& site) {
  require_supported(s, site);
  if (feeds_a_pool(site)) return frame_loop(raster_order(s, site), site);
  const Geometry g = geometry_of(s, site.stage);
  const bool has_plain_generator = g.kernel % g.stride == 0 && site.stage.folding.MMV == 1;
  return frame_loop(fill_then_send(g, has_plain_generator ? g.stride : 1, site), site);
}

}  // namespace weir::timing::hlslib
