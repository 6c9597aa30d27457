#include "systemc/generators/finn/hls_blocks.hpp"

#include <algorithm>

namespace weir::timing {

namespace {

using finn::Part;
using finn::Run;

Run reads(std::int64_t count) { return {count, true, false}; }
Run writes(std::int64_t count) { return {count, false, true}; }
Run idle(std::int64_t count) { return {count, false, false}; }

/// The iterations of a loop, one by one.
class Walk {
 public:
  void add(bool reads, bool writes) {
    steps_.push_back({reads, writes});
    words_read_ += reads ? 1 : 0;
  }
  std::int64_t words_read() const { return words_read_; }

  /// With what the loop leaves of `words` read by its last iterations: no window waits for it, and none takes longer.
  WindowLoop take(std::int64_t words) {
    const std::int64_t unread = std::max<std::int64_t>(0, words - words_read_);
    std::int64_t left = unread;
    for (auto step = steps_.rbegin(); step != steps_.rend() && left > 0; ++step)
      if (!step->reads) {
        step->reads = true;
        --left;
      }
    std::vector<Run> runs;
    for (const Step& step : steps_) {
      if (!runs.empty() && runs.back().reads == step.reads && runs.back().writes == step.writes)
        ++runs.back().count;
      else
        runs.push_back({1, step.reads, step.writes});
    }
    return {{{1, std::move(runs)}}, unread};
  }

