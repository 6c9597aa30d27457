/// A tensor between two layers while the network is being built: an integer stream, what its integers stand for, and
/// the floating-point operations that the graph has put on it since ("the chain").
///
/// value = chain(scale[c] * (element + offset[c])), rounded to float32 before the chain. The chain works on each
/// element by itself. Where each of its operations never decreases or never increases as its input does, the integers
/// at which a quantiser behind it steps are found by bisection; where it rises and falls, by bisection between the
/// elements at which it turns.
#pragma once
#include <functional>

#include "golden/floats/evaluate.hpp"
#include "golden/import/onnx/graph.hpp"
#include "golden/network/network.hpp"

namespace weir::golden::onnx_import {

/// How the graph sees the stream's tensor; streams are always [H, W, C].
enum class Form {
  ChannelsFirst,  ///< [1, C, H, W]
  ChannelsLast,   ///< [1, H, W, C]
  Vector,         ///< [1, K]
  LineFirst,      ///< [1, C, L], stored [L, 1, C]
  LineLast,       ///< [1, L, C], stored [L, 1, C]
};
inline bool is_channels_first(Form form) { return form == Form::ChannelsFirst || form == Form::LineFirst; }
inline bool is_line(Form form) { return form == Form::LineFirst || form == Form::LineLast; }
/// A tensor of one pixel.
Shape probe_shape(Form form, std::int64_t channels);

/// One operation of a chain; the input `position` is the element, the others are constants (nullptr: left out).
struct Step {
  Node node;
  std::size_t position = 0;
  std::vector<std::shared_ptr<const Value>> constants;
  Form form = Form::Vector;
  /// Of a node that joins several curves of the element, as x * sigmoid(x) does: the operations before each input.
  std::vector<std::vector<Step>> branches = {};
  bool turns = false;  ///< neither only rises nor only falls
};

struct Feature;
/// Two tensors that a stream is the product of, as they were, and what was added to their elements before.
struct Factors;

struct Feature {
  std::string stream;
  DataType type;
  Shape stored;  ///< [H, W, C], or [K]
  Form form = Form::Vector;
  std::optional<Shape> seen;            ///< of a Vector: the graph sees it as this, [K] or [1, K, 1]
  std::vector<std::int64_t> columns;    ///< of a Vector: where in the stream each element lies; empty: in order
  std::vector<std::int64_t> low, high;  ///< per channel: what the elements can reach
  std::vector<double> scale, offset;    ///< per channel
  std::vector<Step> chain;
  /// Where two tensors of different scales have been added: the other one, without a chain of its own. The chain works
  /// on the sum of both values.
  std::shared_ptr<const Feature> partner;
  /// Where the stream `factors->stream` is this one: what it is the product of, by whose scales the graph rounds.
  std::shared_ptr<const Factors> factors;
  /// The layer that makes the stream, if it is a sum that nothing else reads: it can still take thresholds and change
  /// the sign of its rows.
  std::optional<std::size_t> accumulator;
  /// Counts of equal bits, of which a warning has said that the file declares too small a type.
  bool outgrows_type = false;

  /// Elements that have constants of their own: C, or, as a Vector, K.
  std::int64_t channels() const { return form == Form::Vector ? element_count(stored) : stored.back(); }
  std::int64_t pixels() const { return element_count(stored) / channels(); }
  /// Where in the stream's channels the graph's channel `k` lies.
  std::size_t channel_at(std::size_t k) const { return columns.empty() ? k : static_cast<std::size_t>(columns[k]); }
  Shape graph_shape() const;
};

struct Factors {
  std::string stream;
  Feature a, b;
  std::int64_t shift_a = 0, shift_b = 0;
};

/// Appends an operation. Throws Error onnx-unsupported if it is none of single elements or a constant differs from
/// pixel to pixel.
void add_step(Feature& feature, Step step);
/// True where the chain neither only rises nor only falls.
bool turns(const Feature& feature);
/// Throws Error onnx-unsupported, naming `reader`, where the chain turns.
void require_monotone(const Feature& feature, const Node& reader);
/// Both as one tensor whose chain ends with the node, where they are curves of the same element; else nothing.
std::optional<Feature> joined_curves(const Node& node, const Feature& a, const Feature& b);
/// The chain's values for one element per channel of the stream, in the graph's order of channels.
/// `partner`: the elements of the other tensor, by default its least ones.
Value run_chain(const Feature& feature, const std::vector<std::int64_t>& elements,
                const std::vector<std::int64_t>* partner = nullptr);
/// The chain on values per channel, in the graph's order.
Value run_steps(const Feature& feature, Value value);
/// Throws Error onnx-unsupported, naming `reader`, if the feature is a sum of two that no quantiser has joined yet.
void require_single(const Feature& feature, const Node& reader);
/// Turns the chain into scale and offset. Throws Error onnx-unsupported, naming `reader`, where that is not possible.
void settle(Feature& feature, const Node& reader);
/// True if all channels have the same function, so that larger elements mean larger (or, `falling`, smaller) values.
bool is_uniform(const Feature& feature, bool& falling);

/// The integer steps of a quantiser behind a feature.
struct Steps {
  Quantised at_low, at_high;          ///< the quantiser at both ends of the range
  Tensor thresholds;                  ///< [channels of the stream, levels]; compare <=
  std::vector<bool> is_falling;       ///< channels whose thresholds hold for -element
  std::vector<double> scale, offset;  ///< of the result, per channel of the stream
};
/// An old Trunc, which clips nothing, with the codes that the feature can reach (kLeastCode, kMostCode).
Step with_range(const Feature& feature, Step quantiser);
Steps find_steps(const Feature& feature, const Step& quantiser);

/// The steps of a quantiser behind a product of two tensors, with each pair rounded as the graph rounds it. `unsure`
/// counts the pairs that stand on the other side of a step than others of the same product do.
Steps find_product_steps(const Feature& feature, const Step& quantiser, std::int64_t& unsure);

/// A quantiser behind a chain that turns: its count at the least element, plus the steps up that an element has
/// reached, minus the steps down. Both [channels of the stream, levels]; compare <=.
struct CurveSteps {
  Quantised quantiser;
  Tensor up, down;
  std::vector<double> scale, offset;  ///< of the result, per channel of the stream
};
/// Nothing where every channel only rises or only falls after all.
std::optional<CurveSteps> find_curve_steps(const Feature& feature, const Step& quantiser);

/// A quantiser behind a sum of two tensors of different scales, in whole numbers: it steps where a factor times the
/// elements of the one plus a factor times those of the other reaches a threshold.
struct JointSteps {
  std::vector<std::int64_t> factor, partner_factor;  ///< per channel of the stream
  Steps steps;                                       ///< thresholds of the sum; nothing falls
};
/// Throws Error onnx-unsupported where no factors up to a few hundred give every step exactly.
JointSteps find_joint_steps(const Feature& feature, const Step& quantiser);

}  // namespace weir::golden::onnx_import
