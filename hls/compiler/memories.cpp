#include "hls/compiler/memories.hpp"

#include <algorithm>
#include <numeric>

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/tables.hpp"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

namespace weir::hls {

namespace {

using namespace llvm;

Type* access_type(const Instruction& access) {
  const auto* store = dyn_cast<StoreInst>(&access);
  return store ? store->getValueOperand()->getType() : access.getType();
}

Type* array_type(const Value* base) {
  if (const auto* table = dyn_cast<GlobalVariable>(base)) return table->getValueType();
  return cast<AllocaInst>(base)->getAllocatedType();
}

/// A table with contents here may be split into banks; an external one is one file, and a RAM keeps one address space.
bool is_banked(const Value* base) {
  const auto* table = dyn_cast<GlobalVariable>(base);
  return table && table->hasInitializer() && !is_state(*table);
}

APInt word_at(const GlobalVariable& table, std::int64_t offset_bytes, Type* type, const ir::Memory& memory,
              const Instruction& access) {
  const auto* word = dyn_cast_or_null<ConstantInt>(ConstantFoldLoadFromConst(
      const_cast<Constant*>(table.getInitializer()), type, APInt(64, static_cast<std::uint64_t>(offset_bytes)),
      access.getModule()->getDataLayout()));
  if (!word) throw weir::Error("table", "the table \"" + memory.name + "\" has no constant value", where(access));
  return word->getValue().trunc(memory.width);
}

std::string identifier(std::string s) {
  for (char& c : s) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return s;
}

}  // namespace

MemoryMap::MemoryMap(const Lowered& lowered, ir::Graph& graph, const std::string& strip_prefix)
    : lowered_(lowered), graph_(graph), strip_prefix_(strip_prefix) {}

MemoryMap::Address MemoryMap::decompose(const Instruction& access) const {
  Address address;
  address.base = getLoadStorePointerOperand(&access);
  const DataLayout& layout = access.getModule()->getDataLayout();
  while (const auto* gep = dyn_cast<GEPOperator>(address.base)) {
    MapVector<Value*, APInt> terms;
    APInt offset(64, 0);
    if (!gep->collectOffset(layout, 64, terms, offset))
      throw weir::Error("array-layout", "an index that is not linear", where(access));
    address.offset_bytes += offset.getSExtValue();
    for (const auto& [index, scale] : terms) address.terms.push_back({index, scale.getSExtValue()});
    address.base = gep->getPointerOperand();
  }
  return address;
}

int MemoryMap::stream_of(const Instruction& access) const {
  const Address address = decompose(access);
  if (!lowered_.is_stream_base(address.base)) return -1;
  if (!address.terms.empty())
    throw weir::Error("stream-index", "a stream chosen by a variable", where(access),
                      "choose among streams by constants, in an unrolled loop");
  return lowered_.stream_at(address.base, address.offset_bytes);
}

void MemoryMap::collect(const Instruction& access) {
  const Address address = decompose(access);
  if (lowered_.is_stream_base(address.base)) return;
  const DataLayout& layout = access.getModule()->getDataLayout();
  const auto bytes = static_cast<std::int64_t>(layout.getTypeStoreSize(access_type(access)).getFixedValue());
  Array& array = arrays_[address.base];
  if (array.element_bytes && array.element_bytes != bytes) {
    throw weir::Error("array-layout",
                      "the elements of \"" + short_name(*address.base) + "\" are accessed with different sizes",
                      where(access));
  }
  array.element_bytes = bytes;
  array.offsets.insert(address.offset_bytes);
  for (const auto& [index, scale] : address.terms) array.stride_bytes = std::gcd(array.stride_bytes, scale);
}

std::string MemoryMap::short_name(const Value& base) const {
  std::string name = demangle(base.getName().str());
  if (const auto scope = name.rfind("::"); scope != std::string::npos) name = name.substr(scope + 2);
  if (!strip_prefix_.empty() && name.rfind(strip_prefix_, 0) == 0) name = name.substr(strip_prefix_.size());
  return name.empty() ? "array" : identifier(name);
}

/// Bytes per step of the address.
std::int64_t MemoryMap::step(const Value* base, bool banked) const {
  const Array& array = arrays_.at(base);
  return banked && array.stride_bytes ? array.stride_bytes : array.element_bytes;
}

void MemoryMap::fill_table(ir::Memory& memory, const GlobalVariable& table, const Address& address,
                           const Instruction& access) const {
  const DataLayout& layout = access.getModule()->getDataLayout();
  const Array& array = arrays_.at(&table);
  const auto total = static_cast<std::int64_t>(layout.getTypeAllocSize(table.getValueType()).getFixedValue());
  const std::int64_t stride = step(&table, true);
  std::int64_t end = total;  // the next bank begins where another constant offset of the same residue begins
  for (std::int64_t other : array.offsets) {
    if (other > address.offset_bytes && (other - address.offset_bytes) % stride == 0) end = std::min(end, other);
  }
  for (std::int64_t at = address.offset_bytes; at < end && at + array.element_bytes <= total; at += stride)
    memory.init.push_back(word_at(table, at, access.getType(), memory, access));
  memory.depth = static_cast<unsigned>(memory.init.size());
}

/// Number of elements. The element type of a declared table may be incomplete, so only its count can be trusted.
std::int64_t MemoryMap::elements(const Value* base, const ir::Memory& memory, const DataLayout& layout) const {
  Type* type = array_type(base);
  const auto* table = dyn_cast<GlobalVariable>(base);
  if (!table || table->hasInitializer()) {
    return static_cast<std::int64_t>(layout.getTypeAllocSize(type).getFixedValue()) / arrays_.at(base).element_bytes;
  }
  const auto* array = dyn_cast<ArrayType>(type);
  if (!array) throw weir::Error("table", "the external table \"" + memory.name + "\" is not an array", memory.where);
  auto count = static_cast<std::int64_t>(array->getNumElements());
  while ((array = dyn_cast<ArrayType>(array->getElementType())) != nullptr)
    count *= static_cast<std::int64_t>(array->getNumElements());
  return count;
}

int MemoryMap::bank(const Address& address, const Instruction& access) {
  const Value* base = address.base;
  const bool banked = is_banked(base);
  auto [it, fresh] = banks_.try_emplace({base, banked ? address.offset_bytes : 0}, 0);
  if (!fresh) return it->second;
  const DataLayout& layout = access.getModule()->getDataLayout();
  ir::Memory memory;
  memory.name = short_name(*base);
  memory.where = where(access);
  memory.width = access_type(access)->getIntegerBitWidth();
  memory.depth = static_cast<unsigned>(elements(base, memory, layout));
  const auto* table = dyn_cast<GlobalVariable>(base);
  if (table && is_state(*table)) {
    for (std::int64_t k = 0; k < memory.depth; ++k)
      memory.init.push_back(word_at(*table, k * arrays_.at(base).element_bytes, access_type(access), memory, access));
  } else if (table) {
    memory.rom = true;
    memory.external = !table->hasInitializer();
    if (const auto bits = lowered_.table_bits.find(table); bits != lowered_.table_bits.end())
      memory.width = bits->second;
    if (banked) fill_table(memory, *table, address, access);
    if (table->hasMetadata(written_by_control)) note_writer(memory, *table, address);
  }
  const auto same = std::count_if(graph_.memories.begin(), graph_.memories.end(), [&](const ir::Memory& m) {
    return m.name == memory.name || m.name.rfind(memory.name + "_b", 0) == 0;
  });
  if (same) memory.name += "_b" + std::to_string(same);
  graph_.memories.push_back(std::move(memory));
  return it->second = static_cast<int>(graph_.memories.size()) - 1;
}

void MemoryMap::note_writer(ir::Memory& memory, const GlobalVariable& table, const Address& address) const {
  const auto* kept = cast<ConstantAsMetadata>(table.getMetadata(written_by_control)->getOperand(0));
  const auto bytes = cast<ConstantInt>(kept->getValue())->getSExtValue();
  if (bytes != arrays_.at(&table).element_bytes)
    throw weir::Error("array-layout", "the elements of \"" + memory.name + "\" are accessed with different sizes",
                      memory.where);
  memory.table = table_name(table);
  memory.table_bits = static_cast<unsigned>(bytes) * 8;
  memory.first = static_cast<std::uint64_t>(address.offset_bytes / bytes);
  memory.stride = static_cast<std::uint64_t>(step(&table, true) / bytes);
}

std::pair<int, ir::Id> MemoryMap::locate(const Instruction& access, const std::function<ir::Id(const Value*)>& value) {
  const Address address = decompose(access);
  const int memory = bank(address, access);
  const unsigned depth = graph_.memories[static_cast<std::size_t>(memory)].depth;
  const unsigned bits = std::max(1u, Log2_32_Ceil(depth));
  const bool banked = is_banked(address.base);
  const std::int64_t offset = banked ? 0 : address.offset_bytes;
  // LLVM may fold the element's size into the index: then the sum counts bytes, in multiples of that size.
  std::int64_t unit = step(address.base, banked);
  const auto counts_bytes = [&](const auto& term) { return term.second % unit != 0; };
  const bool in_bytes = std::any_of(address.terms.begin(), address.terms.end(), counts_bytes);
  if (offset % unit || (in_bytes && !isPowerOf2_64(static_cast<std::uint64_t>(unit))))
    throw weir::Error("array-layout", "an access that is not aligned to an element", where(access));
  const unsigned shift = in_bytes ? Log2_64(static_cast<std::uint64_t>(unit)) : 0;
  if (in_bytes) unit = 1;
  const unsigned sum_bits = bits + shift;
  ir::Id sum = graph_.constant(APInt(64, static_cast<std::uint64_t>(offset / unit)).trunc(sum_bits));
  for (const auto& [index, scale] : address.terms) {
    const ir::Id wide = value(index);
    const ir::Id x = graph_.width(wide) > sum_bits ? graph_.slice(wide, 0, sum_bits) : graph_.sext(wide, sum_bits);
    const ir::Id factor = graph_.constant(APInt(64, static_cast<std::uint64_t>(scale / unit)).trunc(sum_bits));
    sum = graph_.binary(ir::Op::Add, graph_.binary(ir::Op::Mul, x, factor), sum);
  }
  if (shift) sum = graph_.slice(sum, shift, bits);
  return {memory, sum};
}

}  // namespace weir::hls
