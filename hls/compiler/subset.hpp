/// Refuses, with file and line, every instruction that has no meaning as hardware behind one pipelined loop.
#pragma once
#include "hls/compiler/lower.hpp"

namespace weir::hls {

/// Codes: "floating-point", "call", "stream-state", "pointer", "type", "instruction", "outside-loop",
/// "uninitialised-table".
void check_subset(const Lowered& lowered);

/// Code "outside-loop": what happens before the pipelined loop, if it touches arrays or streams.
void check_outside(const Lowered& lowered);

}  // namespace weir::hls
