#include "hls/compiler/rewrite.hpp"

namespace weir::hls {

using ir::Id;
using ir::Node;
using ir::Op;

ir::Graph Rewriter::run() {
  const std::vector<Id> order = ir::live_order(old_);
  new_.latency = old_.latency;
  new_.ii = old_.ii;
  new_.memories = old_.memories;
  for (std::size_t m = 0; m < new_.memories.size(); ++m) {
    if (new_.memories[m].rom) continue;
    new_.memories[m].width = ram_width(m);
    for (llvm::APInt& word : new_.memories[m].init) word = word.trunc(ram_width(m));
  }
  for (const ir::Stream& s : old_.streams) new_.streams.push_back({s.name, s.bits, s.input, {}});
  std::vector<char> loaded(old_.memories.size(), 0);
  for (Id x : order) {
    const Node& n = old_[x];
    if (n.op == Op::Load) loaded[static_cast<std::size_t>(n.aux)] = 1;
    if (n.op != Op::Reg) continue;
    const ir::Register& r = old_.registers[static_cast<std::size_t>(n.aux)];
    const Id small = new_.reg(register_width(static_cast<std::size_t>(n.aux)), r.name);
    map_[static_cast<std::size_t>(x)] =
        register_signed(static_cast<std::size_t>(n.aux)) ? new_.sext(small, n.width) : new_.zext(small, n.width);
  }
  std::vector<std::size_t> live_registers;
  for (Id x : order) {
    const Node& n = old_[x];
    new_.place = n.where;
    if (n.op == Op::Reg) {
      live_registers.push_back(static_cast<std::size_t>(n.aux));
    } else if (n.op == Op::Read || n.op == Op::Write || n.op == Op::Store) {
      if (n.op != Op::Store || loaded[static_cast<std::size_t>(n.aux)]) copy_access(x);
    } else {
      map_[static_cast<std::size_t>(x)] = translate(x);
    }
  }
  for (std::size_t k = 0; k < live_registers.size(); ++k) {
    const ir::Register& r = old_.registers[live_registers[k]];
    const unsigned w = new_.width(new_.registers[k].node);
    new_.registers[k].next = new_.slice(mapped(r.next), 0, w);
    if (r.init != ir::none) new_.registers[k].init = new_.constant(old_[r.init].value.trunc(w));
  }
  new_.last = mapped(old_.last);
  new_.place.clear();
  return std::move(new_);
}

/// Program order of stream accesses and stores is kept, because live_order starts from them in that order.
void Rewriter::copy_access(Id x) {
  const Node& n = old_[x];
  if (n.op == Op::Read) {
    map_[static_cast<std::size_t>(x)] = new_.read(n.aux, arg(x, 0), n.where);
  } else if (n.op == Op::Write) {
    new_.write(n.aux, arg(x, 0), arg(x, 1), n.where);
  } else {
    const unsigned w = new_.memories[static_cast<std::size_t>(n.aux)].width;
    new_.store(n.aux, arg(x, 0), new_.slice(arg(x, 1), 0, w), arg(x, 2), n.where);
  }
}

Id Rewriter::copy(Id x) {
  const Node& n = old_[x];
  switch (n.op) {
    case Op::Const: return new_.constant(n.value);
    case Op::Mux: return new_.mux(arg(x, 0), arg(x, 1), arg(x, 2));
    case Op::Sext: return new_.sext(arg(x, 0), n.width);
    case Op::Slice: return new_.slice(arg(x, 0), static_cast<unsigned>(n.aux), n.width);
    case Op::Pop: {
      const Id count = new_.pop(arg(x, 0));
      return new_.zext(count, n.width);
    }
    case Op::Cat: {
      std::vector<Id> pieces;
      for (Id a : n.args) pieces.push_back(mapped(a));
      return new_.cat(pieces);
    }
    case Op::Load:
      return new_.zext(new_.load(n.aux, arg(x, 0), new_.memories[static_cast<std::size_t>(n.aux)].width, n.where),
                       n.width);
    default: return new_.binary(n.op, arg(x, 0), arg(x, 1));
  }
}

}  // namespace weir::hls
