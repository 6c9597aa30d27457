/// Arrays of the lowered function as memories of the IR: which bank an access goes to, and its address.
#pragma once
#include <functional>
#include <map>
#include <set>

#include "hls/compiler/ir.hpp"
#include "hls/compiler/lower.hpp"

namespace llvm {
class DataLayout;
class Instruction;
class Type;
class Value;
}  // namespace llvm

namespace weir::hls {

class MemoryMap {
 public:
  /// Looks at every array access among `blocks` of the function, all of which must be known before the first access is
  /// translated.
  MemoryMap(const Lowered& lowered, ir::Graph& graph, const std::string& strip_prefix);

  void collect(const llvm::Instruction& access);
  /// The stream behind an access, or -1.
  int stream_of(const llvm::Instruction& access) const;
  /// Memory and address node of an access; `value` translates index expressions.
  std::pair<int, ir::Id> locate(const llvm::Instruction& access,
                                const std::function<ir::Id(const llvm::Value*)>& value);

 private:
  struct Address {
    const llvm::Value* base = nullptr;
    std::int64_t offset_bytes = 0;
    std::vector<std::pair<const llvm::Value*, std::int64_t>> terms;  ///< index and its scale in bytes
  };
  struct Array {
    std::int64_t element_bytes = 0;
    std::int64_t stride_bytes = 0;  ///< greatest common divisor of all index scales; 0: only constant indices
    std::set<std::int64_t> offsets;
  };

  Address decompose(const llvm::Instruction& access) const;
  int bank(const Address& address, const llvm::Instruction& access);
  void fill_table(ir::Memory& memory, const llvm::GlobalVariable& table, const Address& address,
                  const llvm::Instruction& access) const;
  void note_writer(ir::Memory& memory, const llvm::GlobalVariable& table, const Address& address) const;
  std::int64_t elements(const llvm::Value* base, const ir::Memory& memory, const llvm::DataLayout& layout) const;
  std::int64_t step(const llvm::Value* base, bool banked) const;
  std::string short_name(const llvm::Value& base) const;

  const Lowered& lowered_;
  ir::Graph& graph_;
  std::string strip_prefix_;
  std::map<const llvm::Value*, Array> arrays_;
  std::map<std::pair<const llvm::Value*, std::int64_t>, int> banks_;
};

}  // namespace weir::hls
