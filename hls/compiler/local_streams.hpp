/// Local streams of a DATAFLOW region as things of their own: a variable that is a stream or an array of them becomes a
/// global, and so does each stream within a class, so that the variables that hold them can vanish.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class Function;
class GlobalVariable;
class Value;
}  // namespace llvm

namespace weir::hls {

struct LocalStream {
  llvm::GlobalVariable* global = nullptr;
  const llvm::Value* variable = nullptr;  ///< that held it; gone if nothing else is in it
  std::int64_t offset_bytes = 0;          ///< within the global
  std::string name;                       ///< of the variable, with an index in an array
  std::string where;
};

/// Does a variable of the function hold a stream?
bool has_local_streams(const llvm::Function& f);

/// In the order of the variables. Throws weir::Error "dataflow-body" where the address of a stream is kept or chosen by
/// a variable.
std::vector<LocalStream> separate_local_streams(llvm::Function& top);

}  // namespace weir::hls
