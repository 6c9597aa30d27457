#include "tests/hls_codegen/random_layers.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <random>

#include "golden/builtin/random_parameters.hpp"

namespace weir::test {

namespace {

using golden::LayerFolding;
using golden::LayerKind;

constexpr int kMaxBits = 10;  ///< of values that go on into further arithmetic
constexpr std::int64_t kMaxSide = 9;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool coin() { return between(0, 1) == 1; }
  template <class T>
  T pick(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(choices.size()) - 1))];
  }
  int divisor(std::int64_t total) {
    std::vector<int> divisors;
    for (int d = 1; d <= total; ++d)
      if (total % d == 0) divisors.push_back(d);
    return pick(divisors);
  }

 private:
  std::mt19937_64 engine_;
};

/// A stream [H, W, C].
struct Picture {
  std::string stream;
  DataType type;
  Shape shape;
  std::int64_t H() const { return shape[0]; }
  std::int64_t W() const { return shape[1]; }
  std::int64_t C() const { return shape[2]; }
  std::vector<std::int64_t> size() const { return {H(), W()}; }
};

struct Layer {
  LayerKind kind;
  LayerFolding folding;
};
using Drawn = std::optional<Layer>;  ///< nothing where the kind does not fit the picture

LayerFolding PE(int lanes) { return {lanes, 1, 1, "auto"}; }
LayerFolding SIMD(int lanes) { return {1, lanes, 1, "auto"}; }

bool is_narrow(const Picture& p) { return p.type.bits <= kMaxBits; }

// Kinds that keep the shape.

Drawn relu(const Picture& p, Random& random) {
  golden::Relu r{p.C(), p.size(), p.type, {}, static_cast<int>(random.between(p.type.min(), p.type.max()))};
  const std::int64_t most = std::max<std::int64_t>(1, p.type.max() - r.offset);
  r.output = random.coin() ? smallest_type(0, most) : smallest_type(-1, most);
  return Layer{r, PE(random.divisor(p.C()))};
}

Drawn channelwise(const Picture& p, Random& random) {
  if (!is_narrow(p)) return {};
  golden::ChannelwiseOp c;
  c.channels = p.C();
  c.num_input_vectors = p.size();
  c.input = p.type;
  c.function = random.pick<std::string>({"add", "mul", "cmp_le", "cmp_ge"});
  c.parameter = random.pick<DataType>({DataType::int_(3), DataType::uint(4), DataType::bipolar()});
  const std::int64_t a = p.type.min(), b = p.type.max(), low = c.parameter.min(), high = c.parameter.max();
  const auto [least, most] = std::minmax({a * low, a * high, b * low, b * high});
  c.output = c.function == "add"   ? smallest_type(a + low, b + high)
             : c.function == "mul" ? smallest_type(least, most)
                                   : DataType::binary();
  return Layer{c, PE(random.divisor(p.C()))};
}

Drawn thresholding_to(const Picture& p, DataType output, Random& random) {
  golden::Thresholding t;
  t.channels = p.C();
  t.num_input_vectors = p.size();
  t.input = p.type;
  t.threshold = DataType::int_(std::min(20, p.type.bits + 1));
  t.output = output;
  t.levels = static_cast<int>(output == DataType::bipolar() ? 1 : output.max() - output.min());
  t.act_val = static_cast<int>(output == DataType::bipolar() ? 0 : output.min());
  t.compare = random.pick<golden::Compare>({golden::Compare::Less, golden::Compare::LessEqual});
  return Layer{t, PE(random.divisor(p.C()))};
}

Drawn thresholding(const Picture& p, Random& random) {
  return thresholding_to(p, random.pick<DataType>({DataType::bipolar(), DataType::int_(2), DataType::uint(2)}), random);
}

// Kinds that change the shape.

