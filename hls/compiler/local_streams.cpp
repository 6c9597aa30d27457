#include "hls/compiler/local_streams.hpp"

#include <map>

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/lower.hpp"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

namespace weir::hls {

namespace {

using namespace llvm;

bool is_stream(const Type& type) {
  const auto* structure = dyn_cast<StructType>(&type);
  return structure && structure->hasName() &&
         (structure->getName().starts_with("struct.hls::stream") ||
          structure->getName().starts_with("class.hls::stream"));
}

bool holds_stream(const Type& type) {
  if (is_stream(type)) return true;
  if (const auto* array = dyn_cast<ArrayType>(&type)) return holds_stream(*array->getElementType());
  const auto* structure = dyn_cast<StructType>(&type);
  return structure && any_of(structure->elements(), [](const Type* element) { return holds_stream(*element); });
}

/// Nothing else is in it.
bool is_streams_alone(const Type& type) {
  const auto* array = dyn_cast<ArrayType>(&type);
  return array ? is_streams_alone(*array->getElementType()) : is_stream(type);
}

struct Member {
  std::int64_t offset;
  StructType* type;
};

void collect(Type& type, std::int64_t offset, const DataLayout& layout, std::vector<Member>& members) {
  if (is_stream(type)) {
    members.push_back({offset, cast<StructType>(&type)});
  } else if (auto* array = dyn_cast<ArrayType>(&type)) {
    const auto size = static_cast<std::int64_t>(layout.getTypeAllocSize(array->getElementType()).getFixedValue());
    for (std::uint64_t k = 0; k < array->getNumElements(); ++k)
      collect(*array->getElementType(), offset + static_cast<std::int64_t>(k) * size, layout, members);
  } else if (auto* structure = dyn_cast<StructType>(&type)) {
    const StructLayout* places = layout.getStructLayout(structure);
    for (unsigned k = 0; k < structure->getNumElements(); ++k)
      collect(*structure->getElementType(k),
              offset + static_cast<std::int64_t>(places->getElementOffset(k).getFixedValue()), layout, members);
  }
}

/// One variable and the globals for its streams.
class Separator {
 public:
  Separator(AllocaInst& variable, std::vector<LocalStream>& made)
      : variable_(variable), layout_(variable.getModule()->getDataLayout()), made_(made) {}

  void run() {
    std::vector<Member> members;
    collect(*variable_.getAllocatedType(), 0, layout_, members);
    if (is_streams_alone(*variable_.getAllocatedType())) return replace_whole(members);
    for (std::size_t k = 0; k < members.size(); ++k) {
      const std::string name =
          variable_.getName().str() + (variable_.getAllocatedType()->isArrayTy() ? "_" + std::to_string(k) : "");
      auto* global = new GlobalVariable(*variable_.getModule(), members[k].type, false, GlobalValue::ExternalLinkage,
                                        nullptr, local_stream_prefix + name);
      made_.push_back({global, &variable_, 0, name, where(variable_)});
      ends_[members[k].offset] = {
          members[k].offset + static_cast<std::int64_t>(layout_.getTypeAllocSize(members[k].type).getFixedValue()),
          global};
    }
    follow(variable_, 0);
    for (Use* use : gone_) use->set(replacement_.at(use));
  }

 private:
  void replace_whole(const std::vector<Member>& members) {
    const std::string name = variable_.getName().str();
    auto* global = new GlobalVariable(*variable_.getModule(), variable_.getAllocatedType(), false,
                                      GlobalValue::ExternalLinkage, nullptr, local_stream_prefix + name);
    for (std::size_t k = 0; k < members.size(); ++k)
      made_.push_back({global, &variable_, members[k].offset,
                       members.size() > 1 ? name + "_" + std::to_string(k) : name, where(variable_)});
    for (User* user : make_early_inc_range(variable_.users()))
      if (auto* intrinsic = dyn_cast<IntrinsicInst>(user); intrinsic && intrinsic->isLifetimeStartOrEnd())
        intrinsic->eraseFromParent();
    variable_.replaceAllUsesWith(global);
  }

  GlobalVariable* stream_at(std::int64_t offset) const {
    auto after = ends_.upper_bound(offset);
    if (after == ends_.begin()) return nullptr;
    --after;
    return offset < after->second.first ? after->second.second : nullptr;
  }

  void follow(Value& pointer, std::int64_t offset) {
    for (Use& use : pointer.uses()) {
      auto* user = cast<Instruction>(use.getUser());
      if (auto* part = dyn_cast<GetElementPtrInst>(user)) {
        APInt more(64, 0);
        if (!part->accumulateConstantOffset(layout_, more)) refuse(*user, "a stream chosen by a variable");
        follow(*part, offset + more.getSExtValue());
      } else if (const auto* intrinsic = dyn_cast<IntrinsicInst>(user);
                 intrinsic && intrinsic->isLifetimeStartOrEnd()) {
        continue;
      } else if (GlobalVariable* stream = stream_at(offset)) {
        const auto* store = dyn_cast<StoreInst>(user);
        if (store && store->getValueOperand() == &pointer) refuse(*user, "the address of a stream is kept");
        if (isa<PHINode, SelectInst>(user)) refuse(*user, "a stream chosen by a variable");
        gone_.push_back(&use);
        replacement_[&use] = stream;
      }
    }
  }

  [[noreturn]] static void refuse(const Instruction& i, const std::string& what) {
    throw weir::Error("dataflow-body", what, where(i),
                      "name streams by constants: each connects two calls, whatever the data");
  }

  AllocaInst& variable_;
  const DataLayout& layout_;
  std::vector<LocalStream>& made_;
  std::map<std::int64_t, std::pair<std::int64_t, GlobalVariable*>> ends_;
  std::vector<Use*> gone_;
  std::map<Use*, GlobalVariable*> replacement_;
};

}  // namespace

bool has_local_streams(const Function& f) {
  return any_of(instructions(f), [](const Instruction& i) {
    const auto* variable = dyn_cast<AllocaInst>(&i);
    return variable && holds_stream(*variable->getAllocatedType());
  });
}

std::vector<LocalStream> separate_local_streams(Function& top) {
  std::vector<AllocaInst*> variables;
  for (Instruction& i : instructions(top))
    if (auto* variable = dyn_cast<AllocaInst>(&i); variable && holds_stream(*variable->getAllocatedType()))
      variables.push_back(variable);
  std::vector<LocalStream> made;
  for (AllocaInst* variable : variables) Separator(*variable, made).run();
  return made;
}

}  // namespace weir::hls
