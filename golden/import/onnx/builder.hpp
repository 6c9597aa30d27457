/// Layers and streams as the import adds them, named as FINN names them: op type and a running number.
#pragma once
#include "golden/network/folding.hpp"

namespace weir::golden::onnx_import {

class Builder {
 public:
  /// A network input.
  std::string add_input(const std::string& name, DataType type, const Shape& shape);
  /// Adds a layer; its output streams are "<layer>_out<port>". Returns its index.
  std::size_t add(const LayerKind& kind, const std::vector<std::string>& inputs, Parameters parameters = {});
  Layer& layer(std::size_t index) { return network_.layers[index]; }
  const std::string& output_of(std::size_t index) const { return network_.layers[index].outputs.front(); }
  /// Output type and shape of a layer whose kind was changed.
  void refresh(std::size_t index);
  /// The stream's frame in another shape of as many elements.
  void reshape(const std::string& stream, const Shape& shape);

  Network& network() { return network_; }
  const Network& network() const { return network_; }
  Folding& folding() { return folding_; }
  /// Puts DuplicateStreams behind every stream with several readers and finishes the network.
  std::pair<Network, Folding> finish();

 private:
  void duplicate(const std::string& stream);

  Network network_;
  Folding folding_;
  std::map<std::string, int> counts_;
};

}  // namespace weir::golden::onnx_import
