// Builders of the IR: every rule here keeps the value and makes the node smaller or nearer to plain wiring.
#include <algorithm>

#include "hls/compiler/ir.hpp"

namespace weir::hls::ir {

namespace {

bool is_zero(const Graph& g, Id x) { return g.is_const(x) && g[x].value.isZero(); }
bool is_ones(const Graph& g, Id x) { return g.is_const(x) && g[x].value.isAllOnes(); }
/// x = ~y: returns y, else none.
Id inverted(const Graph& g, Id x) { return g[x].op == Op::Xor && is_ones(g, g[x].args[1]) ? g[x].args[0] : none; }

}  // namespace

Id Graph::append(Node node) {
  if (node.where.empty()) node.where = place;
  nodes.push_back(std::move(node));
  return static_cast<Id>(nodes.size()) - 1;
}

Id Graph::intern(Op op, unsigned width, std::vector<Id> args, int aux) {
  Key key{op, width, aux, args, {}};
  auto [it, fresh] = interned_.try_emplace(std::move(key), none);
  if (fresh) it->second = append({op, width, std::move(args), aux, llvm::APInt(1, 0), {}});
  return it->second;
}

Id Graph::constant(const llvm::APInt& value) {
  llvm::SmallString<64> text;
  value.toStringUnsigned(text, 16);
  Key key{Op::Const, value.getBitWidth(), 0, {}, std::string(text)};
  auto [it, fresh] = interned_.try_emplace(std::move(key), none);
  if (fresh) it->second = append({Op::Const, value.getBitWidth(), {}, 0, value, {}});
  return it->second;
}

Id Graph::binary(Op op, Id a, Id b) {
  if (is_const(a) && is_const(b)) {
    const unsigned w = op >= Op::Eq && op <= Op::Sle ? 1 : width(a);
    return constant(evaluate({op, w, {a, b}, 0, llvm::APInt(1, 0), {}}, {(*this)[a].value, (*this)[b].value}));
  }
  switch (op) {
    case Op::And:
    case Op::Or:
    case Op::Xor: return bitwise(op, a, b);
    case Op::Shl:
    case Op::Lshr:
    case Op::Ashr: return shift(op, a, b);
    case Op::Add:
    case Op::Sub:
    case Op::Mul: return arithmetic(op, a, b);
    default: return compare(op, a, b);
  }
}

Id Graph::arithmetic(Op op, Id a, Id b) {
  if (op != Op::Sub && is_const(a)) std::swap(a, b);
  if (is_zero(*this, b)) return op == Op::Mul ? b : a;
  if (op == Op::Sub && a == b) return constant(width(a), 0);
  if (op == Op::Mul && is_const(b)) {
    const llvm::APInt k = (*this)[b].value;
    if (k.isPowerOf2()) return binary(Op::Shl, a, constant(width(a), k.logBase2()));
    if (k.isNegatedPowerOf2()) {
      return binary(Op::Sub, constant(width(a), 0), binary(Op::Shl, a, constant(width(a), (-k).logBase2())));
    }
  }
  if (width(a) == 1) return op == Op::Mul ? bitwise(Op::And, a, b) : bitwise(Op::Xor, a, b);
  if (op == Op::Add && is_const(b) && is_apart(a, (*this)[b].value)) return binary(Op::Or, a, b);
  if (op != Op::Sub && !is_const(b) && a > b) std::swap(a, b);
  return intern(op, width(a), {a, b});
}

/// x is a concatenation that has zeros where `value` has ones.
bool Graph::is_apart(Id x, const llvm::APInt& value) const {
  if ((*this)[x].op != Op::Cat) return false;
  unsigned at = 0;
  for (Id piece : (*this)[x].args) {
    const unsigned w = width(piece);
    const llvm::APInt wanted = value.extractBits(w, at);
    if (!wanted.isZero() && (!is_const(piece) || (*this)[piece].value.intersects(wanted))) return false;
    at += w;
  }
  return true;
}

Id Graph::shift(Op op, Id a, Id b) {
  const unsigned w = width(a);
  if (!is_const(b)) return intern(op, w, {a, b});
  const unsigned n = static_cast<unsigned>((*this)[b].value.getLimitedValue(w));
  if (n == 0) return a;
  if (op == Op::Ashr) return n >= w ? sext(slice(a, w - 1, 1), w) : sext(slice(a, n, w - n), w);
  if (n >= w) return constant(w, 0);
  return op == Op::Lshr ? zext(slice(a, n, w - n), w) : cat({constant(n, 0), slice(a, 0, w - n)});
}

Id Graph::compare(Op op, Id a, Id b) {
  if (a == b) return constant(1, op == Op::Eq || op == Op::Ule || op == Op::Sle);
  if (op == Op::Eq && is_const(a)) std::swap(a, b);
  if (op == Op::Eq && width(a) == 1 && is_const(b)) return is_zero(*this, b) ? negate_bits(a) : a;
  if (op == Op::Eq && is_const(b) && (*this)[a].op == Op::Cat) return compare_pieces(a, b);
  if (op == Op::Ult && is_zero(*this, b)) return constant(1, 0);
  if (op == Op::Ule && is_zero(*this, a)) return constant(1, 1);
  return intern(op, 1, {a, b});
}

/// Equality with a constant looks only at the pieces that can differ from it.
Id Graph::compare_pieces(Id a, Id b) {
  const std::vector<Id> pieces = (*this)[a].args;
  std::vector<Id> left, right;
  unsigned at = 0;
  for (Id piece : pieces) {
    const Id wanted = slice(b, at, width(piece));
    at += width(piece);
    if (piece == wanted) continue;
    if (is_const(piece)) return constant(1, 0);
    left.push_back(piece);
    right.push_back(wanted);
  }
  if (left.size() == pieces.size()) return intern(Op::Eq, 1, {a, b});
  return left.empty() ? constant(1, 1) : binary(Op::Eq, cat(left), cat(right));
}

Id Graph::bitwise(Op op, Id a, Id b) {
  if (is_const(a) || (!is_const(b) && a > b)) std::swap(a, b);
  if (is_const(a)) return binary(op, a, b);
  const bool zero = is_zero(*this, b), ones = is_ones(*this, b);
  if (op == Op::And && (zero || a == b)) return b;
  if (op == Op::And && ones) return a;
  if (op == Op::Or && (zero || a == b)) return a;
  if (op == Op::Or && ones) return b;
  if (op == Op::Xor && zero) return a;
  if (op == Op::Xor && a == b) return constant(width(a), 0);
  if (op == Op::Xor && ones && inverted(*this, a) != none) return inverted(*this, a);
  if (inverted(*this, a) == b || inverted(*this, b) == a) {
    return constant(op == Op::And ? llvm::APInt::getZero(width(a)) : llvm::APInt::getAllOnes(width(a)));
  }
  if (width(a) == 1) return boolean(op, a, b);
  return bitwise_pieces(op, a, b);
}

/// (p & c) | (p & d) = p & (c | d) where c | d folds to a constant: the predicates of joining branches.
Id Graph::boolean(Op op, Id a, Id b) {
  if (op == Op::Or && (*this)[a].op == Op::And && (*this)[b].op == Op::And) {
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 2; ++j) {
        const Node na = (*this)[a], nb = (*this)[b];
        const Id c = na.args[1 - i], d = nb.args[1 - j];
        if (na.args[i] == nb.args[j] && (inverted(*this, c) == d || inverted(*this, d) == c)) return na.args[i];
      }
    }
  }
  if (op == Op::And || op == Op::Or) {  // absorption: p & (p | c) = p, p | (p & c) = p
    const Op dual = op == Op::And ? Op::Or : Op::And;
    for (auto [x, y] : {std::pair(a, b), std::pair(b, a)}) {
      if ((*this)[x].op == dual && ((*this)[x].args[0] == y || (*this)[x].args[1] == y)) return y;
    }
  }
  return intern(op, 1, {a, b});
}

