/// Finds the ports of a design by name and collects what does not fit.
#pragma once
#include "golden/base/error.hpp"
#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

class PortFinder {
 public:
  /// `name`: of the design in messages, e.g. "the top".
  PortFinder(const Design& rtl, std::string name);
  /// The port's data; null with an Error rtl-port-missing. A port of other width or direction is an Error
  /// rtl-port-width.
  std::uint8_t* operator()(const std::string& port, int bits, bool input);
  Errors errors;

 private:
  const Design& rtl_;
  std::string name_;
};

}  // namespace weir::rtl
