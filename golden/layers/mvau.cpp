#include "golden/layers/mvau.hpp"

#include <Eigen/Core>
#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

using Matrix = Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<const Matrix>;

/// sums[v][row] = sum over columns of weights[row][column] * x[v][column]; in XNOR mode the number of equal bits.
Matrix accumulate(const Mvau& m, const Tensor& x, const Tensor& weights) {
  const std::int64_t vectors = x.size() / m.MW;
  const MatrixView in(x.data.data(), vectors, m.MW);
  const MatrixView w(weights.data.data(), m.MH, m.MW);
  if (!m.binary_xnor) return in * w.transpose();
  // With bits as -1 and +1, equal bits add 1 and others -1: dot = 2 * equal - MW.
  const Matrix in_signs = (2 * in.array() - 1).matrix();
  const Matrix w_signs = (2 * w.array() - 1).matrix();
  Matrix dot = in_signs * w_signs.transpose();
  return ((dot.array() + static_cast<std::int32_t>(m.MW)) / 2).matrix();
}

int coding(const Mvau& m, DataType type) {
  if (m.binary_xnor) return XNOR;
  switch (type.kind) {
    case DataType::Kind::Bipolar: return BIPOLAR;
    case DataType::Kind::Int: return INT;
    case DataType::Kind::Binary:
    case DataType::Kind::UInt: break;
  }
  return UINT;
}

}  // namespace

std::int32_t count_thresholds(std::int64_t value, const std::int32_t* thresholds, int levels, Compare compare,
                              int act_val) {
  int fired = 0;
  for (int k = 0; k < levels; ++k)
    fired += compare == Compare::Less ? (thresholds[k] < value ? 1 : 0) : (thresholds[k] <= value ? 1 : 0);
  return act_val + fired;
}

std::int64_t vectors_per_frame(const Mvau& m) { return element_count(m.num_input_vectors); }

std::pair<std::int64_t, std::int64_t> accumulator_range(const Mvau& m, const Tensor& weights) {
  if (m.binary_xnor) return {0, m.MW};
  const std::int64_t low = m.input.min(), high = m.input.max();
  std::pair<std::int64_t, std::int64_t> range{0, 0};
  for (std::int64_t row = 0; row < m.MH; ++row) {
    std::int64_t row_min = 0, row_max = 0;
    for (std::int64_t column = 0; column < m.MW; ++column) {
      const std::int64_t w = weights.data[static_cast<std::size_t>(row * m.MW + column)];
      row_min += std::min(w * low, w * high);
      row_max += std::max(w * low, w * high);
    }
    range = {std::min(range.first, row_min), std::max(range.second, row_max)};
  }
  return range;
}

void require_levels(const std::string& layer, DataType output, int act_val, int levels, Errors& errors) {
  if (levels < 1)
    errors.add("layer-levels", layer + ": " + std::to_string(levels) + " thresholds per row", "",
               "at least 1, or no activation");
  const bool is_bipolar = output == DataType::bipolar();
  const DataType codes = is_bipolar ? DataType::binary() : output;
  if (codes.holds(act_val) && codes.holds(act_val + levels)) return;
  errors.add("layer-levels",
             layer + ": output " + output.name() + " does not hold " + std::to_string(act_val) + ".." +
                 std::to_string(act_val + levels) + " (ActVal .. ActVal + levels)",
             "",
             is_bipolar
                 ? "a BIPOLAR output needs ActVal 0 and one threshold"
                 : output.name() + " holds " + std::to_string(output.min()) + ".." + std::to_string(output.max()));
}

void validate(const Mvau& m, const std::string& where, Errors& errors) {
  require_positive(where, "MW", m.MW, errors);
  require_positive(where, "MH", m.MH, errors);
  require_positive(where, "numInputVectors", m.num_input_vectors, errors);
  if (m.binary_xnor) {
    require_type(where, "input of an MVAU in binaryXnorMode", m.input, DataType::binary(), errors);
    require_type(where, "weight of an MVAU in binaryXnorMode", m.weight, DataType::binary(), errors);
  }
  if (m.no_activation) {
    require_type(where, "output of an MVAU without activation", m.output, m.accumulator, errors);
    if (m.levels != 0 || m.act_val != 0)
      errors.add(
          "layer-levels",
          where + ": noActivation with " + std::to_string(m.levels) + " levels and ActVal " + std::to_string(m.act_val),
          "", "without activation both are 0");
  } else {
    require_levels(where, m.output, m.act_val, m.levels, errors);
  }
}

