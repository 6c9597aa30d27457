#include <algorithm>
#include <cmath>

#include "golden/floats/evaluate.hpp"

namespace weir::golden::floats {

namespace {

constexpr int kMaxBits = 16;  ///< an activation of more bits would take more than 65,535 thresholds

const Value& input(const Node& node, const Inputs& inputs, std::size_t index, const char* what) {
  if (const Value* value = inputs[index]; value != nullptr && !value->data.empty()) return *value;
  throw Error("onnx-constant", node.label() + ": its " + std::string(what) + " is missing or no constant");
}

double scalar(const Node& node, const Value& value, const char* what) {
  for (const double x : value.data)
    if (x != value.data.front()) throw Error("onnx-unsupported", node.label() + ": " + what + " differs by channel");
  return value.data.front();
}

int bits_of(const Node& node, const Inputs& inputs, std::size_t index) {
  const double bits = scalar(node, input(node, inputs, index, "bit width"), "the bit width");
  if (bits >= 1 && bits <= 32 && bits == std::floor(bits)) return static_cast<int>(bits);
  throw Error("onnx-attribute", node.label() + ": bit width " + std::to_string(bits), "", "legal: 1..32");
}

double rounded(const Node& node, const std::string& mode, double x) {
  if (mode == "ROUND" || mode == "HALF_EVEN") return std::nearbyint(x);
  if (mode == "FLOOR") return std::floor(x);
  if (mode == "CEIL") return std::ceil(x);
  if (mode == "ROUND_TO_ZERO" || mode == "DOWN") return std::trunc(x);
  if (mode == "UP") return x < 0 ? std::floor(x) : std::ceil(x);
  if (mode == "HALF_UP") return std::copysign(std::floor(std::abs(x) + 0.5), x);
  if (mode == "HALF_DOWN") return std::copysign(std::ceil(std::abs(x) - 0.5), x);
  throw Error("onnx-unsupported", node.label() + ": rounding mode \"" + mode + "\"", "",
              "legal: ROUND FLOOR CEIL ROUND_TO_ZERO UP DOWN HALF_UP HALF_DOWN HALF_EVEN");
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

/// Codes min..max of a quantiser with `bits` bits.
struct CodeRange {
  std::int64_t min, max;
  CodeRange(bool is_signed, bool narrow, int bits)
      : min(is_signed ? -(std::int64_t{1} << (bits - 1)) + (narrow ? 1 : 0) : 0),
        max(is_signed ? (std::int64_t{1} << (bits - 1)) - 1 : (std::int64_t{1} << bits) - 1 - (narrow ? 1 : 0)) {}
};

void set_range(const Node& node, Quantised& q, const CodeRange& range, int bits) {
  if (bits > kMaxBits)
    throw Error("onnx-unsupported", node.label() + ": " + std::to_string(bits) + " bits", "",
                "activations and weights of up to " + std::to_string(kMaxBits) + " bits");
  q.type = range.min < 0 ? DataType::int_(bits) : DataType::uint(bits);
  q.act_val = static_cast<int>(range.min);
  q.levels = static_cast<int>(range.max - range.min);
}

/// Below 0 it turns the order of the codes.
void require_scale(const Node& node, const std::vector<double>& scale) {
  for (const double s : scale)
    if (s == 0 || !std::isfinite(s))
      throw Error("onnx-constant", node.label() + ": scale " + std::to_string(s), "", "a scale is a number but 0");
}

void require_number(const Node& node, double x) {
  if (std::isnan(x)) throw Error("onnx-constant", node.label() + ": a number of its input is NaN");
}

/// One signed bit is +1 or -1, as exporters mean it and QONNX computes it.
Quantised one_signed_bit(const Node& node, const Inputs& inputs) {
  const Value& x = input(node, inputs, 0, "input");
  for (const char* key : {"narrow", "rounding_mode"}) node.attribute(key);  // a sign has no range and is not rounded
  Quantised q;
  q.type = DataType::bipolar();
  q.scale = spread(node, input(node, inputs, 1, "scale"), x.shape);
  require_scale(node, q.scale);
  q.zero = scalar(node, input(node, inputs, 2, "zero point"), "the zero point");
  for (std::size_t i = 0; i < x.data.size(); ++i)
    q.count.push_back(to_float32(to_float32(x.data[i] / q.scale[i]) + q.zero) >= 0 ? 1 : 0);
  return q;
}

Quantised quant(const Node& node, const Inputs& inputs) {
  const Value& x = input(node, inputs, 0, "input");
  const int bits = bits_of(node, inputs, 3);
  if (bits == 1 && node.integer("signed", 1) != 0) return one_signed_bit(node, inputs);
  const CodeRange range(node.integer("signed", 1) != 0, node.integer("narrow", 0) != 0, bits);
  const std::string mode = upper(node.text("rounding_mode", "ROUND"));
  Quantised q;
  set_range(node, q, range, bits);
  q.scale = spread(node, input(node, inputs, 1, "scale"), x.shape);
  require_scale(node, q.scale);
  q.zero = scalar(node, input(node, inputs, 2, "zero point"), "the zero point");
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    const double scaled = to_float32(to_float32(x.data[i] / q.scale[i]) + q.zero);
    require_number(node, scaled);
    const double clipped = std::clamp(scaled, static_cast<double>(range.min), static_cast<double>(range.max));
    q.count.push_back(static_cast<int>(static_cast<std::int64_t>(rounded(node, mode, clipped)) - range.min));
  }
  return q;
}

Quantised bipolar_quant(const Node& node, const Inputs& inputs) {
  const Value& x = input(node, inputs, 0, "input");
  Quantised q;
  q.type = DataType::bipolar();
  q.scale = spread(node, input(node, inputs, 1, "scale"), x.shape);
  require_scale(node, q.scale);
  for (const double number : x.data) q.count.push_back(number >= 0 ? 1 : 0);
  return q;
}

void set_unclipped(const Node& node, Quantised& q, const std::vector<std::int64_t>& codes) {
  const auto [least, most] = std::minmax_element(codes.begin(), codes.end());
  const std::int64_t low = node.integer(kLeastCode, *least), high = std::max(low + 1, node.integer(kMostCode, *most));
  q.type = smallest_type(low, high);
  if (q.type.bits > kMaxBits)
    throw Error("onnx-unsupported",
                node.label() + ": its codes reach " + std::to_string(low) + ".." + std::to_string(high), "",
                "activations and weights of up to " + std::to_string(kMaxBits) + " bits");
  q.act_val = static_cast<int>(low);
  q.levels = static_cast<int>(high - low);
}

/// Inputs: x, scale, zero point, input bits, output bits; or, newer, ... input bits, output scale, output bits.
/// The old form clips nothing: its codes are those that `kLeast` and `kMost` name, or that occur.
Quantised trunc(const Node& node, const Inputs& inputs) {
  const Value& x = input(node, inputs, 0, "input");
  const bool has_output_scale = inputs.size() > 5;
  const std::size_t bits_at = has_output_scale ? 5 : 4;
  const int in_bits = bits_of(node, inputs, 3), out_bits = bits_of(node, inputs, bits_at);
  const std::vector<double> scale = spread(node, input(node, inputs, 1, "scale"), x.shape);
  require_scale(node, scale);
  const std::string mode = upper(node.text("rounding_mode", "FLOOR"));
  Quantised q;
  const auto is_below = [](double s) { return s < 0; };
  if (std::any_of(scale.begin(), scale.end(), is_below))
    throw Error("onnx-unsupported", node.label() + ": a scale below 0", "", "scales above 0");
  q.scale = has_output_scale ? spread(node, input(node, inputs, 4, "output scale"), x.shape) : scale;
  q.zero = scalar(node, input(node, inputs, 2, "zero point"), "the zero point");
  if (has_output_scale && q.zero != 0)
    throw Error("onnx-unsupported", node.label() + ": a zero point and an output scale together");
  std::vector<std::int64_t> cuts;
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    const double step =
        has_output_scale ? std::exp2(std::round(std::log2(q.scale[i] / scale[i]))) : std::exp2(in_bits - out_bits);
    const double code = std::nearbyint(to_float32(to_float32(x.data[i] / scale[i]) + q.zero));
    require_number(node, code / step);
    const double rounded_code = std::clamp(rounded(node, mode, to_float32(code / step)), -1e9, 1e9);
    cuts.push_back(static_cast<std::int64_t>(rounded_code));
  }
  if (has_output_scale)
    set_range(node, q, CodeRange(node.integer("signed", 1) != 0, node.integer("narrow", 0) != 0, out_bits), out_bits);
  else
    set_unclipped(node, q, cuts);
  for (const std::int64_t cut : cuts)
    q.count.push_back(static_cast<int>(std::clamp<std::int64_t>(cut - q.act_val, 0, q.levels)));
  return q;
}

/// Extent before, of, and behind the channel axis.
struct ChannelAxis {
  std::size_t channels = 1, inner = 1;
  ChannelAxis(const Shape& shape, std::size_t axis) {
    channels = static_cast<std::size_t>(shape.at(axis));
    for (std::size_t i = axis + 1; i < shape.size(); ++i) inner *= static_cast<std::size_t>(shape[i]);
  }
  std::size_t of(std::size_t i) const { return i / inner % channels; }
};

Quantised multi_threshold(const Node& node, const Inputs& inputs) {
  const Value& x = input(node, inputs, 0, "input");
  const Value& thresholds = input(node, inputs, 1, "thresholds");
  const bool is_last = node.text("data_layout", "NCHW") == "NHWC";
  if (thresholds.shape.size() != 2 || x.shape.size() < 2 || thresholds.shape[1] < 1)
    throw Error("onnx-shape",
                node.label() + ": thresholds " + to_string(thresholds.shape) + " for input " + to_string(x.shape), "",
                "thresholds are [channels, steps]");
  const ChannelAxis axis(x.shape, is_last ? x.shape.size() - 1 : 1);
  const auto rows = static_cast<std::size_t>(thresholds.shape[0]),
             steps = static_cast<std::size_t>(thresholds.shape[1]);
  if (rows != 1 && rows != axis.channels)
    throw Error("onnx-shape", node.label() + ": thresholds of " + std::to_string(rows) + " channels", "",
                "the input has " + std::to_string(axis.channels));
  const double scale = node.number("out_scale", 1), bias = node.number("out_bias", 0);
  if (!(scale > 0) || !std::isfinite(scale) || !std::isfinite(bias))
    throw Error("onnx-attribute", node.label() + ": out_scale " + std::to_string(scale), "", "above 0");
  Quantised q;
  q.levels = static_cast<int>(steps);
  const std::string declared = node.text("out_dtype", "");
  if (declared == "BIPOLAR" && steps == 1) {
    q.type = DataType::bipolar();
    q.zero = -1 - 2 * bias / scale;
    q.scale.assign(x.data.size(), scale / 2);
  } else {
    const double steps_below = bias / scale;
    const bool is_whole = steps_below == std::floor(steps_below) && std::abs(steps_below) < 1 << kMaxBits;
    q.act_val = is_whole ? static_cast<int>(steps_below) : 0;
    q.zero = is_whole ? 0 : -steps_below;
    q.scale.assign(x.data.size(), scale);
    q.type = smallest_type(q.act_val, q.act_val + q.levels);
    if (!declared.empty() && declared.find("FLOAT") == std::string::npos) {
      const DataType given = DataType::parse(declared);
      if (given.holds(q.act_val) && given.holds(q.act_val + q.levels)) q.type = given;
    }
  }
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    const double* row = &thresholds.data[rows == 1 ? 0 : axis.of(i) * steps];
    q.count.push_back(static_cast<int>(std::count_if(row, row + steps, [&](double t) { return x.data[i] >= t; })));
  }
  return q;
}

}  // namespace

