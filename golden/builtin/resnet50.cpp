#include "golden/builtin/resnet50.hpp"

#include "golden/builtin/random_parameters.hpp"

namespace weir::golden {

namespace {

/// Blocks of equal width: "2" is res2a, res2b, ...; `side` and `in_channels` describe the first one's input.
struct GroupPlan {
  char name;
  int blocks;
  std::int64_t side, in_channels, mid, out_channels, stride;
  LayerFolding first_2a, branch_1;  ///< of the first block
};

const GroupPlan kGroups[] = {{'2', 3, 56, 64, 64, 256, 1, {8, 32}, {32, 32}},
                             {'3', 4, 56, 256, 128, 512, 2, {16, 32}, {32, 64}},
                             {'4', 6, 28, 512, 256, 1024, 2, {16, 32}, {32, 64}},
                             {'5', 3, 14, 1024, 512, 2048, 2, {16, 32}, {32, 64}}};

constexpr std::int64_t kPixels = 224, kChannels = 3, kConv0Kernel = 7, kConv0Channels = 64, kClasses = 1000;
constexpr int kResidualOffset = 8, kTopK = 5;
constexpr int kInnerDepth = 32, kPostDepth = 64, kLinkDepth = 1024;
constexpr int kLanes = 32;  ///< channels per word of most streams inside and between blocks
constexpr int kDmaBytes = 64;
constexpr int kBypassRows = 4;  ///< output rows that the bypass must hold, or the block deadlocks
const DataType kActivation = DataType::uint(2), kResidual = DataType::uint(4);

/// Appends layers one behind another; a layer reads the latest stream unless told otherwise.
class Builder {
 public:
  explicit Builder(const std::string& name) {
    network_.name = name;
    network_.inputs = {"image"};
    network_.outputs = {"top5"};
    network_.input_encoding = InputEncoding::Raw;
    network_.output_decoding = OutputDecoding::TopKIndices;
    network_.class_count = static_cast<int>(kClasses);
    folding_.boundary_elements = {{"image", kDmaBytes}, {"top5", 1}};
  }

  std::pair<Network, Folding> build() {
    add_front();
    for (const GroupPlan& group : kGroups)
      for (int index = 0; index < group.blocks; ++index) add_block(group, index);
    add_back();
    return {std::move(network_), std::move(folding_)};
  }

 private:
  const NetworkStream& stream(const std::string& name) const { return *network_.find_stream(name); }

  const std::string& declare(const std::string& name, DataType type, Shape shape, int depth_words) {
    network_.streams.push_back({name, type, std::move(shape)});
    folding_.depths_words[name] = depth_words;
    return network_.streams.back().name;
  }

  /// Adds a layer with one output stream whose type and shape follow from the kind.
  void add(const std::string& layer, LayerKind kind, std::vector<std::string> inputs, const std::string& output,
           LayerFolding fold, int depth_words = kInnerDepth) {
    const PortSpec port = std::visit([](const auto& k) { return output_ports(k, {}).front(); }, kind);
    declare(output, port.type, port.shape, depth_words);
    network_.layers.push_back({layer, std::move(kind), std::move(inputs), {output}, {}});
    folding_.layers[layer] = std::move(fold);
  }

  void add_pad(const std::string& prefix, const std::string& from, std::vector<std::int64_t> padding, int simd) {
    const NetworkStream in = stream(from);
    const FmPadding pad{{in.shape[0], in.shape[1]}, std::move(padding), in.shape[2], in.type};
    add(prefix + "_pad", pad, {from}, prefix + "_padded", {1, simd});
  }

  void add_window(const std::string& prefix, std::int64_t kernel, std::int64_t stride, int simd, int mmv = 1) {
    const NetworkStream in = stream(prefix + "_padded");
    SlidingWindow window;
    window.in_size = {in.shape[0], in.shape[1]};
    window.channels = in.shape[2];
    window.kernel = {kernel, kernel};
    window.stride = {stride, stride};
    window.type = in.type;
    add(prefix + "_swg", window, {in.name}, prefix + "_windows", {1, simd, mmv});
  }

