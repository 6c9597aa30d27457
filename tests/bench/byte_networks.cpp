#include "tests/bench/byte_networks.hpp"

#include <algorithm>
#include <cmath>

#include "golden/builtin/random_parameters.hpp"

namespace weir::bench {

using namespace golden;

namespace {

constexpr std::uint64_t kSeed = 8;
constexpr int kFirstWeightBits = 8;

/// Thresholds at equal steps over two standard deviations on each side of where the quantiles lie.
void straighten(Tensor& thresholds) {
  const std::int64_t levels = thresholds.shape.empty() ? 0 : thresholds.shape[1];
  if (levels < 3) return;
  for (auto row = thresholds.data.begin(); row != thresholds.data.end(); row += levels) {
    const double low = row[levels * 16 / 100], high = row[levels * 84 / 100];
    const double centre = (low + high) / 2, step = 2 * (high - low) / static_cast<double>(levels);
    for (std::int64_t k = 0; k < levels; ++k)
      row[k] = static_cast<std::int32_t>(
          std::ceil(centre + (static_cast<double>(k) - static_cast<double>(levels - 1) / 2) * step));
  }
}

/// Appends layers to the end of a chain; a residual block takes the chain apart and joins it again.
class Builder {
 public:
  Builder(std::string name, Width width, Shape picture) : width_(width) {
    network_.name = std::move(name);
    end_ = add_stream(DataType::uint(8), std::move(picture));
    network_.inputs = {end_};
  }

  const std::string& end() const { return end_; }
  void go_on_from(const std::string& stream) { end_ = stream; }

