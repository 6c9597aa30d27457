// Machine-word containers for Verilator. A signal of 2..64 bits lives in 32 or 64 bits and holds the integer that its
// interval names (sign-extended if it can be negative), so most arithmetic needs no mask. One-bit and wide signals stay
// exact.
#include <algorithm>

#include "hls/compiler/expressions.hpp"
#include "hls/compiler/ranges.hpp"

namespace weir::hls {

namespace {

using ir::Graph;
using ir::Id;
using ir::Node;
using ir::Op;

std::string number(unsigned v) { return std::to_string(v); }

class Containers : public Expressions {
 public:
  explicit Containers(const Graph& g) : Expressions(g), known_(intervals(g)) {}

  /// Exactly the bits of x.
  std::string bits(Id x, const Reference& ref) const override {
    if (g_.is_const(x)) return literal(g_[x].value);
    const unsigned w = g_.width(x);
    return container(x) == w ? ref(x) : ref(x) + "[" + number(w - 1) + ":0]";
  }

  std::string stored(Id x, Id like, const Reference& ref) const override {
    if (is_wide(like)) return bits(x, ref);
    return is_signed(like) ? as_signed_in(x, container(like), ref) : pattern_in(x, container(like), ref);
  }

  std::string compute(Id x, const Reference& ref) const override {
    const Node& n = g_[x];
    switch (n.op) {
      case Op::Load: {
        const std::string word =
            g_.memories[static_cast<std::size_t>(n.aux)].signal() + "[" + bits(n.args[0], ref) + "]";
        return is_wide(x)               ? word
               : container(x) > n.width ? "{" + number(container(x) - n.width) + "'h0, " + word + "}"
                                        : word;
      }
      case Op::Read: {
        const std::string word = g_.streams[static_cast<std::size_t>(n.aux)].name + "_tdata";
        return container(x) > n.width ? "{" + number(container(x) - n.width) + "'h0, " + word + "}" : word;
      }
      case Op::Eq: return equality(n, ref);
      case Op::Ult:
      case Op::Ule:
      case Op::Slt:
      case Op::Sle: return order(n, ref);
      case Op::Pop: return count(x, ref);
      case Op::Cat: return concatenation(x, ref);
      case Op::Slice: return slice(x, ref);
      case Op::Sext: return is_wide(x) ? wide_sign_extension(n, ref) : as_signed_in(n.args[0], container(x), ref);
      case Op::Ashr:
        return is_wide(x) ? wide(n, ref)
                          : masked(x,
                                   "$unsigned($signed(" + as_signed_in(n.args[0], container(x), ref) + ") >>> " +
                                       bits(n.args[1], ref) + ")",
                                   false);
      case Op::Lshr:
        return is_wide(x) ? wide(n, ref) : pattern_in(n.args[0], container(x), ref) + " >> " + bits(n.args[1], ref);
      default: return is_wide(x) ? wide(n, ref) : arithmetic(x, ref);
    }
  }

 protected:
  unsigned signal_bits(Id x) const override { return container(x); }

 private:
  static unsigned container_bits(unsigned w) { return w == 1 || w > 64 ? w : w <= 32 ? 32 : 64; }
  unsigned container(Id x) const { return container_bits(g_.width(x)); }
  bool is_wide(Id x) const { return g_.width(x) > 64; }
  const std::optional<Interval>& interval(Id x) const { return known_[static_cast<std::size_t>(x)]; }
  bool is_signed(Id x) const { return interval(x) && interval(x)->low < 0; }

  std::string constant_in(const llvm::APInt& value, unsigned bits, bool negative) const {
    return literal(negative ? value.sextOrTrunc(bits) : value.zextOrTrunc(bits));
  }

  /// The integer of x (in its own reading) in a container of `bits`.
  std::string integer_in(Id x, unsigned bits, const Reference& ref) const {
    if (g_.is_const(x)) return constant_in(g_[x].value, bits, is_signed(x));
    const unsigned own = container(x);
    if (own == bits) return ref(x);
    if (own > bits) return ref(x) + "[" + number(bits - 1) + ":0]";
    if (is_signed(x)) return "{{" + number(bits - own) + "{" + ref(x) + "[" + number(own - 1) + "]}}, " + ref(x) + "}";
    return "{" + number(bits - own) + "'h0, " + ref(x) + "}";
  }

