/// An MVAU's values: SF words of SIMD elements make a vector, golden computes it, NF words of PE elements leave.
#pragma once
#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class MvauBehaviour : public Behaviour {
 public:
  MvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding, const golden::Parameters& parameters);
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const golden::Mvau& kind_;
  const golden::Parameters& parameters_;
  const std::size_t SIMD_, PE_;
  Tensor vector_, result_;
  std::size_t filled_ = 0, sent_ = 0;  ///< elements of vector_ read, of result_ written
};

}  // namespace weir::timing::modules
