/// What a hardware node says of how it is built.
#pragma once
#include "golden/import/onnx/graph.hpp"
#include "golden/network/implementation.hpp"

namespace weir::golden::onnx_import {

/// Of the release that wrote the graph: "0.7" with names of FINN up to 0.7, "0.9" with those up to 0.9, "1.0" with operations that no release
/// before has (FINN+'s files have them too), "0.10" with names that both of the later ones have, "" without hardware
/// nodes. ConvolutionInputGenerator and some more are named alike in both; their neighbours decide, and alone they are
/// of 0.9 unless they say which backend is preferred, as later ones do.
std::string release_of(const Graph& graph);

/// Everything the node states; the backend of a node of FINN up to 0.9 without a tag in its name is HLS. Marks no
/// attribute as read.
Implementation implementation_of(const Node& node, const std::string& release);

/// The FIFO that a StreamingFIFO node is. Throws Error onnx-attribute for an impl_style that FINN does not have.
FifoPiece fifo_of(const Node& node);

}  // namespace weir::golden::onnx_import
