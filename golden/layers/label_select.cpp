#include "golden/layers/label_select.hpp"

#include <algorithm>
#include <numeric>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

void validate(const LabelSelect& l, const std::string& where, Errors& errors) {
  require_positive(where, "Labels", l.labels, errors);
  if (l.K < 1 || l.K > l.labels)
    errors.add("layer-shape", where + ": K is " + std::to_string(l.K), "", "legal: 1.." + std::to_string(l.labels));
  require_range(where, l.output, 0, l.labels - 1, errors);
}

void validate_folding(const LabelSelect& l, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "Labels", l.labels, errors);
  require_one(where, "SIMD", f.SIMD, l.op_type, errors);
  require_one(where, "MMV", f.MMV, l.op_type, errors);
}

std::vector<PortSpec> input_ports(const LabelSelect& l, const LayerFolding& f) { return {{l.input, {l.labels}, f.PE}}; }
std::vector<PortSpec> output_ports(const LabelSelect& l, const LayerFolding&) { return {{l.output, {l.K}, 1}}; }
ParameterSpecs parameter_specs(const LabelSelect&) { return {}; }
int rtl_latency_cycles(const LabelSelect&, const LayerFolding&) { return label_select_latency(); }

std::vector<Tensor> compute(const LabelSelect& l, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& scores = *inputs[0];
  const std::int64_t frames = whole_frames(scores, l.labels);
  Tensor best({frames, l.K});
  std::vector<std::int32_t> order(static_cast<std::size_t>(l.labels));
  for (std::int64_t n = 0; n < frames; ++n) {
    const std::int32_t* of_frame = &scores.data[static_cast<std::size_t>(n * l.labels)];
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return of_frame[a] > of_frame[b]; });
    std::copy_n(order.begin(), l.K, best.data.begin() + n * l.K);
  }
  return {std::move(best)};
}

}  // namespace weir::golden