Drawn fm_padding(const Picture& p, Random& random) {
  if (!p.type.holds(0) || p.H() + 4 > kMaxSide || p.W() + 4 > kMaxSide) return {};
  const std::vector<std::int64_t> padding{random.between(0, 2), random.between(0, 2), random.between(0, 2),
                                          random.between(0, 2)};
  return Layer{golden::FmPadding{p.size(), padding, p.C(), p.type}, SIMD(random.divisor(p.C()))};
}

Drawn down_sampler(const Picture& p, Random& random) {
  return Layer{golden::DownSampler{p.size(), p.C(), random.between(1, 3), p.type}, SIMD(random.divisor(p.C()))};
}

Drawn crop(const Picture& p, Random& random) {
  const std::int64_t north = random.between(0, p.H() - 1), west = random.between(0, p.W() - 1);
  const std::int64_t south = random.between(0, p.H() - 1 - north), east = random.between(0, p.W() - 1 - west);
  return Layer{golden::Crop{p.size(), {north, east, south, west}, p.C(), p.type}, SIMD(random.divisor(p.C()))};
}

Drawn upsample(const Picture& p, Random& random) {
  const auto factor = [&](std::int64_t size) {
    return random.between(1, std::clamp<std::int64_t>(kMaxSide / size, 1, 3));
  };
  const std::int64_t FH = factor(p.H()), FW = factor(p.W());
  return Layer{golden::Upsample{p.size(), {FH, FW}, p.C(), p.type}, {}};
}

Drawn pixel_padding(const Picture& p, Random& random) {
  if (!p.type.holds(0) || p.H() > 4 || p.W() > 4) return {};
  return Layer{golden::PixelPadding{p.size(), {random.between(1, 3), random.between(1, 3)}, p.C(), p.type},
               SIMD(random.divisor(p.C()))};
}

Drawn accumulate_pool(const Picture& p, Random& random) {
  if (!is_narrow(p)) return {};
  const std::int64_t pixels = p.H() * p.W();
  const DataType sums = smallest_type(pixels * p.type.min(), pixels * p.type.max());
  return Layer{golden::AccumulatePool{p.C(), p.size(), p.type, sums}, PE(random.divisor(p.C()))};
}

Drawn max_pool(const Picture& p, Random& random) {
  const auto side = [&](std::int64_t size) { return random.between(1, std::min<std::int64_t>(3, size)); };
  return Layer{golden::MaxPool{p.size(), {side(p.H()), side(p.W())}, p.C(), p.type}, {}};
}

using Draw = Drawn (*)(const Picture&, Random&);

/// A line enrols a kind.
const std::vector<Draw> kSameShape{relu, channelwise, thresholding};
const std::vector<Draw> kOtherShape{fm_padding, down_sampler, accumulate_pool, max_pool, crop, upsample, pixel_padding};

class RandomResidual {
 public:
  explicit RandomResidual(std::uint64_t seed) : random_(seed) {}

  golden::StageGraph make(std::uint64_t seed) {
    network_.name = "residual_" + std::to_string(seed);
    const DataType type = random_.pick<DataType>(
        {DataType::binary(), DataType::bipolar(), DataType::int_(3), DataType::uint(4), DataType::uint(8)});
    Picture p = declare(type, {random_.between(3, 6), random_.between(3, 6), random_.pick<std::int64_t>({2, 4, 6})});
    network_.inputs = {p.stream};
    for (std::int64_t pieces = random_.between(2, 4); pieces > 0; --pieces) p = piece(p);
    network_.outputs = {p.stream};
    golden::fill_random_parameters(network_, seed);
    Errors errors;
    golden::validate(network_, errors);
    errors.throw_if_any();
    return golden::build_stage_graph(std::make_shared<const golden::Network>(network_), folding_);
  }

 private:
  Picture declare(DataType type, Shape shape) {
    const std::string name = "stream" + std::to_string(network_.streams.size());
    network_.streams.push_back({name, type, shape});
    folding_.depths_words[name] = random_.pick<int>({1, 2, 7, 32});
    return {name, type, std::move(shape)};
  }