/// Bit positions where a known-constant stretch of x begins or ends.
std::vector<unsigned> Graph::constant_cuts(Id x) const {
  std::vector<unsigned> cuts;
  const Node& n = (*this)[x];
  if (n.op == Op::Const) {
    if (n.value.isAllOnes() || n.value.isZero()) return {0, n.width};
    for (unsigned bit = 1; bit < n.width; ++bit) {
      if (n.value[bit] != n.value[bit - 1]) cuts.push_back(bit);
    }
  } else if (n.op == Op::Cat) {
    unsigned at = 0;
    for (Id piece : n.args) {
      if (is_const(piece)) {
        for (unsigned cut : constant_cuts(piece)) cuts.push_back(at + cut);
        cuts.insert(cuts.end(), {at, at + width(piece)});
      }
      at += width(piece);
    }
  }
  return cuts;
}

/// Splits a bitwise operation where one operand is constant, so that masks and insertions become wiring.
Id Graph::bitwise_pieces(Op op, Id a, Id b) {
  const unsigned w = width(a);
  std::vector<unsigned> cuts = constant_cuts(a), more = constant_cuts(b);
  if (op == Op::Xor && is_ones(*this, b)) more.clear();
  cuts.insert(cuts.end(), more.begin(), more.end());
  cuts.insert(cuts.end(), {0, w});
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  if (cuts.size() == 2) return intern(op, w, {a, b});
  std::vector<Id> pieces;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const unsigned lo = cuts[i], n = cuts[i + 1] - lo;
    pieces.push_back(binary(op, slice(a, lo, n), slice(b, lo, n)));
  }
  return cat(pieces);
}

