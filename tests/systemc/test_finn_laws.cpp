/// The laws of FINN's blocks against cycles that were measured on single modules: layers that Vitis HLS generated and
/// FINN's own RTL library, in simulation with free input and output. Every figure is one of those, or follows from one
/// by hand.
#include <catch2/catch.hpp>

#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/hls_blocks.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing::test {

namespace {

using namespace finn;

/// One block between a source and a sink that never pause, without FIFOs.
TimingGraph alone(finn::Block block) {
  const auto open = [](Pipeline& p) { p.direct_inputs = p.direct_outputs = 1; };
  int uncounted = 0;
  if (auto* loop = std::get_if<Loop>(&block))
    open(*loop);
  else if (auto* sequence = std::get_if<Sequence>(&block))
    open(*sequence);
  else
    uncounted = 1;
  TimingGraph graph;
  graph.name = "alone";
  graph.stages.push_back({"block", "block", {}, {0}, {1}});
  graph.stages[0].schedule.iterations = work_cycles(block);
  graph.stages[0].block = block;
  graph.streams.push_back({"in", words_in(block), 2, 8, kOutside, 0, 0, 0});
  graph.streams.push_back({"out", words_out(block), 2, 8, 0, 0, kOutside, 0});
  for (TimingStream& stream : graph.streams) {
    stream.has_fifo = false;
    stream.uncounted_cycles = uncounted;
  }
  return graph;
}

SimulationResult run(const finn::Block& block) {
  SimulationOptions options;
  options.frames = 3;
  return simulate_maxplus(alone(block), options);
}
std::int64_t interval(const finn::Block& block) { return run(block).interval_cycles; }
std::int64_t latency(const finn::Block& block) { return run(block).latency_cycles; }

PipelineDepth in_function(int iterations) { return {iterations, iterations, iterations, true, true}; }
PipelineDepth inlined(int iterations) { return {iterations, iterations, iterations, true, false}; }

/// A matrix unit: `vectors` times `passes` times `words` iterations.
Loop matrix(std::int64_t vectors, std::int64_t passes, std::int64_t words, const PipelineDepth& depth) {
  Loop loop;
  static_cast<Pipeline&>(loop) = hls_pipeline(depth);
  loop.groups = vectors;
  loop.passes = passes;
  loop.pass_iterations = loop.reads = words;
  loop.first_write = words - 1;
  return loop;
}

Sequence sequence(std::vector<Part> parts, const PipelineDepth& depth) {
  Sequence made;
  static_cast<Pipeline&>(made) = hls_pipeline(depth);
  made.parts = std::move(parts);
  return made;
}

golden::SlidingWindow square_window(std::int64_t side, std::int64_t kernel, std::int64_t stride,
                                    std::int64_t channels) {
  golden::SlidingWindow s;
  s.in_size = {side, side};
  s.kernel = {kernel, kernel};
  s.stride = {stride, stride};
  s.channels = channels;
  return s;
}

}  // namespace

TEST_CASE("a loop in a function of its own drains between frames: work and N + 4 cycles", "[finn]") {
  CHECK(interval(matrix(289, 7, 4, in_function(3))) == 8099);      // 8,092 iterations
  CHECK(interval(matrix(144, 21, 4, in_function(1))) == 12101);    // 12,096
  CHECK(interval(matrix(1, 21, 378, in_function(2))) == 7944);     // 7,938
  CHECK(interval(matrix(256, 20, 1, in_function(10))) == 5134);    // 5,120
  CHECK(interval(matrix(256, 20, 36, in_function(6))) == 184330);  // 184,320
  CHECK(interval(matrix(484, 1, 1, in_function(3))) == 491);       // thresholds, 484 words
}

TEST_CASE("an inlined loop begins its next frame after one cycle", "[finn]") {
  CHECK(interval(matrix(1, 21, 16, inlined(3))) == 337);
  CHECK(interval(matrix(1, 5, 16, inlined(3))) == 81);
}

TEST_CASE("a result comes N + 2 cycles behind its word, inlined N + 1", "[finn]") {
  // One word per result: the last of 484 words is taken in cycle 483, its result leaves N + 2 later.
  CHECK(latency(matrix(484, 1, 1, in_function(3))) == 484 + 5);
  CHECK(latency(matrix(98, 1, 1, in_function(2))) == 98 + 4);
  CHECK(latency(matrix(144, 1, 4, inlined(2))) == 576 + 3);  // a pool of 2x2
  CHECK(interval(matrix(144, 1, 4, inlined(2))) == 577);
}

