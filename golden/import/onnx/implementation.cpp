#include "golden/import/onnx/implementation.hpp"

#include <algorithm>

#include "golden/finn/hardware_node.hpp"
#include "golden/import/onnx/unread.hpp"

namespace weir::golden::onnx_import {

namespace {

constexpr const char* kOldest = "0.7";
constexpr const char* kOld = "0.9";
constexpr const char* kNew = "0.10";
constexpr const char* kNewest = "1.0";

bool has_tag(const std::string& op) { return op.ends_with("_hls") || op.ends_with("_rtl"); }

/// Names that only FINN up to 0.9 has, without backend.
bool is_old_name(const std::string& op) {
  static const char* const kNames[] = {"MatrixVectorActivation", "VectorVectorActivation", "Thresholding_Binary_Search",
                                       "ConvolutionInputGenerator1D", "ConvolutionInputGenerator_MMV"};
  return op.ends_with("_Batch") ||
         std::any_of(std::begin(kNames), std::end(kNames), [&](const char* name) { return op == name; });
}

bool is_name_before_0_8(const std::string& op) {
  return op == "StreamingFCLayer_Batch" || op == "Vector_Vector_Activate_Batch";
}

/// Names of nodes that FINN since 0.10 has before it chooses a backend, and nobody else.
bool is_new_name(const Node& node) {
  static const char* const kNames[] = {
      "MVAU",       "VVAU",          "Thresholding",     "FMPadding",       "Pool", "LabelSelect", "StreamingMaxPool",
      "AddStreams", "ChannelwiseOp", "DuplicateStreams", "StreamingEltwise"};
  if (has_tag(node.op_type)) return node.domain.ends_with(".hls") || node.domain.ends_with(".rtl");
  return node.all_attributes().contains("preferred_impl_style") ||
         std::any_of(std::begin(kNames), std::end(kNames), [&](const char* name) { return node.op_type == name; });
}

/// Operations that FINN has since it became 1.0, and no release before.
bool is_newest_name(const Node& node) {
  static const char* const kKinds[] = {"Crop",      "StreamingSplit", "Requant",  "Shuffle",  "InnerShuffle",
                                       "LayerNorm", "OuterShuffle",   "FINNLoop", "Reshape",  "HWSoftmax",
                                       "Squeeze",   "Unsqueeze",      "PWPolyF",  "Attention"};
  const std::string kind = kind_of(node);
  return kind.starts_with("Elementwise") ||
         std::any_of(std::begin(kKinds), std::end(kKinds), [&](const char* known) { return kind == known; });
}

/// "3", "hls", "[3, 3]"; of anything longer nothing.
std::string short_text(const Attribute& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::holds_alternative<Value>(value) ? "" : text_of(value);
}

std::string text_at(const Node& node, const char* key) {
  const auto found = node.all_attributes().find(key);
  return found == node.all_attributes().end() ? "" : short_text(found->second);
}

}  // namespace

std::string release_of(const Graph& graph) {
  bool has_hardware = false, has_old = false, has_new = false, has_newest = false;
  for (const Node& node : graph.nodes) {
    if (!is_hardware_node(node)) continue;
    has_hardware = true;
    if (is_name_before_0_8(node.op_type)) return kOldest;
    has_old |= is_old_name(node.op_type);
    has_new |= is_new_name(node);
    has_newest |= is_newest_name(node);
  }
  if (has_old) return kOld;
  return !has_hardware ? "" : has_newest ? kNewest : has_new ? kNew : kOld;
}

Implementation implementation_of(const Node& node, const std::string& release) {
  constexpr std::size_t kLongest = 200;
  Implementation made;
  made.generator = "finn";
  made.release = release;
  made.file_name = node.name;
  if (release == kOldest) {
    made.release = kOld;
    made.attributes[kOpType] = node.op_type;
  }
  for (const auto& [name, value] : node.all_attributes()) {
    const std::string text = short_text(value);
    if (!text.empty() && text.size() <= kLongest && !is_where_files_lie(name)) made.attributes[name] = text;
  }
  if (node.op_type.ends_with("_hls")) {
    made.backend = Backend::Hls;
  } else if (node.op_type.ends_with("_rtl") || node.op_type == "Thresholding_Binary_Search") {
    made.backend = Backend::Rtl;
  } else if (made.release == kOld) {
    made.backend = text_at(node, "impl_style") == "vivado" ? Backend::VendorIp : Backend::Hls;
  }
  return made;
}

FifoPiece fifo_of(const Node& node) {
  const std::int64_t depth = node.integer("depth", 0);
  if (depth < 0 || depth > 1 << 24)
    throw Error("onnx-attribute", node.label() + ": depth is " + std::to_string(depth), "", "legal: 0..16777216");
  const std::string style = node.text("impl_style", "rtl");
  const std::optional<Backend> backend = backend_of(style);
  if (!backend || *backend == Backend::Hls)
    throw Error("onnx-attribute", node.label() + ": impl_style is \"" + style + "\"", "", "legal: rtl vivado");
  return {static_cast<int>(depth), *backend, node.name};
}

}  // namespace weir::golden::onnx_import