  /// A convolution on windows or, 1x1, on pixels: binary weights, thresholds to `output`.
  void add_convolution(const std::string& layer, const std::string& from, std::int64_t channels, DataType output,
                       LayerFolding fold) {
    const NetworkStream in = stream(from);
    Mvau m;
    m.MW = in.shape[2];
    m.MH = channels;
    m.num_input_vectors = {in.shape[0], in.shape[1]};
    m.input = in.type;
    m.output = output;
    m.levels = static_cast<int>(output.max());
    add(layer, m, {from}, layer + "_out", std::move(fold));
  }

  void add_front() {
    declare("image", DataType::uint(8), {kPixels, kPixels, kChannels}, kLinkDepth);
    folding_.depths_words["image_dwc1"] = kLinkDepth;  // one pixel per word, behind the width converter
    constexpr int mmv = 16, lanes = static_cast<int>(kConv0Channels);
    add_pad("conv0", "image", {3, 3, 2, 2}, static_cast<int>(kChannels));
    add_window("conv0", kConv0Kernel, 2, static_cast<int>(kChannels), mmv);
    add_convolution("conv0", "conv0_windows", kConv0Channels, kActivation, {lanes, static_cast<int>(kChannels), mmv});
    auto& conv0 = std::get<Mvau>(network_.layers.back().kind);
    conv0.weight = DataType::int_(8);
    conv0.accumulator = DataType::int_(24);
    add_pad("pool0", "conv0_out", {0, 0, 1, 1}, lanes);
    add_window("pool0", 3, 2, lanes);
    const Pool pool{"MaxPool", {56, 56}, {3, 3}, kConv0Channels, kActivation, kActivation, 0};
    add("pool0", pool, {"pool0_windows"}, "pre", {lanes, 1}, kLinkDepth);
    folding_.depths_words["pre_dwc"] = kLinkDepth;
  }

  void add_block(const GroupPlan& group, int index) {
    const std::string block = std::string("res") + group.name + static_cast<char>('a' + index);
    const NetworkStream in = network_.streams.back();
    const bool is_first = index == 0;
    const std::string quantised = is_first ? add_two_branch_entry(block, in, group) : add_one_branch_entry(block, in);
    add_convolution(block + "_2a", quantised, group.mid, kActivation,
                    is_first ? group.first_2a : LayerFolding{kLanes, kLanes});
    add_pad(block, block + "_2a_out", {1, 1, 1, 1}, static_cast<int>(group.mid));
    folding_.depths_words[block + "_2a_out_dwc"] = kInnerDepth;  // the padded picture moves in whole pixels
    add_window(block, 3, 1, 64);
    add_convolution(block + "_2b", block + "_windows", group.mid, kActivation, {32, 64});
    add_convolution(block + "_2c", block + "_2b_out", group.out_channels, kResidual, {kLanes, kLanes});
    std::string bypass = block + "_bypass";
    if (is_first) {
      add_convolution(block + "_1", bypassed_pixels(block, group), group.out_channels, kResidual, group.branch_1);
      bypass = block + "_1_out";
    }
    const NetworkStream out = stream(block + "_2c_out");
    AddStreams sum;
    sum.channels = group.out_channels;
    sum.num_input_vectors = {out.shape[0], out.shape[1]};
    sum.lhs = sum.rhs = sum.output = kResidual;
    sum.offset = -kResidualOffset;
    sum.saturate = true;
    add(block + "_add", sum, {out.name, bypass}, block, {kLanes, 1}, kLinkDepth);
  }

  void add_quantiser(const std::string& block, const std::string& from) {
    const NetworkStream in = stream(from);
    Thresholding t;
    t.channels = in.shape[2];
    t.num_input_vectors = {in.shape[0], in.shape[1]};
    t.input = in.type;
    t.output = kActivation;
    t.levels = static_cast<int>(kActivation.max());
    add(block + "_byp", t, {from}, block + "_q", {kLanes, 1});
  }

