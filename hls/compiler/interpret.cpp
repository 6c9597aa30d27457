#include "hls/compiler/interpret.hpp"

#include "golden/base/error.hpp"

namespace weir::hls {

namespace {

using ir::at;
using ir::Id;
using ir::Node;
using ir::Op;
using llvm::APInt;

constexpr std::int64_t kMostIterations = 1'000'000'000;

class Interpreter {
 public:
  Interpreter(const ir::Graph& graph, const WordLists& inputs, const WordLists& tables)
      : graph_(graph), inputs_(inputs), order_(ir::live_order(graph)), values_(graph.nodes.size()) {
    for (const ir::Memory& memory : graph.memories) memories_.push_back(contents(memory, tables));
    for (const ir::Register& r : graph.registers)
      if (r.init == ir::none) value(r.node) = APInt::getAllOnes(graph.width(r.node));
    for (const ir::Stream& s : graph.streams)
      if (!s.input) outputs_[s.name] = {};
  }

  WordLists run(int frames) {
    for (int frame = 0; frame < frames; ++frame) {
      for (const ir::Register& r : graph_.registers)
        if (r.init != ir::none) value(r.node) = graph_[r.init].value;
      std::int64_t iteration = 0;
      while (!step())
        if (++iteration >= kMostIterations) throw Error("endless", "the loop does not end");
    }
    return std::move(outputs_);
  }

 private:
  APInt& value(Id x) { return values_[at(x)]; }
  bool holds(Id predicate) { return !value(predicate).isZero(); }

  static std::vector<APInt> contents(const ir::Memory& memory, const WordLists& tables) {
    std::vector<APInt> words = memory.init;
    if (memory.external) {
      const auto given = tables.find(memory.name);
      if (given == tables.end()) throw Error("interpreter-words", "no contents of the table \"" + memory.name + "\"");
      for (const APInt& word : given->second) words.push_back(word.zextOrTrunc(memory.width));
    }
    words.resize(memory.depth, APInt::getAllOnes(memory.width));
    return words;
  }

  /// One iteration; true if it was the frame's last.
  bool step() {
    for (Id x : order_) evaluate(x);
    for (Id store : graph_.stores) commit(graph_[store]);
    for (const ir::Stream& s : graph_.streams)
      for (Id access : s.accesses)
        if (!s.input && holds(graph_[access].args[1])) outputs_[s.name].push_back(value(graph_[access].args[0]));
    const bool last = holds(graph_.last);
    advance();
    return last;
  }

  void evaluate(Id x) {
    const Node& n = graph_[x];
    switch (n.op) {
      case Op::Reg:
      case Op::Store:
      case Op::Write: return;
      case Op::Read: value(x) = holds(n.args[0]) ? next_word(n) : APInt::getAllOnes(n.width); return;
      case Op::Load: value(x) = loaded(n); return;
      default: break;
    }
    std::vector<APInt> arguments;
    for (Id a : n.args) arguments.push_back(value(a));
    value(x) = ir::evaluate(n, arguments);
  }

  APInt next_word(const Node& n) {
    const std::string& name = graph_.streams[at(n.aux)].name;
    const auto words = inputs_.find(name);
    std::size_t& taken = taken_[name];
    if (words == inputs_.end() || taken >= words->second.size())
      throw Error("interpreter-words", "the stream \"" + name + "\" has no word " + std::to_string(taken), n.where);
    return words->second[taken++].zextOrTrunc(n.width);
  }

  /// Stores of the same iteration come later: what the program forwards is a choice of its own in the IR.
  APInt loaded(const Node& n) {
    const auto& words = memories_[at(n.aux)];
    const std::uint64_t address = value(n.args[0]).getLimitedValue();
    return address < words.size() ? words[address] : APInt::getAllOnes(n.width);
  }

  void commit(const Node& n) {
    auto& words = memories_[at(n.aux)];
    const std::uint64_t address = value(n.args[0]).getLimitedValue();
    if (holds(n.args[2]) && address < words.size()) words[address] = value(n.args[1]);
  }

  /// All registers at once: one may be the next value of another.
  void advance() {
    std::vector<APInt> next;
    for (const ir::Register& r : graph_.registers) next.push_back(value(r.next));
    for (std::size_t k = 0; k < next.size(); ++k) value(graph_.registers[k].node) = next[k];
  }

  const ir::Graph& graph_;
  const WordLists& inputs_;
  std::vector<Id> order_;
  std::vector<APInt> values_;
  std::vector<std::vector<APInt>> memories_;
  std::map<std::string, std::size_t> taken_;
  WordLists outputs_;
};

}  // namespace

WordLists interpret(const ir::Graph& graph, const WordLists& inputs, int frames, const WordLists& tables) {
  return Interpreter(graph, inputs, tables).run(frames);
}

}  // namespace weir::hls
