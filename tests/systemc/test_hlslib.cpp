/// Processes of the HLS library of 2020: cycles that the sources imply, and both engines against the registers.
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/generators/hlslib/processes.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/systemc/random_graphs.hpp"
#include "tests/systemc/rigid_agreement.hpp"

namespace weir::timing::test {

namespace {

const golden::StageGraph& resnet50() {
  static const golden::StageGraph graph = [] {
    const golden::FoldedNetwork built = golden::make_builtin("resnet50-w1a2");
    return golden::build_stage_graph(built.network, built.folding);
  }();
  return graph;
}

/// Ticks of one frame with every loop at II 1, without drain and restart.
std::int64_t ticks(const std::string& stage) {
  const golden::Stage* found = resnet50().find_stage(stage);
  REQUIRE(found != nullptr);
  return hlslib::make_process({resnet50(), *found, {}}).loop.iterations;
}

/// The window generator of the published library for K a multiple of S, counter by counter as its source has them.
std::vector<Event> counters_of_generator(std::int64_t side, std::int64_t kernel, std::int64_t groups) {
  const std::int64_t out = side - kernel + 1, line = side * groups, row = out * kernel * kernel * groups;
  const std::int64_t period = std::max(row, line);
  std::int64_t counter = 0, filled = 0, in_line = 0, lines = 0;
  std::vector<Event> events;
  for (std::int64_t i = 0; i < kernel * line + out * period; ++i) {
    Event event{i, 0, 0};
    if (filled < kernel * line) {
      event.reads = 1;
      ++filled;
      counter = 0;
    } else {
      event.writes = counter < row - 1 ? 1 : 0;
      event.reads = counter < line - 1 && lines < side ? 1 : 0;
      if (++counter == period - 1) counter = 0;
    }
    if (event.reads != 0 && ++in_line == line) {
      in_line = 0;
      ++lines;
    }
    if ((event.reads | event.writes) != 0) events.push_back(event);
  }
  return events;
}

/// A stage alone between a source and a sink per port.
TimingGraph alone(const golden::Stage& stage, const golden::StageGraph& graph, const hlslib::LoopNumbers& numbers,
                  int depth) {
  const golden::StageGraph single = golden::single_stage(graph, stage.name);
  const golden::Stage& only = single.stages[0];
  TimingGraph timing = make_timing_graph(single, [&](const golden::Stage&) {
    const RigidLoop loop = hlslib::make_process({graph, stage, numbers});
    return TimingStage{only.name, "one", rigid_schedule(loop, only.name), only.inputs, only.outputs, loop};
  });
  for (TimingStream& stream : timing.streams) stream.depth_words = depth;
  return timing;
}

/// One small layer of a kind, as a graph.
golden::StageGraph graph_of(golden::LayerKind kind, golden::LayerFolding fold) {
  golden::Network network;
  network.name = "one";
  const auto ports = [&](bool is_input) {
    return std::visit([&](const auto& k) { return is_input ? input_ports(k, fold) : output_ports(k, fold); }, kind);
  };
  golden::Layer layer{"one", kind, {}, {}, {}};
  const auto add = [&](bool is_input, std::vector<std::string>& side, std::vector<std::string>& boundary) {
    for (const golden::PortSpec& port : ports(is_input)) {
      const std::string name = (is_input ? "in" : "out") + std::to_string(side.size());
      network.streams.push_back({name, port.type, port.shape});
      side.push_back(name);
      boundary.push_back(name);
    }
  };
  add(true, layer.inputs, network.inputs);
  add(false, layer.outputs, network.outputs);
  network.layers.push_back(std::move(layer));
  golden::Folding folding;
  folding.layers["one"] = fold;
  return golden::build_stage_graph(std::make_shared<const golden::Network>(std::move(network)), folding);
}

golden::Mvau small_mvau() {
  golden::Mvau m;
  m.MW = 6;
  m.MH = 4;
  m.num_input_vectors = {6};
  return m;
}

golden::Mvau streamed_mvau() {
  golden::Mvau m = small_mvau();
  m.input = m.weight = DataType::int_(8);
  m.accumulator = m.output = DataType::int_(24);
  m.no_activation = true;
  m.levels = 0;
  m.external_weights = true;
  return m;
}

std::vector<golden::StageGraph> one_of_each_kind() {
  const auto u2 = DataType::uint(2), u4 = DataType::uint(4), u8 = DataType::uint(8);
  golden::AddStreams add;
  add.channels = 4;
  add.num_input_vectors = {5};
  add.lhs = add.rhs = u4;
  add.output = DataType::uint(5);
  golden::Thresholding t;
  t.channels = 4;
  t.num_input_vectors = {5};
  t.input = u4;
  t.output = u2;
  t.levels = 3;
  golden::SlidingWindow window;
  window.in_size = {6, 6};
  window.channels = 4;
  window.kernel = {3, 3};
  golden::SlidingWindow strided = window;
  strided.in_size = {7, 7};
  strided.stride = {2, 2};
  return {graph_of(small_mvau(), {2, 3}),
          graph_of(small_mvau(), {2, 2, 3, "auto"}),
          graph_of(streamed_mvau(), {2, 3}),
          graph_of(t, {2, 1}),
          graph_of(golden::Dwc{{5, 12}, u2, 12, 3}, {}),
          graph_of(golden::Dwc{{5, 12}, u2, 2, 4}, {}),
          graph_of(golden::Dwc{{5, 12}, u2, 4, 4}, {}),
          graph_of(window, {1, 2}),
          graph_of(strided, {1, 4}),
          graph_of(golden::FmPadding{{3, 4}, {1, 2, 0, 1}, 4, u2}, {1, 2}),
          graph_of(golden::MaxPool{{4, 6}, {2, 2}, 3, u2}, {}),
          graph_of(golden::Pool{"MaxPool", {2, 3}, {3, 3}, 4, u2, u2, 0}, {4, 1}),
          graph_of(golden::DuplicateStreams{4, {5}, u2, 2}, {2, 1}),
          graph_of(add, {2, 1}),
          graph_of(golden::Relu{4, {5}, u4, u4, 8}, {2, 1}),
          graph_of(golden::ChannelwiseOp{"add", 4, {5}, u8, DataType::int_(8), DataType::int_(10)}, {2, 1}),
          graph_of(golden::DownSampler{{4, 5}, 4, 2, u2}, {1, 2}),
          graph_of(golden::AccumulatePool{4, {3, 3}, u2, u8}, {2, 1}),
          graph_of(golden::LabelSelect{10, 3, u8, u4}, {1, 1})};
}

}  // namespace

TEST_CASE("a frame of ResNet50's processes takes the iterations that the published sources imply", "[hlslib]") {
  // The published folding, ResNet50-PYNQ w1a2_v1.0.
  CHECK(ticks("conv0_pad") == 52441);
  CHECK(ticks("conv0_swg") == 52899);
  CHECK(ticks("conv0") == 38416);
  CHECK(ticks("pool0_swg") == 28224);
  CHECK(ticks("pool0") == 31360);
  CHECK(ticks("res2a_byp") == 6272);
  CHECK(ticks("res2b_byp") == 25088);
  CHECK(ticks("res2a_swg") == 28398);
  CHECK(ticks("res3b_swg") == 14292);
  CHECK(ticks("res4b_swg") == 7248);
  CHECK(ticks("res5b_swg") == 3744);
  for (const char* block : {"res2a", "res3a", "res4b", "res5c"}) {
    CHECK(ticks(std::string(block) + "_2a") == 50176);
    CHECK(ticks(std::string(block) + "_2b") == 56448);
    CHECK(ticks(std::string(block) + "_2c") == 50176);
  }
  CHECK(ticks("fc1000") == 32000);
}

TEST_CASE("the window generator reads and writes when its published counters say so", "[hlslib]") {
  for (const auto& [side, kernel, channels, SIMD] :
       std::vector<std::array<int, 4>>{{6, 3, 4, 2}, {30, 3, 64, 32}, {5, 3, 128, 32}, {3, 3, 8, 8}, {9, 5, 2, 1}}) {
    golden::SlidingWindow window;
    window.in_size = {side, side};
    window.channels = channels;
    window.kernel = {kernel, kernel};
    const golden::StageGraph graph = graph_of(window, {1, SIMD});
    const RigidLoop loop = hlslib::make_process({graph, graph.stages[0], {}});
    INFO("side " << side << ", kernel " << kernel);
    CHECK(expand(loop.loop) == counters_of_generator(side, kernel, channels / SIMD));
  }
}

TEST_CASE("every process of the library: SystemC = max-plus = its pipeline's registers, with random stalls",
          "[hlslib]") {
  std::uint64_t seed = 1;
  for (const golden::StageGraph& graph : one_of_each_kind())
    for (int round = 0; round < 6; ++round, ++seed) {
      Random random(seed);
      hlslib::LoopNumbers numbers{between(random, 0, 4), between(random, 1, 3), between(random, 1, 3),
                                  between(random, 0, 2), between(random, 0, 1) == 1};
      INFO(golden::op_type(graph.stages[0].kind) << ", seed " << seed);
      SimulationOptions options;
      options.frames = between(random, 1, 4);
      options.record_transfers = true;
      options.stalls = {0.1 * between(random, 0, 7), seed};
      CHECK_FALSE(require_all_equal(alone(graph.stages[0], graph, numbers, between(random, 1, 4)), options));
    }
}

TEST_CASE("every process moves the words of its stage's streams", "[hlslib]") {
  for (const golden::StageGraph& graph : one_of_each_kind()) {
    Errors errors;
    validate(alone(graph.stages[0], graph, {2, 1, 1, 1, false}, 2), errors);
    INFO(golden::op_type(graph.stages[0].kind));
    CHECK(errors.empty());
  }
  Errors errors;
  validate(make_timing_graph(resnet50(), load_profile("finn-hlslib-2020")), errors);
  CHECK(errors.empty());
}

TEST_CASE("the tests above run every kind that the library has", "[hlslib]") {
  std::vector<std::string> kinds = hlslib::known_kinds();
  for (const golden::StageGraph& graph : one_of_each_kind())
    std::erase(kinds, std::string(golden::op_type(graph.stages[0].kind)));
  CHECK(kinds == std::vector<std::string>{});
}

TEST_CASE("what the library of 2020 lacks is refused by name", "[hlslib]") {
  golden::SlidingWindow window;
  window.in_size = {6, 5};
  window.kernel = {3, 3};
  const golden::StageGraph graph = graph_of(window, {});
  try {
    hlslib::make_process({graph, graph.stages[0], {}});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "no-schedule");
    CHECK(error.what_text.find("not square") != std::string::npos);
  }
}

}  // namespace weir::timing::test
