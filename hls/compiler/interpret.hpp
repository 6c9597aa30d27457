/// Runs the IR itself, iteration by iteration, on given input words: the second oracle between the C simulation and the
/// RTL. Run after every pass it names the one that changed what the kernel computes.
///
/// What the hardware leaves open (registers without an initial value, RAM words never written, a port that is not read
/// in this iteration) is filled with ones, so that a kernel that looks at it is seen.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "hls/compiler/ir.hpp"

namespace weir::hls {

/// By name of the stream (or of the external table), in the order in which they pass (lowest address first).
using WordLists = std::map<std::string, std::vector<llvm::APInt>>;

/// Words of every output stream over `frames` frames. `tables`: contents of the external ROMs.
/// Throws weir::Error "interpreter-words" if an input ends early or a table is missing, "endless" as trace_frame().
WordLists interpret(const ir::Graph& graph, const WordLists& inputs, int frames, const WordLists& tables = {});

}  // namespace weir::hls