  /// The bits of x, zero-extended, in a container of `bits` >= width(x).
  std::string pattern_in(Id x, unsigned bits, const Reference& ref) const {
    if (g_.is_const(x)) return constant_in(g_[x].value, bits, false);
    if (!is_signed(x)) return integer_in(x, bits, ref);
    return "(" + integer_in(x, bits, ref) + mask_text(g_.width(x), bits) + ")";
  }

  /// The bits of x read as two's complement, in a container of `bits` > width(x).
  std::string as_signed_in(Id x, unsigned bits, const Reference& ref) const {
    const unsigned w = g_.width(x);
    if (g_.is_const(x)) return constant_in(g_[x].value, bits, true);
    if (interval(x) && interval(x)->high < (std::int64_t{1} << (w - 1))) return integer_in(x, bits, ref);
    const std::string up = integer_in(x, bits, ref), shift = number(bits - w);
    return bits == w ? up : "$unsigned($signed(" + up + " << " + shift + ") >>> " + shift + ")";
  }

  static std::string mask_text(unsigned width, unsigned bits) {
    return width >= bits ? "" : " & " + literal(llvm::APInt::getLowBitsSet(bits, width));
  }

  /// Cuts an expression to the width of x unless it is known to be the integer of x already.
  std::string masked(Id x, const std::string& expression, bool exact) const {
    const std::string mask = mask_text(g_.width(x), container(x));
    return exact || mask.empty() ? expression : "(" + expression + ")" + mask;
  }

  std::string arithmetic(Id x, const Reference& ref) const {
    const Node& n = g_[x];
    const unsigned c = container(x);
    const auto a = [&](std::size_t k) { return integer_in(n.args[k], c, ref); };
    const auto i = [&](std::size_t k) { return *interval(n.args[k]); };
    const bool known = interval(x).has_value();
    switch (n.op) {
      case Op::Add:
        return masked(x, a(0) + " + " + a(1),
                      known && Interval{i(0).low + i(1).low, i(0).high + i(1).high} == *interval(x));
      case Op::Sub:
        return masked(x, a(0) + " - " + a(1),
                      known && Interval{i(0).low - i(1).high, i(0).high - i(1).low} == *interval(x));
      case Op::Mul: return masked(x, a(0) + " * " + a(1), known && *interval(x) != unsigned_interval(n.width));
      case Op::And: return masked(x, a(0) + " & " + a(1), !is_signed(n.args[0]) || !is_signed(n.args[1]));
      case Op::Or: return masked(x, a(0) + " | " + a(1), !is_signed(n.args[0]) && !is_signed(n.args[1]));
      case Op::Xor: return masked(x, a(0) + " ^ " + a(1), !is_signed(n.args[0]) && !is_signed(n.args[1]));
      case Op::Mux: {
        const std::string choice = bits(n.args[0], ref) + " ? " + a(1) + " : " + a(2);
        return masked(x, choice,
                      known && Interval{std::min(i(1).low, i(2).low), std::max(i(1).high, i(2).high)} == *interval(x));
      }
      case Op::Shl: return masked(x, a(0) + " << " + bits(n.args[1], ref), false);
      default: throw std::logic_error(std::string("emit: no container form of ") + ir::name(n.op));
    }
  }

  /// Wide values are exact; so are their operands.
  std::string wide(const Node& n, const Reference& ref) const {
    const auto a = [&](std::size_t k) { return bits(n.args[k], ref); };
    switch (n.op) {
      case Op::Add: return a(0) + " + " + a(1);
      case Op::Sub: return a(0) + " - " + a(1);
      case Op::Mul: return a(0) + " * " + a(1);
      case Op::And: return a(0) + " & " + a(1);
      case Op::Or: return a(0) + " | " + a(1);
      case Op::Xor: return a(0) + " ^ " + a(1);
      case Op::Shl: return a(0) + " << " + a(1);
      case Op::Lshr: return a(0) + " >> " + a(1);
      case Op::Ashr: return "$unsigned($signed(" + a(0) + ") >>> " + a(1) + ")";
      case Op::Mux: return a(0) + " ? " + a(1) + " : " + a(2);
      default: throw std::logic_error(std::string("emit: no wide form of ") + ir::name(n.op));
    }
  }

