/// Tops with pointers into memory (m_axi): registers (s_axilite) start them, and every integer argument without a value
/// is one of those. The top's own code becomes a kernel, the control: it takes all registers as one word per call,
/// writes tables that the region reads, and starts the region's processes with a token each. Every process ends a call
/// with a token of its own, or, where it writes memory, when the last response has come.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hls/compiler/dataflow.hpp"
#include "hls/compiler/lower.hpp"

namespace llvm {
class CallInst;
class Function;
class Module;
}  // namespace llvm

namespace weir::hls {

/// An argument of the top as it lies among the registers, as Vitis HLS lays them out.
struct RegisterField {
  std::string name;
  int argument = 0;
  int word = 0;  ///< of 32 bits; its address is 0x10 + 4 * word
  int bits = 0;  ///< 64 of a pointer
  bool pointer = false;
};

/// A table that the control writes: its stream carries words of an index above an element of so many bits.
struct WrittenTable {
  std::string name;
  unsigned bits = 0;
};

struct Control {
  llvm::Function* control = nullptr;  ///< the top's own code, which calls the region once at most
  llvm::Function* region = nullptr;
  std::vector<RegisterField> registers;
  int words = 0;
  std::map<unsigned, int> memories;          ///< the region's arguments that point into memory, to the top's
  std::map<unsigned, unsigned> token_place;  ///< the region's integer arguments, to their lowest bit in a token
  unsigned token_bits = 1;
  std::vector<WrittenTable> tables;
};

/// Has the top a pointer with INTERFACE m_axi?
bool is_controlled(llvm::Function& top);

/// Splits the top. Changes the module. Throws weir::Error: "argument", "memory-argument", "control" for what cannot be
/// in the code around a region.
Control plan_control(llvm::Module& module, llvm::Function& top, const std::map<std::string, std::int64_t>& scalars);

/// Of a process in its own module: waits for its token, takes the arguments out of it; `tells_end`: writes one at its
/// end. Returns its streams, "start.<name>" and "done.<name>" behind the prefix of local streams.
std::vector<ExtraStream> add_tokens(llvm::Function& process, const Control& control, const std::string& name,
                                    bool tells_end);

/// The control as a kernel in its own module: its function is isolated_name there. `processes`: who gets a token.
std::unique_ptr<llvm::Module> isolate_control(const llvm::Module& module, const Control& control,
                                              const std::vector<std::string>& processes,
                                              std::vector<ExtraStream>& streams);

}  // namespace weir::hls
