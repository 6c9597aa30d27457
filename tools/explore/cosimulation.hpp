/// A point that was timed, in the Verilated RTL that Weir makes of it: are its words golden's, its cycles SystemC's?
/// A task like any other (evaluation.hpp): who computes shares kernels and models through the cache.
///
///   task    that of the point, with {"cosimulation": {"depths", "frames", "seed"}}
///   record  {"key", "computed": "co-simulated" or "nothing", "error", "frames", "words_compared", "mismatches",
///            "cycle_differences", "latency_cycles", "interval_cycles", "is_equal"}
#pragma once
#include "tools/explore/evaluation.hpp"

namespace weir::tools::explore {

/// `point`: task of a point; `record`: its own, with depths.
Task make_cosimulation(const Task& point, const nlohmann::ordered_json& record, std::uint64_t seed);

/// Fills `record`. Throws what cosimulate() throws.
void cosimulate_point(const golden::FoldedNetwork& base, const nlohmann::ordered_json& task,
                      const std::atomic<bool>* stop, nlohmann::ordered_json& record);

}  // namespace weir::tools::explore