  std::string wide_sign_extension(const Node& n, const Reference& ref) const {
    const unsigned inner = g_.width(n.args[0]);
    const std::string a = bits(n.args[0], ref);
    const std::string sign = inner > 1 ? ref(n.args[0]) + "[" + number(inner - 1) + "]" : a;
    return "{{" + number(n.width - inner) + "{" + sign + "}}, " + a + "}";
  }

  std::string equality(const Node& n, const Reference& ref) const {
    const Id a = n.args[0], b = n.args[1];
    if (is_wide(a)) return bits(a, ref) + " == " + bits(b, ref);
    const unsigned c = container(a);
    const std::int64_t half = std::int64_t{1} << (std::min(g_.width(a), max_interval_bits) - 1);
    const bool same_reading = (!is_signed(a) && !is_signed(b)) ||
                              (interval(a) && interval(b) && interval(a)->high < half && interval(b)->high < half);
    return same_reading ? integer_in(a, c, ref) + " == " + integer_in(b, c, ref)
                        : pattern_in(a, c, ref) + " == " + pattern_in(b, c, ref);
  }

  std::string order(const Node& n, const Reference& ref) const {
    const Id a = n.args[0], b = n.args[1];
    const bool is_signed_order = n.op == Op::Slt || n.op == Op::Sle;
    const char* op = n.op == Op::Ult || n.op == Op::Slt ? " < " : " <= ";
    const unsigned c = container(a);
    const auto side = [&](Id x) {
      if (is_wide(x) || c == 1) return is_signed_order ? "$signed(" + bits(x, ref) + ")" : bits(x, ref);
      return is_signed_order ? "$signed(" + as_signed_in(x, c, ref) + ")" : pattern_in(x, c, ref);
    };
    return side(a) + op + side(b);
  }

  std::string count(Id x, const Reference& ref) const {
    const Id a = g_[x].args[0];
    return count_function(x) + "(" + (is_wide(a) || !is_signed(a) ? ref(a) : pattern_in(a, container(a), ref)) + ")";
  }

  std::string concatenation(Id x, const Reference& ref) const {
    const Node& n = g_[x];
    const unsigned c = container(x);
    if (!is_wide(x) && n.args.size() <= 3) {  // shifts and ors of clean values
      std::string text;
      unsigned at = 0;
      for (Id piece : n.args) {
        if (!(g_.is_const(piece) && g_[piece].value.isZero())) {
          const std::string part = pattern_in(piece, c, ref);
          text += (text.empty() ? "" : " | ") + (at ? "(" + part + " << " + number(at) + ")" : part);
        }
        at += g_.width(piece);
      }
      return text;
    }
    std::string text = c > n.width ? "{" + number(c - n.width) + "'h0, " : "{";
    for (std::size_t k = n.args.size(); k-- > 0;) text += bits(n.args[k], ref) + (k ? ", " : "}");
    return text;
  }

  std::string slice(Id x, const Reference& ref) const {
    const Node& n = g_[x];
    const Id a = n.args[0];
    const auto lo = static_cast<unsigned>(n.aux);
    const unsigned c = container(x);
    if (n.width == 1) return ref(a) + "[" + number(lo) + "]";
    if (is_wide(a)) {
      const std::string part = ref(a) + "[" + number(lo + n.width - 1) + ":" + number(lo) + "]";
      return c > n.width ? "{" + number(c - n.width) + "'h0, " + part + "}" : part;
    }
    if (lo == 0) return masked(x, integer_in(a, c, ref), interval(a) && interval(x) && *interval(a) == *interval(x));
    const unsigned source = container(a);
    const bool ends_clean = lo + n.width == g_.width(a) && !is_signed(a);
    std::string text = "(" + ref(a) + " >> " + number(lo) + ")";
    if (source > c) text = number(c) + "'" + text;
    return ends_clean ? text : text + mask_text(n.width, c);
  }

  Intervals known_;
};

}  // namespace

std::unique_ptr<Expressions> container_expressions(const Graph& g) { return std::make_unique<Containers>(g); }

}  // namespace weir::hls