TEST_CASE("a matrix unit of one iteration takes S states, and S + 3 cycles per frame", "[finn]") {
  for (const int states : {6, 9}) {
    CHECK(latency(matrix(1, 1, 1, in_function(states - 2))) == states + 1);  // both ends counted
    CHECK(interval(matrix(1, 1, 1, in_function(states - 2))) == states + 3);
  }
}

TEST_CASE("LabelSelect answers 4 or 5 cycles behind the last label", "[finn]") {
  CHECK(latency(hls_label_select(5, 1, in_function(1))) == 5 + 4);
  CHECK(interval(hls_label_select(5, 1, in_function(1))) == 10);
  CHECK(latency(hls_label_select(43, 1, in_function(2))) == 43 + 5);
  CHECK(interval(hls_label_select(43, 1, in_function(2))) == 43 + 6);
}

TEST_CASE("a window generator by HLS fills its rows, then writes and reads in blocks", "[finn]") {
  const auto of = [](const golden::SlidingWindow& s, const PipelineDepth& depth) {
    return interval(sequence(hls_window(s, s.channels).parts, depth));
  };
  CHECK(of(square_window(22, 6, 1, 1), inlined(2)) == 10537);
  CHECK(of(square_window(17, 6, 1, 1), inlined(2)) == 5287);
  CHECK(of(square_window(6, 6, 1, 21), inlined(2)) == 1513);
  CHECK(of(square_window(34, 3, 2, 4), in_function(2)) == 9630);
}

TEST_CASE("a window generator by HLS takes as long where windows do not reach the last row", "[finn]") {
  // 2x2 windows of stride 2, measured alone: it leaves the last row of each frame in its input.
  const golden::SlidingWindow large = square_window(7, 2, 2, 16), small = square_window(5, 2, 2, 32);
  CHECK(interval(sequence(hls_window(large, 16).parts, in_function(2))) == 902);
  CHECK(interval(sequence(hls_window(small, 32).parts, in_function(2))) == 966);
  CHECK(hls_window(large, 16).unread_words == 7 * 16);
  CHECK(hls_window(small, 32).unread_words == 5 * 32);
  CHECK(hls_window(square_window(34, 3, 2, 4), 4).unread_words == 0);
}

TEST_CASE("a window generator by HLS of a line writes a word in every iteration but the first", "[finn]") {
  golden::SlidingWindow line;
  line.in_size = {1, 20};
  line.kernel = {1, 4};
  line.channels = 3;
  const auto iterations = [&](bool is_depthwise, std::int64_t stride, std::int64_t dilation) {
    line.depthwise = is_depthwise;
    line.stride = {1, stride};
    line.dilation = {1, dilation};
    return interval(sequence(hls_line_window(line, 3).parts, inlined(2))) - 1;  // an inlined loop's gap
  };
  // FINN 0.9's get_exp_cycles of the three loops: OW K f and 1; (f - 1)(K - 1) more; or the line and then the windows.
  CHECK(iterations(false, 1, 1) == 1 + 17 * 4 * 3);
  CHECK(iterations(false, 2, 1) == 1 + 9 * 4 * 3);
  CHECK(iterations(true, 1, 1) == 1 + 17 * 4 * 3 + 2 * 3);
  CHECK(iterations(true, 2, 1) == 1 + 9 * 4 * 3 + 2 * 3);
  CHECK(iterations(true, 1, 2) == 20 * 3 + 14 * 4 * 3);
  line.in_size = {20, 1};  // the same line, along the other side
  line.kernel = {4, 1};
  line.depthwise = false;
  line.stride = line.dilation = {1, 1};
  CHECK(interval(sequence(hls_line_window(line, 3).parts, inlined(2))) == 1 + 17 * 4 * 3 + 1);
  CHECK(interval(sequence(hls_parallel_line(line).parts, inlined(2))) == 4 + 17 + 1);
}

TEST_CASE("padding and converters by HLS take a cycle more than they have words", "[finn]") {
  golden::FmPadding p;
  p.in_size = {7, 7};
  p.padding = {1, 1, 1, 1};
  p.channels = 1;
  CHECK(interval(sequence(hls_padding(p, 1), inlined(2))) == 82);
  p.channels = 8;
  p.in_size = {7, 7};
  CHECK(interval(sequence(hls_padding(p, 8), inlined(2))) == 649);
  golden::Dwc d;
  d.type = DataType::uint(3);
  d.shape = {289, 7};
  d.in_elements = 1;
  d.out_elements = 7;
  CHECK(interval(sequence(hls_converter(d), inlined(2))) == 2024);
  CHECK(latency(sequence(hls_converter(d), inlined(2))) == 2023 + 3);
  d.shape = {36, 21};
  d.in_elements = 21;
  d.out_elements = 1;
  CHECK(interval(sequence(hls_converter(d), inlined(2))) == 757);
}