  void pad(std::int64_t border) {
    if (border == 0) return;
    const NetworkStream in = at_end();
    append_layer(FmPadding{{in.shape[0], in.shape[1]}, {border, border, border, border}, in.shape[2], in.type}, in.type,
                 {in.shape[0] + 2 * border, in.shape[1] + 2 * border, in.shape[2]});
  }
  void window(std::int64_t kernel, std::int64_t stride, bool depthwise = false) {
    const NetworkStream in = at_end();
    SlidingWindow s;
    s.in_size = {in.shape[0], in.shape[1]};
    s.channels = in.shape[2];
    s.kernel = {kernel, kernel};
    s.stride = {stride, stride};
    s.type = in.type;
    s.depthwise = depthwise;
    append_layer(s, in.type, append(out_size(s), kernel * kernel * s.channels));
  }
  void convolve(std::int64_t channels, std::int64_t kernel, std::int64_t stride, std::int64_t border,
                bool is_signed = false) {
    pad(border);
    if (kernel > 1 || stride > 1) window(kernel, stride);
    fully_connect(channels, is_signed);
  }
  void fully_connect(std::int64_t rows, bool is_signed = false) {
    const NetworkStream in = at_end();
    Mvau m;
    m.MW = in.shape.back();
    m.MH = rows;
    m.num_input_vectors = outer(in.shape);
    m.input = in.type;
    m.weight = DataType::int_(network_.layers.size() < 3 && is_first_ ? kFirstWeightBits : width_.bits);
    m.accumulator = DataType::int_(32);
    activate(m, is_signed);
    is_first_ = false;
    append_layer(m, m.output, append(m.num_input_vectors, rows));
  }
  void depthwise(std::int64_t stride) {
    pad(1);
    const NetworkStream pixels = at_end();
    window(3, stride, true);
    const NetworkStream in = at_end();
    Vvau m;
    m.out_size = outer(in.shape);
    m.kernel = {3, 3};
    m.channels = pixels.shape.back();
    m.input = in.type;
    m.weight = DataType::int_(width_.bits);
    m.accumulator = DataType::int_(32);
    activate(m, false);
    append_layer(m, m.output, append(m.out_size, m.channels));
  }
  void max_pool(std::int64_t size) {
    const NetworkStream in = at_end();
    append_layer(MaxPool{{in.shape[0], in.shape[1]}, {size, size}, in.shape[2], in.type}, in.type,
                 {in.shape[0] / size, in.shape[1] / size, in.shape[2]});
  }
  void overlapping_max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t border) {
    pad(border);
    const NetworkStream pixels = at_end();
    window(kernel, stride);
    const NetworkStream in = at_end();
    append_layer(Pool{"MaxPool", outer(in.shape), {kernel, kernel}, pixels.shape.back(), in.type, in.type, 0}, in.type,
                 append(outer(in.shape), pixels.shape.back()));
  }
  std::pair<std::string, std::string> duplicate() {
    const NetworkStream in = at_end();
    const std::string a = add_stream(in.type, in.shape), b = add_stream(in.type, in.shape);
    network_.layers.push_back({"Duplicate_" + std::to_string(network_.layers.size()),
                               DuplicateStreams{in.shape.back(), outer(in.shape), in.type, 2},
                               {end_},
                               {a, b},
                               {}});
    return {a, b};
  }
  /// The sum of the end and `other`, thresholded to unsigned codes.
  void add(const std::string& other) {
    const NetworkStream lhs = at_end(), rhs = *network_.find_stream(other);
    const DataType sum = smallest_type(lhs.type.min() + rhs.type.min(), lhs.type.max() + rhs.type.max());
    const std::int64_t channels = lhs.shape.back();
    const std::string out = add_stream(sum, lhs.shape);
    network_.layers.push_back({"Add_" + std::to_string(network_.layers.size()),
                               AddStreams{channels, outer(lhs.shape), lhs.type, rhs.type, sum, 0, false},
                               {end_, other},
                               {out},
                               {}});
    end_ = out;
    const DataType output = DataType::uint(width_.bits);
    append_layer(Thresholding{channels, outer(lhs.shape), sum, DataType::int_(sum.bits + 2), output, 0,
                              Compare::LessEqual, levels()},
                 output, lhs.shape);
  }
  void accumulate() {
    const NetworkStream in = at_end();
    const std::int64_t pixels = in.shape[0] * in.shape[1];
    const DataType sum = smallest_type(pixels * in.type.min(), pixels * in.type.max());
    append_layer(AccumulatePool{in.shape[2], {in.shape[0], in.shape[1]}, in.type, sum}, sum, {1, 1, in.shape[2]});
  }
  /// The classifier: 8-bit weights, sums leave as they are.
  Network finish(std::int64_t classes) {
    const NetworkStream in = at_end();
    Mvau m;
    m.MW = in.shape.back();
    m.MH = classes;
    m.num_input_vectors = outer(in.shape);
    m.input = in.type;
    m.weight = DataType::int_(kFirstWeightBits);
    m.accumulator = m.output = DataType::int_(32);
    m.no_activation = true;
    m.levels = 0;
    append_layer(m, m.output, append(m.num_input_vectors, classes));
    network_.outputs = {end_};
    fill_random_parameters(network_, kSeed);
    for (Layer& layer : network_.layers) straighten(layer.parameters.thresholds);
    Errors errors;
    validate(network_, errors);
    errors.throw_if_any();
    return std::move(network_);
  }

 private:
  static std::vector<std::int64_t> outer(const Shape& shape) {
    return shape.size() == 1 ? std::vector<std::int64_t>{1} : std::vector<std::int64_t>(shape.begin(), shape.end() - 1);
  }
  int levels() const { return (1 << width_.bits) - 1; }

  template <class Kind>
  void activate(Kind& m, bool is_signed) const {
    m.output = is_signed ? DataType::int_(width_.bits) : DataType::uint(width_.bits);
    m.act_val = static_cast<int>(m.output.min());
    m.levels = levels();
  }

