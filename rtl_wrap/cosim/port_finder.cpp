#include "rtl_wrap/cosim/port_finder.hpp"

namespace weir::rtl {

namespace {

std::string describe(int bits, bool input) {
  return std::string(input ? "an input" : "an output") + " of " + std::to_string(bits) + (bits == 1 ? " bit" : " bits");
}

}  // namespace

PortFinder::PortFinder(const Design& rtl, std::string name) : rtl_(rtl), name_(std::move(name)) {}

std::uint8_t* PortFinder::operator()(const std::string& port, int bits, bool input) {
  const Port* found = rtl_.find(port);
  if (found == nullptr) {
    std::vector<std::string> names;
    for (const Port& other : rtl_.ports()) names.push_back(other.name);
    const std::string near = nearest_name(port, names);
    errors.add("rtl-port-missing", name_ + " has no port \"" + port + "\"", "",
               near.empty() ? "" : "did you mean " + near + "?");
    return nullptr;
  }
  if (found->bits != bits || found->input != input)
    errors.add("rtl-port-width", "port \"" + port + "\" of " + name_ + " is " + describe(found->bits, found->input) +
                                     ", expected " + describe(bits, input));
  return found->data;
}

}  // namespace weir::rtl
