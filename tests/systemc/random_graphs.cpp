#include "tests/systemc/random_graphs.hpp"

#include <algorithm>

namespace weir::timing::test {

int between(Random& random, int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); }

SimulationOptions random_options(std::uint64_t seed, int most_frames) {
  Random random(seed * 31 + 7);
  SimulationOptions options;
  options.frames = between(random, 1, most_frames);
  options.record_transfers = true;
  options.stalls.seed = seed;
  options.stalls.probability = seed % 3 == 0 ? 0.0 : 0.05 * between(random, 1, 16);
  return options;
}

namespace {

int random_depth(Random& random) {
  const int kind = between(random, 0, 9);
  return kind < 2 ? 1 : kind < 6 ? between(random, 2, 8) : between(random, 8, 60);
}

/// Events in random order until every port has moved its words of one block.
timing::Block random_block(Random& random, std::vector<int> reads_left, std::vector<int> writes_left, int repeat) {
  timing::Block block{repeat, {}};
  const auto pick = [&](const std::vector<int>& left, int& count) {
    std::uint32_t mask = 0;
    for (std::size_t p = 0; p < left.size(); ++p) {
      if (left[p] == 0 || between(random, 0, 1) == 0) continue;
      mask |= 1u << p;
      count = std::min(count, left[p]);
    }
    return mask;
  };
  while (std::any_of(reads_left.begin(), reads_left.end(), [](int n) { return n > 0; }) ||
         std::any_of(writes_left.begin(), writes_left.end(), [](int n) { return n > 0; })) {
    int count = between(random, 1, 5);
    const std::uint32_t reads = pick(reads_left, count), writes = pick(writes_left, count);
    if ((reads | writes) == 0) continue;
    for (std::size_t p = 0; p < reads_left.size(); ++p) reads_left[p] -= (reads >> p & 1) ? count : 0;
    for (std::size_t p = 0; p < writes_left.size(); ++p) writes_left[p] -= (writes >> p & 1) ? count : 0;
    block.steps.push_back({count, between(random, 0, 3) == 0 ? between(random, 2, 4) : 1, reads, writes});
  }
  return block;
}

}  // namespace

Schedule random_schedule(Random& random, const std::vector<int>& reads, const std::vector<int>& writes) {
  Schedule schedule;
  int repeat = std::vector<int>{1, 2, 3, 6}[static_cast<std::size_t>(between(random, 0, 3))];
  for (const auto* words : {&reads, &writes})
    for (const int n : *words) repeat = n % repeat == 0 ? repeat : 1;
  const auto share = [&](const std::vector<int>& words) {
    std::vector<int> out;
    for (const int n : words) out.push_back(n / repeat);
    return out;
  };
  schedule.blocks.push_back(random_block(random, share(reads), share(writes), repeat));
  schedule.gate_stage = between(random, 0, 3);
  schedule.iterations =
      expand(schedule).back().iteration + 1 + (between(random, 0, 2) == 0 ? between(random, 1, 6) : 0);
  for (std::size_t p = 0; p < writes.size(); ++p) schedule.write_latency_cycles.push_back(between(random, 0, 7));
  return schedule;
}

TimingGraph random_fork_join(std::uint64_t seed) {
  Random random(seed);
  TimingGraph graph;
  graph.name = "random" + std::to_string(seed);
  std::vector<int> open;  // streams without consumer so far
  const auto add_stream = [&](int producer, int port) {
    const std::string name = "s" + std::to_string(graph.streams.size());
    graph.streams.push_back({name, 6 * between(random, 1, 5), random_depth(random), 8, producer, port, kOutside, 0});
    return static_cast<int>(graph.streams.size()) - 1;
  };
  const int stages = between(random, 2, 9);
  for (int i = 0; i < stages; ++i) {
    TimingStage stage{"k" + std::to_string(i), "synthetic", {}, {}, {}};
    if (open.empty() || between(random, 0, 5) == 0) open.push_back(add_stream(kOutside, 0));
    std::vector<int> reads, writes;
    for (int n = between(random, 1, 3); n > 0 && !open.empty(); --n) {
      // A stream from outside must not leave again unused, so the newest one is always taken.
      const int newest = static_cast<int>(open.size()) - 1;
      const int pick = reads.empty() ? newest : between(random, 0, newest);
      const int s = open[static_cast<std::size_t>(pick)];
      open.erase(open.begin() + pick);
      graph.streams[s].consumer = i;
      graph.streams[s].consumer_port = static_cast<int>(stage.inputs.size());
      stage.inputs.push_back(s);
      reads.push_back(static_cast<int>(graph.streams[s].words_per_frame));
    }
    for (int n = between(random, 1, 3); n > 0; --n) {
      const int s = add_stream(i, static_cast<int>(stage.outputs.size()));
      stage.outputs.push_back(s);
      writes.push_back(static_cast<int>(graph.streams[s].words_per_frame));
      open.push_back(s);
    }
    stage.schedule = random_schedule(random, reads, writes);
    graph.stages.push_back(stage);
  }
  return graph;
}

void make_rigid(TimingStage& stage, Schedule loop, int distance, Drain drain) {
  loop.gate_stage = 0;
  stage.loop = RigidLoop{std::move(loop), distance, drain};
  stage.schedule = rigid_schedule(*stage.loop, stage.name);
}

TimingGraph random_rigid_graph(std::uint64_t seed) {
  TimingGraph graph = random_fork_join(seed);
  Random random(seed * 5 + 1);
  for (TimingStage& stage : graph.stages) {
    const auto most = static_cast<int>(std::min<std::int64_t>(9, stage.schedule.iterations - 1));
    make_rigid(stage, stage.schedule, between(random, 0, most),
               between(random, 0, 1) == 0 ? Drain::AtBatchEnd : Drain::AtFrameEnd);
  }
  return graph;
}

