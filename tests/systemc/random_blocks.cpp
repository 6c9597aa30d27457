#include "tests/systemc/random_blocks.hpp"

namespace weir::timing::test {

namespace {

using namespace finn;

/// A stream on its way: a picture of rows x columns pixels of `fold` words.
struct Flow {
  int stream = 0;
  std::int64_t rows = 1, columns = 1, fold = 1;
  std::int64_t words() const { return rows * columns * fold; }
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) { graph_.name = "blocks" + std::to_string(seed); }

  TimingGraph make() {
    Flow flow{0, pick(1, 6), pick(2, 6), pick(1, 3)};
    flow.stream = add_stream(kOutside, 0, flow.words());
    for (int n = pick(2, 5); n > 0; --n) flow = pick(0, 3) == 0 ? residual(flow) : any(flow);
    return std::move(graph_);
  }

 private:
  int pick(int low, int high) { return between(random_, low, high); }
  int depth() { return pick(0, 3) != 0 ? pick(1, 6) : pick(7, 150); }

  int add_stream(int producer, int port, std::int64_t words) {
    const auto number = std::to_string(graph_.streams.size());
    graph_.streams.push_back({"s" + number, words, depth(), 8, producer, port, kOutside, 0});
    graph_.streams.back().hops = pick(0, 3) == 0 ? pick(2, 5) : 1;
    return static_cast<int>(graph_.streams.size()) - 1;
  }

  /// Outputs of a new stage behind `inputs`.
  std::vector<int> add_stage(const finn::Block& block, const std::vector<int>& inputs, int outputs = 1) {
    const int index = static_cast<int>(graph_.stages.size());
    TimingStage stage{"b" + std::to_string(index), "block", {}, inputs, {}};
    stage.schedule.iterations = work_cycles(block);
    stage.block = block;
    for (std::size_t p = 0; p < inputs.size(); ++p) {
      graph_.streams[static_cast<std::size_t>(inputs[p])].consumer = index;
      graph_.streams[static_cast<std::size_t>(inputs[p])].consumer_port = static_cast<int>(p);
    }
    for (int p = 0; p < outputs; ++p) stage.outputs.push_back(add_stream(index, p, words_out(block)));
    graph_.stages.push_back(stage);
    return stage.outputs;
  }
  Flow add(const finn::Block& block, Flow flow) {
    flow.stream = add_stage(block, {flow.stream})[0];
    return flow;
  }

  void make_pipeline(finn::Pipeline& p) {
    p.stages = pick(1, 6);
    p.restart_gap_cycles = pick(0, 9);
    if (pick(0, 3) == 0) p.direct_inputs = static_cast<std::uint32_t>(pick(0, 3));
    if (pick(0, 3) == 0) p.direct_outputs = static_cast<std::uint32_t>(pick(0, 3));
  }

  Loop loop(std::int64_t groups) {
    Loop l;
    make_pipeline(l);
    l.groups = groups;
    return l;
  }

  Flow pad(Flow flow, int border) {
    const Padding p{flow.rows, flow.columns, border, border, border, border, flow.fold};
    flow.rows += 2 * border;
    flow.columns += 2 * border;
    return add(p, flow);
  }

  /// A window and a matrix-vector loop behind it, with `out_fold` words per pixel.
  Flow convolve(Flow flow, std::int64_t kernel, std::int64_t stride, std::int64_t out_fold, bool may_dilate) {
    Window w{flow.rows, flow.columns, kernel, kernel, stride, stride, flow.fold, pick(0, 2) == 0};
    const std::int64_t side = std::min(flow.rows, flow.columns);
    if (may_dilate && pick(0, 2) == 0 && 2 * (kernel - 1) < side) w.dilation_rows = w.dilation_columns = 2;
    const bool is_parallel = pick(0, 2) == 0;
    flow = is_parallel ? add(ParallelWindow{w}, flow) : add(w, flow);
    flow.rows = (w.rows - (kernel - 1) * w.dilation_rows - 1) / stride + 1;
    flow.columns = (w.columns - (kernel - 1) * w.dilation_columns - 1) / stride + 1;
    return multiply(flow, is_parallel ? w.fold : kernel * kernel * w.fold, out_fold);
  }

  Flow multiply(Flow flow, std::int64_t reads, std::int64_t out_fold) {
    if (pick(0, 2) == 0) {
      const Multiplier m{flow.rows * flow.columns, out_fold, reads, pick(1, 6)};
      flow.fold = out_fold;
      return add(m, flow);
    }
    Loop l = loop(flow.rows * flow.columns);
    l.passes = out_fold;
    l.pass_iterations = l.reads = reads;
    l.first_write = reads - 1;
    flow.fold = out_fold;
    return add(l, flow);
  }

  Flow there_and_back(Flow flow) {
    const int ratio = pick(2, 4);
    flow = add(Narrow{ratio, flow.words()}, flow);
    return add(Widen{ratio, flow.words() * ratio}, flow);
  }

  /// Blocks that leave the number of words alone.
  Flow neutral(Flow flow) {
    switch (pick(0, 4)) {
      case 0: {
        const int latency = pick(1, 8);
        return add(Threshold{latency, pick(1, latency + 2), flow.words()}, flow);
      }
      case 1: return add(Wire{flow.words()}, flow);
      case 2: return there_and_back(flow);
      case 3: return add(loop(flow.words()), flow);
      default: return convolve(pad(flow, 1), 3, 1, flow.fold, false);
    }
  }

