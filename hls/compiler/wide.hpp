/// Words of thousands of bits among LLVM's simplifications. For every instruction these ask which bits are known, again
/// and again along chains of insertions: minutes for words that our own IR takes apart in no time. So bit
/// operations on wide words hide behind calls that nothing looks into, and come back for the builder.
#pragma once

namespace llvm {
class Function;
}

namespace weir::hls {

/// And, Or, Xor, shifts, truncations and extensions of more than 128 bits become calls of pure functions.
void hide_wide_operations(llvm::Function& function);
/// They become instructions again.
void reveal_wide_operations(llvm::Function& function);

}  // namespace weir::hls
