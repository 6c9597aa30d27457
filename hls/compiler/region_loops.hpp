/// Loops that stand in a DATAFLOW region itself: each becomes a process, as if it were a function that is called there.
#pragma once
#include <functional>
#include <string>

namespace llvm {
class Function;
}

namespace weir::hls {

/// Every outermost loop of `region` that turns more than once, and that no UNROLL repeats, moves into a function of its
/// own, called in its place: "<name>_loop", after the first function it calls that `name_of` names, else the region.
/// Throws weir::Error "dataflow-body" for a loop that cannot move.
void outline_loops(llvm::Function& region, const std::string& region_name,
                   const std::function<std::string(const llvm::Function&)>& name_of);

}  // namespace weir::hls
