/// Do the fast kernels equal the reference on every stream of random networks of all kinds with a fast layer, with
/// types of 1 to 16 bits, odd widths, and streams that share readers of planes and of bytes?
#include <catch2/catch.hpp>
#include <random>

#include "golden/builtin/random_parameters.hpp"
#include "golden/kernels/executor.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

constexpr int kNetworks = 60;

class RandomNetwork {
 public:
  explicit RandomNetwork(unsigned seed) : random_(seed) {
    end_ = add_stream(any_type(), {below(6) + 5, below(6) + 5, channels()});
    network_.name = "random" + std::to_string(seed);
    network_.inputs = {end_};
  }

  Network make() {
    for (std::int64_t left = below(5) + 2; left > 0; --left) add_layer();
    if (below(3) == 0) accumulate();
    network_.outputs = {end_};
    fill_random_parameters(network_, random_());
    Errors errors;
    validate(network_, errors);
    errors.throw_if_any();
    return std::move(network_);
  }

 private:
  std::int64_t below(std::int64_t count) { return static_cast<std::int64_t>(random_() % static_cast<unsigned>(count)); }
  std::int64_t channels() {
    constexpr int kChannels[] = {1, 3, 8, 16, 17, 32, 33, 64, 70};
    return kChannels[below(std::size(kChannels))];
  }
  DataType any_type() {
    switch (below(4)) {
      case 0: return below(2) == 0 ? DataType::bipolar() : DataType::binary();
      case 1: return DataType::int_(static_cast<int>(below(7) + 2));
      case 2: return DataType::uint(static_cast<int>(below(8) + 1));
      default: return below(2) == 0 ? DataType::uint(8) : DataType::uint(4);
    }
  }
  DataType weight_type() {
    const DataType types[] = {DataType::bipolar(), DataType::int_(2), DataType::int_(4), DataType::uint(3),
                              DataType::int_(8)};
    return types[below(std::size(types))];
  }

  NetworkStream at_end() const { return *network_.find_stream(end_); }
  bool is_picture() const { return at_end().shape[0] >= 3 && at_end().shape[1] >= 3; }
  std::string add_stream(DataType type, Shape shape) {
    network_.streams.push_back({"s" + std::to_string(network_.streams.size()), type, std::move(shape)});
    return network_.streams.back().name;
  }
  void append_layer(LayerKind kind, std::vector<std::string> inputs, DataType type, Shape shape) {
    end_ = add_stream(type, std::move(shape));
    const std::string name = "layer" + std::to_string(network_.layers.size());
    network_.layers.push_back({name, std::move(kind), std::move(inputs), {end_}, {}});
  }
  static std::vector<std::int64_t> pixels(const Shape& shape) { return {shape.begin(), shape.end() - 1}; }

  void add_layer() {
    switch (below(8)) {
      case 0: return multiply(false);
      case 1: return multiply(true);
      case 2: return depthwise();
      case 3: return max_pool();
      case 4: return pool();
      case 5: return threshold();
      case 6: return residual();
      default: return pad();
    }
  }

  /// Windows at the end of the chain; false, and nothing, where the picture is too small.
  bool window(bool depthwise) {
    if (!is_picture()) return false;
    const NetworkStream in = at_end();
    SlidingWindow s;
    s.in_size = pixels(in.shape);
    s.channels = in.shape[2];
    s.kernel = {below(3) + 1, below(3) + 1};
    s.stride = {below(2) + 1, below(2) + 1};
    s.type = in.type;
    s.depthwise = depthwise;
    kernel_ = s.kernel;
    append_layer(s, {end_}, in.type, append(out_size(s), element_count(s.kernel) * s.channels));
    return true;
  }

  /// Random codes, or the sums themselves.
  template <class Kind>
  void activate(Kind& m) {
    m.accumulator = DataType::int_(32);
    m.no_activation = below(8) == 0;
    m.output = m.no_activation ? m.accumulator : any_type();
    const bool is_bipolar = m.output == DataType::bipolar();
    m.levels = m.no_activation ? 0 : is_bipolar ? 1 : static_cast<int>(below(m.output.max() - m.output.min()) + 1);
    m.act_val = m.no_activation || is_bipolar ? 0 : static_cast<int>(m.output.min());
    m.compare = below(2) == 0 ? Compare::Less : Compare::LessEqual;
  }

  void multiply(bool with_window) {
    if (at_end().type.bits > 16 || (with_window && !window(false))) return;
    const NetworkStream in = at_end();
    Mvau m;
    m.MW = in.shape.back();
    m.MH = channels();
    m.num_input_vectors = pixels(in.shape);
    m.input = in.type;
    m.weight = weight_type();
    activate(m);
    append_layer(m, {end_}, m.output, append(m.num_input_vectors, m.MH));
  }

