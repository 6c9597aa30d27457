#include "golden/builtin/finn_resnet50.hpp"

#include "golden/builtin/random_parameters.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kPictureSide = 224, kChannels = 3, kFirstChannels = 64, kClasses = 1000;
constexpr int kTopK = 5;
constexpr int kLanes = 2, kWindowLanes = 4;  ///< channels per word between the layers, and around windows
const DataType kActivation = DataType::uint(2), kResidual = DataType::uint(4), kSum = DataType::uint(5);

/// Blocks of equal width; the first one of a group but the first halves the picture.
struct Group {
  int blocks;
  std::int64_t mid;
};
constexpr Group kGroups[] = {{3, 64}, {4, 128}, {6, 256}, {3, 512}};
constexpr int kBlockWithWideExpansion = 2, kBlockBehindChannelwise = 13;

/// A stream in the making: its name, and how many elements it moves per word.
struct Flow {
  std::string name;
  std::int64_t lanes = 1;
};

class FinnResnet50Builder {
 public:
  explicit FinnResnet50Builder(const std::string& name) {
    network_.name = name;
    network_.inputs = {"image"};
    network_.input_encoding = InputEncoding::Raw;
    network_.output_decoding = OutputDecoding::TopKIndices;
    network_.class_count = static_cast<int>(kClasses);
    network_.streams.push_back({"image", DataType::uint(8), {kPictureSide, kPictureSide, kChannels}});
    folding_.boundary_elements["image"] = kChannels;
  }

  std::pair<Network, Folding> build() {
    Flow flow = add_front();
    int block = 0;
    for (const Group& group : kGroups)
      for (int k = 0; k < group.blocks; ++k, ++block) {
        const bool is_first = block == 0, is_strided = k == 0 && !is_first;
        flow = is_first     ? add_first_block(flow, group.mid)
               : is_strided ? add_strided_block(flow, group.mid, block == kBlockBehindChannelwise)
                            : add_identity_block(flow, group.mid, block == kBlockWithWideExpansion);
      }
    add_back(flow);
    network_.outputs = {network_.streams.back().name};
    return {std::move(network_), std::move(folding_)};
  }

 private:
  const NetworkStream& stream(const Flow& flow) const { return *network_.find_stream(flow.name); }
  Shape shape(const Flow& flow) const { return stream(flow).shape; }
  std::vector<std::int64_t> pixels(const Flow& flow) const { return {shape(flow)[0], shape(flow)[1]}; }

  /// FINN's unique names: op type with backend, and a running number.
  std::string name_of(const std::string& type) { return type + "_" + std::to_string(counts_[type]++); }

  std::vector<std::string> add_layer(const std::string& type, const LayerKind& kind, LayerFolding fold,
                                     std::vector<std::string> inputs) {
    const std::string name = name_of(type);
    std::vector<std::string> outputs;
    for (const PortSpec& port : std::visit([](const auto& k) { return output_ports(k, {}); }, kind)) {
      outputs.push_back(name + "_out" + std::to_string(outputs.size()));
      network_.streams.push_back({outputs.back(), port.type, port.shape});
    }
    network_.layers.push_back({name, kind, std::move(inputs), outputs, {}});
    folding_.layers[name] = std::move(fold);
    return outputs;
  }
  Flow add(const std::string& type, const LayerKind& kind, LayerFolding fold, const Flow& from, std::int64_t lanes) {
    return {add_layer(type, kind, std::move(fold), {from.name})[0], lanes};
  }

  Flow convert(const Flow& from, std::int64_t lanes) {
    return add("StreamingDataWidthConverter_rtl", Dwc{shape(from), stream(from).type, from.lanes, lanes}, {}, from,
               lanes);
  }

  Flow pad(const Flow& from, std::int64_t border) {
    const FmPadding p{pixels(from), {border, border, border, border}, shape(from)[2], stream(from).type};
    return add("FMPadding_rtl", p, {1, static_cast<int>(from.lanes)}, from, from.lanes);
  }

