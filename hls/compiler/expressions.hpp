/// How the values of the IR look in SystemVerilog: declarations and expressions of one variant.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "hls/compiler/emit.hpp"
#include "hls/compiler/ir.hpp"

namespace weir::hls {

/// Text of an argument as the emitter names it in the stage at hand. Constants never get here.
using Reference = std::function<std::string(ir::Id)>;

class Expressions {
 public:
  explicit Expressions(const ir::Graph& graph) : g_(graph) {}
  virtual ~Expressions() = default;
  /// "logic [w-1:0] " of the signal that carries x.
  std::string type(ir::Id x) const;
  /// Right-hand side that computes x (not Reg, Store, Write).
  virtual std::string compute(ir::Id x, const Reference& ref) const = 0;
  /// Name and definition of the function that counts the ones of a Pop node's operand.
  std::string count_function(ir::Id x) const;
  std::string count_function_text(ir::Id x) const;
  /// The same of at most four bits, as LUTs: synthesis would make additions of $countones.
  std::string count_function_of_luts(ir::Id x) const;
  /// Exactly width(x) bits of x, as an expression that may stand anywhere.
  virtual std::string bits(ir::Id x, const Reference& ref) const = 0;
  /// A constant or a reference as it is stored in the signal of `like` (initial values, next values).
  virtual std::string stored(ir::Id x, ir::Id like, const Reference& ref) const = 0;

 protected:
  /// Bits of the signal that carries x.
  virtual unsigned signal_bits(ir::Id x) const = 0;

  const ir::Graph& g_;
};

std::unique_ptr<Expressions> exact_expressions(const ir::Graph& g);
std::unique_ptr<Expressions> container_expressions(const ir::Graph& g);

std::string literal(const llvm::APInt& value);
std::string logic(unsigned width);  ///< "logic " or "logic [7:0] "

}  // namespace weir::hls
