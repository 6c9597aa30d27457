/// Values of stages that move words in another order than their loops compute them in: rigid pipelines, which read
/// ahead of what they write, and FINN's blocks, which read ahead into registers and buffers.
#pragma once
#include "systemc/generators/behaviour.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing::modules {

/// Computes with `behaviour` in the order of the stage's program: words wait until their iteration comes, and an
/// iteration comes when one of the words that it writes leaves. Throws Error no-values for a stage whose words its kind
/// does not compute; a word that leaves before its iteration has all it reads is Error internal. `graph` must
/// outlive it.
std::unique_ptr<Behaviour> in_program_order(const TimingGraph& graph, const TimingStage& stage,
                                            std::unique_ptr<Behaviour> behaviour);

}  // namespace weir::timing::modules
