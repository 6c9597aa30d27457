/// The network: layers of typed kinds and the streams between them. What is computed, not how it is folded.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "golden/layers/kinds.hpp"

namespace weir::golden {

/// A tensor that flows once per frame from one producer to one consumer.
struct NetworkStream {
  std::string name;
  DataType type;
  Shape shape;  ///< one frame
  bool operator==(const NetworkStream&) const = default;
};

struct Layer {
  std::string name;
  LayerKind kind;
  std::vector<std::string> inputs, outputs;  ///< stream names, in port order
  Parameters parameters;
};

/// How a picture becomes the elements of the input stream.
enum class InputEncoding {
  Raw,              ///< bytes are the elements (uint8 HWC)
  BnnPynqBinarize,  ///< pixel >= 128 -> one bit, row-major, zero codes appended up to the stream's size
  BnnPynqSigned,    ///< min(127, p - 128 + (p >= 128)), planes R G B -> HWC
};

/// How the output stream becomes a class.
enum class OutputDecoding {
  HighestSetBit,   ///< one bit per class; highest set bit, 0 if none (BNN-PYNQ LFC, batch call)
  ArgMaxFromZero,  ///< first strict maximum that exceeds 0, else 0 (BNN-PYNQ CNV, batch call)
  ArgMax,          ///< first maximum
  TopKIndices,     ///< the stream holds class indices, best first
};

/// The stream "<layer>_weights" by which a layer's weights reach the hardware from memory in every frame. It is none of
/// Network::streams: the model has the weights as parameters.
std::optional<NetworkStream> weight_stream(const Layer& layer);
/// What it carries in every frame. The layer must have its weights.
Tensor weight_stream_frame(const Layer& layer);

struct Tail;  // golden/network/tail.hpp

struct Network {
  std::string name;
  std::vector<NetworkStream> streams;
  std::vector<Layer> layers;                 ///< topological order
  std::vector<std::string> inputs, outputs;  ///< streams without producer / without consumer
  InputEncoding input_encoding = InputEncoding::Raw;
  OutputDecoding output_decoding = OutputDecoding::ArgMax;
  int class_count = 0;               ///< scores beyond it are padding
  std::vector<std::string> classes;  ///< names, may be empty
  /// What the elements of the output stand for: output_scale * (element + output_offset), per element; empty:
  /// themselves.
  std::vector<double> output_scale, output_offset;
  /// What the host computes of the output stream's elements, instead of a scale and an offset; nullptr: nothing. With
  /// OutputDecoding::TopKIndices the tail makes the indices.
  std::shared_ptr<const Tail> tail;

  const NetworkStream* find_stream(const std::string& stream_name) const;
  const Layer* find_layer(const std::string& layer_name) const;
};

/// What the elements of a frame of the output stand for: the tail's result, the scaled elements, or themselves, in the
/// graph's order where there is a tail, else in the stream's.
std::vector<double> output_values(const Network& network, const Tensor& output);

/// Every problem of structure, shape, type and parameter range, at once.
void validate(const Network& network, Errors& errors);
/// Hash of structure and parameters (FNV-1a 64 over the canonical JSON and the parameter values), 16 hex digits.
std::string network_hash(const Network& network);

}  // namespace weir::golden
