/// Any nest or sequence of loops to ONE loop: a dispatcher on a state register whose iterations are acyclic paths
/// between loop headers. Costs one iteration more per frame where entry code falls into the middle of such a path.
#pragma once

namespace llvm {
class Function;
}

namespace weir::hls {

/// False if the function has one loop without inner loops (or none) already. The caller then cleans up (SROA) after
/// true.
bool flatten(llvm::Function& top);

}  // namespace weir::hls
