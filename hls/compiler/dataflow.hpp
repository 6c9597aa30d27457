/// DATAFLOW regions: the calls of the top become processes, its local streams the FIFOs between them.
///
/// Legal in a region: local hls::stream variables and arrays of them, calls whose arguments are streams, constants and
/// constant tables, and loops with UNROLL around such calls. A call of a function that is a region itself is replaced
/// by its processes. Every local stream has one writer and one reader.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class Constant;
class Function;
class Module;
}  // namespace llvm

namespace weir::hls {

/// Vitis' depth of a stream without #pragma HLS STREAM.
constexpr int default_stream_depth = 2;

struct Region {
  struct Stream {
    std::string name;
    int depth = default_stream_depth;
    int argument = -1;  ///< of the top; -1: local
    std::string where;
  };
  struct Process {
    const llvm::Function* function = nullptr;
    std::string name;                              ///< of the function, without namespaces and template arguments
    std::vector<int> streams;                      ///< indices, in the order of the function's stream arguments
    std::vector<const llvm::Constant*> constants;  ///< by argument; null for a stream
    std::string table_prefix;                      ///< common to all tables given to it, "" without any
    std::string where;
  };
  std::vector<Stream> streams;  ///< the top's arguments first
  std::vector<Process> processes;
};

/// Is there a DATAFLOW pragma in the function itself?
bool is_dataflow(const llvm::Function& top);

/// Changes the top. Throws weir::Error: "dataflow-body" for what cannot be in a region, "pragma-place",
/// "pragma-option", "argument".
Region find_region(llvm::Module& module, llvm::Function& top);

/// Name of the only function of isolate()'s module that is to be compiled.
constexpr const char* isolated_name = "weir_process";

/// A module with the process alone, as a function of its streams.
std::unique_ptr<llvm::Module> isolate(const llvm::Module& module, const Region::Process& process);

}  // namespace weir::hls
