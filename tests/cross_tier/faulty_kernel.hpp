/// A kernel's RTL with faults that a plusarg chooses, so that one Verilated model serves all of them.
///
/// +fault=F +at=N, counted in words of the first output over all frames:
///   1 the lowest bit of word N flipped     2 word N leaves after word N + 1     3 word N is missing
///   4 word N comes twice                   5 from the Nth word of input 0 on no input is ready
#pragma once
#include <filesystem>

#include "golden/network/stage_graph.hpp"

namespace weir::test {

enum class Fault { kNone, kValue, kOrder, kMissing, kExtra, kStuck };

/// Puts the faults between the ports of `stage` and its kernel in an RTL folder.
void make_faulty(const golden::StageGraph& graph, const golden::Stage& stage, const std::filesystem::path& rtl);

}  // namespace weir::test
