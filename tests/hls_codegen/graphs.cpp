#include "tests/hls_codegen/graphs.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "golden/builtin/random_parameters.hpp"
#include "golden/model/model.hpp"
#include "hls/codegen/project.hpp"
#include "tests/random.hpp"

namespace weir::test {

namespace {

using golden::Mvau;

class RandomChain : private Random {
 public:
  explicit RandomChain(std::uint64_t seed) : Random(seed) {}

  golden::StageGraph make(std::uint64_t seed) {
    network_.name = "random_" + std::to_string(seed);
    network_.inputs = {"stream0"};
    const int layers = pick({1, 2, 3, 4});
    vectors_ = pick({std::vector<std::int64_t>{1}, {3}, {1, 2, 2}});
    DataType type = pick(kInputs());
    std::int64_t width = pick(kWidths());
    add_stream(0, type, width);
    for (int i = 0; i < layers; ++i) {
      Mvau m = random_mvau(type, width, i + 1 == layers);
      type = m.output;
      width = m.MH;
      add_layer(i, m);
    }
    network_.outputs = {"stream" + std::to_string(layers)};
    golden::fill_random_parameters(network_, seed);
    Errors errors;
    golden::validate(network_, errors);
    errors.throw_if_any();
    return golden::build_stage_graph(std::make_shared<const golden::Network>(network_), folding_);
  }

 private:
  static std::vector<DataType> kInputs() {
    return {DataType::binary(), DataType::bipolar(), DataType::int_(2),
            DataType::uint(2),  DataType::int_(8),   DataType::uint(8)};
  }
  static std::vector<std::int64_t> kWidths() { return {4, 8, 16, 32, 48}; }

  void add_stream(int index, DataType type, std::int64_t width) {
    Shape shape(vectors_.begin(), vectors_.end());
    shape.push_back(width);
    network_.streams.push_back({"stream" + std::to_string(index), type, shape});
  }

  int divisor(std::int64_t total) {
    std::vector<int> powers;
    for (int p = 1; p <= 16 && total % p == 0; p *= 2) powers.push_back(p);
    return pick(powers);
  }

  Mvau random_mvau(DataType input, std::int64_t width, bool is_last) {
    Mvau m;
    m.MW = width;
    m.MH = pick(kWidths());
    m.num_input_vectors = vectors_;
    m.input = input;
    m.binary_xnor = input == DataType::binary() && pick({true, false});
    m.weight =
        m.binary_xnor
            ? DataType::binary()
            : pick({DataType::bipolar(), DataType::int_(2), DataType::int_(4), DataType::uint(3), DataType::binary()});
    const std::int64_t largest =
        width * std::max(-input.min(), input.max()) * std::max(-m.weight.min(), m.weight.max());
    const bool is_unsigned = input.min() >= 0 && m.weight.min() >= 0;
    m.accumulator = is_unsigned ? smallest_type(0, largest) : smallest_type(-largest, largest);
    m.compare = pick({golden::Compare::Less, golden::Compare::LessEqual});
    if (is_last && pick({true, false})) {
      m.no_activation = true;
      m.levels = 0;
      m.output = m.accumulator;
      return m;
    }
    struct Choice {
      DataType type;
      int levels, act_val;
    };
    const Choice choice =
        pick({Choice{DataType::binary(), 1, 0}, Choice{DataType::bipolar(), 1, 0}, Choice{DataType::int_(2), 2, -1},
              Choice{DataType::uint(2), 3, 0}, Choice{DataType::int_(4), 15, -8}, Choice{DataType::uint(4), 5, 3}});
    m.output = choice.type;
    m.levels = choice.levels;
    m.act_val = choice.act_val;
    return m;
  }

  void add_layer(int index, const Mvau& m) {
    const std::string name = "MVAU_" + std::to_string(index), from = "stream" + std::to_string(index),
                      to = "stream" + std::to_string(index + 1);
    add_stream(index + 1, m.output, m.MH);
    network_.layers.push_back({name, m, {from}, {to}, {}});
    folding_.layers[name] = {divisor(m.MH), divisor(m.MW), 1, "auto"};
    folding_.depths_words[to] = pick({1, 2, 7, 32});
  }

