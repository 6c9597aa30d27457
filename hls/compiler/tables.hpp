/// Which globals are tables: only their initialiser gives them a value.
#pragma once
#include <string>

namespace llvm {
class GlobalVariable;
class Module;
}  // namespace llvm

namespace weir::hls {

/// Metadata of a table that the control of a top writes between calls of its region: the bytes of an element.
constexpr const char* written_by_control = "weir.written_by_control";

/// Marks them, before anything is inlined or dropped: a constructor that runs before main() is a writer too.
void settle_tables(llvm::Module& module);

/// Makes those constants that nothing of the kernel, now inlined, may write. What is written stays.
void freeze_read_only_tables(llvm::Module& module);

/// Drops what runs before main(): settle_tables() has seen it, and it gives nothing a value that the kernel looks at.
void drop_constructors(llvm::Module& module);

/// Its name in the source as an identifier of SystemVerilog.
std::string table_name(const llvm::GlobalVariable& table);

}  // namespace weir::hls
