/// Puts a network together layer by layer from a topology, and folds each layer for a number of cycles per frame.
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

struct Convolution {
  std::int64_t outputs;
  std::int64_t kernel = 3, stride = 1;
  DataType weight = DataType::int_(4);
  DataType activation = DataType::uint(4);
};

/// Streams are named by their layers; every call returns the name of the stream it makes. Lines [L, 1, C] have kernels
/// of one column.
class LayeredNetwork {
 public:
  LayeredNetwork(const std::string& name, DataType input, const Shape& shape, std::int64_t target_cycles);

  const std::string& input() const { return network_.inputs.front(); }
  /// With "same" padding where the kernel is larger than 1 pixel, unless the input has no 0.
  std::string convolution(const std::string& from, const Convolution& c, bool is_padded = true);
  std::string depthwise(const std::string& from, std::int64_t stride);
  std::string max_pool(const std::string& from, std::int64_t window);
  /// Sums of all pixels.
  std::string sum(const std::string& from);
  /// All elements to `outputs` of that type; without an activation where `activation` is nothing.
  std::string dense(const std::string& from, std::int64_t outputs, DataType weight, std::optional<DataType> activation);
  std::string thresholds(const std::string& from, DataType activation);
  std::vector<std::string> copies(const std::string& from, int count);
  std::string add(const std::string& a, const std::string& b);
  std::string concat(const std::string& a, const std::string& b);
  std::string upsample(const std::string& from, std::int64_t factor);
  /// Room for `rows` rows of the picture in the stream's FIFO.
  void hold(const std::string& stream, std::int64_t rows);

  FoldedNetwork finish(const std::string& output, std::optional<std::uint64_t> seed);

 private:
  const NetworkStream& of(const std::string& stream) const { return *network_.find_stream(stream); }
  std::vector<std::string> append(const LayerKind& kind, const std::vector<std::string>& inputs, LayerFolding fold);
  std::string padded(const std::string& from, std::int64_t kernel_rows, std::int64_t kernel_columns, int lanes);
  /// The least number of lanes that divides `total` and does the work in time.
  int lanes_for(std::int64_t work, std::int64_t total) const;

  Network network_;
  Folding folding_;
  std::map<std::string, int> counts_;
  std::int64_t target_cycles_;
};

}  // namespace weir::golden
