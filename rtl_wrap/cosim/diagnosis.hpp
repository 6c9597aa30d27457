/// Where the first difference is, in the terms of the network, and what may have caused it.
#pragma once
#include <map>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/scoreboard.hpp"

namespace weir::rtl {

using ExpectedWords = std::map<std::string, golden::Words>;

/// Name of the stage that writes `stream`, "source" for a graph input.
std::string producer_name(const golden::StageGraph& graph, const golden::Stream& stream);

/// The earliest mismatch of one stream, if any; Missing counts as later than everything else and gets
/// `quiet_from_cycle`.
std::optional<Mismatch> first_mismatch(const golden::StageGraph& graph, const StreamCheck& check,
                                       std::int64_t quiet_from_cycle);

/// Adds accumulator and thresholds of the element to `mismatch` where the stage has thresholds and the words of its
/// input are known.
void add_accumulator(const golden::StageGraph& graph, const ExpectedWords& expected, Mismatch& mismatch);

/// Causes that explain at least half of the recorded differences of one stream, best first, at most `most`.
std::vector<Hypothesis> explain(const golden::StageGraph& graph, const StreamCheck& check,
                                const ExpectedWords& expected, std::size_t most = 3);

}  // namespace weir::rtl
