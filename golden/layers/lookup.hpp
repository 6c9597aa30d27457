/// Embedding lookup: every index becomes a row of the table. FINN op "Lookup". In [..] indices, out [.., dimension].
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Lookup {
  static constexpr const char* op_type = "Lookup";

  std::int64_t entries = 1;  ///< rows of the table
  std::int64_t dimension = 1;
  std::vector<std::int64_t> indices{1};  ///< shape of one frame of indices
  DataType index = DataType::uint(8);
  DataType embedding = DataType::int_(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("NumEmbeddings", entries);
    v("EmbeddingDim", dimension);
    v("InputShape", indices);
    v("InputType", index);
    v("EmbeddingType", embedding);
  }
  bool operator==(const Lookup&) const = default;
};

void validate(const Lookup& l, const std::string& where, Errors& errors);
void validate_folding(const Lookup& l, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Lookup& l, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Lookup& l, const LayerFolding& f);
/// The table is the weights [entries, dimension].
ParameterSpecs parameter_specs(const Lookup& l);
int rtl_latency_cycles(const Lookup& l, const LayerFolding& f);
std::vector<Tensor> compute(const Lookup& l, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
