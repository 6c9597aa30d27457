#include "golden/layers/vvau_channels.hpp"
#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

std::int64_t taps(const Vvau& m) { return m.kernel[0] * m.kernel[1]; }

}  // namespace

Mvau mvau_of_channels(const Vvau& m) {
  Mvau one;
  one.MW = taps(m);
  one.MH = m.channels;
  one.num_input_vectors = m.out_size;
  one.input = m.input;
  one.weight = m.weight;
  one.output = m.output;
  one.accumulator = m.accumulator;
  one.no_activation = m.no_activation;
  one.act_val = m.act_val;
  one.compare = m.compare;
  one.levels = m.levels;
  return one;
}

void validate(const Vvau& m, const std::string& where, Errors& errors) {
  Errors extents;
  require_extents(where, "Dim", m.out_size, 2, 1, extents);
  require_extents(where, "Kernel", m.kernel, 2, 1, extents);
  require_positive(where, "Channels", m.channels, extents);
  if (extents.empty()) validate(mvau_of_channels(m), where, extents);
  errors.add(extents);
}

void validate_folding(const Vvau& m, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "Channels", m.channels, errors);
  require_divides(where, "SIMD", f.SIMD, "kernel pixels", taps(m), errors);
  require_one(where, "MMV", f.MMV, m.op_type, errors);
}

void validate_parameters(const Vvau& m, const Parameters& parameters, const std::string& where, Errors& errors) {
  validate_parameters(mvau_of_channels(m), parameters, where, errors);
}

std::vector<PortSpec> input_ports(const Vvau& m, const LayerFolding& f) {
  return {{m.input, append(m.out_size, taps(m) * m.channels), std::int64_t{f.PE} * f.SIMD,
           depthwise_order(taps(m), m.channels, f.PE)}};
}
std::vector<PortSpec> output_ports(const Vvau& m, const LayerFolding& f) {
  return {{m.output, append(m.out_size, m.channels), f.PE}};
}
ParameterSpecs parameter_specs(const Vvau& m) { return parameter_specs(mvau_of_channels(m)); }
int rtl_latency_cycles(const Vvau& m, const LayerFolding& f) {
  return vvau_spare_stages + rtl_latency_cycles(mvau_of_channels(m), f);
}

std::vector<Tensor> compute(const Vvau& m, const std::vector<const Tensor*>& inputs, const Parameters& parameters) {
  const Tensor& x = *inputs[0];
  const std::int64_t windows = x.size() / (taps(m) * m.channels);
  const bool is_bipolar = m.output == DataType::bipolar();
  Tensor out({windows, m.channels});
  for (std::int64_t window = 0; window < windows; ++window)
    for (std::int64_t c = 0; c < m.channels; ++c) {
      const std::int32_t* pixels = &x.data[static_cast<std::size_t>(window * taps(m) * m.channels + c)];
      const std::int32_t* weights = &parameters.weights.data[static_cast<std::size_t>(c * taps(m))];
      std::int32_t sum = 0;
      for (std::int64_t tap = 0; tap < taps(m); ++tap) sum += pixels[tap * m.channels] * weights[tap];
      std::int32_t& to = out.data[static_cast<std::size_t>(window * m.channels + c)];
      to = sum;
      if (m.no_activation) continue;
      const std::int32_t* row = &parameters.thresholds.data[static_cast<std::size_t>(c * m.levels)];
      to = count_thresholds(sum, row, m.levels, m.compare, m.act_val);
      if (is_bipolar) to = 2 * to - 1;
    }
  return {std::move(out)};
}

}  // namespace weir::golden