  std::vector<Picture> add(const Layer& layer, const std::vector<Picture>& inputs) {
    const std::string name = std::string(golden::op_type(layer.kind)) + "_" + std::to_string(network_.layers.size());
    std::vector<std::string> from, to;
    for (const Picture& p : inputs) from.push_back(p.stream);
    std::vector<Picture> outputs;
    for (const auto& port : std::visit([&](const auto& k) { return output_ports(k, layer.folding); }, layer.kind)) {
      outputs.push_back(declare(port.type, port.shape));
      to.push_back(outputs.back().stream);
    }
    network_.layers.push_back({name, layer.kind, from, to, {}});
    folding_.layers[name] = layer.folding;
    return outputs;
  }

  Picture add_if_fit(const Drawn& layer, const Picture& p) { return layer ? add(*layer, {p}).front() : p; }

  Picture piece(const Picture& p) {
    switch (random_.between(0, 6)) {
      case 0: return add_if_fit(random_.pick(kSameShape)(p, random_), p);
      case 1:
      case 6: return add_if_fit(random_.pick(kOtherShape)(p, random_), p);
      case 2: return windowed_pool(p);
      case 3: return join_concatenated(split(p));
      case 4: return p.C() <= 8 ? join_concatenated(duplicate(p)) : p;
      default: return join_added(duplicate(p));
    }
  }

  golden::SlidingWindow window_on(const Picture& p, std::int64_t KH, std::int64_t KW, std::int64_t stride) {
    golden::SlidingWindow w;
    w.in_size = p.size();
    w.channels = p.C();
    w.kernel = {KH, KW};
    w.stride = {stride, stride};
    w.type = p.type;
    return w;
  }

  Picture windowed_pool(const Picture& p) {
    if (!is_narrow(p)) return p;
    const std::int64_t KH = random_.between(1, std::min<std::int64_t>(3, p.H()));
    const std::int64_t KW = random_.between(1, std::min<std::int64_t>(3, p.W()));
    const Picture windows =
        add({window_on(p, KH, KW, random_.between(1, 2)), SIMD(static_cast<int>(p.C()))}, {p}).front();
    golden::Pool pool{random_.pick<std::string>({"MaxPool", "AccPool", "QuantAvgPool"}),
                      {windows.H(), windows.W()},
                      {KH, KW},
                      p.C(),
                      p.type,
                      p.type,
                      0};
    if (pool.function == "QuantAvgPool") pool.shift = static_cast<int>(random_.between(0, 3));
    if (pool.function != "MaxPool")
      pool.output = smallest_type((KH * KW * p.type.min()) >> pool.shift,
                                  std::max<std::int64_t>(1, (KH * KW * p.type.max()) >> pool.shift));
    return add({pool, PE(static_cast<int>(p.C()))}, {windows}).front();
  }

  /// 3 x 3 with a border of zeros: same shape.
  Picture convolution(const Picture& p) {
    if (!p.type.holds(0) || p.type.bits > 4) return p;
    const golden::FmPadding border{p.size(), {1, 1, 1, 1}, p.C(), p.type};
    const Picture padded = add({border, SIMD(random_.divisor(p.C()))}, {p}).front();
    const Picture windows = add({window_on(padded, 3, 3, 1), SIMD(random_.divisor(p.C()))}, {padded}).front();
    golden::Mvau m;
    m.num_input_vectors = p.size();
    m.MW = windows.C();
    m.MH = p.C();
    m.input = p.type;
    m.weight = DataType::bipolar();
    m.accumulator = DataType::int_(16);
    m.output = DataType::uint(2);
    m.levels = 3;
    return add({m, {random_.divisor(m.MH), random_.divisor(m.MW), 1, "auto"}}, {windows}).front();
  }

  Picture branch(Picture p) {
    if (random_.coin()) p = convolution(p);
    for (std::int64_t layers = random_.between(0, 2); layers > 0; --layers)
      p = add_if_fit(random_.pick(kSameShape)(p, random_), p);
    return p;
  }