 private:
  struct Step {
    bool reads, writes;
  };
  std::vector<Step> steps_;
  std::int64_t words_read_ = 0;
};

}  // namespace

finn::Pipeline hls_pipeline(const PipelineDepth& depth) {
  constexpr int kGapOfFunction = 4, kGapInlined = 1;
  if (depth.in_submodule) return {depth.iterations, depth.iterations + kGapOfFunction};
  return {std::max(1, depth.iterations - 1), kGapInlined};
}

namespace {

/// Rows and columns of a window generator; of a line FINN takes the pixels as columns of one row.
struct Sides {
  std::int64_t K[2], S[2], D[2], O[2], dilation[2];  ///< [rows, columns]
};

Sides sides_of(const golden::SlidingWindow& s) {
  Sides sides{};
  const auto out = out_size(s);
  const bool is_turned = s.in_size[1] == 1 && s.in_size[0] > 1;
  for (std::size_t side = 0; side < 2; ++side) {
    const std::size_t from = is_turned ? 1 - side : side;
    sides.K[side] = s.kernel[from];
    sides.S[side] = s.stride[from];
    sides.D[side] = s.in_size[from];
    sides.O[side] = out[from];
    sides.dilation[side] = s.dilation[from];
  }
  return sides;
}

}  // namespace

WindowLoop hls_window(const golden::SlidingWindow& s, std::int64_t fold) {
  const Sides w = sides_of(s);
  const bool is_aligned = w.K[0] % w.S[0] == 0;
  const std::int64_t pixels = w.D[0] * w.D[1] * fold, window = w.K[0] * w.K[1] * fold;
  const std::int64_t written = w.O[1] * window, read = w.S[1] * w.D[1] * fold;  // per block
  const std::int64_t block = std::max(written, read), fill = w.K[0] * w.dilation[0] * w.D[1] * fold;
  // Blocks are counted to block - 2; what is missing at their ends comes behind the last one.
  const std::int64_t iterations =
      fill + (is_aligned ? w.O[0] * block : (w.O[0] - 1) * block + std::max(written, w.O[0]));
  // Aligned strides count bands of S rows, others single rows.
  const std::int64_t line_words = (is_aligned ? w.S[1] : 1) * w.D[1] * fold, lines = w.D[0] / (is_aligned ? w.S[0] : 1);
  std::int64_t line_word = 0, lines_read = 0, at = 0, left = w.O[0] * written;
  const auto read_word = [&] {
    if (++line_word < line_words) return;
    line_word = 0;
    ++lines_read;
  };
  Walk walk;
  for (std::int64_t i = 0; i < iterations; ++i) {
    if (i < fill) {
      read_word();
      walk.add(true, false);
      continue;
    }
    const bool is_drained = !is_aligned && lines_read == lines;
    const bool writes = left > 0 && (at < written - 1 || is_drained);
    const bool reads = at < read - 1 && lines_read < lines;
    if (writes) --left;
    if (reads) read_word();
    at = at == block - 2 ? 0 : at + 1;
    walk.add(reads, writes);
  }
  return walk.take(pixels);
}

WindowLoop hls_line_window(const golden::SlidingWindow& s, std::int64_t fold) {
  const Sides w = sides_of(s);
  const std::int64_t K = w.K[1], S = w.S[1], pixels = w.D[1] * fold, window = K * fold, out = w.O[1] * window;
  Walk walk;
  if (s.depthwise && w.dilation[1] > 1) {  // the whole line first
    for (std::int64_t i = 0; i < pixels + out; ++i) walk.add(i < pixels, i >= pixels);
    return walk.take(0);
  }
  // Words are read while a window or a pixel of the buffer is free; `turn` counts the words of the window going out.
  const std::int64_t before = s.depthwise ? (fold - 1) * (K - 1) : 0;
  const std::int64_t first_turn = window - fold + S - 1;
  std::int64_t turn = s.depthwise ? fold : first_turn < window ? first_turn : -1;
  for (std::int64_t i = 0; i < 1 + before + out; ++i) {
    const bool writes = i > before;
    const bool has_room = i < window || (turn >= 0 && turn < fold * S);
    if (writes && ++turn == window) turn = 0;
    walk.add(has_room && walk.words_read() < pixels, writes);
  }
  return walk.take(pixels);
}

WindowLoop hls_parallel_line(const golden::SlidingWindow& s) {
  const Sides w = sides_of(s);
  Walk walk;
  for (std::int64_t i = 0; i < w.K[1]; ++i) walk.add(true, false);
  for (std::int64_t i = 0; i < w.O[1]; ++i) walk.add(w.K[1] + i < w.D[1], true);
  return walk.take(0);
}

std::vector<Part> hls_padding(const golden::FmPadding& p, std::int64_t fold) {
  const std::int64_t top = p.padding[0], left = p.padding[1], bottom = p.padding[2], right = p.padding[3];
  const std::int64_t line = (left + p.in_size[1] + right) * fold;
  std::vector<Part> parts;
  const auto add = [&](std::int64_t repeat, std::vector<Run> runs) {
    std::erase_if(runs, [](const Run& run) { return run.count == 0; });
    if (repeat > 0) parts.push_back({repeat, std::move(runs)});
  };
  add(top, {writes(line)});
  add(p.in_size[0], {writes(left * fold), {p.in_size[1] * fold, true, true}, writes(right * fold)});
  add(bottom, {writes(line)});
  return parts;
}

std::vector<Part> hls_converter(const golden::Dwc& d) {
  const std::int64_t words = element_count(d.shape) / std::max(d.in_elements, d.out_elements);
  if (d.in_elements == d.out_elements) return {{words, {{1, true, true}}}};
  if (d.in_elements < d.out_elements) return {{words, {reads(d.out_elements / d.in_elements - 1), {1, true, true}}}};
  return {{words, {{1, true, true}, writes(d.in_elements / d.out_elements - 1)}}};
}

finn::Sequence hls_binary_pool(std::int64_t rows, std::int64_t columns, std::int64_t window) {
  constexpr int kGap = 5, kBeforeWrites = 3, kBehindWrites = 5;
  finn::Sequence pool;
  pool.stages = 1;
  pool.restart_gap_cycles = kGap;
  pool.parts = {
      {rows / window, {reads(window * columns), idle(kBeforeWrites), writes(columns / window), idle(kBehindWrites)}}};
  return pool;
}

finn::Sequence hls_accumulate_pool(std::int64_t words, std::int64_t sums) {
  finn::Sequence pool = hls_binary_pool(1, words, 1);  // for its pipeline and what it stands still
  pool.parts[0].runs[0] = reads(words);
  pool.parts[0].runs[2] = writes(sums);
  return pool;
}

std::vector<Part> hls_upsample(const golden::Upsample& u) {
  const std::int64_t columns = u.in_size[1], copies = u.factor[1];
  const auto both = [](std::int64_t count) { return Run{count, true, true}; };
  std::vector<Run> runs;
  if (columns == 1 && copies == 1) {
    runs = {both(1), writes(u.factor[0] - 1)};
  } else {
    runs = {both(columns), writes(columns * (copies * u.factor[0] - 1))};
  }
  if (runs.back().count == 0) runs.pop_back();
  return {{u.in_size[0], std::move(runs)}};
}

finn::Sequence hls_precision_pool(std::int64_t rows, std::int64_t columns, std::int64_t window) {
  constexpr int kGap = 6, kBehindReads = 4, kBehindWrites = 4;
  const std::int64_t results = columns / window;
  std::vector<Run> band;
  for (std::int64_t k = 0; k < window * results; ++k) {
    band.push_back(reads(window));
    band.push_back(idle(kBehindReads));
  }
  band.push_back(writes(results));
  band.push_back(idle(kBehindWrites));
  finn::Sequence pool;
  pool.stages = 1;
  pool.restart_gap_cycles = kGap;
  pool.parts = {{1, {idle(results)}}, {rows / window, std::move(band)}};  // first the buffer is cleared
  return pool;
}

finn::Sequence hls_line_pool(std::int64_t pixels, std::int64_t window, std::int64_t fold) {
  constexpr int kGap = 4, kBeforeWrites = 4, kBehindWrites = 4;
  finn::Sequence pool;
  pool.stages = 1;
  pool.restart_gap_cycles = kGap;
  pool.parts = {{1, {idle(fold)}},
                {pixels / window, {reads(window * fold), idle(kBeforeWrites), writes(fold), idle(kBehindWrites)}}};
  if (pixels % window != 0) pool.parts.push_back({1, {reads(pixels % window * fold)}});
  return pool;
}

finn::Loop hls_label_select(std::int64_t words, std::int64_t results, const PipelineDepth& depth) {
  constexpr int kGap = 3;
  finn::Loop loop;
  loop.stages = depth.iterations;
  loop.restart_gap_cycles = depth.iterations + kGap;
  loop.reads = loop.first_write = words;
  loop.pass_iterations = words + results;
  return loop;
}

}  // namespace weir::timing
