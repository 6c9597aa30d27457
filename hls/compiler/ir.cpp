#include "hls/compiler/ir.hpp"

#include <stdexcept>

namespace weir::hls::ir {

namespace {

using llvm::APInt;

APInt concatenate(const std::vector<APInt>& low_first) {
  APInt value = low_first[0];
  for (std::size_t i = 1; i < low_first.size(); ++i) value = low_first[i].concat(value);
  return value;
}

unsigned amount(const APInt& shift, unsigned width) { return static_cast<unsigned>(shift.getLimitedValue(width)); }

}  // namespace

llvm::APInt evaluate(const Node& node, const std::vector<llvm::APInt>& a) {
  const auto flag = [](bool v) { return APInt(1, v); };
  switch (node.op) {
    case Op::Const: return node.value;
    case Op::Add: return a[0] + a[1];
    case Op::Sub: return a[0] - a[1];
    case Op::Mul: return a[0] * a[1];
    case Op::And: return a[0] & a[1];
    case Op::Or: return a[0] | a[1];
    case Op::Xor: return a[0] ^ a[1];
    case Op::Shl: return a[0].shl(amount(a[1], node.width));
    case Op::Lshr: return a[0].lshr(amount(a[1], node.width));
    case Op::Ashr: return a[0].ashr(amount(a[1], node.width));
    case Op::Eq: return flag(a[0] == a[1]);
    case Op::Ult: return flag(a[0].ult(a[1]));
    case Op::Ule: return flag(a[0].ule(a[1]));
    case Op::Slt: return flag(a[0].slt(a[1]));
    case Op::Sle: return flag(a[0].sle(a[1]));
    case Op::Mux: return a[0].isZero() ? a[2] : a[1];
    case Op::Sext: return a[0].sext(node.width);
    case Op::Slice: return a[0].extractBits(node.width, static_cast<unsigned>(node.aux));
    case Op::Pop: return APInt(node.width, a[0].popcount());
    case Op::Cat: return concatenate(a);
    default: throw std::logic_error(std::string("evaluate: not a pure node: ") + name(node.op));
  }
}

std::vector<Id> live_order(const Graph& g) {
  std::vector<char> state(g.nodes.size(), 0);
  std::vector<Id> order, roots, stack;
  for (const Stream& s : g.streams) roots.insert(roots.end(), s.accesses.begin(), s.accesses.end());
  roots.insert(roots.end(), g.stores.begin(), g.stores.end());
  roots.push_back(g.last);
  std::vector<Id> regs;
  for (std::size_t r = 0; r < roots.size(); ++r) {
    stack.push_back(roots[r]);
    while (!stack.empty()) {
      const Id x = stack.back();
      char& s = state[static_cast<std::size_t>(x)];
      if (s == 2) {
        stack.pop_back();
      } else if (s == 1) {
        s = 2;
        stack.pop_back();
        (g[x].op == Op::Reg ? regs : order).push_back(x);
        if (g[x].op == Op::Reg) roots.push_back(g.registers[static_cast<std::size_t>(g[x].aux)].next);
      } else {
        s = 1;
        for (Id a : g[x].args) {
          if (!state[static_cast<std::size_t>(a)]) stack.push_back(a);
        }
      }
    }
  }
  regs.insert(regs.end(), order.begin(), order.end());
  return regs;
}

namespace {

void check(bool ok, const Graph& g, Id x, const char* pass, const char* rule) {
  if (ok) return;
  throw std::logic_error(std::string("IR broken after ") + pass + ": node " + std::to_string(x) + " (" + name(g[x].op) +
                         "): " + rule);
}

void verify_node(const Graph& g, Id x, const char* pass) {
  const Node& n = g[x];
  const auto w = [&](std::size_t i) { return g.width(n.args[i]); };
  const auto need = [&](bool ok, const char* rule) { check(ok, g, x, pass, rule); };
  for (Id a : n.args) need(a >= 0 && static_cast<std::size_t>(a) < g.nodes.size(), "argument out of range");
  switch (n.op) {
    case Op::Const: return need(n.args.empty() && n.value.getBitWidth() == n.width, "width of the constant");
    case Op::Reg: {
      need(n.args.empty() && static_cast<std::size_t>(n.aux) < g.registers.size(), "register index");
      const Register& r = g.registers[static_cast<std::size_t>(n.aux)];
      need(r.node == x && r.next >= 0 && g.width(r.next) == n.width, "register and its next value");
      return need(r.init == none || (g.is_const(r.init) && g.width(r.init) == n.width), "register's initial value");
    }
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::And:
    case Op::Or:
    case Op::Xor: return need(n.args.size() == 2 && w(0) == n.width && w(1) == n.width, "operand widths");
    case Op::Shl:
    case Op::Lshr:
    case Op::Ashr: return need(n.args.size() == 2 && w(0) == n.width, "operand width");
    case Op::Eq:
    case Op::Ult:
    case Op::Ule:
    case Op::Slt:
    case Op::Sle: return need(n.args.size() == 2 && n.width == 1 && w(0) == w(1), "operand widths");
    case Op::Mux: return need(n.args.size() == 3 && w(0) == 1 && w(1) == n.width && w(2) == n.width, "operand widths");
    case Op::Sext: return need(n.args.size() == 1 && w(0) < n.width, "operand width");
    case Op::Slice:
      return need(n.args.size() == 1 && n.aux >= 0 && static_cast<unsigned>(n.aux) + n.width <= w(0),
                  "bits out of range");
    case Op::Pop: return need(n.args.size() == 1 && (1ull << n.width) > w(0), "width of the count");
    case Op::Cat: {
      unsigned total = 0;
      for (std::size_t i = 0; i < n.args.size(); ++i) total += w(i);
      return need(total == n.width, "sum of the pieces");
    }
    case Op::Load:
    case Op::Store:
      need(static_cast<std::size_t>(n.aux) < g.memories.size(), "memory index");
      need(n.op == Op::Load ? n.args.size() == 1 : n.args.size() == 3 && w(2) == 1, "arguments");
      return need((n.op == Op::Load ? n.width : w(1)) == g.memories[static_cast<std::size_t>(n.aux)].width,
                  "memory width");
    case Op::Read:
      return need(n.args.size() == 1 && w(0) == 1 && n.width == g.streams[static_cast<std::size_t>(n.aux)].bits,
                  "port");
    case Op::Write:
      return need(n.args.size() == 2 && w(1) == 1 && w(0) == g.streams[static_cast<std::size_t>(n.aux)].bits, "port");
  }
}

}  // namespace

void verify(const Graph& g, const char* after_pass) {
  std::vector<char> seen(g.nodes.size(), 0);
  for (Id x : live_order(g)) {
    verify_node(g, x, after_pass);
    for (Id a : g[x].args)
      check(seen[static_cast<std::size_t>(a)], g, x, after_pass, "an argument comes after its user (cycle)");
    seen[static_cast<std::size_t>(x)] = 1;
  }
  for (const Stream& s : g.streams) {
    for (Id x : s.accesses) check((g[x].op == Op::Read) == s.input, g, x, after_pass, "direction of the stream");
  }
  check(g.width(g.last) == 1, g, g.last, after_pass, "width of the exit flag");
}

const char* name(Op op) {
  static constexpr const char* names[] = {"const", "reg",  "read",  "load", "add", "sub",   "mul",  "and", "or",
                                          "xor",   "shl",  "lshr",  "ashr", "eq",  "ult",   "ule",  "slt", "sle",
                                          "mux",   "sext", "slice", "pop",  "cat", "store", "write"};
  return names[static_cast<int>(op)];
}

bool is_memory(Op op) { return op == Op::Load || op == Op::Store; }
bool is_wiring(Op op) { return op == Op::Const || op == Op::Sext || op == Op::Slice || op == Op::Cat; }

}  // namespace weir::hls::ir
