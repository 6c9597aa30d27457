/// A data-width converter's values: a queue of elements, filled by the word read, drained by the word written.
#pragma once
#include <deque>

#include "systemc/modules/behaviour.hpp"

namespace weir::timing::modules {

class DwcBehaviour : public Behaviour {
 public:
  explicit DwcBehaviour(const golden::Dwc& kind) : kind_(kind) {}
  void read(int port, std::span<const std::uint8_t> word) override;
  void write(int port, std::span<std::uint8_t> word) override;

 private:
  const golden::Dwc& kind_;
  std::deque<std::int32_t> elements_;
};

}  // namespace weir::timing::modules
