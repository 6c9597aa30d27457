#include "golden/layers/pool.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

std::int64_t taps(const Pool& p) { return p.kernel[0] * p.kernel[1]; }

}  // namespace

void validate(const Pool& p, const std::string& where, Errors& errors) {
  Errors found;
  require_extents(where, "OutImgDims", p.out_size, 2, 1, found);
  require_extents(where, "KernelSize", p.kernel, 2, 1, found);
  require_positive(where, "Channels", p.channels, found);
  const bool is_max = p.function == "MaxPool", is_average = p.function == "QuantAvgPool";
  if (!is_max && !is_average && p.function != "AccPool")
    found.add("layer-function", where + ": Function is \"" + p.function + "\"", "",
              "legal: MaxPool QuantAvgPool AccPool");
  if (p.shift < 0 || p.shift > 31 || (!is_average && p.shift != 0))
    found.add("layer-shape", where + ": Size is " + std::to_string(p.shift), "",
              "legal: 0..31 for QuantAvgPool, else 0");
  if (found.empty() && !(is_max && p.output == p.input)) {
    const std::int64_t most = is_max ? 1 : taps(p);
    require_range(where, p.output, (most * p.input.min()) >> p.shift, (most * p.input.max()) >> p.shift, found);
  }
  errors.add(found);
}

void validate_folding(const Pool& p, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "Channels", p.channels, errors);
  require_one(where, "SIMD", f.SIMD, p.op_type, errors);
  require_one(where, "MMV", f.MMV, p.op_type, errors);
}

std::vector<PortSpec> input_ports(const Pool& p, const LayerFolding& f) {
  return {{p.input, append(p.out_size, taps(p) * p.channels), f.PE, depthwise_order(taps(p), p.channels, f.PE)}};
}
std::vector<PortSpec> output_ports(const Pool& p, const LayerFolding& f) {
  return {{p.output, append(p.out_size, p.channels), f.PE}};
}
ParameterSpecs parameter_specs(const Pool&) { return {}; }
int rtl_latency_cycles(const Pool&, const LayerFolding&) { return pool_latency(); }

std::vector<Tensor> compute(const Pool& p, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t windows = x.size() / (taps(p) * p.channels);
  const bool is_max = p.function == "MaxPool";
  Tensor out({windows, p.channels});
  for (std::int64_t window = 0; window < windows; ++window) {
    std::int32_t* to = &out.data[static_cast<std::size_t>(window * p.channels)];
    const std::int32_t* from = &x.data[static_cast<std::size_t>(window * taps(p) * p.channels)];
    std::copy(from, from + p.channels, to);
    for (std::int64_t tap = 1; tap < taps(p); ++tap)
      for (std::int64_t c = 0; c < p.channels; ++c) {
        const std::int32_t value = from[tap * p.channels + c];
        to[c] = is_max ? std::max(to[c], value) : to[c] + value;
      }
    for (std::int64_t c = 0; c < p.channels; ++c) to[c] >>= p.shift;
  }
  return {std::move(out)};
}

}  // namespace weir::golden
