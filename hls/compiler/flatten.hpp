/// Any nest or sequence of loops to ONE loop: a dispatcher on a state register whose iterations are acyclic paths
/// between loop headers. Costs one iteration more per frame where entry code falls into the middle of such a path.
#pragma once

namespace llvm {
class Function;
class Instruction;
}  // namespace llvm

namespace weir::hls {

/// What is to become a state of its own, beside the innermost loops.
struct StateChoice {
  bool entry = false;     ///< what happens before the first loop
  bool accesses = false;  ///< the second access to a stream on a path, so that no iteration has two
};

/// Does it read or write an array or a stream?
bool has_effect(const llvm::Instruction& i);

/// False if the function has one loop without inner loops (or none) already. The caller then cleans up (SROA) after
/// true.
bool flatten(llvm::Function& top, StateChoice choice = {});

}  // namespace weir::hls