Id Graph::negate_bits(Id x) { return binary(Op::Xor, x, constant(llvm::APInt::getAllOnes(width(x)))); }

Id Graph::mux(Id c, Id a, Id b) {
  if (a == b) return a;
  if (is_const(c)) return is_zero(*this, c) ? b : a;
  if (Id inner = inverted(*this, c); inner != none) return mux(inner, b, a);
  if (width(a) == 1) {
    if (is_const(a)) return is_zero(*this, a) ? binary(Op::And, negate_bits(c), b) : binary(Op::Or, c, b);
    if (is_const(b)) return is_zero(*this, b) ? binary(Op::And, c, a) : binary(Op::Or, negate_bits(c), a);
  }
  if (is_const(a) && is_const(b)) return mux_constants(c, (*this)[a].value, (*this)[b].value);
  if ((*this)[a].op == Op::Mux && (*this)[a].args[0] == c) return mux(c, (*this)[a].args[1], b);
  if ((*this)[b].op == Op::Mux && (*this)[b].args[0] == c) return mux(c, a, (*this)[b].args[2]);
  return intern(Op::Mux, width(a), {c, a, b});
}

/// A choice between constants is wiring: each bit is 0, 1, the condition or its inverse. Both are copies, because new
/// nodes move the old ones.
Id Graph::mux_constants(Id c, llvm::APInt a, llvm::APInt b) {
  std::vector<Id> bits;
  for (unsigned k = 0; k < a.getBitWidth(); ++k) {
    bits.push_back(a[k] == b[k] ? constant(1, a[k]) : a[k] ? c : negate_bits(c));
  }
  // Equal bits on top are a sign: 0 or -2 is two bits, whatever the width.
  std::size_t own = bits.size();
  while (own > 1 && !is_const(bits[own - 1]) && bits[own - 2] == bits[own - 1]) --own;
  if (own < bits.size())
    return sext(cat({bits.begin(), bits.begin() + static_cast<std::ptrdiff_t>(own)}), a.getBitWidth());
  return cat(bits);
}

Id Graph::cat(const std::vector<Id>& low_first) {
  std::vector<Id> flat;
  const auto push = [&](Id piece) {
    if (flat.empty()) return flat.push_back(piece);
    const Node &below = (*this)[flat.back()], &top = (*this)[piece];
    if (below.op == Op::Const && top.op == Op::Const) {
      flat.back() = constant(top.value.concat(below.value));
    } else if (below.op == Op::Slice && top.op == Op::Slice && below.args == top.args &&
               below.aux + static_cast<int>(below.width) == top.aux) {
      flat.back() = slice(below.args[0], static_cast<unsigned>(below.aux), below.width + top.width);
    } else {
      flat.push_back(piece);
    }
  };
  for (Id x : low_first) {
    if ((*this)[x].op == Op::Cat) {
      const std::vector<Id> inner = (*this)[x].args;
      for (Id piece : inner) push(piece);
    } else {
      push(x);
    }
  }
  if (flat.size() == 1) return flat[0];
  unsigned total = 0;
  for (Id piece : flat) total += width(piece);
  if (const Node top = (*this)[flat.back()]; top.op == Op::Sext) {  // a sign on top is the sign of the whole
    flat.back() = top.args[0];
    return sext(cat(flat), total);
  }
  return intern(Op::Cat, total, std::move(flat));
}