  golden::Network network_;
  golden::Folding folding_;
  std::vector<std::int64_t> vectors_;
};

/// Convolutions on a small picture, each a sliding window and an MVAU, some with a maximum pool behind it.
class RandomPictureChain : private Random {
 public:
  explicit RandomPictureChain(std::uint64_t seed) : Random(seed) {}

  golden::StageGraph make(std::uint64_t seed) {
    network_.name = "picture_" + std::to_string(seed);
    type_ = pick<DataType>({DataType::binary(), DataType::bipolar(), DataType::int_(2), DataType::uint(8)});
    shape_ = {between(6, 9), between(6, 9), pick<std::int64_t>({2, 3, 4, 8})};
    network_.inputs = {add_stream()};
    add_window();
    add_mvau();
    if (between(0, 3) > 0) add_pool();
    if (between(0, 1) == 1) add_thresholding();
    if (shape_[0] >= 2 && shape_[1] >= 2 && between(0, 1) == 1) {
      add_window();
      add_mvau();
    }
    if (between(0, 1) == 1) add_depthwise();
    if (between(0, 1) == 1) add_scores();
    network_.outputs = {network_.streams.back().name};
    golden::fill_random_parameters(network_, seed);
    Errors errors;
    golden::validate(network_, errors);
    errors.throw_if_any();
    return golden::build_stage_graph(std::make_shared<const golden::Network>(network_), folding_);
  }

 private:
  /// A stream of the current type and shape.
  std::string add_stream() {
    network_.streams.push_back({"stream" + std::to_string(network_.streams.size()), type_, shape_});
    folding_.depths_words[network_.streams.back().name] = pick<int>({1, 2, 7, 32});
    return network_.streams.back().name;
  }

  void add_layer(golden::LayerKind kind, const std::string& from, const golden::LayerFolding& folding) {
    const std::string name = std::string(golden::op_type(kind)) + "_" + std::to_string(network_.layers.size());
    network_.layers.push_back({name, std::move(kind), {from}, {add_stream()}, {}});
    folding_.layers[name] = folding;
  }

  golden::SlidingWindow random_window() {
    golden::SlidingWindow w;
    w.in_size = {shape_[0], shape_[1]};
    w.channels = shape_[2];
    w.kernel = {between(1, std::min<std::int64_t>(3, shape_[0])), between(1, std::min<std::int64_t>(3, shape_[1]))};
    w.stride = {between(1, 2), between(1, 2)};
    for (std::size_t axis = 0; axis < 2; ++axis)
      w.dilation[axis] =
          between(1, w.kernel[axis] == 1 ? 2 : std::min<std::int64_t>(2, (shape_[axis] - 1) / (w.kernel[axis] - 1)));
    w.type = type_;
    return w;
  }

  void add_window() {
    const std::string from = network_.streams.back().name;
    const golden::SlidingWindow w = random_window();
    shape_ = {golden::out_size(w)[0], golden::out_size(w)[1], w.kernel[0] * w.kernel[1] * w.channels};
    side_by_side_ = {1, divisor(w.channels), between(0, 1) == 1 ? divisor(shape_[1]) : 1, "auto"};
    add_layer(w, from, side_by_side_);
  }