void validate_folding(const Mvau& m, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "MH", m.MH, errors);
  require_divides(where, "SIMD", f.SIMD, "MW", m.MW, errors);
  if (m.external_weights)
    require_one(where, "MMV", f.MMV, "MVAU with external weights", errors);
  else
    require_divides(where, "MMV", f.MMV, "the number of vectors", vectors_per_frame(m), errors);
}

void validate_parameters(const Mvau& m, const Parameters& parameters, const std::string& where, Errors& errors) {
  if (parameters.weights.empty()) return;
  const auto [low, high] = accumulator_range(m, parameters.weights);
  if (low >= m.accumulator.min() && high <= m.accumulator.max()) return;
  errors.add("accumulator-range",
             where + ": sums can reach " + std::to_string(low) + ".." + std::to_string(high) + ", accumulator " +
                 m.accumulator.name() + " holds " + std::to_string(m.accumulator.min()) + ".." +
                 std::to_string(m.accumulator.max()),
             "", "smallest type that holds them: " + smallest_type(low, high).name());
}

std::vector<PortSpec> input_ports(const Mvau& m, const LayerFolding& f) {
  return {{m.input, append(m.num_input_vectors, m.MW), std::int64_t{f.SIMD} * f.MMV,
           side_by_side_order(m.MW, f.SIMD, f.MMV)}};
}

std::vector<PortSpec> output_ports(const Mvau& m, const LayerFolding& f) {
  return {
      {m.output, append(m.num_input_vectors, m.MH), std::int64_t{f.PE} * f.MMV, side_by_side_order(m.MH, f.PE, f.MMV)}};
}

std::optional<PortSpec> weight_port(const Mvau& m, const LayerFolding& f) {
  if (!m.external_weights) return std::nullopt;
  return PortSpec{m.weight,
                  {vectors_per_frame(m), m.MH, m.MW},
                  std::int64_t{f.PE} * f.SIMD,
                  ElementOrder({{m.MH / f.PE, f.PE * m.MW}, {m.MW / f.SIMD, f.SIMD}, {f.PE, m.MW}, {f.SIMD, 1}})};
}

ParameterSpecs parameter_specs(const Mvau& m) {
  ParameterSpecs specs;
  specs.weights = {{m.MH, m.MW}, m.weight, m.external_weights};
  const DataType type =
      m.accumulator.is_signed() ? m.accumulator : DataType::int_(std::min(32, m.accumulator.bits + 1));
  if (!m.no_activation) specs.thresholds = {{m.MH, m.levels}, type};
  return specs;
}

int rtl_latency_cycles(const Mvau& m, const LayerFolding& f) {
  const int sum_bits = m.accumulator.bits + (m.accumulator.kind == DataType::Kind::Int ? 0 : 1);
  return mvau_latency(f.SIMD, coding(m, m.input), m.input.bits, coding(m, m.weight), m.weight.bits, m.levels, sum_bits,
                      m.output.bits, m.act_val, sum_bits);
}

std::vector<Tensor> compute(const Mvau& m, const std::vector<const Tensor*>& inputs, const Parameters& parameters) {
  const Matrix sums = accumulate(m, *inputs[0], parameters.weights);
  Tensor out({sums.rows(), m.MH});
  if (m.no_activation) {
    std::copy(sums.data(), sums.data() + sums.size(), out.data.begin());
    return {std::move(out)};
  }
  const bool is_bipolar = m.output == DataType::bipolar();
  for (std::int64_t vector = 0; vector < sums.rows(); ++vector) {
    for (std::int64_t row = 0; row < m.MH; ++row) {
      const std::int32_t code =
          count_thresholds(sums(vector, row), &parameters.thresholds.data[static_cast<std::size_t>(row * m.levels)],
                           m.levels, m.compare, m.act_val);
      out.data[static_cast<std::size_t>(vector * m.MH + row)] = is_bipolar ? 2 * code - 1 : code;
    }
  }
  return {std::move(out)};
}

}  // namespace weir::golden
