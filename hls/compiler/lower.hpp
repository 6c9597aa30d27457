/// LLVM IR of the source to one function with the loops that stay, everything inlined and unrolled, markers of the
/// pragmas read and gone.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hls/compiler/compile.hpp"
#include "hls/compiler/ir.hpp"

namespace llvm {
class AllocaInst;
class Argument;
class Function;
class GlobalVariable;
class Module;
class Value;
}  // namespace llvm

namespace weir::hls {

/// A stream by what stands for it: an argument, or, of a process of a DATAFLOW region, the global that took the place
/// of a local stream; and its place within that.
struct StreamArgument {
  const llvm::Value* base = nullptr;
  std::string name;
  unsigned bits = 0;
  std::int64_t offset_bytes = 0;
};

/// An argument that points into memory, as the program uses it.
struct MemoryAccess {
  unsigned argument = 0;
  bool writes = false;
  unsigned bits = 0;  ///< of a word in memory
};

struct Lowered {
  llvm::Function* top = nullptr;
  std::vector<StreamArgument> streams;  ///< in argument order, or as the region names them
  std::map<const llvm::GlobalVariable*, unsigned>
      table_bits;  ///< true element width of constant tables (storage is rounded up)
  ir::Latency latency;
  int ii = 0;  ///< of the pipeline: the largest of all loops; 0: no PIPELINE yet
  std::vector<MemoryAccess> memories;
  std::vector<std::string> notes;  ///< what was chosen or has no effect, "text" + note_separator + "file:line"
  /// Index in `streams` of an address, or -1.
  int stream_at(const llvm::Value* base, std::int64_t offset_bytes) const;
  bool is_stream_base(const llvm::Value* base) const;
};

/// A stream by the name of its base, which every copy of a module shares: "#n" is the n-th argument of the top.
struct StreamKey {
  std::string base;
  std::int64_t offset_bytes = 0;
  auto operator<=>(const StreamKey&) const = default;
};
StreamKey key_of(const llvm::Value& base, std::int64_t offset_bytes);

/// A stream that the source does not name: the global that stands for it, the port's name, its width.
struct ExtraStream {
  std::string global;
  std::string name;
  unsigned bits = 0;
};

struct LowerOptions {
  std::map<std::string, std::int64_t> scalars;  ///< values of the top's integer arguments
  /// A process of a DATAFLOW region: it uses what it uses of the arguments and local streams.
  bool is_process = false;
  /// Names of its ports, in the order in which they shall come; others follow under their own names.
  std::vector<std::pair<StreamKey, std::string>> ports;
  std::vector<ExtraStream> extra;
  /// Arguments that point into memory (m_axi), by number (memory_ports.hpp).
  std::map<unsigned, std::string> memories;
  /// Compile what computes the addresses of this argument's reads, and nothing else; -1: everything else.
  int addresses_of = -1;
  /// All writes of an iteration leave in the same stage: none overtakes one that stands before it.
  bool writes_together = false;
};

/// Prefixes of the globals that stand for local streams of a region, and for the tokens that start its processes.
constexpr const char* local_stream_prefix = "weir.stream.";
constexpr const char* start_stream_prefix = "weir.stream.start.";

/// Throws weir::Error: "top", "argument", "recursion", "pragma-place", "pragma-option", "loop-unroll", "stream-local",
/// "stream-index", and whatever a pragma of a used function was refused with.
Lowered lower(llvm::Module& module, const std::string& top, const LowerOptions& options);

/// Integer arguments become the constants given for them; `others_stay`: those without one stay arguments. Throws
/// weir::Error "argument".
void bind_scalars(llvm::Function& top, const std::map<std::string, std::int64_t>& scalars, bool others_stay = false);

/// Throws what a pragma in the top itself was refused with, though it says nothing in a function that the top calls.
void refuse_top(llvm::Function& top);

/// Takes the notes out of the function; throws what a pragma in it was refused with.
std::vector<std::string> take_notes(llvm::Function& function);

/// Runs a textual LLVM pass pipeline on the module, or on one function.
void run_passes(llvm::Module& module, const char* pipeline);
void run_passes(llvm::Function& function, const char* pipeline);
/// What leaves a function in the form that the rules expect, after code was moved or inlined.
inline constexpr const char* clean_up = "sroa,early-cse,simplifycfg,instcombine<no-verify-fixpoint>";
/// Drops every function that `kept` does not call, directly or not.
void keep_only(llvm::Module& module, llvm::Function& kept);

/// Every loop of the function is to be unrolled completely.
void mark_for_unrolling(llvm::Function& function);

/// By its name in the source. Throws weir::Error "top".
llvm::Function& find_top(llvm::Module& module, const std::string& name);

}  // namespace weir::hls