  Flow residual(Flow flow) {
    const auto branches = add_stage(loop(flow.words()), {flow.stream}, 2);
    Flow a = flow, b = flow;
    a.stream = branches[0];
    b.stream = branches[1];
    for (int n = pick(1, 3); n > 0; --n) a = neutral(a);
    if (pick(0, 2) == 0) b = neutral(b);
    std::vector<int> ends{a.stream, b.stream};
    if (pick(0, 1) == 0) std::swap(ends[0], ends[1]);
    flow.stream = add_stage(loop(flow.words()), ends)[0];
    return flow;
  }

  Flow any(Flow flow) {
    switch (pick(0, 6)) {
      case 0: return add_window(flow);
      case 1: return add_sequence(flow);
      case 2: return down_sample(flow);
      case 3: return label_select(flow);
      case 4: return multiply(flow, flow.fold, pick(1, 4));
      case 5: return add_converter(flow);
      default: return neutral(flow);
    }
  }

  Flow add_window(Flow flow) {
    const int kernel = pick(2, 3), stride = pick(1, 3);
    while (flow.rows < kernel || flow.columns < kernel) flow = pad(flow, pick(1, 2));
    return convolve(flow, kernel, stride, pick(1, 4), true);
  }

  /// Reads and writes in any order; the words that come out stand in one row.
  Flow add_sequence(Flow flow) {
    Sequence q;
    make_pipeline(q);
    for (std::int64_t left = flow.words(); left > 0;) {
      Part part{pick(1, 3), {}};
      for (int n = pick(1, 3); n > 0; --n) part.runs.push_back({pick(1, 4), pick(0, 1) == 0, pick(0, 2) == 0});
      if (words_in(finn::Block{Sequence{{}, {part}}}) > left) part = {1, {{left, true, false}}};
      left -= words_in(finn::Block{Sequence{{}, {part}}});
      q.parts.push_back(part);
    }
    if (words_out(finn::Block{q}) == 0) q.parts.push_back({1, {{pick(1, 3), false, true}}});
    flow.rows = flow.fold = 1;
    flow.columns = words_out(finn::Block{q});
    return add(q, flow);
  }

  Flow down_sample(Flow flow) {
    Loop l = loop(flow.words());
    l.stride = pick(2, 3);
    l.columns = flow.columns;
    l.fold = flow.fold;
    flow.rows = (flow.rows + l.stride - 1) / l.stride;
    flow.columns = (flow.columns + l.stride - 1) / l.stride;
    return add(l, flow);
  }

  /// All words in, some out.
  Flow label_select(Flow flow) {
    Loop l = loop(1);
    const int results = pick(1, 5);
    l.reads = flow.words();
    l.first_write = l.reads - 1;
    l.pass_iterations = l.first_write + results;
    l.reads_every_pass = pick(0, 1) == 0;
    flow.rows = flow.fold = 1;
    flow.columns = results;
    return add(l, flow);
  }

  Flow add_converter(Flow flow) {
    if (pick(0, 1) == 0) {
      const int ratio = pick(2, 5);
      const Narrow n{ratio, flow.words()};
      flow.fold *= ratio;
      return add(n, flow);
    }
    for (int ratio = pick(2, 6); ratio > 1; --ratio) {
      if (flow.words() % ratio != 0) continue;
      const Widen w{ratio, flow.words()};
      flow.columns = flow.words() / ratio;
      flow.rows = flow.fold = 1;
      return add(w, flow);
    }
    return flow;
  }

  Random random_;
  TimingGraph graph_;
};

}  // namespace

TimingGraph random_blocks(std::uint64_t seed) {
  for (std::uint64_t k = 0;; ++k) {
    TimingGraph graph = Generator(seed + k * 1000003).make();
    if (!graph.stages.empty()) return graph;
  }
}

TimingGraph random_mixed(std::uint64_t seed) {
  TimingGraph graph = random_blocks(seed);
  Random random(seed * 77 + 5);
  for (TimingStage& stage : graph.stages) {
    if (between(random, 0, 1) == 0) continue;
    const std::vector<int> reads(stage.inputs.size(), static_cast<int>(words_in(*stage.block)));
    const std::vector<int> writes(stage.outputs.size(), static_cast<int>(words_out(*stage.block)));
    stage.block.reset();
    stage.schedule = random_schedule(random, reads, writes);
    if (between(random, 0, 2) == 0) {
      const auto most = static_cast<int>(std::min<std::int64_t>(9, stage.schedule.iterations - 1));
      make_rigid(stage, stage.schedule, between(random, 0, most),
                 between(random, 0, 1) == 0 ? Drain::AtBatchEnd : Drain::AtFrameEnd);
    }
    for (std::size_t p = 0; p < stage.outputs.size(); ++p)  // words that come late have one queue
      if (stage.schedule.write_latency_cycles[p] > 0)
        graph.streams[static_cast<std::size_t>(stage.outputs[p])].hops = 1;
  }
  return graph;
}

}  // namespace weir::timing::test
