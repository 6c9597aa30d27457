#include "golden/layers/split.hpp"

#include <algorithm>
#include <numeric>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

std::int64_t total(const Split& s) { return std::accumulate(s.channels.begin(), s.channels.end(), std::int64_t{0}); }

}  // namespace

void validate(const Split& s, const std::string& where, Errors& errors) {
  require_positive(where, "ChannelsPerStream", s.channels, errors);
  require_positive(where, "numInputVectors", s.num_input_vectors, errors);
}

void validate_folding(const Split& s, const LayerFolding& f, const std::string& where, Errors& errors) {
  for (const std::int64_t channels : s.channels)
    require_divides(where, "SIMD", f.SIMD, "ChannelsPerStream", channels, errors);
  require_one(where, "PE", f.PE, s.op_type, errors);
  require_one(where, "MMV", f.MMV, s.op_type, errors);
}

std::vector<PortSpec> input_ports(const Split& s, const LayerFolding& f) {
  return {{s.input, append(s.num_input_vectors, total(s)), f.SIMD}};
}
std::vector<PortSpec> output_ports(const Split& s, const LayerFolding& f) {
  std::vector<PortSpec> ports;
  for (const std::int64_t channels : s.channels)
    ports.push_back({s.input, append(s.num_input_vectors, channels), f.SIMD});
  return ports;
}
ParameterSpecs parameter_specs(const Split&) { return {}; }
int rtl_latency_cycles(const Split&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const Split& s, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const std::int64_t vectors = inputs[0]->size() / total(s);
  std::vector<Tensor> parts;
  for (const std::int64_t channels : s.channels) parts.emplace_back(Shape{vectors, channels});
  auto from = inputs[0]->data.begin();
  for (std::int64_t v = 0; v < vectors; ++v)
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::copy(from, from + s.channels[i], parts[i].data.begin() + v * s.channels[i]);
      from += s.channels[i];
    }
  return parts;
}

}  // namespace weir::golden
