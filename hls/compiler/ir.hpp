/// Word-level dataflow IR of one loop iteration: what the compiler schedules, narrows, interprets and prints.
/// Nodes are pure except Read, Load (of a RAM), Store and Write; equal pure nodes are one node. Loop-carried values are
/// Reg nodes with a `next` value. All predicates are 1-bit nodes. Cat pieces are lowest first; zero extension is a Cat
/// with a zero constant on top.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "llvm/ADT/APInt.h"
#include "llvm/ADT/SmallString.h"

namespace weir::hls::ir {

using Id = std::int32_t;
constexpr Id none = -1;
inline std::size_t at(Id x) { return static_cast<std::size_t>(x); }  ///< place of a node in a list of all

enum class Op : std::uint8_t {
  Const,
  Reg,
  Read,
  Load,
  Add,
  Sub,
  Mul,
  And,
  Or,
  Xor,
  Shl,
  Lshr,
  Ashr,
  Eq,
  Ult,
  Ule,
  Slt,
  Sle,
  Mux,
  Sext,
  Slice,
  Pop,
  Cat,
  Store,
  Write
};

struct Node {
  Op op;
  unsigned width;        ///< bits; 0 for Store and Write
  std::vector<Id> args;  ///< Read {predicate}  Load {address}  Store {address, data, predicate}  Write {data,
                         ///< predicate}  Mux {condition, then, else}
  int aux = 0;           ///< Slice: lowest bit. Reg, Read, Load, Store, Write: index of the register, stream or memory
  llvm::APInt value{1, 0};  ///< Const
  std::string where;        ///< file:line; of pure nodes where they were first made, if known
};

struct Register {
  Id node = none;
  Id next = none;
  Id init = none;  ///< constant, or none: the program never looks at the initial value
  std::string name;
};

struct Memory {
  std::string name;
  unsigned width = 0;
  unsigned depth = 0;
  bool rom = false;
  bool external = false;          ///< ROM whose contents come from a file beside the RTL
  std::vector<llvm::APInt> init;  ///< contents of a ROM that is not external, and of a RAM at power-up, if stated
  /// A part of a table that another process writes between two calls: that table's name, which of its elements is the
  /// first, and how far apart they are. Contents at power-up as of a ROM.
  std::string table;
  std::uint64_t first = 0, stride = 1;
  unsigned table_bits = 0;  ///< of an element as it is stored
  std::string where;
  /// Name in SystemVerilog: never one of its keywords or of our own signals.
  std::string signal() const { return (rom ? "rom_" : "ram_") + name; }
};

struct Stream {
  std::string name;
  unsigned bits = 0;
  bool input = false;
  std::vector<Id> accesses;  ///< Read or Write nodes in program order
};

/// LATENCY pragma: stages from the gate to the writes. max < 0: not given.
struct Latency {
  int min = 0;
  int max = -1;
  std::string where;
};

class Graph {
 public:
  std::vector<Node> nodes;
  std::vector<Register> registers;
  std::vector<Memory> memories;
  std::vector<Stream> streams;  ///< in argument order
  std::vector<Id> stores;       ///< in program order
  Id last = none;               ///< 1-bit: this iteration is the last of the frame
  Latency latency;
  int ii = 1;         ///< cycles between iterations, at least
  std::string place;  ///< `where` of the nodes that are made next and have none of their own

  const Node& operator[](Id i) const { return nodes[static_cast<std::size_t>(i)]; }
  Node& operator[](Id i) { return nodes[static_cast<std::size_t>(i)]; }
  unsigned width(Id i) const { return (*this)[i].width; }
  bool is_const(Id i) const { return (*this)[i].op == Op::Const; }

  // Builders: fold constants, slices and concatenations; return an existing node where there is one (fold.cpp).
  Id constant(const llvm::APInt& value);
  Id constant(unsigned width, std::uint64_t value) { return constant(llvm::APInt(width, value)); }
  Id binary(Op op, Id a, Id b);  ///< Add .. Sle; operands of equal width
  Id mux(Id condition, Id a, Id b);
  Id slice(Id x, unsigned lo, unsigned width);
  Id cat(const std::vector<Id>& low_first);
  Id zext(Id x, unsigned width);
  Id sext(Id x, unsigned width);
  Id pop(Id x);  ///< width: as many bits as the count needs
  Id negate_bits(Id x);
  Id load(int memory, Id address, unsigned width, const std::string& where);
  Id reg(unsigned width, const std::string& name);
  Id read(int stream, Id predicate, const std::string& where);
  void write(int stream, Id data, Id predicate, const std::string& where);
  void store(int memory, Id address, Id data, Id predicate, const std::string& where);

 private:
  using Key = std::tuple<Op, unsigned, int, std::vector<Id>, std::string>;
  Id intern(Op op, unsigned width, std::vector<Id> args, int aux = 0);
  Id append(Node node);
  Id bitwise(Op op, Id a, Id b);
  Id bitwise_pieces(Op op, Id a, Id b);
  Id mux_constants(Id condition, llvm::APInt a, llvm::APInt b);
  Id boolean(Op op, Id a, Id b);
  bool is_apart(Id x, const llvm::APInt& value) const;
  Id arithmetic(Op op, Id a, Id b);
  Id compare(Op op, Id a, Id b);
  Id compare_pieces(Id a, Id b);
  Id shift(Op op, Id a, Id b);
  std::vector<unsigned> constant_cuts(Id x) const;

  std::map<Key, Id> interned_;
};

/// Ids of all nodes that outputs, stores, the loop exit or live registers need, arguments before users (Reg nodes
/// first).
std::vector<Id> live_order(const Graph& g);

/// Value of a pure node (Const and Add .. Cat) from its argument values. Used for folding and by the trace.
llvm::APInt evaluate(const Node& node, const std::vector<llvm::APInt>& args);

/// Throws std::logic_error naming the pass if a rule of the IR is broken (widths, arities, order, ties). Not for user
/// errors.
void verify(const Graph& g, const char* after_pass);

const char* name(Op op);
bool is_memory(Op op);  ///< Load or Store
/// Wiring only: no gates.
bool is_wiring(Op op);

}  // namespace weir::hls::ir