  void depthwise() {
    const std::int64_t channels = at_end().shape.back();
    if (at_end().type.bits > 16 || !window(true)) return;
    const NetworkStream in = at_end();
    Vvau m;
    m.out_size = pixels(in.shape);
    m.kernel = kernel_;
    m.channels = channels;
    m.input = in.type;
    m.weight = weight_type();
    activate(m);
    append_layer(m, {end_}, m.output, append(m.out_size, channels));
  }

  void max_pool() {
    if (!is_picture()) return;
    const NetworkStream in = at_end();
    append_layer(MaxPool{pixels(in.shape), {2, 2}, in.shape[2], in.type}, {end_}, in.type,
                 {in.shape[0] / 2, in.shape[1] / 2, in.shape[2]});
  }

  void pool() {
    const std::int64_t channels = at_end().shape.back();
    if (at_end().type.bits > 16 || !window(true)) return;
    const NetworkStream in = at_end();
    const std::int64_t taps = element_count(kernel_);
    const bool is_max = below(2) == 0;
    const DataType output = is_max ? in.type : smallest_type(taps * in.type.min(), taps * in.type.max());
    append_layer(Pool{is_max ? "MaxPool" : "AccPool", pixels(in.shape), kernel_, channels, in.type, output, 0}, {end_},
                 output, append(pixels(in.shape), channels));
  }

  void threshold() {
    const NetworkStream in = at_end();
    Thresholding t;
    t.channels = in.shape.back();
    t.num_input_vectors = pixels(in.shape);
    t.input = in.type;
    t.threshold = DataType::int_(32);
    do t.output = any_type();
    while (t.output == DataType::bipolar());
    t.act_val = static_cast<int>(t.output.min());
    t.levels = static_cast<int>(below(t.output.max() - t.output.min()) + 1);
    append_layer(t, {end_}, t.output, in.shape);
  }

  /// The end, and the end thresholded, added up.
  void residual() {
    const NetworkStream in = at_end();
    if (in.type.bits > 16) return;
    const std::int64_t channels = in.shape.back();
    const std::string a = add_stream(in.type, in.shape), b = add_stream(in.type, in.shape);
    network_.layers.push_back({"layer" + std::to_string(network_.layers.size()),
                               DuplicateStreams{channels, pixels(in.shape), in.type, 2},
                               {end_},
                               {a, b},
                               {}});
    end_ = b;
    threshold();
    const NetworkStream rhs = at_end();
    const DataType sum = smallest_type(in.type.min() + rhs.type.min(), in.type.max() + rhs.type.max());
    append_layer(AddStreams{channels, pixels(in.shape), in.type, rhs.type, sum, 0, false}, {a, end_}, sum, in.shape);
  }

  void pad() {
    const NetworkStream in = at_end();
    if (!in.type.holds(0) || in.type == DataType::bipolar()) return;
    append_layer(FmPadding{pixels(in.shape), {1, below(2), below(3), 1}, in.shape[2], in.type}, {end_}, in.type, {});
    const auto& padding = std::get<FmPadding>(network_.layers.back().kind).padding;
    network_.streams.back().shape = {in.shape[0] + padding[0] + padding[2], in.shape[1] + padding[1] + padding[3],
                                     in.shape[2]};
  }

  void accumulate() {
    const NetworkStream in = at_end();
    if (in.type.bits > 16) return;
    const std::int64_t count = in.shape[0] * in.shape[1];
    const DataType sum = smallest_type(count * in.type.min(), count * in.type.max());
    append_layer(AccumulatePool{in.shape[2], pixels(in.shape), in.type, sum}, {end_}, sum, {1, 1, in.shape[2]});
  }

  std::mt19937 random_;
  Network network_;
  std::string end_;
  std::vector<std::int64_t> kernel_;
};

}  // namespace

TEST_CASE("random networks give the reference's elements on every stream", "[kernels][executor]") {
  for (unsigned seed = 1; seed <= kNetworks; ++seed) {
    const Network network = RandomNetwork(seed).make();
    const auto frames = random_frames(network, 3, seed);
    std::vector<FrameResult> wanted(3);
    make_reference_executor(network)->run(frames, {"*"}, wanted);
    for (const Isa isa : supported_isas()) {
      std::vector<FrameResult> found(3);
      FastExecutor(network, isa).run(frames, {"*"}, found);
      for (std::size_t i = 0; i < 3; ++i)
        for (const auto& [stream, tensor] : wanted[i].taps) {
          INFO("seed " << seed << " on " << name(isa) << ", stream " << stream);
          REQUIRE(found[i].taps.at(stream) == tensor);
        }
    }
  }
}