  NetworkStream at_end() const { return *network_.find_stream(end_); }
  std::string add_stream(DataType type, Shape shape) {
    network_.streams.push_back({"s" + std::to_string(network_.streams.size()), type, std::move(shape)});
    return network_.streams.back().name;
  }
  void append_layer(LayerKind kind, DataType type, Shape shape) {
    const std::string out = add_stream(type, std::move(shape));
    const std::string name = std::string(op_type(kind)) + "_" + std::to_string(network_.layers.size());
    network_.layers.push_back({name, std::move(kind), {end_}, {out}, {}});
    end_ = out;
  }

  Network network_;
  Width width_;
  std::string end_;
  bool is_first_ = true;
};

void residual_block(Builder& net, std::int64_t channels, std::int64_t stride, bool has_two_branches) {
  const auto [main, bypass] = net.duplicate();
  net.go_on_from(main);
  net.convolve(channels, 3, stride, 1);
  net.convolve(channels, 3, 1, 1, true);
  const std::string end = net.end();
  std::string other = bypass;
  if (has_two_branches) {
    net.go_on_from(bypass);
    net.convolve(channels, 1, stride, 0, true);
    other = net.end();
  }
  net.go_on_from(end);
  net.add(other);
}

std::string name_of(const char* topology, Width width) {
  return std::string(topology) + "-w" + std::to_string(width.bits) + "a" + std::to_string(width.bits);
}

struct Topology {
  const char* name;
  Network (*make)(Width);
};
constexpr Topology kTopologies[] = {{"lfc", make_byte_lfc},
                                    {"cnv", make_byte_cnv},
                                    {"resnet18", make_byte_resnet18},
                                    {"mobilenet", make_byte_mobilenet}};
constexpr int kWidths[] = {8, 4};

}  // namespace

Network make_byte_lfc(Width width) {
  Builder net(name_of("lfc", width), width, {784});
  for (int layer = 0; layer < 3; ++layer) net.fully_connect(1024);
  return net.finish(10);
}

Network make_byte_cnv(Width width) {
  Builder net(name_of("cnv", width), width, {32, 32, 3});
  for (const std::int64_t channels : {64, 128, 256}) {
    net.convolve(channels, 3, 1, 0);
    net.convolve(channels, 3, 1, 0);
    if (channels < 256) net.max_pool(2);
  }
  net.fully_connect(512);
  net.fully_connect(512);
  return net.finish(10);
}

Network make_byte_resnet18(Width width) {
  Builder net(name_of("resnet18", width), width, {224, 224, 3});
  net.convolve(64, 7, 2, 3);
  net.overlapping_max_pool(3, 2, 1);
  for (const std::int64_t channels : {64, 128, 256, 512}) {
    const bool is_first = channels == 64;
    residual_block(net, channels, is_first ? 1 : 2, !is_first);
    residual_block(net, channels, 1, false);
  }
  net.accumulate();
  return net.finish(1000);
}

Network make_byte_mobilenet(Width width) {
  Builder net(name_of("mobilenet", width), width, {224, 224, 3});
  net.convolve(32, 3, 2, 1);
  struct Pair {
    std::int64_t channels, stride;
  };
  for (const Pair pair : {Pair{64, 1},
                          {128, 2},
                          {128, 1},
                          {256, 2},
                          {256, 1},
                          {512, 2},
                          {512, 1},
                          {512, 1},
                          {512, 1},
                          {512, 1},
                          {512, 1},
                          {1024, 2},
                          {1024, 1}}) {
    net.depthwise(pair.stride);
    net.convolve(pair.channels, 1, 1, 0);
  }
  net.accumulate();
  return net.finish(1000);
}

std::vector<std::string> byte_network_names() {
  std::vector<std::string> names;
  for (const Topology& topology : kTopologies)
    for (const int bits : kWidths) names.push_back(name_of(topology.name, {bits}));
  return names;
}

Network make_byte_network(const std::string& name) {
  for (const Topology& topology : kTopologies)
    for (const int bits : kWidths)
      if (name == name_of(topology.name, {bits})) return topology.make({bits});
  throw Error("unknown-network", "\"" + name + "\" is not a network of byte_network_names()");
}

}  // namespace weir::bench
