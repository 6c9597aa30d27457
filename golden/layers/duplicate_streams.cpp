#include "golden/layers/duplicate_streams.hpp"

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

PortSpec port(const DuplicateStreams& d, const LayerFolding& f) {
  return {d.input, append(d.num_input_vectors, d.channels), f.PE};
}

}  // namespace

void validate(const DuplicateStreams& d, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", d.channels, errors);
  require_positive(where, "numInputVectors", d.num_input_vectors, errors);
  if (d.copies < 2)
    errors.add("layer-shape", where + ": NumOutputStreams is " + std::to_string(d.copies), "", "at least 2");
}

void validate_folding(const DuplicateStreams& d, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", d.channels, errors);
  require_one(where, "SIMD", f.SIMD, d.op_type, errors);
  require_one(where, "MMV", f.MMV, d.op_type, errors);
}

std::vector<PortSpec> input_ports(const DuplicateStreams& d, const LayerFolding& f) { return {port(d, f)}; }
std::vector<PortSpec> output_ports(const DuplicateStreams& d, const LayerFolding& f) {
  return std::vector<PortSpec>(static_cast<std::size_t>(d.copies), port(d, f));
}
ParameterSpecs parameter_specs(const DuplicateStreams&) { return {}; }
int rtl_latency_cycles(const DuplicateStreams&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const DuplicateStreams& d, const std::vector<const Tensor*>& inputs, const Parameters&) {
  return std::vector<Tensor>(static_cast<std::size_t>(d.copies), *inputs[0]);
}

}  // namespace weir::golden
