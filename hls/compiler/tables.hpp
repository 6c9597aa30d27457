/// Which globals are tables: only their initialiser gives them a value.
#pragma once

namespace llvm {
class Module;
}

namespace weir::hls {

/// Marks them, before anything is inlined or dropped: a constructor that runs before main() is a writer too.
void settle_tables(llvm::Module& module);

/// Makes those constants that nothing of the kernel, now inlined, may write. What is written stays.
void freeze_read_only_tables(llvm::Module& module);

/// Drops what runs before main(): settle_tables() has seen it, and it gives nothing a value that the kernel looks at.
void drop_constructors(llvm::Module& module);

}  // namespace weir::hls
