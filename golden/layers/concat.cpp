#include "golden/layers/concat.hpp"

#include <algorithm>
#include <numeric>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

std::int64_t total(const Concat& c) { return std::accumulate(c.channels.begin(), c.channels.end(), std::int64_t{0}); }

}  // namespace

void validate(const Concat& c, const std::string& where, Errors& errors) {
  require_positive(where, "ChannelsPerStream", c.channels, errors);
  require_positive(where, "numInputVectors", c.num_input_vectors, errors);
}

void validate_folding(const Concat& c, const LayerFolding& f, const std::string& where, Errors& errors) {
  for (const std::int64_t channels : c.channels)
    require_divides(where, "SIMD", f.SIMD, "ChannelsPerStream", channels, errors);
  require_one(where, "PE", f.PE, c.op_type, errors);
  require_one(where, "MMV", f.MMV, c.op_type, errors);
}

std::vector<PortSpec> input_ports(const Concat& c, const LayerFolding& f) {
  std::vector<PortSpec> ports;
  for (const std::int64_t channels : c.channels)
    ports.push_back({c.input, append(c.num_input_vectors, channels), f.SIMD});
  return ports;
}
std::vector<PortSpec> output_ports(const Concat& c, const LayerFolding& f) {
  return {{c.input, append(c.num_input_vectors, total(c)), f.SIMD}};
}
ParameterSpecs parameter_specs(const Concat&) { return {}; }
int rtl_latency_cycles(const Concat&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const Concat& c, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const std::int64_t vectors = inputs[0]->size() / c.channels[0];
  Tensor joined({vectors, total(c)});
  auto to = joined.data.begin();
  for (std::int64_t v = 0; v < vectors; ++v)
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto from = inputs[i]->data.begin() + v * c.channels[i];
      to = std::copy(from, from + c.channels[i], to);
    }
  return {std::move(joined)};
}

}  // namespace weir::golden