namespace {

std::int64_t divisor(Random& random, std::int64_t n) {
  std::vector<std::int64_t> all;
  for (std::int64_t d = 1; d <= n; ++d)
    if (n % d == 0) all.push_back(d);
  return all[static_cast<std::size_t>(between(random, 0, static_cast<int>(all.size()) - 1))];
}

Tensor random_tensor(Random& random, const golden::ParameterSpec& spec) {
  Tensor t(spec.shape);
  for (auto& v : t.data) {
    do v = between(random, static_cast<int>(spec.type.min()), static_cast<int>(spec.type.max()));
    while (!spec.type.holds(v));
  }
  return t;
}

/// `rows` rows of ascending thresholds within what the accumulator can reach.
Tensor random_thresholds(Random& random, std::int64_t rows, std::int64_t levels, int low, int high) {
  Tensor t({rows, levels});
  for (auto& v : t.data) v = between(random, low, high);
  for (std::int64_t r = 0; r < rows; ++r) std::sort(t.data.begin() + r * levels, t.data.begin() + (r + 1) * levels);
  return t;
}

struct Activation {
  DataType output;
  int act_val, levels;
};
Activation random_activation(Random& random) {
  switch (between(random, 0, 3)) {
    case 0: return {DataType::bipolar(), 0, 1};
    case 1: return {DataType::uint(2), 0, 3};
    case 2: return {DataType::int_(3), -2, between(random, 1, 5)};
    default: return {DataType::int_(2), -1, 2};
  }
}

golden::Layer random_thresholding(Random& random, const std::string& name, std::int64_t channels, std::int64_t vectors,
                                  DataType input) {
  golden::Thresholding kind;
  kind.channels = channels;
  kind.num_input_vectors = {vectors};
  kind.input = input;
  const Activation activation = random_activation(random);
  kind.output = activation.output;
  kind.act_val = activation.act_val;
  kind.levels = activation.levels;
  golden::Layer layer{name, kind, {}, {}, {}};
  layer.parameters.thresholds = random_thresholds(random, channels, kind.levels, -3, 3);
  return layer;
}

}  // namespace

golden::Layer random_mvau(Random& random, const std::string& name, std::int64_t MW, std::int64_t MH,
                          std::int64_t vectors, DataType input) {
  golden::Mvau kind;
  kind.MW = MW;
  kind.MH = MH;
  kind.num_input_vectors = {vectors};
  kind.input = input;
  kind.weight = between(random, 0, 1) == 0 ? DataType::bipolar() : DataType::int_(2);
  const Activation activation = random_activation(random);
  kind.output = activation.output;
  kind.act_val = activation.act_val;
  kind.levels = activation.levels;
  kind.compare = between(random, 0, 1) == 0 ? golden::Compare::Less : golden::Compare::LessEqual;
  golden::Layer layer{name, kind, {}, {}, {}};
  const golden::ParameterSpecs specs = parameter_specs(kind);
  layer.parameters.weights = random_tensor(random, specs.weights);
  layer.parameters.thresholds = random_thresholds(random, MH, kind.levels, -4, 4);
  return layer;
}

golden::StageGraph random_chain(std::uint64_t seed) {
  Random random(seed);
  auto network = std::make_shared<golden::Network>();
  golden::Folding folding;
  network->name = "chain" + std::to_string(seed);
  const std::int64_t vectors = between(random, 1, 4);
  std::int64_t width = 12 * between(random, 1, 2);
  DataType type = std::vector<DataType>{DataType::bipolar(), DataType::uint(2), DataType::int_(3),
                                        DataType::uint(8)}[static_cast<std::size_t>(between(random, 0, 3))];
  network->streams.push_back({"in0", type, {vectors, width}});
  network->inputs = {"in0"};
  const int layers = between(random, 1, 4);
  std::int64_t last_elements = divisor(random, width);
  folding.boundary_elements["in0"] = last_elements;
  for (int i = 0; i < layers; ++i) {
    const std::string name = "L" + std::to_string(i);
    const bool is_mvau = between(random, 0, 3) != 0;
    const std::int64_t next_width = is_mvau ? 12 * between(random, 1, 2) : width;
    golden::Layer layer = is_mvau ? random_mvau(random, name, width, next_width, vectors, type)
                                  : random_thresholding(random, name, width, vectors, type);
    golden::LayerFolding chosen;
    std::int64_t in_elements = 0;  // a converter needs one width to divide the other
    do in_elements = divisor(random, width);
    while (in_elements % last_elements != 0 && last_elements % in_elements != 0);
    if (is_mvau) {
      chosen.SIMD = static_cast<int>(in_elements);
      last_elements = divisor(random, next_width);
      chosen.PE = static_cast<int>(last_elements);
      type = std::get<golden::Mvau>(layer.kind).output;
    } else {
      last_elements = in_elements;
      chosen.PE = static_cast<int>(in_elements);
      type = std::get<golden::Thresholding>(layer.kind).output;
    }
    width = next_width;
    layer.inputs = {network->streams.back().name};
    layer.outputs = {"t" + std::to_string(i)};
    network->streams.push_back({layer.outputs[0], type, {vectors, width}});
    network->layers.push_back(std::move(layer));
    folding.layers[name] = chosen;
  }
  network->outputs = {network->streams.back().name};
  golden::StageGraph graph = golden::build_stage_graph(network, folding);
  for (golden::Stream& stream : graph.streams) stream.depth_words = between(random, 1, 40);
  return graph;
}

}  // namespace weir::timing::test
