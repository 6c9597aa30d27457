#include "golden/builtin/cnv.hpp"

#include "golden/builtin/random_parameters.hpp"

namespace weir::golden {

namespace {

struct Fold {
  int SIMD, PE;
};

/// One matrix layer: a 3x3 convolution on an `in_side` x `in_side` picture, or fully connected where that is 0.
struct CnvLayer {
  std::int64_t in_side, in_channels, out_channels;
  bool pooled;  ///< followed by a 2x2 maximum
  Fold w1, w2;  ///< for 1-bit and for 2-bit weights
};

constexpr CnvLayer kCnvLayers[] = {{32, 3, 64, false, {3, 16}, {3, 8}},     {30, 64, 64, true, {32, 32}, {16, 16}},
                                   {14, 64, 128, false, {32, 16}, {16, 8}}, {12, 128, 128, true, {32, 16}, {16, 8}},
                                   {5, 128, 256, false, {32, 4}, {8, 4}},   {3, 256, 256, false, {32, 1}, {8, 1}},
                                   {0, 256, 512, false, {4, 1}, {2, 1}},    {0, 512, 512, false, {8, 1}, {2, 2}},
                                   {0, 512, 64, false, {1, 4}, {1, 4}}};

/// Streams between layers: declared width and depth are the same in all three designs.
struct StreamPlan {
  const char* name;
  int bits, depth_words;
};

constexpr StreamPlan kStreams[] = {{"inter0", 64, 2},    {"inter1", 64, 128}, {"inter2", 64, 2},   {"inter3", 64, 128},
                                   {"inter4", 128, 128}, {"inter5", 128, 2},  {"inter6", 128, 81}, {"inter7", 256, 1},
                                   {"inter8", 256, 1},   {"inter9", 64, 128}, {"inter10", 64, 3},  {"memOut", 64, 2}};
constexpr std::int64_t kKernel = 3;

class CnvBuilder {
 public:
  CnvBuilder(const std::string& name, CnvPrecision precision, int class_count) : precision_(precision) {
    network_.name = name;
    network_.inputs = {"inter0"};
    network_.outputs = {"memOut"};
    network_.input_encoding = InputEncoding::BnnPynqSigned;
    network_.output_decoding = OutputDecoding::ArgMaxFromZero;
    network_.class_count = class_count;
    add_stream(DataType::int_(8), {kCnvLayers[0].in_side, kCnvLayers[0].in_side, kCnvLayers[0].in_channels});
    folding_.depths_words["inter0_dwc"] = 2;     // 192 bits, between the two converters
    folding_.depths_words["inter0_dwc1"] = 128;  // 24 bits, one pixel
  }

  std::pair<Network, Folding> build() {
    for (const CnvLayer& plan : kCnvLayers) {
      if (plan.in_side != 0) add_window(plan);
      add_mvau(plan);
      if (plan.pooled) add_pool(plan);
    }
    return {std::move(network_), std::move(folding_)};
  }

 private:
  DataType hidden() const { return precision_.activation_bits == 1 ? DataType::binary() : DataType::int_(2); }

  /// The next published stream, made by the latest layer.
  const std::string& add_stream(DataType type, Shape shape) {
    const StreamPlan& plan = kStreams[next_stream_++];
    const bool is_boundary = next_stream_ == 1 || next_stream_ == std::size(kStreams);
    (is_boundary ? folding_.boundary_elements : folding_.stream_elements)[plan.name] = plan.bits / type.bits;
    folding_.depths_words[plan.name] = plan.depth_words;
    network_.streams.push_back({plan.name, type, std::move(shape)});
    return network_.streams.back().name;
  }

  void add_layer(LayerKind kind, const std::string& input, const std::string& output, LayerFolding fold) {
    const std::string type = op_type(kind);
    const std::string name = type + "_" + std::to_string(counts_[type]++);
    network_.layers.push_back({name, std::move(kind), {input}, {output}, {}});
    folding_.layers[name] = std::move(fold);
  }

  Fold fold_of(const CnvLayer& plan) const { return precision_.weight_bits == 1 ? plan.w1 : plan.w2; }

  void add_window(const CnvLayer& plan) {
    const NetworkStream from = network_.streams.back();
    SlidingWindow window;
    window.in_size = {plan.in_side, plan.in_side};
    window.channels = plan.in_channels;
    window.kernel = {kKernel, kKernel};
    window.type = from.type;
    const std::string to = "windows" + std::to_string(counts_[window.op_type]);
    network_.streams.push_back({to, from.type, append(out_size(window), kKernel * kKernel * plan.in_channels)});
    add_layer(window, from.name, to, {1, fold_of(plan).SIMD, 1, "auto"});
  }

  void add_mvau(const CnvLayer& plan) {
    const bool is_first = &plan == &kCnvLayers[0], is_last = &plan == std::end(kCnvLayers) - 1;
    const NetworkStream from = network_.streams.back();
    Mvau m;
    m.MW = plan.in_channels * (plan.in_side != 0 ? kKernel * kKernel : 1);
    m.MH = plan.out_channels;
    if (plan.in_side != 0) m.num_input_vectors = {plan.in_side - kKernel + 1, plan.in_side - kKernel + 1};
    m.input = from.type;
    m.binary_xnor = precision_.activation_bits == 1 && !is_first;
    m.weight = precision_.weight_bits == 2 ? DataType::int_(2)
               : m.binary_xnor             ? DataType::binary()
                                           : DataType::bipolar();
    m.compare = Compare::Less;
    m.no_activation = is_last;
    m.output = is_last ? m.accumulator : hidden();
    m.levels = is_last ? 0 : precision_.activation_bits;
    m.act_val = is_last || precision_.activation_bits == 1 ? 0 : -1;
    const Fold fold = fold_of(plan);
    add_layer(m, from.name, add_stream(m.output, append(m.num_input_vectors, m.MH)), {fold.PE, fold.SIMD, 1, "auto"});
  }

  void add_pool(const CnvLayer& plan) {
    const NetworkStream from = network_.streams.back();
    const std::int64_t side = from.shape[0];
    const MaxPool pool{{side, side}, {2, 2}, plan.out_channels, from.type};
    const std::string& to = add_stream(from.type, {side / 2, side / 2, plan.out_channels});
    add_layer(pool, from.name, to, {});
  }

  CnvPrecision precision_;
  Network network_;
  Folding folding_;
  std::size_t next_stream_ = 0;
  std::map<std::string, int> counts_;
};

}  // namespace

std::pair<Network, Folding> make_cnv(const std::string& name, CnvPrecision precision, int class_count) {
  return CnvBuilder(name, precision, class_count).build();
}

FoldedNetwork make_builtin_cnv(const std::string& name, CnvPrecision precision, std::optional<std::uint64_t> seed) {
  auto [network, folding] = make_cnv(name, precision, 10);
  if (seed) fill_random_parameters(network, *seed);
  return {std::make_shared<const Network>(std::move(network)), std::move(folding)};
}

}  // namespace weir::golden
