#include "rtl_wrap/verilate/design.hpp"

#include <algorithm>

namespace weir::rtl {

const Port* Design::find(const std::string& name) const {
  const auto found = std::find_if(ports_.begin(), ports_.end(), [&](const Port& port) { return port.name == name; });
  return found == ports_.end() ? nullptr : &*found;
}

}  // namespace weir::rtl