  void add_mvau() {
    const std::string from = network_.streams.back().name;
    Mvau m;
    m.num_input_vectors = {shape_[0], shape_[1]};
    m.MW = shape_[2];
    m.MH = pick<std::int64_t>({4, 6, 8});
    m.input = type_;
    m.binary_xnor = type_ == DataType::binary() && between(0, 1) == 1;
    m.weight = m.binary_xnor ? DataType::binary() : pick<DataType>({DataType::bipolar(), DataType::int_(2)});
    m.accumulator = DataType::int_(20);
    m.compare = golden::Compare::Less;
    m.output = pick<DataType>({DataType::binary(), DataType::bipolar(), DataType::int_(2), DataType::uint(3)});
    m.levels = m.output.bits == 1 ? 1 : m.output.bits == 2 ? 2 : 7;
    m.act_val = m.output == DataType::int_(2) ? -1 : 0;
    type_ = m.output;
    shape_[2] = m.MH;
    golden::LayerFolding folding{divisor(m.MH), divisor(m.MW), 1, "auto"};
    if (side_by_side_.MMV > 1) {  // the order of elements on the streams leaves no other choice
      folding = side_by_side_;
      folding.PE = static_cast<int>(m.MH);
    }
    add_layer(m, from, folding);
  }

  /// A convolution of every channel for itself, in as many groups of channels at a time as both its stages say.
  void add_depthwise() {
    golden::SlidingWindow w = random_window();
    w.depthwise = true;
    const int lanes = divisor(w.channels);
    shape_ = {golden::out_size(w)[0], golden::out_size(w)[1], w.kernel[0] * w.kernel[1] * w.channels};
    add_layer(w, network_.streams.back().name, {1, lanes, 1, "auto"});
    golden::Vvau v;
    v.out_size = golden::out_size(w);
    v.kernel = w.kernel;
    v.channels = w.channels;
    v.input = type_;
    v.weight = pick<DataType>({DataType::bipolar(), DataType::int_(2), DataType::int_(5)});
    v.accumulator = DataType::int_(12);
    v.output = pick<DataType>({DataType::bipolar(), DataType::uint(2), v.accumulator});
    v.no_activation = v.output == v.accumulator;
    v.levels = v.no_activation ? 0 : v.output.bits == 1 ? 1 : 3;
    type_ = v.output;
    shape_[2] = v.channels;
    add_layer(v, network_.streams.back().name, {lanes, divisor(v.kernel[0] * v.kernel[1]), 1, "auto"});
  }

  /// A fully connected layer with weights from memory, and the labels of its largest sums.
  void add_scores() {
    Mvau m;
    m.MW = shape_[0] * shape_[1] * shape_[2];
    m.MH = pick<std::int64_t>({4, 6});
    m.input = type_;
    m.weight = pick<DataType>({DataType::bipolar(), DataType::int_(5), DataType::uint(2)});
    m.accumulator = m.output = DataType::int_(type_.bits > 10 ? 28 : 20);
    m.no_activation = true;
    m.levels = 0;
    m.external_weights = true;
    type_ = m.output;
    shape_ = {m.MH};
    int SIMD = divisor(m.MW);
    while (SIMD > 16) SIMD = divisor(m.MW);
    const std::string from = network_.streams.back().name;
    add_layer(m, from, {divisor(m.MH), SIMD, 1, "auto"});
    const golden::LabelSelect top{m.MH, between(1, m.MH), type_, DataType::uint(4)};
    type_ = top.output;
    shape_ = {top.K};
    add_layer(top, network_.streams.back().name, {divisor(m.MH), 1, 1, "auto"});
  }

  void add_pool() {
    const std::string from = network_.streams.back().name;
    golden::MaxPool p;
    p.in_size = {shape_[0], shape_[1]};
    p.window = {between(1, std::min<std::int64_t>(3, shape_[0])), between(1, std::min<std::int64_t>(3, shape_[1]))};
    p.channels = shape_[2];
    p.type = type_;
    shape_ = {shape_[0] / p.window[0], shape_[1] / p.window[1], p.channels};
    add_layer(p, from, {});
  }

  void add_thresholding() {
    const std::string from = network_.streams.back().name;
    golden::Thresholding t;
    t.channels = shape_[2];
    t.num_input_vectors = {shape_[0], shape_[1]};
    t.input = type_;
    t.threshold = DataType::int_(6);
    t.output = pick<DataType>({DataType::binary(), DataType::bipolar(), DataType::int_(2), DataType::uint(3)});
    t.levels = t.output.bits == 1 ? 1 : t.output.bits == 2 ? 2 : 7;
    t.act_val = t.output == DataType::int_(2) ? -1 : 0;
    t.compare = pick<golden::Compare>({golden::Compare::Less, golden::Compare::LessEqual});
    type_ = t.output;
    add_layer(t, from, {divisor(t.channels), 1, 1, "auto"});
  }

