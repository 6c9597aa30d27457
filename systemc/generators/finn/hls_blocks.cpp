#include "systemc/generators/finn/hls_blocks.hpp"

#include <algorithm>

namespace weir::timing {

namespace {

using finn::Part;
using finn::Run;

Run reads(std::int64_t count) { return {count, true, false}; }
Run writes(std::int64_t count) { return {count, false, true}; }
Run idle(std::int64_t count) { return {count, false, false}; }

/// Iterations one by one, of which equal neighbours become a run.
class Runs {
 public:
  void add(bool reads, bool writes) {
    if (!runs_.empty() && runs_.back().reads == reads && runs_.back().writes == writes)
      ++runs_.back().count;
    else
      runs_.push_back({1, reads, writes});
  }
  std::vector<Part> take() { return {{1, std::move(runs_)}}; }

 private:
  std::vector<Run> runs_;
};

}  // namespace

finn::Pipeline hls_pipeline(const PipelineDepth& depth) {
  constexpr int kGapOfFunction = 4, kGapInlined = 1;
  if (depth.in_submodule) return {depth.iterations, depth.iterations + kGapOfFunction};
  return {std::max(1, depth.iterations - 1), kGapInlined};
}

std::vector<Part> hls_window(const golden::SlidingWindow& s, std::int64_t fold) {
  const std::int64_t K = s.kernel[0], S = s.stride[0], D = s.in_size[0], O = out_size(s)[0];
  const std::int64_t written = O * K * K * fold, read = S * D * fold;  // per block
  const std::int64_t block = std::max(written, read), fill = K * D * fold;
  const bool is_aligned = K % S == 0;
  // Blocks are counted to block - 2; what is missing at their ends comes behind the last one.
  const std::int64_t iterations = fill + (is_aligned ? O * block : (O - 1) * block + std::max(written, O));
  // Aligned strides count bands of S rows, others single rows.
  const std::int64_t line_words = is_aligned ? S * D * fold : D * fold, lines = is_aligned ? D / S : D;
  std::int64_t line_word = 0, lines_read = 0, at = 0, left = O * O * K * K * fold;
  const auto read_word = [&] {
    if (++line_word < line_words) return;
    line_word = 0;
    ++lines_read;
  };
  Runs runs;
  for (std::int64_t i = 0; i < iterations; ++i) {
    if (i < fill) {
      read_word();
      runs.add(true, false);
      continue;
    }
    const bool is_drained = !is_aligned && lines_read == lines;
    const bool writes = left > 0 && (at < written - 1 || is_drained);
    const bool reads = at < read - 1 && lines_read < lines;
    if (writes) --left;
    if (reads) read_word();
    at = at == block - 2 ? 0 : at + 1;
    runs.add(reads, writes);
  }
  return runs.take();
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
