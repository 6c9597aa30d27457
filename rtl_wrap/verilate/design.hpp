/// A design that can be simulated: one Verilated model, or several with FIFOs between (cosim/composition.hpp).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace weir::rtl {

/// Code of the Error for a design that ended itself.
constexpr const char* kRtlStopped = "rtl-stopped";

struct Port {
  std::string name;
  int bits = 0;
  bool input = false;
  std::uint8_t* data = nullptr;  ///< bits little-endian in bytes(); the bits above are zero and must stay so
  int bytes() const { return (bits + 7) / 8; }
};

class Design {
 public:
  virtual ~Design() = default;
  Design(const Design&) = delete;
  Design& operator=(const Design&) = delete;

  /// Settles the design for the inputs as they stand; registers follow a clock that has risen since the last call.
  /// Throws Error rtl-stopped with the design's own words on $fatal, $stop, $finish, or a memory file that is missing.
  virtual void eval() = 0;
  /// What the design has printed so far.
  virtual std::string messages() const = 0;
  const std::vector<Port>& ports() const { return ports_; }
  /// Null when there is none of that name.
  const Port* find(const std::string& name) const;

 protected:
  Design() = default;
  std::vector<Port> ports_;
};

}  // namespace weir::rtl
