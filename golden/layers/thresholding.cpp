#include "golden/layers/thresholding.hpp"

#include "hls/kernels/latency.hpp"

namespace weir::golden {

std::int64_t vectors_per_frame(const Thresholding& t) { return element_count(t.num_input_vectors); }

void validate(const Thresholding& t, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", t.channels, errors);
  require_positive(where, "numInputVectors", t.num_input_vectors, errors);
  require_levels(where, t.output, t.act_val, t.levels, errors);
}

void validate_folding(const Thresholding& t, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", t.channels, errors);
  require_one(where, "SIMD", f.SIMD, t.op_type, errors);
  require_one(where, "MMV", f.MMV, t.op_type, errors);
}

std::vector<PortSpec> input_ports(const Thresholding& t, const LayerFolding& f) {
  return {{t.input, append(t.num_input_vectors, t.channels), f.PE}};
}

std::vector<PortSpec> output_ports(const Thresholding& t, const LayerFolding& f) {
  return {{t.output, append(t.num_input_vectors, t.channels), f.PE}};
}

ParameterSpecs parameter_specs(const Thresholding& t) {
  ParameterSpecs specs;
  specs.thresholds = {{t.channels, t.levels}, t.threshold};
  return specs;
}

int rtl_latency_cycles(const Thresholding& t, const LayerFolding&) { return thresholding_latency(t.levels); }

std::vector<Tensor> compute(const Thresholding& t, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters) {
  const Tensor& x = *inputs[0];
  Tensor out({x.size() / t.channels, t.channels});
  const bool is_bipolar = t.output == DataType::bipolar();
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    const std::size_t channel = i % static_cast<std::size_t>(t.channels);
    const std::int32_t* thresholds = &parameters.thresholds.data[channel * static_cast<std::size_t>(t.levels)];
    const std::int32_t code = count_thresholds(x.data[i], thresholds, t.levels, t.compare, t.act_val);
    out.data[i] = is_bipolar ? 2 * code - 1 : code;
  }
  return {std::move(out)};
}

}  // namespace weir::golden
