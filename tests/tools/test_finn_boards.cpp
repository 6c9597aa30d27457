/// Do the cycles that boards measured come out of the published foldings? RFSoC2x2 at 100 MHz, FINN+'s own runs:
/// ../shared/data/finn_boards/measured.json, interval and first frame by a counter beside the accelerator.
///
/// Which hardware a board had is known from its own estimate, the sum of the expected cycles of all its nodes: the
/// networks below add up to it to the cycle. It tells what the published folding files leave open: max pools are
/// window generators and Pool, folded by 2 and by 1 in CNV; TFC's thresholds at the input are folded by 28, behind a
/// Reshape of as many words, which passes them and is no layer here; the keyword network ends with a LabelSelect.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/builtin/random_parameters.hpp"
#include "golden/finn/report.hpp"
#include "golden/finn/set_folding.hpp"
#include "golden/import/import.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/data.hpp"
#include "tools/flow/fifo_flow.hpp"

namespace weir::tools::test {

namespace {

using namespace golden;

constexpr const char* kProfile = "finn-0.10";
constexpr const char* kBoardPart = "xczu48dr-ffvg1517-2-e";

struct Measured {
  std::int64_t interval = 0, first_frame = 0, critical_path = 0;
};

Measured measured(const std::filesystem::path& boards, const std::string& experiment) {
  for (const auto& run : nlohmann::json::parse(read_text_file(boards / "measured.json"))) {
    if (run["experiment"] != experiment) continue;
    const auto& counter = run["metrics"]["measurement"]["report_experiment_instrumentation"];
    return {counter["interval_cycles"], counter["min_latency_cycles"],
            run["metrics"]["estimate"]["performance"]["critical_path_cycles"]};
  }
  FAIL("no experiment " << experiment);
  return {};
}

struct Folded {
  LayerKind kind;
  int PE = 1, SIMD = 1;
  const char* backend = "hls";
  bool is_parallel = false;
};

/// A chain of layers named as FINN names them; types and shapes of the streams follow from the layers.
class Chain {
 public:
  explicit Chain(const std::string& name) { network_->name = name; }

  void add(const Folded& made) {
    const std::string type = op_type(made.kind), name = type + "_" + std::to_string(counts_[type]++);
    LayerFolding& folding = folding_.layers[name];
    folding.PE = made.PE;
    folding.SIMD = made.SIMD;
    folding.stated["preferred_impl_style"] = made.backend;
    if (made.is_parallel) folding.stated["parallel_window"] = "1";
    if (network_->streams.empty())
      add_stream("in", std::visit([&](const auto& k) { return input_ports(k, folding).front(); }, made.kind));
    const std::string from = network_->streams.back().name;
    add_stream(name + "_out0", std::visit([&](const auto& k) { return output_ports(k, folding).front(); }, made.kind));
    network_->layers.push_back({name, made.kind, {from}, {name + "_out0"}, {}});
  }

  FoldedNetwork finish() {
    network_->inputs = {"in"};
    network_->outputs = {network_->streams.back().name};
    fill_random_parameters(*network_, 1);
    FoldedNetwork made;
    made.network = network_;
    made.folding = folding_;
    return made;
  }

 private:
  void add_stream(const std::string& name, const PortSpec& port) {
    network_->streams.push_back({name, port.type, port.shape});
  }

