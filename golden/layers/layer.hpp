/// What every layer kind offers. A kind is a plain struct with `op_type`, `attributes(visitor)` and the free functions
/// named below; golden/layers/kinds.hpp holds THE list of kinds and checks the contract at compile time.
///
///   void validate(const K&, const std::string& where, Errors&);            // shapes and types; all others assume it
///   passed void validate_folding(const K&, const LayerFolding&, const std::string& where, Errors&);
///   std::vector<PortSpec> input_ports(const K&, const LayerFolding&);      // what one frame looks like on each port
///   std::vector<PortSpec> output_ports(const K&, const LayerFolding&);
///   ParameterSpecs parameter_specs(const K&);
///   int rtl_latency_cycles(const K&, const LayerFolding&);                 // gate to write in Weir's RTL
///   std::vector<Tensor> compute(const K&, const std::vector<const Tensor*>& inputs, const Parameters&);
///       // each input holds any whole number of frames one after another, each output as many; exact
/// and, where parameters can be wrong beyond shape and type:
///   void validate_parameters(const K&, const Parameters&, const std::string& where, Errors&);
/// and, where the hardware reads the weights from memory in every frame, through a port behind its other inputs:
///   std::optional<PortSpec> weight_port(const K&, const LayerFolding&);
///
/// `where` is the layer's name. rtl_latency_cycles is kNoRtl where no HLS kernel exists yet.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "golden/base/error.hpp"
#include "golden/values/datatype.hpp"
#include "golden/values/element_order.hpp"
#include "golden/values/tensor.hpp"

namespace weir::golden {

/// Hardware choices for one layer; what a kind does not use stays at its default.
struct LayerFolding {
  int PE = 1;                      ///< output elements per word (parallel rows or channels)
  int SIMD = 1;                    ///< input elements per word
  int MMV = 1;                     ///< pixels processed side by side
  std::string ram_style = "auto";  ///< auto, block, distributed, ultra
  /// What a FINN file says of the node beyond that, by FINN's names (stated_attributes() in folding.hpp): kept for who
  /// can honour it, refused by who cannot. Values that FINN has by default are left out.
  std::map<std::string, std::string> stated = {};
  bool operator==(const LayerFolding&) const = default;
};

/// One stream port of a stage. words per frame = elements / elements_per_word.
struct PortSpec {
  DataType type;
  Shape shape;  ///< one frame, last axis fastest
  std::int64_t elements_per_word = 1;
  ElementOrder order = {};  ///< the same at both ends of a stream
};

/// Trained constants of a layer, logical order: weights [out][kh][kw][in] or [MH, MW]; thresholds [out][level],
/// ascending.
struct Parameters {
  Tensor weights, thresholds, bias;
  bool operator==(const Parameters&) const = default;
};

/// Shape and type each parameter must have; an empty shape means that the kind has no such parameter.
struct ParameterSpec {
  Shape shape;
  DataType type;
  bool may_be_absent = false;  ///< given at run time, e.g. weights streamed from memory
};
struct ParameterSpecs {
  ParameterSpec weights, thresholds, bias;
};

constexpr int kNoRtl = -1;

/// Appends fold-divide with the legal values unless `value` is a positive divisor of `total`.
void require_divides(const std::string& layer, const char* fold, std::int64_t value, const char* dimension,
                     std::int64_t total, Errors& errors);
/// Appends fold-unused unless `value` is 1: `op_type` does not fold that way.
void require_one(const std::string& layer, const char* fold, std::int64_t value, const char* op_type, Errors& errors);
/// Appends layer-shape unless every extent is at least 1.
void require_positive(const std::string& layer, const char* dimension, std::int64_t value, Errors& errors);
void require_positive(const std::string& layer, const char* dimension, const std::vector<std::int64_t>& values,
                      Errors& errors);
/// Appends layer-type unless the two are the same.
void require_type(const std::string& layer, const char* what, DataType found, DataType wanted, Errors& errors);

/// Appends layer-shape unless the list has `count` entries, each at least `least`.
void require_extents(const std::string& layer, const char* name, const std::vector<std::int64_t>& values,
                     std::size_t count, std::int64_t least, Errors& errors);
/// Appends layer-range unless `output` holds low .. high.
void require_range(const std::string& layer, DataType output, std::int64_t low, std::int64_t high, Errors& errors);

/// Frames in a tensor that holds them one after another.
std::int64_t whole_frames(const Tensor& tensor, std::int64_t elements_per_frame);
/// Vectors of `length` elements, `MMV` at a time: a word holds the same `lanes` elements of each.
ElementOrder side_by_side_order(std::int64_t length, int lanes, int MMV);
/// Windows of `taps` x `channels` elements: `lanes` channels of all taps, then the next ones.
ElementOrder depthwise_order(std::int64_t taps, std::int64_t channels, int lanes);
/// {28, 28} and 64 -> {28, 28, 64}
Shape append(std::vector<std::int64_t> outer, std::int64_t last);

}  // namespace weir::golden