TEST_CASE("the three max pools by HLS have the measured intervals", "[finn]") {
  CHECK(interval(hls_binary_pool(12, 12, 2)) == 233);
  CHECK(interval(hls_precision_pool(26, 26, 2)) == 2268);
  CHECK(interval(hls_precision_pool(416, 416, 2)) == 563478);
  CHECK(interval(hls_line_pool(16, 2, 64)) == 1668);
  CHECK(interval(hls_line_pool(1024, 2, 64)) == 102468);
}

TEST_CASE("a max pool of a line reads the pixels that no window takes", "[finn]") {
  CHECK(words_in(finn::Block{hls_line_pool(17, 2, 3)}) == 17 * 3);
  CHECK(words_out(finn::Block{hls_line_pool(17, 2, 3)}) == 8 * 3);
  CHECK(interval(hls_line_pool(17, 2, 3)) == interval(hls_line_pool(16, 2, 3)) + 3);
}

TEST_CASE("the RTL matrix unit has no gap, and six cycles and its buffer's two behind a word", "[finn]") {
  const auto check = [](const Multiplier& m, std::int64_t latency_cycles, std::int64_t interval_cycles) {
    CHECK(latency(m) == latency_cycles);
    CHECK(interval(m) == interval_cycles);
  };
  check({1, 2, 4, 5}, 16, 8);
  check({9, 2, 4, 5}, 80, 72);
  check({1, 4, 4, 5}, 24, 16);
  check({1, 1, 1, 5}, 7, 1);
}

TEST_CASE("a parallel window takes a word per cycle and one cycle for its last window", "[finn]") {
  const auto point = [](std::int64_t stride, std::int64_t fold) {
    return ParallelWindow{{8, 8, 1, 1, stride, stride, fold, false}};
  };
  CHECK(interval(point(1, 1)) == 65);
  CHECK(latency(point(1, 1)) == 65);
  CHECK(interval(point(1, 2)) == 129);
  CHECK(interval(point(2, 1)) == 64);  // the last window leaves before the last word has come
}

TEST_CASE("a dilated window of FINN's RTL takes the measured 516 cycles", "[finn]") {
  CHECK(interval(Window{9, 9, 3, 3, 1, 1, 2, false, 2, 2}) == 516);
}

TEST_CASE("words pass several queues in a row one cycle each", "[finn]") {
  TimingGraph graph = alone(Threshold{4, 5, 64});
  const SimulationResult one = simulate_maxplus(graph, {});
  graph.streams[1].depth_words = 64;
  graph.streams[1].hops = 4;
  SimulationOptions options;
  CHECK(simulate_maxplus(graph, options).latency_cycles == one.latency_cycles + 3);
  CHECK(simulate_systemc(graph, options).latency_cycles == one.latency_cycles + 3);
}

TEST_CASE("an upsampler by HLS is a loop over the pixels it writes", "[finn][laws]") {
  // finn-hlslib: 4x4 to 8x8 is 64 iterations, inlined; of two rows of eight the first four read.
  golden::Upsample u;
  u.in_size = {4, 4};
  u.factor = {2, 2};
  u.channels = 3;
  const Sequence square = sequence(hls_upsample(u), inlined(2));
  CHECK(words_in(square) == 16);
  CHECK(words_out(square) == 64);
  CHECK(interval(square) == 65);
  u.in_size = {6, 1};
  u.factor = {3, 1};
  CHECK(interval(sequence(hls_upsample(u), inlined(2))) == 19);
}

TEST_CASE("an accumulating pool reads all pixels, then writes its sums", "[finn][laws]") {
  // 7x7 pixels of 4 words: 196 reads and 4 writes; 3 + 5 + 5 cycles stand still as in the binary pool.
  const Sequence pool = hls_accumulate_pool(196, 4);
  CHECK(words_in(pool) == 196);
  CHECK(words_out(pool) == 4);
  CHECK(interval(pool) == 213);
}

}  // namespace weir::timing::test
