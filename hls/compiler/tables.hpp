/// Which globals are tables: only their initialiser gives them a value; and which are state, which outlives a call.
#pragma once
#include <set>
#include <string>

namespace llvm {
class Function;
class GlobalVariable;
class Module;
}  // namespace llvm

namespace weir::hls {

/// Metadata of a table that the control of a top writes between calls of its region: the bytes of an element.
constexpr const char* written_by_control = "weir.written_by_control";

/// Marks them, before anything is inlined or dropped: a constructor that runs before main() is a writer too.
void settle_tables(llvm::Module& module);

/// Marks, of the variables with an initialiser, those that only `top` and what it calls look at: unless they turn out to
/// be tables, their values stay from call to call, as in a memory with contents at power-up.
void settle_states(llvm::Module& module, const llvm::Function& top);
bool is_state(const llvm::GlobalVariable& variable);

/// The variables that somebody writes and that the function, or what it calls, looks at: none of the control's.
std::set<const llvm::GlobalVariable*> variables_of(const llvm::Function& function);

/// Makes those constants that nothing of the kernel, now inlined, may write. What is written stays.
void freeze_read_only_tables(llvm::Module& module);

/// Drops what runs before main(): settle_tables() has seen it, and it gives nothing a value that the kernel looks at.
void drop_constructors(llvm::Module& module);

/// Its name in the source as an identifier of SystemVerilog.
std::string table_name(const llvm::GlobalVariable& table);

}  // namespace weir::hls