  golden::Network network_;
  golden::Folding folding_;
  DataType type_ = DataType::binary();
  Shape shape_;                        ///< of the latest stream
  golden::LayerFolding side_by_side_;  ///< of the latest window
};

}  // namespace

golden::StageGraph one_mvau(const Mvau& mvau, const golden::LayerFolding& folding,
                            const golden::Parameters& parameters) {
  golden::Network network;
  network.name = "one";
  network.inputs = {"in"};
  network.outputs = {"out"};
  Shape in(mvau.num_input_vectors), out(mvau.num_input_vectors);
  in.push_back(mvau.MW);
  out.push_back(mvau.MH);
  network.streams = {{"in", mvau.input, in}, {"out", mvau.output, out}};
  network.layers.push_back({"MVAU_0", mvau, {"in"}, {"out"}, parameters});
  golden::Folding chosen;
  chosen.layers["MVAU_0"] = folding;
  return golden::build_stage_graph(std::make_shared<const golden::Network>(std::move(network)), chosen);
}

golden::StageGraph random_graph(std::uint64_t seed) { return RandomChain(seed).make(seed); }
golden::StageGraph random_picture_graph(std::uint64_t seed) { return RandomPictureChain(seed).make(seed); }

std::set<std::string> features_of(const golden::StageGraph& graph) {
  std::set<std::string> found;
  for (const auto& stage : graph.stages) {
    if (stage.folding.MMV > 1) found.insert("MMV");
    if (const auto* window = std::get_if<golden::SlidingWindow>(&stage.kind)) {
      if (window->depthwise && stage.folding.SIMD < window->channels) found.insert("depthwise groups");
      if (window->dilation != std::vector<std::int64_t>{1, 1}) found.insert("dilation");
    }
    if (const auto* mvau = std::get_if<Mvau>(&stage.kind))
      if (mvau->external_weights) found.insert("external weights");
    if (std::holds_alternative<golden::Vvau>(stage.kind)) found.insert("VVAU");
    if (std::holds_alternative<golden::LabelSelect>(stage.kind)) found.insert("label select");
  }
  return found;
}

std::map<std::string, golden::Words> golden_words(const golden::StageGraph& graph, int frames, std::uint64_t seed) {
  const golden::Model model(graph.network);
  golden::RunOptions options;
  options.taps = {"*"};
  const auto results = model.run(golden::random_frames(*graph.network, frames, seed), options);
  std::map<std::string, golden::Words> words;
  for (const auto& stream : graph.streams) {
    std::vector<std::int32_t> elements;
    for (const auto& result : results) {
      const auto& data = result.taps.at(stream.tensor).data;
      elements.insert(elements.end(), data.begin(), data.end());
    }
    words[stream.name] = golden::pack_stream(elements, stream);
  }
  return words;
}

void write_vectors(const golden::StageGraph& graph, const std::map<std::string, golden::Words>& words,
                   const std::filesystem::path& project) {
  for (const auto& stream : graph.streams) hls::write_csim_words(project / "vectors", stream, words.at(stream.name));
}

void build_csim(const std::filesystem::path& project, const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"cmake", "-S", "csim", "-B", "build"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto configured = run_process(command, project);
  INFO(configured.output);
  REQUIRE(configured.exit_code == 0);
  const auto built = run_process({"cmake", "--build", "build", "-j", "2"}, project);
  INFO(built.output);
  REQUIRE(built.exit_code == 0);
  REQUIRE(built.output.find("warning") == std::string::npos);
}

ProcessResult run_csim(const std::filesystem::path& project) { return run_process({"build/csim", "vectors"}, project); }

}  // namespace weir::test