  /// The branches of a fork, each with room for a frame at its start.
  std::vector<Picture> branches(std::vector<Picture> ends) {
    for (Picture& end : ends) {
      folding_.depths_words[end.stream] = static_cast<int>(element_count(end.shape));
      end = branch(end);
    }
    return ends;
  }

  std::vector<Picture> duplicate(const Picture& p) {
    const golden::DuplicateStreams d{p.C(), p.size(), p.type, static_cast<int>(random_.between(2, 3))};
    return branches(add({d, PE(random_.divisor(p.C()))}, {p}));
  }

  /// Two parts; the second may be the larger.
  std::vector<Picture> split(const Picture& p) {
    const int lanes = random_.divisor(p.C() / 2);
    const std::int64_t first = lanes * random_.between(1, p.C() / lanes - 1);
    const golden::Split parts{{first, p.C() - first}, p.size(), p.type};
    return branches(add({parts, SIMD(lanes)}, {p}));
  }

  Picture requantised(const Picture& p) {
    return p.type == DataType::uint(2) ? p : add(*thresholding_to(p, DataType::uint(2), random_), {p}).front();
  }

  /// Two at a time, so that three branches make two joins.
  Picture join_added(const std::vector<Picture>& ends) {
    Picture sum = ends.front();
    for (std::size_t i = 1; i < ends.size(); ++i) sum = join_two(sum, ends[i]);
    return sum;
  }

  Picture join_two(Picture a, Picture b) {
    if (!is_narrow(a)) a = requantised(a);
    if (!is_narrow(b)) b = requantised(b);
    return random_.coin() ? sum_of(a, b) : combination_of(a, b);
  }

  Picture sum_of(const Picture& a, const Picture& b) {
    golden::AddStreams sum;
    sum.channels = a.C();
    sum.num_input_vectors = a.size();
    sum.lhs = a.type;
    sum.rhs = b.type;
    sum.offset = static_cast<int>(random_.between(-9, 9));
    sum.saturate = random_.coin();
    sum.output = sum.saturate ? random_.pick<DataType>({DataType::uint(4), DataType::int_(3), DataType::binary()})
                              : smallest_type(a.type.min() + b.type.min() + sum.offset,
                                              std::max<std::int64_t>(1, a.type.max() + b.type.max() + sum.offset));
    return add({sum, PE(random_.divisor(a.C()))}, {a, b}).front();
  }

  Picture combination_of(const Picture& a, const Picture& b) {
    golden::Eltwise e{random_.pick<std::string>({"Add", "Sub", "AbsDiff"}), a.C(), a.size(), a.type, b.type, {}};
    const std::int64_t least = a.type.min() - b.type.max(), most = a.type.max() - b.type.min();
    e.output = e.operation == "Add"   ? smallest_type(a.type.min() + b.type.min(), a.type.max() + b.type.max())
               : e.operation == "Sub" ? smallest_type(least, most)
                                      : smallest_type(0, std::max(-least, most));
    return add({e, PE(random_.divisor(a.C()))}, {a, b}).front();
  }

  Picture join_concatenated(std::vector<Picture> ends) {
    golden::Concat c{{}, ends.front().size(), DataType::uint(2)};
    std::int64_t common = 0;
    for (Picture& end : ends) {
      end = requantised(end);
      c.channels.push_back(end.C());
      common = std::gcd(common, end.C());
    }
    return add({c, SIMD(random_.divisor(common))}, ends).front();
  }

  Random random_;
  golden::Network network_;
  golden::Folding folding_;
};

}  // namespace

golden::StageGraph random_residual_graph(std::uint64_t seed) { return RandomResidual(seed).make(seed); }

std::set<std::string> kinds_of(const golden::StageGraph& graph) {
  std::set<std::string> kinds;
  for (const auto& stage : graph.stages) kinds.insert(golden::op_type(stage.kind));
  return kinds;
}

}  // namespace weir::test