Id Graph::zext(Id x, unsigned w) { return width(x) == w ? x : cat({x, constant(w - width(x), 0)}); }

Id Graph::sext(Id x, unsigned w) {
  const Node n = (*this)[x];
  if (n.width == w) return x;
  if (n.op == Op::Const) return constant(n.value.sext(w));
  if (n.op == Op::Sext) return sext(n.args[0], w);
  if (n.op == Op::Cat && is_const(n.args.back()) && !(*this)[n.args.back()].value.isNegative()) return zext(x, w);
  return intern(Op::Sext, w, {x});
}

Id Graph::pop(Id x) {
  const Node n = (*this)[x];
  if (n.op == Op::Cat && std::any_of(n.args.begin(), n.args.end(), [&](Id p) { return is_zero(*this, p); })) {
    std::vector<Id> rest;  // zeros do not count
    std::copy_if(n.args.begin(), n.args.end(), std::back_inserter(rest), [&](Id p) { return !is_zero(*this, p); });
    return zext(pop(cat(rest)), llvm::Log2_32(n.width) + 1);
  }
  if (n.op == Op::Const) return constant(llvm::Log2_32(n.width) + 1, n.value.popcount());
  return n.width == 1 ? x : intern(Op::Pop, llvm::Log2_32(n.width) + 1, {x});
}

Id Graph::slice(Id x, unsigned lo, unsigned w) {
  const Node n = (*this)[x];
  if (lo == 0 && w == n.width) return x;
  switch (n.op) {
    case Op::Const: return constant(n.value.extractBits(w, lo));
    case Op::Slice: return slice(n.args[0], static_cast<unsigned>(n.aux) + lo, w);
    case Op::Cat: {
      std::vector<Id> pieces;
      unsigned at = 0;
      for (Id piece : n.args) {
        const unsigned end = at + width(piece), from = std::max(lo, at), to = std::min(lo + w, end);
        if (from < to) pieces.push_back(slice(piece, from - at, to - from));
        at = end;
      }
      return cat(pieces);
    }
    case Op::Sext: {
      const unsigned inner = width(n.args[0]);
      if (lo + w <= inner) return slice(n.args[0], lo, w);
      return lo >= inner ? sext(slice(n.args[0], inner - 1, 1), w) : sext(slice(n.args[0], lo, inner - lo), w);
    }
    case Op::And:
    case Op::Or:
    case Op::Xor:
      if (is_const(n.args[1]) || (*this)[n.args[0]].op == Op::Cat || (*this)[n.args[1]].op == Op::Cat) {
        const Id a = slice(n.args[0], lo, w), b = slice(n.args[1], lo, w);
        return binary(n.op, a, b);
      }
      break;
    default: break;
  }
  return intern(Op::Slice, w, {x}, static_cast<int>(lo));
}

Id Graph::load(int memory, Id address, unsigned w, const std::string& where) {
  if (memories[static_cast<std::size_t>(memory)].rom) {
    const Id id = intern(Op::Load, w, {address}, memory);
    if ((*this)[id].where.empty()) (*this)[id].where = where;
    return id;
  }
  return append({Op::Load, w, {address}, memory, llvm::APInt(1, 0), where});
}

Id Graph::reg(unsigned w, const std::string& name) {
  const Id id = append({Op::Reg, w, {}, static_cast<int>(registers.size()), llvm::APInt(1, 0), {}});
  registers.push_back({id, none, none, name});
  return id;
}

Id Graph::read(int stream, Id predicate, const std::string& where) {
  Stream& s = streams[static_cast<std::size_t>(stream)];
  const Id id = append({Op::Read, s.bits, {predicate}, stream, llvm::APInt(1, 0), where});
  s.accesses.push_back(id);
  return id;
}

void Graph::write(int stream, Id data, Id predicate, const std::string& where) {
  const Id id = append({Op::Write, 0, {data, predicate}, stream, llvm::APInt(1, 0), where});
  streams[static_cast<std::size_t>(stream)].accesses.push_back(id);
}

void Graph::store(int memory, Id address, Id data, Id predicate, const std::string& where) {
  stores.push_back(append({Op::Store, 0, {address, data, predicate}, memory, llvm::APInt(1, 0), where}));
}

}  // namespace weir::hls::ir
