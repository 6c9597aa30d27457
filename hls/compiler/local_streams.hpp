/// Local streams of a DATAFLOW region as things of their own: each becomes a global, so that the variables and classes
/// that hold it can vanish.
#pragma once
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
  std::string name;                       ///< of the variable, with an index in an array
  std::string where;
};

/// Does a variable of the function hold a stream?
bool has_local_streams(const llvm::Function& f);

/// In the order of the variables. Throws weir::Error "dataflow-body" where the address of a stream is kept or chosen by
/// a variable.
std::vector<LocalStream> separate_local_streams(llvm::Function& top);

}  // namespace weir::hls