bool is_wide(const Node& node, const Inputs& inputs) {
  return (node.op_type == "Quant" || node.op_type == "IntQuant") && bits_of(node, inputs, 3) > kMaxBits;
}

Value wide_constant(const Node& node, const Inputs& inputs) {
  Value out = input(node, inputs, 0, "input");
  const CodeRange range(node.integer("signed", 1) != 0, node.integer("narrow", 0) != 0, bits_of(node, inputs, 3));
  const std::string mode = upper(node.text("rounding_mode", "ROUND"));
  const auto scale = spread(node, input(node, inputs, 1, "scale"), out.shape);
  require_scale(node, scale);
  const double zero = scalar(node, input(node, inputs, 2, "zero point"), "the zero point");
  for (std::size_t i = 0; i < out.data.size(); ++i) {
    const double scaled = to_float32(to_float32(out.data[i] / scale[i]) + zero);
    require_number(node, scaled);
    const double code = rounded(
        node, mode,
        std::clamp(scaled, to_float32(static_cast<double>(range.min)), to_float32(static_cast<double>(range.max))));
    out.data[i] = to_float32(to_float32(code - zero) * scale[i]);
  }
  out.codes = nullptr;
  return out;
}

bool is_quantiser(const std::string& op) {
  return op == "Quant" || op == "IntQuant" || op == "BipolarQuant" || op == "Trunc" || op == "MultiThreshold";
}

Quantised quantise(const Node& node, const Inputs& inputs) {
  if (node.op_type == "Quant" || node.op_type == "IntQuant") return quant(node, inputs);
  if (node.op_type == "BipolarQuant") return bipolar_quant(node, inputs);
  if (node.op_type == "Trunc") return trunc(node, inputs);
  return multi_threshold(node, inputs);
}

}  // namespace weir::golden::floats
