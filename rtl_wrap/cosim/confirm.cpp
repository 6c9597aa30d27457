#include "rtl_wrap/cosim/confirm.hpp"

#include <algorithm>
#include <limits>

#include "golden/base/error.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

namespace {

constexpr std::int64_t kWholeRun = std::numeric_limits<std::int64_t>::max();

/// The cycle in which the earliest finding has shown; kWholeRun for what only a standstill or the end shows.
std::int64_t finding_cycle(const CosimResult& result) {
  std::int64_t cycle = kWholeRun;
  if (result.first_mismatch && result.first_mismatch->kind != Mismatch::Kind::Missing)
    cycle = result.first_mismatch->cycle;
  if (const auto& late = result.first_cycle_difference; late && late->rtl >= 0)
    cycle = std::min(cycle, std::max(late->rtl, late->systemc));
  return cycle;
}

/// A design that stops before its first cycle must do so without optimisation, too.
std::unique_ptr<Design> start_confirmed(const DesignMaker& make) {
  try {
    return make({});
  } catch (const Error& error) {
    if (error.code != kRtlStopped) throw;
    try {
      (void)make(no_optimisation());
    } catch (const Error& again) {
      if (again.code == kRtlStopped) throw error;
      throw;
    }
    throw Error("compiler-fault",
                "the C++ compiler is wrong: the Verilated RTL stops before its first cycle, the same RTL built without "
                "optimisation does not",
                error.where, error.what_text);
  }
}

}  // namespace

CosimResult cosimulate_confirmed(const DesignMaker& make, const golden::StageGraph& graph,
                                 const ExpectedWords& expected, const CosimOptions& options) {
  CosimResult result = cosimulate(*start_confirmed(make), graph, expected, options);
  if (result.equal()) return result;
  const std::int64_t cycle = finding_cycle(result);
  CosimOptions window = options;
  window.waves.reset();
  if (cycle != kWholeRun) window.max_cycles = cycle + 1;
  const CosimResult again = cosimulate(*make(no_optimisation()), graph, expected, window);
  // A run that was cut says nothing about its end.
  const bool is_there =
      (cycle == kWholeRun || !again.out_of_cycles)
          ? !again.equal()
          : again.mismatches > 0 || again.cycle_differences > 0 || again.last_differences > 0 || again.stopped;
  result.plain_build = PlainBuild{is_there, again.simulated_cycles, again.words_compared};
  return result;
}

void throw_if_compiler_fault(const CosimResult& result) {
  if (!result.is_compiler_fault()) return;
  throw Error("compiler-fault",
              "the C++ compiler is wrong: the Verilated RTL of " + result.network +
                  " differs from golden or SystemC, the same RTL built without optimisation does not",
              "", "no verdict of this build can be trusted; weir cosim shows the difference");
}

}  // namespace weir::rtl