  Flow window(const Flow& from, std::int64_t kernel, std::int64_t stride, bool depthwise = false) {
    SlidingWindow w;
    w.in_size = pixels(from);
    w.channels = shape(from)[2];
    w.kernel = {kernel, kernel};
    w.stride = {stride, stride};
    w.type = stream(from).type;
    w.depthwise = depthwise;
    return add("ConvolutionInputGenerator_rtl", w, {1, static_cast<int>(from.lanes)}, from, from.lanes);
  }

  Flow multiply(const Flow& from, std::int64_t channels, DataType output, int PE) {
    Mvau m;
    m.MW = shape(from)[2];
    m.MH = channels;
    m.num_input_vectors = pixels(from);
    m.input = stream(from).type;
    m.output = output;
    m.levels = static_cast<int>(output.max());
    return add("MVAU_hls", m, {PE, static_cast<int>(from.lanes)}, from, PE);
  }

  Flow quantise(const Flow& from, DataType output) {
    Thresholding t;
    t.channels = shape(from)[2];
    t.num_input_vectors = pixels(from);
    t.input = stream(from).type;
    t.output = output;
    t.levels = static_cast<int>(output.max());
    return add("Thresholding_rtl", t, {static_cast<int>(from.lanes), 1}, from, from.lanes);
  }

  /// Adds a trained constant per channel.
  Flow shift(const Flow& from, std::vector<std::int64_t> vectors, DataType constants, DataType output) {
    const ChannelwiseOp op{"add", shape(from).back(), std::move(vectors), stream(from).type, constants, output};
    return add("ChannelwiseOp_hls", op, {static_cast<int>(from.lanes), 1}, from, from.lanes);
  }

  Flow pool(const Flow& from, Pool kind) {
    const auto size = pixels(from);
    kind.out_size = size;
    kind.channels = shape(from)[2] / (kind.kernel[0] * kind.kernel[1]);
    kind.input = stream(from).type;
    return add("Pool_hls", kind, {static_cast<int>(from.lanes), 1}, from, from.lanes);
  }

  std::pair<Flow, Flow> fork(const Flow& from) {
    const DuplicateStreams d{shape(from)[2], pixels(from), stream(from).type, 2};
    const auto outputs = add_layer("DuplicateStreams_hls", d, {static_cast<int>(from.lanes), 1}, {from.name});
    return {{outputs[0], from.lanes}, {outputs[1], from.lanes}};
  }

  Flow join(const Flow& a, const Flow& b) {
    AddStreams sum;
    sum.channels = shape(a)[2];
    sum.num_input_vectors = pixels(a);
    sum.lhs = sum.rhs = kResidual;
    sum.output = kSum;
    return {add_layer("AddStreams_hls", sum, {static_cast<int>(a.lanes), 1}, {a.name, b.name})[0], a.lanes};
  }

  Flow add_front() {
    Flow flow = window(pad({"image", kChannels}, 3), 7, 2);
    flow = multiply(flow, kFirstChannels, kActivation, static_cast<int>(kFirstChannels));
    auto& first = std::get<Mvau>(network_.layers.back().kind);
    first.weight = DataType::int_(8);
    first.accumulator = DataType::int_(24);
    flow = window(pad(convert(flow, kWindowLanes), 1), 3, 2, true);
    Pool largest;
    largest.kernel = {3, 3};
    largest.output = kActivation;
    return convert(pool(flow, largest), kLanes);
  }

  /// From the padding to the expanding layer, common to all blocks.
  Flow add_3x3_part(const Flow& reduced, std::int64_t mid, std::int64_t stride, int expand_simd) {
    Flow flow = convert(window(pad(reduced, 1), 3, stride), 64);
    flow = convert(multiply(flow, mid, kActivation, kLanes), expand_simd);
    return multiply(flow, 4 * mid, kResidual, kLanes);
  }

