// Exact widths: what synthesis reads.
#include "hls/compiler/expressions.hpp"

namespace weir::hls {

namespace {

using ir::Graph;
using ir::Id;
using ir::Node;
using ir::Op;

class Exact : public Expressions {
 public:
  explicit Exact(const Graph& g) : Expressions(g) {}

  std::string bits(Id x, const Reference& ref) const override { return g_.is_const(x) ? literal(g_[x].value) : ref(x); }
  std::string stored(Id x, Id, const Reference& ref) const override { return bits(x, ref); }

  std::string compute(Id x, const Reference& ref) const override {
    const Node& n = g_[x];
    const auto a = [&](std::size_t k) { return bits(n.args[k], ref); };
    const auto sa = [&](std::size_t k) { return "$signed(" + a(k) + ")"; };
    const auto infix = [&](const char* op) { return a(0) + " " + op + " " + a(1); };
    switch (n.op) {
      case Op::Add: return infix("+");
      case Op::Sub: return infix("-");
      case Op::Mul: return infix("*");
      case Op::And: return infix("&");
      case Op::Or: return infix("|");
      case Op::Xor: return g_.is_const(n.args[1]) && g_[n.args[1]].value.isAllOnes() ? "~" + a(0) : infix("^");
      case Op::Shl: return infix("<<");
      case Op::Lshr: return infix(">>");
      case Op::Ashr: return "$unsigned(" + sa(0) + " >>> " + a(1) + ")";
      case Op::Eq: return infix("==");
      case Op::Ult: return infix("<");
      case Op::Ule: return infix("<=");
      case Op::Slt: return sa(0) + " < " + sa(1);
      case Op::Sle: return sa(0) + " <= " + sa(1);
      case Op::Mux: return a(0) + " ? " + a(1) + " : " + a(2);
      case Op::Sext: return sign_extension(n, ref);
      case Op::Slice: return slice(n, ref);
      case Op::Pop: return count_function(x) + "(" + a(0) + ")";
      case Op::Cat: return concatenation(n, ref);
      case Op::Load: return g_.memories[static_cast<std::size_t>(n.aux)].signal() + "[" + a(0) + "]";
      case Op::Read: return g_.streams[static_cast<std::size_t>(n.aux)].name + "_tdata";
      default: throw std::logic_error(std::string("emit: no expression for ") + ir::name(n.op));
    }
  }

 protected:
  unsigned signal_bits(Id x) const override { return g_.width(x); }

 private:
  std::string sign_extension(const Node& n, const Reference& ref) const {
    const unsigned inner = g_.width(n.args[0]);
    const std::string a = bits(n.args[0], ref), sign = inner > 1 ? a + "[" + std::to_string(inner - 1) + "]" : a;
    return "{{" + std::to_string(n.width - inner) + "{" + sign + "}}, " + a + "}";
  }

  std::string slice(const Node& n, const Reference& ref) const {
    const std::string top = std::to_string(static_cast<unsigned>(n.aux) + n.width - 1);
    return bits(n.args[0], ref) + (n.width > 1 ? "[" + top + ":" + std::to_string(n.aux) + "]" : "[" + top + "]");
  }

  std::string concatenation(const Node& n, const Reference& ref) const {
    std::string text = "{";
    for (std::size_t k = n.args.size(); k-- > 0;) text += bits(n.args[k], ref) + (k ? ", " : "}");
    return text;
  }
};

}  // namespace

std::string Expressions::type(Id x) const { return logic(signal_bits(x)); }

std::string Expressions::count_function(Id x) const { return "ones_" + std::to_string(g_.width(g_[x].args[0])); }

std::string Expressions::count_function_text(Id x) const {
  const std::string result = logic(signal_bits(x)), operand = logic(signal_bits(g_[x].args[0])),
                    name = count_function(x);
  return "  function automatic " + result + name + "(input " + operand + "word);\n    " + name + " = " +
         std::to_string(signal_bits(x)) + "'($countones(word));\n  endfunction\n";
}

std::string Expressions::count_function_of_luts(Id x) const {
  static const char* const sums[] = {
      "", "word", "{word[0] & word[1], word[0] ^ word[1]}",
      "{word[0] & word[1] | (word[0] ^ word[1]) & word[2], ^word}",
      "{&word, word[0] & word[1] ^ word[2] & word[3] ^ (word[0] ^ word[1]) & (word[2] ^ word[3]), ^word}"};
  const unsigned bits = g_.width(g_[x].args[0]);
  const std::string name = count_function(x);
  return "  function automatic " + logic(signal_bits(x)) + name + "(input " + logic(bits) + "word);\n    " + name +
         " = " + sums[bits] + ";\n  endfunction\n";
}

std::unique_ptr<Expressions> exact_expressions(const Graph& g) { return std::make_unique<Exact>(g); }

std::string literal(const llvm::APInt& value) {
  llvm::SmallString<64> digits;
  value.toStringUnsigned(digits, 16);
  std::string text = std::to_string(value.getBitWidth()) + "'h";
  for (char c : digits) text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string logic(unsigned width) { return width == 1 ? "logic " : "logic [" + std::to_string(width - 1) + ":0] "; }

}  // namespace weir::hls
