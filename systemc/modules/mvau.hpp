/// An MVAU's values: SF words of SIMD elements make a vector (MMV > 1: of each of MMV vectors), golden computes it, NF
/// words of PE elements of each leave.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

/// The vectors that an MVAU works on, filled word by word.
class VectorBuffer {
 public:
  VectorBuffer(const golden::Mvau& kind, const golden::LayerFolding& folding);
  /// True if that word completed the vectors.
  bool read(std::span<const std::uint8_t> word);
  const Tensor& vectors() const { return vectors_; }  ///< [MMV, MW]

 private:
  const DataType type_;
  const std::size_t SIMD_;
  Tensor vectors_;
  std::vector<std::int32_t> lanes_;  ///< the word just read
  std::size_t filled_ = 0;           ///< elements of each vector
};

class MvauBehaviour : public Behaviour {
 public:
  MvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding, const golden::Parameters& parameters);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const golden::Mvau& kind_;
  const golden::Parameters& parameters_;
  const std::size_t PE_;
  VectorBuffer input_;
  Tensor results_;                   ///< [MMV, MH]
  std::vector<std::int32_t> lanes_;  ///< of the word to write
  std::size_t sent_ = 0;             ///< elements of each result
};

/// The weights are what port 1 brings: SF words complete PE rows, and their results leave.
class StreamedMvauBehaviour : public Behaviour {
 public:
  StreamedMvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding,
                        const golden::Parameters& parameters);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  golden::Mvau rows_;  ///< the kind with PE rows
  const golden::Parameters& parameters_;
  const std::size_t MH_, SIMD_;
  VectorBuffer input_;
  golden::Parameters tile_;           ///< weights of PE rows, and their thresholds
  std::vector<std::int32_t> lanes_;   ///< the word of weights just read
  std::size_t column_ = 0, row_ = 0;  ///< of the next word of weights
};

}  // namespace weir::timing::modules
