#include "tests/hls_codegen/random_foldings.hpp"

#include <algorithm>
#include <bit>

#include "golden/builtin/random_parameters.hpp"
#include "tests/random.hpp"

namespace weir::test {

namespace {

constexpr int kMostBits = 16;
constexpr std::int64_t kMostProducts = 3000;     ///< SIMD * PE * bits of both operands: RTL that g++ compiles soon
constexpr std::int64_t kMostThresholds = 20000;  ///< of one layer

class RandomFoldings : private Random {
 public:
  explicit RandomFoldings(std::uint64_t seed) : Random(seed) {}

  golden::StageGraph make(std::uint64_t seed) {
    network_.name = "foldings_" + std::to_string(seed);
    type_ = random_type(kMostBits);
    shape_ = {between(1, 3), between(1, 2), pick<std::int64_t>({1, 2, 3, 8, 12, 16, 36, 144, 171, 192, 577})};
    network_.inputs = {add_stream()};
    for (std::int64_t left = between(3, 6); left > 0; --left) add_random_layer(left == 1);
    network_.outputs = {network_.streams.back().name};
    golden::fill_random_parameters(network_, seed);
    Errors errors;
    golden::validate(network_, errors);
    errors.throw_if_any();
    return golden::build_stage_graph(std::make_shared<const golden::Network>(network_), folding_);
  }

 private:
  /// The extremes as often as everything between.
  int divisor(std::int64_t total) {
    const auto way = between(0, 3);
    return way == 0 ? 1 : way == 1 ? static_cast<int>(total) : Random::divisor(total);
  }
  DataType random_type(int most_bits) {
    const int bits =
        coin() ? static_cast<int>(between(1, std::min(4, most_bits))) : static_cast<int>(between(1, most_bits));
    if (bits == 1) return coin() ? DataType::bipolar() : DataType::binary();
    return coin() ? DataType::int_(bits) : DataType::uint(bits);
  }

  std::string add_stream() {
    network_.streams.push_back({"stream" + std::to_string(network_.streams.size()), type_, shape_});
    folding_.depths_words[network_.streams.back().name] = pick<int>({1, 2, 7, 32});
    return network_.streams.back().name;
  }
  void add_layer(golden::LayerKind kind, const golden::LayerFolding& folding) {
    const std::string from = network_.streams.back().name;
    const std::string name = std::string(golden::op_type(kind)) + "_" + std::to_string(network_.layers.size());
    network_.layers.push_back({name, std::move(kind), {from}, {add_stream()}, {}});
    folding_.layers[name] = folding;
  }

  void add_random_layer(bool is_last) {
    switch (between(0, 5)) {
      case 0: return add_thresholding();
      case 1:
        if (shape_[2] <= 16) return add_depthwise(is_last);
        break;
      case 2:
        if (shape_[2] <= 64) add_window(false, divisor(shape_[2]));
        break;
      default: break;
    }
    add_mvau(is_last);
  }

  /// Levels, output type and the number that is added to the count.
  template <class Kind>
  void set_activation(Kind& k, std::int64_t rows) {
    k.compare = pick<golden::Compare>({golden::Compare::Less, golden::Compare::LessEqual});
    k.levels = pick<int>({1, 1, 2, 3, 3, 7, 14, 15, 16, 31, 100, 254, 255, 256, 700, 4095});
    while (k.levels * rows > kMostThresholds) k.levels /= 2;
    k.output = DataType::bipolar();
    if (k.levels == 1 && coin()) return;
    k.act_val = coin() ? 0 : static_cast<int>(between(-k.levels, 3));
    k.output = smallest_type(k.act_val, k.act_val + k.levels);
  }

  void add_thresholding() {
    golden::Thresholding t;
    t.channels = shape_[2];
    t.num_input_vectors = {shape_[0], shape_[1]};
    t.input = type_;
    t.threshold = DataType::int_(static_cast<int>(between(2, 18)));
    set_activation(t, t.channels);
    type_ = t.output;
    add_layer(t, {divisor(t.channels), 1, 1, "auto"});
  }

  golden::SlidingWindow add_window(bool depthwise, int lanes) {
    golden::SlidingWindow w;
    w.in_size = {shape_[0], shape_[1]};
    w.channels = shape_[2];
    w.kernel = {between(1, shape_[0]), between(1, shape_[1])};
    w.type = type_;
    w.depthwise = depthwise;
    shape_ = {golden::out_size(w)[0], golden::out_size(w)[1], w.kernel[0] * w.kernel[1] * w.channels};
    add_layer(w, {1, lanes, 1, "auto"});
    return w;
  }

  /// Of an MVAU or VVAU with sums of `terms` products.
  template <class Kind>
  void set_types(Kind& k, std::int64_t terms, std::int64_t rows, bool is_last) {
    k.input = type_;
    const int room = 30 - type_.bits - std::bit_width(static_cast<std::uint64_t>(terms));
    k.weight = random_type(std::clamp(room, 1, kMostBits));
    const std::int64_t largest =
        terms * std::max(-type_.min(), type_.max()) * std::max(-k.weight.min(), k.weight.max());
    const bool is_unsigned = type_.min() >= 0 && k.weight.min() >= 0;
    k.accumulator = is_unsigned ? smallest_type(0, largest) : smallest_type(-largest, largest);
    k.no_activation = is_last && coin();
    if (k.no_activation) {
      k.levels = 0;
      k.output = k.accumulator;
    } else {
      set_activation(k, rows);
    }
  }

  void add_mvau(bool is_last) {
    golden::Mvau m;
    m.num_input_vectors = {shape_[0], shape_[1]};
    m.MW = shape_[2];
    m.MH = pick<std::int64_t>({1, 2, 3, 4, 6, 8, 12, 16, 36});
    set_types(m, m.MW, m.MH, is_last);
    if (type_ == DataType::binary() && coin()) {
      m.binary_xnor = true;
      m.weight = DataType::binary();
      m.accumulator = smallest_type(0, m.MW);
      if (m.no_activation) m.output = m.accumulator;
    }
    golden::LayerFolding folding{divisor(m.MH), divisor(m.MW), 1, "auto"};
    while (std::int64_t{folding.PE} * folding.SIMD * m.input.bits * m.weight.bits > kMostProducts)
      folding = {divisor(m.MH), divisor(m.MW), 1, "auto"};
    type_ = m.output;
    shape_[2] = m.MH;
    add_layer(m, folding);
  }

  void add_depthwise(bool is_last) {
    const std::int64_t channels = shape_[2];
    const int lanes = divisor(channels);
    const golden::SlidingWindow w = add_window(true, lanes);
    golden::Vvau v;
    v.out_size = golden::out_size(w);
    v.kernel = w.kernel;
    v.channels = channels;
    set_types(v, w.kernel[0] * w.kernel[1], channels, is_last);
    type_ = v.output;
    shape_[2] = channels;
    add_layer(v, {lanes, divisor(w.kernel[0] * w.kernel[1]), 1, "auto"});
  }

  golden::Network network_;
  golden::Folding folding_;
  DataType type_ = DataType::binary();
  Shape shape_;  ///< of the latest stream
};

}  // namespace

golden::StageGraph random_folding_graph(std::uint64_t seed) { return RandomFoldings(seed).make(seed); }

}  // namespace weir::test
