#include "golden/layers/channelwise.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape frame(const ChannelwiseOp& c) { return append(c.num_input_vectors, c.channels); }

bool is_comparison(const ChannelwiseOp& c) { return c.function == "cmp_le" || c.function == "cmp_ge"; }

std::int64_t apply(const ChannelwiseOp& c, std::int64_t x, std::int64_t p) {
  if (c.function == "add") return x + p;
  if (c.function == "mul") return x * p;
  return (c.function == "cmp_le" ? p <= x : p >= x) ? 1 : 0;
}

}  // namespace

void validate(const ChannelwiseOp& c, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", c.channels, errors);
  require_positive(where, "numInputVectors", c.num_input_vectors, errors);
  if (c.function != "add" && c.function != "mul" && !is_comparison(c))
    errors.add("layer-function", where + ": Func is \"" + c.function + "\"", "", "legal: add mul cmp_le cmp_ge");
}

void validate_parameters(const ChannelwiseOp& c, const Parameters& parameters, const std::string& where,
                         Errors& errors) {
  std::int64_t low = is_comparison(c) ? 0 : apply(c, c.input.min(), parameters.bias.data.front());
  std::int64_t high = is_comparison(c) ? 1 : low;
  for (const std::int64_t p : parameters.bias.data) {
    for (const std::int64_t x : {c.input.min(), c.input.max()}) {
      low = std::min(low, apply(c, x, p));
      high = std::max(high, apply(c, x, p));
    }
  }
  require_range(where, c.output, low, high, errors);
}

void validate_folding(const ChannelwiseOp& c, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", c.channels, errors);
  require_one(where, "SIMD", f.SIMD, c.op_type, errors);
  require_one(where, "MMV", f.MMV, c.op_type, errors);
}

std::vector<PortSpec> input_ports(const ChannelwiseOp& c, const LayerFolding& f) { return {{c.input, frame(c), f.PE}}; }
std::vector<PortSpec> output_ports(const ChannelwiseOp& c, const LayerFolding& f) {
  return {{c.output, frame(c), f.PE}};
}

ParameterSpecs parameter_specs(const ChannelwiseOp& c) {
  ParameterSpecs specs;
  specs.bias = {{c.channels}, c.parameter};
  return specs;
}

int rtl_latency_cycles(const ChannelwiseOp&, const LayerFolding&) { return channelwise_latency(); }

std::vector<Tensor> compute(const ChannelwiseOp& c, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters) {
  Tensor out = *inputs[0];
  const auto channels = static_cast<std::size_t>(c.channels);
  for (std::size_t i = 0; i < out.data.size(); ++i)
    out.data[i] = static_cast<std::int32_t>(apply(c, out.data[i], parameters.bias.data[i % channels]));
  return {std::move(out)};
}

}  // namespace weir::golden
