/// Matrix-vector-activation unit: y = T(W x). FINN op "MVAU".
/// Stream order: words of SIMD elements, SF = MW/SIMD words per vector in; NF = MH/PE words of PE elements out;
/// output row = nf * PE + pe, column = sf * SIMD + lane. With MMV > 1 a word holds these of MMV vectors side by side.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

/// How a threshold compares with the accumulator; it "fires" when the comparison holds.
enum class Compare { Less, LessEqual };  ///< threshold < acc (BNN-PYNQ), threshold <= acc (FINN, ResNet50-PYNQ)

/// act_val plus the number of `thresholds` (one row, `levels` values) that fire for `value`.
std::int32_t count_thresholds(std::int64_t value, const std::int32_t* thresholds, int levels, Compare compare,
                              int act_val);

/// A BIPOLAR output is the 1-bit code act_val + fires: act_val 0, one level, values -1 / +1.
struct Mvau {
  static constexpr const char* op_type = "MVAU";

  std::int64_t MW = 0;                             ///< input elements per vector (columns of the weight matrix)
  std::int64_t MH = 0;                             ///< output elements per vector (rows)
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors per frame, e.g. {1, 28, 28}
  DataType input = DataType::bipolar();
  DataType weight = DataType::bipolar();
  DataType output = DataType::bipolar();
  DataType accumulator = DataType::int_(16);  ///< holds every reachable sum; without thresholds also the output type
  bool binary_xnor = false;                   ///< input and weight are BINARY and the sum counts equal bits (0..MW)
  bool no_activation = false;                 ///< accumulators leave unthresholded
  int act_val = 0;                            ///< added to the number of thresholds that fire
  Compare compare = Compare::LessEqual;
  int levels = 1;                 ///< thresholds per row; 0 with no_activation
  bool external_weights = false;  ///< streamed from memory for every vector; a network may come without them

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("MW", MW);
    v("MH", MH);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
    v("weightDataType", weight);
    v("outputDataType", output);
    v("accDataType", accumulator);
    v("binaryXnorMode", binary_xnor);
    v("noActivation", no_activation);
    v("ActVal", act_val);
    v("compare", compare);
    v("levels", levels);
    v("externalWeights", external_weights);
  }
  bool operator==(const Mvau&) const = default;
};

std::int64_t vectors_per_frame(const Mvau& m);
/// Where thresholds turn sums into outputs: appends layer-levels unless `output` holds act_val .. act_val + levels.
void require_levels(const std::string& layer, DataType output, int act_val, int levels, Errors& errors);
/// Smallest and largest sum any legal input can reach with these weights [MH, MW].
std::pair<std::int64_t, std::int64_t> accumulator_range(const Mvau& m, const Tensor& weights);

void validate(const Mvau& m, const std::string& where, Errors& errors);
void validate_folding(const Mvau& m, const LayerFolding& f, const std::string& where, Errors& errors);
/// In: numInputVectors + [MW], SIMD * MMV elements per word. Out: numInputVectors + [MH], PE * MMV elements per word.
std::vector<PortSpec> input_ports(const Mvau& m, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Mvau& m, const LayerFolding& f);
/// External weights: all of [MH, MW] for every vector, PE x SIMD per word; for nf, for sf, for pe, for lane.
std::optional<PortSpec> weight_port(const Mvau& m, const LayerFolding& f);
/// Weights [MH, MW]; thresholds [MH, levels] in the accumulator's type, one bit wider and signed if that is unsigned.
ParameterSpecs parameter_specs(const Mvau& m);
/// accumulator-range: a sum that the accumulator does not hold can occur.
void validate_parameters(const Mvau& m, const Parameters& parameters, const std::string& where, Errors& errors);
int rtl_latency_cycles(const Mvau& m, const LayerFolding& f);

/// Exact result for any number of vectors: x [n, MW] (or any shape of n * MW elements) -> [n, MH].
std::vector<Tensor> compute(const Mvau& m, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
