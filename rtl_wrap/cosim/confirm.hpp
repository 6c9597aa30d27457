/// No finding is told on the word of an optimising compiler: what differs is run again, up to the difference, in a
/// build of the same RTL without optimisation.
#pragma once
#include <functional>
#include <memory>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/cosim.hpp"
#include "rtl_wrap/verilate/flags.hpp"

namespace weir::rtl {

/// A fresh design, built at these levels.
using DesignMaker = std::function<std::unique_ptr<Design>(const Optimisation&)>;

/// cosimulate() of make({}); if it is not equal, CosimResult::plain_build says what make(no_optimisation()) does.
/// Throws what cosimulate() and `make` throw.
CosimResult cosimulate_confirmed(const DesignMaker& make, const golden::StageGraph& graph,
                                 const ExpectedWords& expected, const CosimOptions& options);

/// For those to whom a result is a number, not a report: throws Error compiler-fault.
void throw_if_compiler_fault(const CosimResult& result);

}  // namespace weir::rtl
