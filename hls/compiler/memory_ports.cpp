#include "hls/compiler/memory_ports.hpp"

#include <vector>

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/pointer_offset.hpp"
#include "hls/compiler/wide.hpp"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

namespace weir::hls {

namespace {

using namespace llvm;

constexpr const char* unknown_word = "weir.unknown";
constexpr unsigned most_word_bits = 1024;

struct Memory {
  Argument* argument = nullptr;
  std::string name;
  std::vector<Instruction*> loads, stores;
  std::uint64_t bytes = 0;  ///< of a word
};

const Value* base_of(const Value* pointer) {
  while (const auto* part = dyn_cast<GEPOperator>(pointer)) pointer = part->getPointerOperand();
  return pointer;
}

Type* word_type(const Instruction& access) {
  const auto* store = dyn_cast<StoreInst>(&access);
  return store ? store->getValueOperand()->getType() : access.getType();
}

class Maker {
 public:
  Maker(Lowered& lowered, const LowerOptions& options)
      : lowered_(lowered), options_(options), top_(*lowered.top), layout_(top_.getParent()->getDataLayout()) {}

  void run() {
    for (const auto& [number, name] : options_.memories) collect(*top_.getArg(number), name);
    for (const Memory& memory : memories_)
      lowered_.memories.push_back(
          {memory.argument->getArgNo(), !memory.stores.empty(), static_cast<unsigned>(memory.bytes) * 8});
    if (options_.addresses_of < 0) {
      for (const Memory& memory : memories_) make_words(memory);
      return;
    }
    for (const Memory& memory : memories_) make_addresses(memory);
    keep_addresses_alone();
  }

 private:
  void collect(Argument& argument, const std::string& name) {
    Memory memory{&argument, name, {}, {}, 0};
    for (Instruction& i : instructions(top_)) {
      const Value* pointer = getLoadStorePointerOperand(&i);
      if (pointer == nullptr || base_of(pointer) != &argument) continue;
      if (!word_type(i)->isIntegerTy())
        throw weir::Error("type", "only integers can be read from and written to memory", where(i));
      const std::uint64_t bytes = layout_.getTypeAllocSize(word_type(i)).getFixedValue();
      if ((memory.bytes != 0 && memory.bytes != bytes) || !isPowerOf2_64(bytes) || bytes * 8 > most_word_bits)
        throw weir::Error("memory-layout",
                          "the memory behind \"" + name + "\" is accessed in words of " + std::to_string(bytes) +
                              " bytes" + (memory.bytes ? " and of " + std::to_string(memory.bytes) : ""),
                          where(i), "words of one size, a power of two up to 128 bytes");
      memory.bytes = bytes;
      (isa<LoadInst>(i) ? memory.loads : memory.stores).push_back(&i);
    }
    if (!memory.loads.empty() && !memory.stores.empty())
      throw weir::Error("memory-both", "the memory behind \"" + name + "\" is read and written by one call",
                        where(*memory.stores.front()), "give it a pointer to read and another to write");
    if (memory.bytes != 0) memories_.push_back(memory);
  }

  GlobalVariable* stream(const Memory& memory, const char* role, unsigned bits) {
    Module& module = *top_.getParent();
    const std::string name = memory_stream(memory.name, role);
    if (GlobalVariable* known = module.getNamedGlobal(name)) return known;
    auto* global = new GlobalVariable(module, IntegerType::get(module.getContext(), bits), false,
                                      GlobalValue::ExternalLinkage, nullptr, name);
    lowered_.streams.push_back({global, "mem_" + memory.name + "_" + role, bits, 0});
    return global;
  }

  /// Of the word that the access looks at.
  Value* index_of(IRBuilder<>& builder, const Memory& memory, const Instruction& access) {
    Value* sum = offset_in(builder, getLoadStorePointerOperand(&access), layout_, access);
    sum = builder.CreateLShr(sum, Log2_64(memory.bytes));
    return builder.CreateTrunc(sum, builder.getIntNTy(memory_index_bits));
  }

  void make_words(const Memory& memory) {
    const auto bits = static_cast<unsigned>(memory.bytes) * 8;
    for (Instruction* load : memory.loads) {
      IRBuilder<> builder(load);
      GlobalVariable* words = stream(memory, "read", bits);
      replace(*load, builder.CreateTrunc(builder.CreateLoad(words->getValueType(), words, true), load->getType()));
    }
    if (memory.stores.empty()) return;
    GlobalVariable* writes = stream(memory, "write", bits + memory_index_bits + 1);
    auto* type = cast<IntegerType>(writes->getValueType());
    for (Instruction* store : memory.stores) {
      IRBuilder<> builder(store);
      Value* index = builder.CreateZExt(index_of(builder, memory, *store), type);
      Value* word = builder.CreateZExt(cast<StoreInst>(store)->getValueOperand(), type);
      builder.CreateStore(builder.CreateOr(builder.CreateShl(index, bits), word), writes, true);
      store->eraseFromParent();
    }
    for (BasicBlock& block : top_)
      if (auto* end = dyn_cast<ReturnInst>(block.getTerminator())) {
        const APInt flag = APInt::getOneBitSet(type->getBitWidth(), bits + memory_index_bits);
        IRBuilder<>(end).CreateStore(ConstantInt::get(type, flag), writes, true);
      }
  }

