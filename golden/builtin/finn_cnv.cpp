#include "golden/builtin/finn_cnv.hpp"

#include "golden/builtin/random_parameters.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kFinnCnvSide = 32, kFinnCnvKernel = 3;
constexpr int kFinnCnvClasses = 10;

/// One matrix layer; `window_simd` is the window generator's, 0 for fully connected.
struct FinnLayer {
  std::int64_t channels;
  int window_simd, PE, SIMD, accumulator_bits;
  bool pooled;
};

constexpr FinnLayer kFinnLayers[] = {{64, 1, 1, 27, 13, false},  {64, 8, 8, 72, 10, true},
                                     {128, 2, 2, 72, 10, false}, {128, 2, 4, 72, 11, true},
                                     {256, 1, 1, 32, 11, false}, {512, 0, 2, 4, 12, false},
                                     {512, 0, 1, 4, 10, false},  {kFinnCnvClasses, 0, 1, 1, 10, false}};

/// FIFO depths of the simulated design, StreamingFIFO_0 .. StreamingFIFO_27.
constexpr int kDepths[] = {3072, 3644, 900, 2, 350, 2, 32, 2,   2, 32,  256, 2,  657, 71,
                           2,    32,   2,   2, 32,  2, 2,  250, 2, 574, 2,   54, 2,   2};

class FinnCnvBuilder {
 public:
  FinnCnvBuilder(const std::string& name, bool pre_and_post) : pre_and_post_(pre_and_post) {
    network_.name = name;
    network_.class_count = kFinnCnvClasses;
    network_.output_decoding = pre_and_post ? OutputDecoding::TopKIndices : OutputDecoding::ArgMax;
    network_.inputs = {pre_and_post ? "pixels" : "in0"};
  }

  std::pair<Network, Folding> build() {
    if (pre_and_post_) add_thresholding();
    if (!pre_and_post_) network_.streams.push_back({"in0", DataType::int_(8), {kFinnCnvSide, kFinnCnvSide, 3}});
    folding_.boundary_elements[network_.inputs.front()] = 1;
    for (const FinnLayer& plan : kFinnLayers) {
      if (plan.window_simd != 0) add_window(plan);
      add_mvau(plan);
      if (plan.pooled) add_pool();
    }
    if (pre_and_post_) add_label_select();
    network_.outputs = {network_.streams.back().name};
    return {std::move(network_), std::move(folding_)};
  }

 private:
  /// Adds a layer behind the latest stream; names follow FINN's: op type and a running number.
  void add(const LayerKind& kind, LayerFolding fold) {
    const std::string type = op_type(kind), name = type + "_" + std::to_string(counts_[type]++);
    const PortSpec port = std::visit([](const auto& k) { return output_ports(k, {}).front(); }, kind);
    const std::string from = network_.streams.back().name;
    network_.streams.push_back({name + "_out0", port.type, port.shape});
    network_.layers.push_back({name, kind, {from}, {name + "_out0"}, {}});
    folding_.layers[name] = std::move(fold);
  }

  void add_thresholding() {
    network_.streams.push_back({"pixels", DataType::uint(8), {kFinnCnvSide, kFinnCnvSide, 3}});
    Thresholding t;
    t.channels = 3;
    t.num_input_vectors = {kFinnCnvSide, kFinnCnvSide};
    t.input = DataType::uint(8);
    t.threshold = DataType::uint(8);
    t.output = DataType::int_(8);
    t.act_val = -128;
    t.levels = 255;
    add(t, {1, 1});
  }

  void add_window(const FinnLayer& plan) {
    const NetworkStream from = network_.streams.back();
    SlidingWindow window;
    window.in_size = {from.shape[0], from.shape[1]};
    window.channels = from.shape[2];
    window.kernel = {kFinnCnvKernel, kFinnCnvKernel};
    window.type = from.type;
    add(window, {1, plan.window_simd});
  }

  void add_mvau(const FinnLayer& plan) {
    const NetworkStream from = network_.streams.back();
    const bool is_first = &plan == &kFinnLayers[0], is_last = &plan == std::end(kFinnLayers) - 1;
    Mvau m;
    m.MH = plan.channels;
    m.MW = plan.window_simd != 0 ? from.shape[2] : element_count(from.shape);
    if (plan.window_simd != 0) m.num_input_vectors = {from.shape[0], from.shape[1]};
    m.input = from.type;
    m.binary_xnor = !is_first;
    m.weight = is_first ? DataType::int_(2) : DataType::binary();
    m.accumulator = is_first ? DataType::int_(plan.accumulator_bits) : DataType::uint(plan.accumulator_bits);
    m.no_activation = is_last;
    m.output = is_last ? m.accumulator : DataType::binary();
    m.levels = is_last ? 0 : 1;
    add(m, {plan.PE, plan.SIMD});
  }

  void add_pool() {
    const NetworkStream from = network_.streams.back();
    add(MaxPool{{from.shape[0], from.shape[1]}, {2, 2}, from.shape[2], from.type}, {1, 1});
  }

  void add_label_select() {
    add(LabelSelect{kFinnCnvClasses, 1, network_.streams.back().type, smallest_type(0, kFinnCnvClasses - 1)}, {1, 1});
  }

  bool pre_and_post_;
  Network network_;
  Folding folding_;
  std::map<std::string, int> counts_;
};

}  // namespace

FoldedNetwork make_builtin_finn_cnv(const std::string& name, bool pre_and_post, std::optional<std::uint64_t> seed) {
  auto [network, folding] = FinnCnvBuilder(name, pre_and_post).build();
  if (seed) fill_random_parameters(network, *seed);
  FoldedNetwork made{std::make_shared<const Network>(std::move(network)), std::move(folding)};
  if (!pre_and_post) {
    const StageGraph graph = build_stage_graph(made.network, made.folding);
    for (std::size_t k = 0; k < graph.streams.size(); ++k)
      made.folding.depths_words[graph.streams[k].name] = kDepths[k];
  }
  return made;
}

}  // namespace weir::golden
