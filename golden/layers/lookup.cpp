#include "golden/layers/lookup.hpp"

#include <algorithm>

namespace weir::golden {

void validate(const Lookup& l, const std::string& where, Errors& errors) {
  require_positive(where, "NumEmbeddings", l.entries, errors);
  require_positive(where, "EmbeddingDim", l.dimension, errors);
  require_positive(where, "InputShape", l.indices, errors);
  if (l.index.min() < 0 || l.index.max() >= l.entries)
    errors.add("layer-range",
               where + ": indices " + l.index.name() + " reach " + std::to_string(l.index.min()) + ".." +
                   std::to_string(l.index.max()) + ", the table has " + std::to_string(l.entries) + " rows",
               "", "use an unsigned index type, and as many rows as it has values");
}

void validate_folding(const Lookup& l, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_one(where, "PE", f.PE, l.op_type, errors);
  require_one(where, "SIMD", f.SIMD, l.op_type, errors);
  require_one(where, "MMV", f.MMV, l.op_type, errors);
}

std::vector<PortSpec> input_ports(const Lookup& l, const LayerFolding&) { return {{l.index, l.indices, 1}}; }
std::vector<PortSpec> output_ports(const Lookup& l, const LayerFolding&) {
  return {{l.embedding, append(l.indices, l.dimension), l.dimension}};
}

ParameterSpecs parameter_specs(const Lookup& l) {
  ParameterSpecs specs;
  specs.weights = {{l.entries, l.dimension}, l.embedding};
  return specs;
}

int rtl_latency_cycles(const Lookup&, const LayerFolding&) { return kNoRtl; }

std::vector<Tensor> compute(const Lookup& l, const std::vector<const Tensor*>& inputs, const Parameters& parameters) {
  const Tensor& indices = *inputs[0];
  Tensor rows({indices.size(), l.dimension});
  auto to = rows.data.begin();
  for (const std::int32_t index : indices.data) {
    const auto from = parameters.weights.data.begin() + index * l.dimension;
    to = std::copy(from, from + l.dimension, to);
  }
  return {std::move(rows)};
}

}  // namespace weir::golden
