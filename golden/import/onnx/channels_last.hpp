/// QONNX's wrapped operations on tensors with the channels last: what `qonnx-to-channels-last` makes of a graph.
#pragma once
#include "golden/import/onnx/graph.hpp"

namespace weir::golden::onnx_import {

/// Each Conv, MaxPool and BatchNormalization of the domain qonnx.custom_op.channels_last becomes ONNX's own between two
/// Transposes; Conv's weights [O, kH, kW, I] as well.
void open_channels_last(Graph& graph);

}  // namespace weir::golden::onnx_import
