/// DATAFLOW regions: the calls of the top become processes, its local streams the FIFOs between them.
///
/// Legal in a region: local hls::stream variables, arrays of them and classes that hold them; calls of functions that
/// use streams, with whatever other arguments; loops with UNROLL around such calls. A call of a function that is a
/// region itself, or has local streams, is replaced by its processes; calls that use no stream prepare arguments. Every
/// local stream has one writer and one reader; other variables belong to one process, or are only read.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hls/compiler/lower.hpp"

namespace llvm {
class CallInst;
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
    bool is_stated = false;  ///< `depth`, by the source
  };
  struct Process {
    const llvm::CallInst* call = nullptr;
    std::string name;  ///< of the function, without namespaces and template arguments
    std::vector<std::pair<StreamKey, std::string>>
        ports;                 ///< streams among its arguments, by their names in the function
    std::vector<int> streams;  ///< indices, in the order of the compiled kernel's ports
    std::string table_prefix;  ///< common to all tables given to it, "" without any
    std::string where;
  };
  /// A pointer into memory: its reader or writer stands between these streams of the region.
  struct Memory {
    std::string name;
    int argument = 0;  ///< of the top
    bool writes = false;
    int bits = 0;            ///< of a word
    int from = -1, to = -1;  ///< indices of words to words; or words to write to the end of a call
  };
  /// What the registers of a top are wired to; without streams: it has none.
  struct Registers {
    int words = 0;
    int arguments = -1, done = -1;  ///< streams to and from the control
    std::vector<int> others;        ///< streams that tell the end of a call, one word each
    std::vector<std::pair<std::string, int>>
        tables;                       ///< written by the control, and the stream that brings their words
    std::map<int, int> address_word;  ///< of a pointer's argument: its first register
  };
  std::vector<Stream> streams;  ///< the top's arguments first
  std::vector<Memory> memories;
  Registers registers;
  std::vector<Process> processes;
  std::vector<std::string> notes;  ///< as of Lowered
  std::map<StreamKey, int> index;  ///< in `streams`

  /// The stream behind a key; one that no call names as an argument is made now.
  int stream(const StreamKey& key, const std::string& name);
  /// A stream of the region's own, by its global.
  int add(const std::string& global, const std::string& name, int depth);
};

/// Is there a DATAFLOW pragma in the function itself?
bool is_dataflow(const llvm::Function& top);

/// Changes the module. Throws weir::Error: "dataflow-body" for what cannot be in a region, "pragma-place",
/// "pragma-option", "argument".
/// `memories`: arguments that point into memory, of a top with registers; its integer arguments may then stay.
Region find_region(llvm::Module& module, llvm::Function& top, const std::map<std::string, std::int64_t>& scalars,
                   const std::map<unsigned, int>* memories = nullptr);

/// Name of the only function of isolate()'s module that is to be compiled.
constexpr const char* isolated_name = "weir_process";

/// A module in which the top calls this process alone.
std::unique_ptr<llvm::Module> isolate(const llvm::Module& module, const llvm::Function& top, const Region& region,
                                      const Region::Process& process);

}  // namespace weir::hls
