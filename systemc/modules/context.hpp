/// What every SystemC model of this folder needs to be built and run again and again in one program.
#pragma once
#include <cctype>
#include <mutex>
#include <string>
#include <systemc>

#include "systemc/engines/simulate.hpp"

namespace weir::timing::modules {

/// SystemC keeps one design per process in two global pointers. Each run gets a context of its own, so that a program
/// can simulate as often as it likes; a lock keeps threads apart. Puts back what was there.
class FreshContext {
 public:
  FreshContext() : lock_(mutex()), current_(sc_core::sc_curr_simcontext), global_(sc_core::sc_default_global_context) {
    mine_ = sc_core::sc_curr_simcontext = sc_core::sc_default_global_context = new sc_core::sc_simcontext;
  }
  ~FreshContext() {
    delete mine_;
    sc_core::sc_curr_simcontext = current_;
    sc_core::sc_default_global_context = global_;
  }
  FreshContext(const FreshContext&) = delete;
  FreshContext& operator=(const FreshContext&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex the_mutex;
    return the_mutex;
  }
  std::lock_guard<std::mutex> lock_;
  sc_core::sc_simcontext *current_, *global_, *mine_;
};

inline void run_a_slice() {
  constexpr double kSliceCycles = 100'000;
  sc_core::sc_start(sc_core::sc_time(kSliceCycles, sc_core::SC_NS), sc_core::SC_EXIT_ON_STARVATION);
}

inline bool is_pending() { return sc_core::sc_pending_activity() && sc_core::sc_get_status() != sc_core::SC_STOPPED; }

/// Until nothing can happen any more, in slices after which the caller may have stopped it.
inline void run_to_the_end(const SimulationOptions& options) {
  do {
    options.throw_if_stopped();
    run_a_slice();
  } while (is_pending());
}

/// SystemC takes letters, digits and underscores; the number keeps changed names apart.
inline std::string object_name(const std::string& name, std::size_t number) {
  std::string out = name;
  for (char& c : out)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return "n" + std::to_string(number) + "_" + out;
}

}  // namespace weir::timing::modules
