/// QONNX and FINN-ONNX models as networks of integers. What a graph computes in floating point between two integer
/// tensors - scales, biases, batch norms, activations, quantisers - becomes integer thresholds, found exactly with the
/// graph's own arithmetic; batch norms that fall change the signs of the weights before them.
///
/// A FINN-ONNX graph may be of any step from step_streamline to step_set_fifo_depths; its hardware nodes bring their
/// folding, its FIFOs their depths.
#pragma once
#include <span>

#include "golden/builtin/builtin.hpp"

namespace weir::golden {

struct OnnxOptions {
  /// Of an input without datatype annotation: its elements and what they stand for, by default bytes of a picture
  /// that the graph sees divided by 255.
  DataType input_type = DataType::uint(8);
  static constexpr double kPictureScale = 1.0 / 255;
  /// Absent: 1 where the graph's first operation takes the elements for whole numbers (a division by 255), else
  /// kPictureScale.
  std::optional<double> input_scale;
  /// Attributes and inputs that no rule reads are told in `warnings` instead of refused.
  bool lenient = false;
  std::vector<std::string>* warnings = nullptr;
};

/// True if the file is called so.
bool looks_like_onnx(const std::filesystem::path& path);
/// Throws Error file-missing, onnx-format, or Errors with every problem found: onnx-format, onnx-tensor,
/// onnx-external, onnx-unsupported, onnx-shape, onnx-attribute, onnx-constant, onnx-datatype, or those of validation.
FoldedNetwork import_onnx(const std::filesystem::path& path, const OnnxOptions& options = {});
FoldedNetwork import_onnx(std::span<const std::uint8_t> bytes, const std::string& name,
                          const OnnxOptions& options = {});

}  // namespace weir::golden