  // In each block FINN's order goes through both branches level by level.

  Flow add_first_block(const Flow& from, std::int64_t mid) {
    const auto [main, bypass] = fork(from);
    const Flow main_words = convert(main, 16), bypass_words = convert(bypass, 32);
    const Flow reduced = multiply(main_words, mid, kActivation, 1);
    const Flow residual = multiply(bypass_words, 4 * mid, kResidual, kLanes);
    return join(add_3x3_part(convert(reduced, kWindowLanes), mid, 1, 32), residual);
  }

  Flow add_identity_block(const Flow& from, std::int64_t mid, bool has_wide_expansion) {
    const auto [main, bypass] = fork(quantise(from, kResidual));
    const Flow quantised = quantise(main, kActivation);
    const Flow residual = quantise(bypass, kResidual);
    const Flow reduced = multiply(convert(quantised, 32), mid, kActivation, kLanes);
    return join(add_3x3_part(convert(reduced, kWindowLanes), mid, 1, has_wide_expansion ? 64 : 32), residual);
  }

  Flow add_strided_block(const Flow& from, std::int64_t mid, bool has_channelwise) {
    Flow flow = quantise(from, kResidual);
    if (has_channelwise) flow = shift(flow, pixels(flow), DataType::uint(2), kSum);
    const auto [main, bypass] = fork(quantise(flow, kActivation));
    const Flow main_words = convert(main, 64), bypass_words = convert(bypass, kWindowLanes);
    const Flow reduced = multiply(main_words, mid, kActivation, kLanes);
    const DownSampler sampler{pixels(bypass_words), shape(bypass_words)[2], 2, kActivation};
    const Flow kept = add("DownSampler_hls", sampler, {1, kWindowLanes}, bypass_words, kWindowLanes);
    const Flow reduced_words = convert(reduced, kWindowLanes), kept_words = convert(kept, 64);
    const Flow residual = multiply(kept_words, 4 * mid, kResidual, kLanes);
    return join(add_3x3_part(reduced_words, mid, 2, 32), residual);
  }

  void add_back(const Flow& from) {
    Flow flow = quantise(from, kResidual);
    flow = shift(flow, pixels(flow), DataType::uint(2), kSum);
    flow = window(convert(flow, kWindowLanes), 7, 1, true);
    Pool average;
    average.function = "QuantAvgPool";
    average.kernel = {7, 7};
    average.shift = 3;
    average.output = DataType::uint(8);
    flow = pool(flow, average);
    Mvau classifier;
    classifier.MW = shape(flow)[2];
    classifier.MH = kClasses;
    classifier.input = average.output;
    classifier.weight = DataType::int_(8);
    classifier.accumulator = classifier.output = DataType::int_(27);
    classifier.no_activation = true;
    classifier.levels = 0;
    flow = add("MVAU_rtl", classifier, {1, kWindowLanes}, flow, 1);
    flow = shift(flow, {1}, DataType::int_(16), DataType::int_(28));
    add("LabelSelect_hls", LabelSelect{kClasses, kTopK, DataType::int_(28), DataType::uint(16)}, {1, 1}, flow, 1);
  }

  Network network_;
  Folding folding_;
  std::map<std::string, int> counts_;
};

}  // namespace

FoldedNetwork make_builtin_finn_resnet50(const std::string& name, std::optional<std::uint64_t> seed) {
  auto [network, folding] = FinnResnet50Builder(name).build();
  if (seed) fill_random_parameters(network, *seed);
  FoldedNetwork made{std::make_shared<const Network>(std::move(network)), std::move(folding)};
  for (const Stream& stream : build_stage_graph(made.network, made.folding).streams)
    made.folding.depths_words[stream.name] = std::max(kDefaultDepthWords, static_cast<int>(stream.words_per_frame()));
  return made;
}

}  // namespace weir::golden