  void add_duplicate(const std::string& block, const std::string& from, const std::string& to, std::int64_t rows) {
    const NetworkStream in = stream(from);
    const DuplicateStreams duplicate{in.shape[2], {in.shape[0], in.shape[1]}, in.type, 2};
    declare(to, in.type, in.shape, kInnerDepth);
    declare(block + "_bypass", in.type, in.shape, static_cast<int>(rows * in.shape[1] * in.shape[2] / kLanes));
    network_.layers.push_back({block + "_dup", duplicate, {from}, {to, block + "_bypass"}, {}});
    folding_.layers[block + "_dup"] = {kLanes, 1};
  }

  /// The residual code itself goes round the block. Returns the quantised stream.
  std::string add_one_branch_entry(const std::string& block, const NetworkStream& in) {
    add_duplicate(block, in.name, block + "_main", kBypassRows);
    add_quantiser(block, block + "_main");
    return block + "_q";
  }

  /// The quantised input goes into both branches. Returns the main branch's pixels.
  std::string add_two_branch_entry(const std::string& block, const NetworkStream& in, const GroupPlan& group) {
    add_quantiser(block, in.name);
    add_duplicate(block, block + "_q", block + "_main", kBypassRows * group.stride);
    return group.stride == 1 ? block + "_main" : add_down_sampler(block + "_2a", block + "_main", group.stride);
  }

  std::string bypassed_pixels(const std::string& block, const GroupPlan& group) {
    return group.stride == 1 ? block + "_bypass" : add_down_sampler(block + "_1", block + "_bypass", group.stride);
  }

  std::string add_down_sampler(const std::string& prefix, const std::string& from, std::int64_t stride) {
    const NetworkStream in = stream(from);
    const DownSampler sampler{{in.shape[0], in.shape[1]}, in.shape[2], stride, in.type};
    add(prefix + "_down", sampler, {from}, prefix + "_in", {1, kLanes});
    return prefix + "_in";
  }

  void add_back() {
    const NetworkStream in = network_.streams.back();
    const std::vector<std::int64_t> pixels{in.shape[0], in.shape[1]};
    const std::int64_t channels = in.shape[2];
    add("post_relu", Relu{channels, pixels, kResidual, DataType::uint(4), kResidualOffset}, {in.name}, "post_relu_out",
        {kLanes, 1}, kPostDepth);
    // 49 pixels of at most 15: ten bits are enough where the published stream has 16.
    add("post_pool", AccumulatePool{channels, pixels, DataType::uint(4), DataType::uint(10)}, {"post_relu_out"},
        "post_pool_out", {kLanes, 1}, kPostDepth);
    Mvau fc;
    fc.MW = channels;
    fc.MH = kClasses;
    fc.input = DataType::uint(10);
    fc.weight = DataType::int_(8);
    fc.accumulator = fc.output = DataType::int_(30);
    fc.no_activation = true;
    fc.levels = 0;
    fc.external_weights = true;
    add("fc1000", fc, {"post_pool_out"}, "fc1000_out", {1, 64}, kPostDepth);
    const ChannelwiseOp bias{"add", kClasses, {1}, DataType::int_(30), DataType::int_(18), DataType::int_(32)};
    add("fc1000_bias", bias, {"fc1000_out"}, "scores", {1, 1}, kPostDepth);
    add("top5", LabelSelect{kClasses, kTopK, DataType::int_(32), DataType::uint(32)}, {"scores"}, "top5", {1, 1},
        kLinkDepth);
  }

  Network network_;
  Folding folding_;
};

}  // namespace

const std::vector<std::string>& resnet50_blocks() {
  static const std::vector<std::string> blocks = [] {
    std::vector<std::string> names;
    for (const GroupPlan& group : kGroups)
      for (int index = 0; index < group.blocks; ++index)
        names.push_back(std::string("res") + group.name + static_cast<char>('a' + index));
    return names;
  }();
  return blocks;
}

bool has_two_branches(const std::string& block) { return block.back() == 'a'; }

std::pair<Network, Folding> make_resnet50(const std::string& name) { return Builder(name).build(); }

FoldedNetwork make_builtin_resnet50(const std::string& name, std::optional<std::uint64_t> seed) {
  auto [network, folding] = make_resnet50(name);
  if (seed) fill_random_parameters(network, *seed);
  return {std::make_shared<const Network>(std::move(network)), std::move(folding)};
}

}  // namespace weir::golden
