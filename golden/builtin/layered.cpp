#include "golden/builtin/layered.hpp"

#include <algorithm>
#include <numeric>

#include "golden/builtin/random_parameters.hpp"

namespace weir::golden {

namespace {

/// Of `count` products, weights being drawn from -max .. max.
DataType sums_of(std::int64_t count, DataType input, DataType weight) {
  const std::int64_t most = weight == DataType::bipolar() ? 1 : weight.max();
  const std::int64_t reach = count * most * std::max(input.max(), -input.min());
  return smallest_type(-reach, reach);
}

/// Makes the sums a matrix or depthwise layer's output, or thresholds them.
template <class Kind>
void activate(Kind& kind, std::optional<DataType> activation) {
  kind.no_activation = !activation;
  kind.output = activation.value_or(kind.accumulator);
  kind.levels = !activation ? 0 : *activation == DataType::bipolar() ? 1 : static_cast<int>(activation->max());
}

std::vector<std::int64_t> vectors(const Shape& shape) { return {shape.begin(), shape.end() - 1}; }

}  // namespace

LayeredNetwork::LayeredNetwork(const std::string& name, DataType input, const Shape& shape, std::int64_t target_cycles)
    : target_cycles_(target_cycles) {
  network_.name = name;
  network_.inputs = {"in0"};
  network_.streams.push_back({"in0", input, shape});
}

int LayeredNetwork::lanes_for(std::int64_t work, std::int64_t total) const {
  for (std::int64_t lanes = 1; lanes < total; ++lanes)
    if (total % lanes == 0 && work <= lanes * target_cycles_) return static_cast<int>(lanes);
  return static_cast<int>(total);
}

std::vector<std::string> LayeredNetwork::append(const LayerKind& kind, const std::vector<std::string>& inputs,
                                                LayerFolding fold) {
  const std::string type = op_type(kind), name = type + "_" + std::to_string(counts_[type]++);
  std::vector<std::string> outputs;
  for (const PortSpec& port : std::visit([](const auto& k) { return output_ports(k, {}); }, kind)) {
    outputs.push_back(name + "_out" + std::to_string(outputs.size()));
    network_.streams.push_back({outputs.back(), port.type, port.shape});
  }
  network_.layers.push_back({name, kind, inputs, outputs, {}});
  folding_.layers[name] = std::move(fold);
  return outputs;
}

std::string LayeredNetwork::padded(const std::string& from, std::int64_t kernel_rows, std::int64_t kernel_columns,
                                   int lanes) {
  const NetworkStream x = of(from);
  const std::int64_t rows = kernel_rows / 2, columns = kernel_columns / 2;
  const FmPadding pad{{x.shape[0], x.shape[1]}, {rows, columns, rows, columns}, x.shape[2], x.type};
  return append(pad, {from}, {1, lanes}).front();
}

std::string LayeredNetwork::convolution(const std::string& from, const Convolution& c, bool is_padded) {
  const std::int64_t rows = c.kernel, columns = of(from).shape[1] == 1 ? 1 : c.kernel;
  const std::int64_t column_stride = columns == 1 && c.kernel > 1 ? 1 : c.stride, channels = of(from).shape[2];
  const auto out = [&](std::int64_t extent, std::int64_t kernel, std::int64_t stride) {
    return (extent + (is_padded ? kernel / 2 * 2 : 0) - kernel) / stride + 1;
  };
  const std::int64_t pixels = out(of(from).shape[0], rows, c.stride) * out(of(from).shape[1], columns, column_stride);
  const int SIMD = lanes_for(pixels * rows * columns * channels, channels);
  std::string at = from;
  if (is_padded && rows * columns > 1) at = padded(at, rows, columns, SIMD);
  if (rows * columns > 1 || c.stride > 1) {
    const Shape shape = of(at).shape;
    const SlidingWindow window{{shape[0], shape[1]}, channels, {rows, columns}, {c.stride, column_stride}, {1, 1},
                               of(at).type,          false};
    at = append(window, {at}, {1, SIMD}).front();
  }
  Mvau m;
  m.MW = of(at).shape.back();
  m.MH = c.outputs;
  m.num_input_vectors = vectors(of(at).shape);
  m.input = of(at).type;
  m.weight = c.weight;
  m.accumulator = sums_of(m.MW, m.input, m.weight);
  activate(m, c.activation);
  return append(m, {at}, {lanes_for(pixels * m.MW / SIMD * m.MH, m.MH), SIMD}).front();
}

std::string LayeredNetwork::depthwise(const std::string& from, std::int64_t stride) {
  constexpr std::int64_t kKernel = 3;
  const std::int64_t channels = of(from).shape[2], side = of(from).shape[0];
  const std::int64_t pixels = (side + stride - 1) / stride * ((side + stride - 1) / stride);
  const int lanes = lanes_for(std::max(pixels * kKernel * kKernel, side * side) * channels, channels);
  const std::string at = padded(from, kKernel, kKernel, lanes);
  const Shape shape = of(at).shape;
  const SlidingWindow window{{shape[0], shape[1]}, channels, {kKernel, kKernel}, {stride, stride}, {1, 1},
                             of(at).type,          true};
  const std::string windows = append(window, {at}, {1, lanes}).front();
  Vvau v;
  v.out_size = {of(windows).shape[0], of(windows).shape[1]};
  v.kernel = {kKernel, kKernel};
  v.channels = channels;
  v.input = of(at).type;
  v.weight = DataType::int_(4);
  v.accumulator = sums_of(kKernel * kKernel, v.input, v.weight);
  activate(v, DataType::uint(4));
  return append(v, {windows}, {lanes, 1}).front();
}

std::string LayeredNetwork::max_pool(const std::string& from, std::int64_t window) {
  const NetworkStream x = of(from);
  const MaxPool pool{{x.shape[0], x.shape[1]}, {window, x.shape[1] == 1 ? 1 : window}, x.shape[2], x.type};
  return append(pool, {from}, {lanes_for(element_count(x.shape), x.shape[2]), 1}).front();
}

std::string LayeredNetwork::sum(const std::string& from) {
  const NetworkStream x = of(from);
  const std::int64_t pixels = x.shape[0] * x.shape[1];
  const AccumulatePool pool{x.shape[2], vectors(x.shape), x.type,
                            smallest_type(pixels * x.type.min(), pixels * x.type.max())};
  return append(pool, {from}, {lanes_for(element_count(x.shape), x.shape[2]), 1}).front();
}

std::string LayeredNetwork::dense(const std::string& from, std::int64_t outputs, DataType weight,
                                  std::optional<DataType> activation) {
  const NetworkStream x = of(from);
  Mvau m;
  m.MW = element_count(x.shape);
  m.MH = outputs;
  m.input = x.type;
  m.weight = weight;
  m.accumulator = sums_of(m.MW, m.input, m.weight);
  activate(m, activation);
  const int SIMD = lanes_for(m.MW * m.MH, m.MW);
  return append(m, {from}, {lanes_for(m.MW / SIMD * m.MH, m.MH), SIMD}).front();
}

std::string LayeredNetwork::thresholds(const std::string& from, DataType activation) {
  const NetworkStream x = of(from);
  Thresholding t;
  t.channels = x.shape.back();
  t.num_input_vectors = vectors(x.shape);
  t.input = x.type;
  t.threshold = smallest_type(std::min<std::int64_t>(x.type.min(), -1), x.type.max());
  t.output = activation;
  t.act_val = static_cast<int>(activation.min());
  t.levels = static_cast<int>(activation.max() - activation.min());
  return append(t, {from}, {lanes_for(element_count(x.shape), t.channels), 1}).front();
}

std::vector<std::string> LayeredNetwork::copies(const std::string& from, int count) {
  const NetworkStream x = of(from);
  const DuplicateStreams copy{x.shape.back(), vectors(x.shape), x.type, count};
  return append(copy, {from}, {lanes_for(element_count(x.shape), copy.channels), 1});
}

std::string LayeredNetwork::add(const std::string& a, const std::string& b) {
  const NetworkStream x = of(a), y = of(b);
  const DataType output = smallest_type(x.type.min() + y.type.min(), x.type.max() + y.type.max());
  const AddStreams sum{x.shape.back(), vectors(x.shape), x.type, y.type, output};
  return append(sum, {a, b}, {lanes_for(element_count(x.shape), sum.channels), 1}).front();
}

std::string LayeredNetwork::concat(const std::string& a, const std::string& b) {
  const NetworkStream x = of(a), y = of(b);
  const Concat join{{x.shape.back(), y.shape.back()}, vectors(x.shape), x.type};
  const int SIMD =
      lanes_for(element_count(x.shape) + element_count(y.shape), std::gcd(join.channels[0], join.channels[1]));
  return append(join, {a, b}, {1, SIMD}).front();
}

std::string LayeredNetwork::upsample(const std::string& from, std::int64_t factor) {
  const NetworkStream x = of(from);
  return append(Upsample{{x.shape[0], x.shape[1]}, {factor, factor}, x.shape[2], x.type}, {from}, {}).front();
}

void LayeredNetwork::hold(const std::string& stream, std::int64_t rows) {
  const NetworkStream& x = of(stream);
  folding_.depths_words[stream] = static_cast<int>(rows * x.shape[1] * x.shape[2]);
}

FoldedNetwork LayeredNetwork::finish(const std::string& output, std::optional<std::uint64_t> seed) {
  network_.outputs = {output};
  network_.class_count = static_cast<int>(element_count(of(output).shape));
  if (seed) fill_random_parameters(network_, *seed);
  return {std::make_shared<const Network>(std::move(network_)), std::move(folding_)};
}

}  // namespace weir::golden
