/// What every module that runs a stage tells of itself.
#pragma once
#include <exception>

#include "systemc/modules/channel.hpp"

namespace weir::timing::modules {

using Channels = std::vector<FifoChannel*>;

class StageModule : public sc_core::sc_module {
 public:
  explicit StageModule(const sc_core::sc_module_name& name) : sc_module(name) {}
  /// Named by the sc_module_name that lives around its construction.
  StageModule() = default;

  virtual StageOutcome outcome() const = 0;
  /// Appends all that decides what it does behind `cycle` if frames never end.
  virtual void add_state(State& state, std::int64_t cycle) const = 0;
  /// What its values threw; it stopped there.
  virtual std::exception_ptr failure() const { return nullptr; }
};

}  // namespace weir::timing::modules