  void make_addresses(const Memory& memory) {
    for (Instruction* load : memory.loads) {
      IRBuilder<> builder(load);
      if (memory.argument->getArgNo() == static_cast<unsigned>(options_.addresses_of))
        builder.CreateStore(index_of(builder, memory, *load), stream(memory, "index", memory_index_bits), true);
      replace(*load, builder.CreateLoad(load->getType(), unknown(), true));
    }
    for (Instruction* store : memory.stores) store->eraseFromParent();
  }

  GlobalVariable* unknown() {
    Module& module = *top_.getParent();
    if (GlobalVariable* known = module.getNamedGlobal(unknown_word)) return known;
    return new GlobalVariable(module, IntegerType::get(module.getContext(), most_word_bits), false,
                              GlobalValue::ExternalLinkage, nullptr, unknown_word);
  }

  static void replace(Instruction& load, Value* value) {
    load.replaceAllUsesWith(value);
    load.eraseFromParent();
  }

  /// A stream that the program reads or writes, or null; the token that starts a call, and the indices, stay.
  const GlobalVariable* other_stream(const Instruction& i) const {
    const Value* pointer = getLoadStorePointerOperand(&i);
    const auto* global = pointer ? dyn_cast<GlobalVariable>(base_of(pointer)) : nullptr;
    const bool is_stream =
        (isa<LoadInst>(i) && cast<LoadInst>(i).isVolatile()) || (isa<StoreInst>(i) && cast<StoreInst>(i).isVolatile());
    if (!is_stream || global == nullptr) return nullptr;
    const StringRef name = global->getName();
    return name.ends_with(".index") || name.starts_with(start_stream_prefix) ? nullptr : global;
  }

  void clean() {
    hide_wide_operations(top_);
    run_passes(top_,
               "adce,instcombine<no-verify-fixpoint>,simplifycfg,loop-simplify,lcssa,loop(loop-deletion),simplifycfg,"
               "adce,instcombine<no-verify-fixpoint>,loop-simplify,lcssa");
    reveal_wide_operations(top_);
  }

  void keep_addresses_alone() {
    for (Instruction& i : make_early_inc_range(instructions(top_))) {
      const Value* pointer = getLoadStorePointerOperand(&i);
      const bool is_argument = pointer && isa<Argument>(base_of(pointer));
      if (isa<StoreInst>(i) && (is_argument || other_stream(i))) i.eraseFromParent();
    }
    // A word that led to another is known to lead nowhere only once that one is gone.
    for (bool changed = true; changed;) {
      changed = false;
      clean();
      for (Instruction& i : make_early_inc_range(instructions(top_))) {
        const Value* pointer = getLoadStorePointerOperand(&i);
        const bool is_argument = pointer && isa<Argument>(base_of(pointer));
        if (!isa<LoadInst>(i) || !i.use_empty() || !(is_argument || other_stream(i))) continue;
        i.eraseFromParent();
        changed = true;
      }
    }
    for (const Instruction& i : instructions(top_)) {
      const Value* pointer = getLoadStorePointerOperand(&i);
      if (isa<LoadInst>(i) && pointer && (isa<Argument>(base_of(pointer)) || other_stream(i)))
        throw weir::Error("memory-index", "an address, or whether it is read, depends on a word that is read", where(i),
                          "addresses must follow from counters and scalar arguments");
    }
    llvm::erase_if(lowered_.streams, [this](const StreamArgument& s) {
      return none_of(instructions(top_), [&](const Instruction& i) {
        const Value* pointer = getLoadStorePointerOperand(&i);
        return pointer && base_of(pointer) == s.base;
      });
    });
  }

  Lowered& lowered_;
  const LowerOptions& options_;
  Function& top_;
  const DataLayout& layout_;
  std::vector<Memory> memories_;
};

}  // namespace

std::string memory_stream(const std::string& memory, const char* role) {
  return local_stream_prefix + ("memory." + memory) + "." + role;
}

void make_memory_ports(Lowered& lowered, const LowerOptions& options) {
  if (!options.memories.empty()) Maker(lowered, options).run();
}

}  // namespace weir::hls