  std::shared_ptr<Network> network_ = std::make_shared<Network>();
  Folding folding_;
  std::map<std::string, int> counts_;
};

Mvau matrix(std::int64_t MW, std::int64_t MH, DataType input, DataType weight, DataType output,
            std::vector<std::int64_t> vectors = {1}) {
  Mvau m;
  m.MW = MW;
  m.MH = MH;
  m.num_input_vectors = std::move(vectors);
  m.input = input;
  m.weight = weight;
  m.output = output;
  m.levels = (1 << output.bits) - 1;
  m.binary_xnor = input.bits == 1 && weight.bits == 1;
  if (m.binary_xnor) m.input = m.weight = DataType::binary();
  if (output == DataType::bipolar()) m.output = DataType::binary();
  m.accumulator = m.binary_xnor ? DataType::uint(16) : DataType::int_(16);
  return m;
}

/// Sums that leave as they are.
Mvau sums(Mvau m) {
  m.no_activation = true;
  m.levels = 0;
  m.output = m.accumulator;
  return m;
}

Thresholding thresholds(std::int64_t channels, std::vector<std::int64_t> vectors, DataType input, DataType output) {
  Thresholding t;
  t.channels = channels;
  t.num_input_vectors = std::move(vectors);
  t.input = input;
  t.threshold = DataType::int_(input.bits + 1);
  t.output = output == DataType::bipolar() ? DataType::binary() : output;
  t.levels = (1 << output.bits) - 1;
  return t;
}

SlidingWindow window(std::vector<std::int64_t> size, std::int64_t channels, std::vector<std::int64_t> kernel,
                     DataType type) {
  SlidingWindow s;
  s.in_size = std::move(size);
  s.channels = channels;
  s.kernel = std::move(kernel);
  s.type = type == DataType::bipolar() ? DataType::binary() : type;
  return s;
}

LabelSelect labels(std::int64_t count, DataType scores) {
  LabelSelect l;
  l.labels = count;
  l.input = scores;
  return l;
}

/// FINN+ has no StreamingMaxPool: windows, depthwise, and Pool, both folded alike.
void add_pool(Chain& chain, std::vector<std::int64_t> size, std::int64_t channels, std::vector<std::int64_t> kernel,
              DataType type, int fold) {
  SlidingWindow s = window(size, channels, kernel, type);
  s.stride = kernel;
  s.depthwise = true;
  chain.add({s, 1, fold, "rtl"});
  Pool p;
  p.kernel = kernel;
  p.out_size = {size[0] / kernel[0], size[1] / kernel[1]};
  p.channels = channels;
  p.input = p.output = s.type;
  chain.add({p, fold, 1});
}

/// PE and SIMD of a node in a folding file.
struct File {
  nlohmann::json json;
  int of(const std::string& node, const char* key) const { return json.at(node).value(key, 1); }
};
File folding_file(const std::filesystem::path& path) { return {nlohmann::json::parse(read_text_file(path))}; }
std::string numbered(const char* node, int number) { return std::string(node) + "_" + std::to_string(number); }

FoldedNetwork tfc(const File& file, DataType activation) {
  Chain chain("tfc");
  const DataType weight = DataType::bipolar();
  chain.add({thresholds(784, {1}, DataType::uint(8), activation), 28, 1, "rtl"});
  const std::int64_t sizes[] = {784, 64, 64, 64, 10};
  for (int i = 0; i < 4; ++i) {
    const std::string node = numbered("MVAU_hls", i);
    Mvau m = matrix(sizes[i], sizes[i + 1], activation, weight, activation);
    if (i == 3) m = sums(m);
    chain.add({m, file.of(node, "PE"), file.of(node, "SIMD")});
    if (i == 3) chain.add({labels(10, m.output)});
  }
  return chain.finish();
}

FoldedNetwork cnv(const File& file, DataType activation) {
  Chain chain("cnv");
  const DataType weight = DataType::bipolar();
  chain.add({thresholds(3, {32, 32}, DataType::uint(8), activation), 1, 1, "rtl"});
  const std::int64_t outputs[] = {64, 64, 128, 128, 256, 256};
  std::int64_t side = 32, channels = 3;
  for (int i = 0; i < 6; ++i) {
    const std::string node = numbered("MVAU_hls", i);
    chain.add({window({side, side}, channels, {3, 3}, activation), 1,
               file.of(numbered("ConvolutionInputGenerator_rtl", i), "SIMD"), "rtl"});
    side -= 2;
    chain.add({matrix(9 * channels, outputs[i], activation, weight, activation, {1, side, side}), file.of(node, "PE"),
               file.of(node, "SIMD")});
    channels = outputs[i];
    if (i != 1 && i != 3) continue;
    add_pool(chain, {side, side}, channels, {2, 2}, activation, i == 1 ? 2 : 1);
    side /= 2;
  }
  const std::int64_t sizes[] = {256, 512, 512, 10};
  for (int i = 0; i < 3; ++i) {
    const std::string node = numbered("MVAU_hls", 6 + i);
    Mvau m = matrix(sizes[i], sizes[i + 1], activation, weight, activation);
    if (i == 2) m = sums(m);
    chain.add({m, file.of(node, "PE"), file.of(node, "SIMD")});
    if (i == 2) chain.add({labels(10, m.output)});
  }
  return chain.finish();
}

/// Seven convolutions of lines of 1,024 samples, two matrices and the labels; 4 bits, thresholds by themselves.
FoldedNetwork vgg10(const File& file) {
  Chain chain("vgg10");
  const DataType activation = DataType::uint(4), weight = DataType::int_(4);
  DataType type = DataType::int_(4);
  std::int64_t length = 1024, channels = 2;
  const auto add_matrix = [&](int i, std::int64_t MW, std::int64_t MH, std::vector<std::int64_t> vectors) {
    const std::string node = numbered("MVAU_rtl", i), behind = numbered("Thresholding_rtl", i);
    const Mvau m = sums(matrix(MW, MH, type, weight, activation, vectors));
    chain.add({m, file.of(node, "PE"), file.of(node, "SIMD"), "rtl"});
    if (i < 9) chain.add({thresholds(MH, vectors, m.output, activation), file.of(behind, "PE"), 1, "rtl"});
    type = i < 9 ? activation : m.output;
  };
  for (int i = 0; i < 7; ++i) {
    const int SIMD = file.of(numbered("FMPadding_rtl", i), "SIMD");
    FmPadding p;
    p.in_size = {length, 1};
    p.padding = {1, 0, 1, 0};
    p.channels = channels;
    p.type = type;
    chain.add({p, 1, SIMD, "rtl"});
    chain.add({window({length + 2, 1}, channels, {3, 1}, type), 1, SIMD, "rtl", true});
    add_matrix(i, 3 * channels, 32, {1, length, 1});
    channels = 32;
    add_pool(chain, {length, 1}, channels, {2, 1}, type, 32);
    length /= 2;
  }
  add_matrix(7, 256, 128, {1});
  add_matrix(8, 128, 128, {1});
  add_matrix(9, 128, 24, {1});
  ChannelwiseOp bias;
  bias.channels = 24;
  bias.input = type;
  bias.output = DataType::int_(17);
  chain.add({bias});
  chain.add({labels(24, bias.output)});
  return chain.finish();
}

std::int64_t critical_path(const FoldedNetwork& made) {
  return estimate_network(*made.network, made.folding, {}, kBoardPart, 10.0).performance.critical_path_cycles;
}

timing::SimulationResult run(const FoldedNetwork& made, const timing::TimingGraph& graph) {
  timing::SimulationOptions options;
  options.frames = static_cast<int>(made.network->layers.size()) + 4;
  return timing::simulate_maxplus(graph, options);
}

StageGraph stages(const FoldedNetwork& made) { return build_stage_graph(made.network, made.folding); }

/// With the FIFOs that FINN's method finds, and the depths of loops by class, or all matrix units' as given.
timing::SimulationResult run_sized(const FoldedNetwork& made, int depth = 0) {
  FifoRequest request;
  request.profile = kProfile;
  request.method = "largefifo";
  request.depths_only = true;
  StageGraph graph = stages(made);
  for (Stage& stage : graph.stages)
    if (std::holds_alternative<Mvau>(stage.kind)) {
      stage.implementation.release = "1.0";  // FINN+'s RTL is that of FINN 1.0
      if (depth > 0) stage.implementation.attributes["pipeline_depth"] = std::to_string(depth);
    }
  const timing::TimingGraph timing = make_sizing_graph(graph, request);
  const timing::FifoSizing sizing = size_network_fifos(graph, timing, request);
  return run(made, sized_timing(graph, timing, request, sizing));
}

double error_percent(std::int64_t here, std::int64_t there) {
  return 100.0 * std::abs(static_cast<double>(here - there)) / static_cast<double>(there);
}

void check(const std::string& name, const timing::SimulationResult& here, const Measured& board) {
  std::cout << name << ": interval " << here.interval_cycles << " (board " << board.interval << "), first frame "
            << here.latency_cycles << " (board " << board.first_frame << ")\n";
  CHECK_FALSE(here.deadlock);
  CHECK(error_percent(here.interval_cycles, board.interval) <= 1.0);
  CHECK(error_percent(here.latency_cycles, board.first_frame) <= 2.0);
}

}  // namespace

TEST_CASE("boards with TFC take the interval and the first frame of its folding", "[boards]") {
  const auto boards = weir::test::data_folder("finn_boards");
  if (!boards) return;
  for (const auto& [name, experiment, bits] :
       {std::tuple{"tfc-w1a1", "CI_118674_3", 1}, std::tuple{"tfc-w1a2", "CI_118674_4", 2}}) {
    const File file = folding_file(*boards / "bnn-pynq" / (std::string(name) + "_folding_config.json"));
    const FoldedNetwork made = tfc(file, bits == 1 ? DataType::bipolar() : DataType::int_(2));
    const Measured board = measured(*boards, experiment);
    constexpr std::int64_t kReshape = 28;
    CHECK(critical_path(made) + kReshape == board.critical_path);
    check(name, run_sized(made), board);
  }
}

TEST_CASE("the board with VGG10 takes the interval and the first frame of its folding", "[boards]") {
  const auto boards = weir::test::data_folder("finn_boards");
  if (!boards) return;
  const FoldedNetwork made = vgg10(folding_file(*boards / "vgg10" / "ZCU104_folding_config.json"));
  const Measured board = measured(*boards, "CI_118675_0");
  CHECK(critical_path(made) == board.critical_path);
  check("vgg10", run_sized(made), board);
}

TEST_CASE("the board with the keyword network takes the interval and the first frame of its folding", "[boards]") {
  const auto boards = weir::test::data_folder("finn_boards"), kws = weir::test::data_folder("finn_builds/kws");
  if (!boards || !kws) return;
  FoldedNetwork made = open_network((*kws / "QONNX_model.onnx").string());
  const std::string file = (*boards / "kws" / "kws_folding_config.json").string();
  made.folding = parse_folding(read_text_file(file), file, *made.network, made.folding, true, nullptr);
  made.folding.layers["Thresholding_0"].stated["preferred_impl_style"] = "rtl";
  const Measured board = measured(*boards, "CI_118674_7");
  constexpr std::int64_t kLabelSelect = 12;
  CHECK(critical_path(made) + kLabelSelect == board.critical_path);
  check("kws", run_sized(made), board);
}

TEST_CASE("the board with the intrusion network takes the interval and the first frame of its folding", "[boards]") {
  const auto boards = weir::test::data_folder("finn_boards"), qonnx = weir::test::data_folder("qonnx");
  if (!boards || !qonnx) return;
  FoldedNetwork made = open_network((*qonnx / "unsw_nb15-mlp-w2a2.onnx").string());
  SetFoldingOptions options;
  options.target_fps = 1'000'000;
  options.mvau_wwidth_max = 80;
  made.folding = set_folding(*made.network, made.folding, options).folding;
  const Measured board = measured(*boards, "CI_118675_2");
  CHECK(critical_path(made) == board.critical_path);
  // By class its second unit, 8 bits by two, has 5 iterations in flight, and the interval is 73: the board's 70 are
  // those of 2, which no file states.
  CHECK(error_percent(run_sized(made).interval_cycles, board.interval) <= 5.0);
  check("unsw", run_sized(made, 2), board);
}

TEST_CASE("boards with one unfolded matrix unit take its iterations and the gap of its loop", "[boards]") {
  const auto boards = weir::test::data_folder("finn_boards");
  if (!boards) return;
  Chain chain("mvau");
  const DataType type = DataType::int_(4);
  chain.add({matrix(64, 64, type, type, type, {1024})});
  for (const char* experiment : {"CI_118677_0", "CI_118677_1"}) {
    Chain one = chain;
    const FoldedNetwork made = one.finish();
    const Measured board = measured(*boards, experiment);
    CHECK(critical_path(made) == board.critical_path);
    check("mvau", run_sized(made), board);
  }
}

TEST_CASE("boards with CNV lie between its folding alone and FIFOs of two words", "[boards]") {
  // Their FIFOs are not published, but for 5 and 11 kB in all.
  const auto boards = weir::test::data_folder("finn_boards");
  if (!boards) return;
  for (const auto& [name, experiment, bits] :
       {std::tuple{"cnv-w1a1", "CI_118674_0", 1}, std::tuple{"cnv-w1a2", "CI_118674_1", 2}}) {
    const File file = folding_file(*boards / "bnn-pynq" / (std::string(name) + "_folding_config.json"));
    const FoldedNetwork made = cnv(file, bits == 1 ? DataType::bipolar() : DataType::int_(2));
    const Measured board = measured(*boards, experiment);
    CHECK(critical_path(made) == board.critical_path);
    const auto shallow = run(made, timing::make_timing_graph(stages(made), timing::find_profile(kProfile)));
    const auto deep = run_sized(made);
    std::cout << name << ": interval " << deep.interval_cycles << " with FINN's FIFOs, " << shallow.interval_cycles
              << " with two words (board " << board.interval << "), first frame " << deep.latency_cycles << ", "
              << shallow.latency_cycles << " (board " << board.first_frame << ")\n";
    CHECK(deep.interval_cycles <= board.interval);
    CHECK(board.interval <= shallow.interval_cycles);
  }
}

}  // namespace weir::tools::test
