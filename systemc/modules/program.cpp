#include "systemc/modules/program.hpp"

#include <algorithm>
#include <bit>
#include <deque>
#include <functional>

#include "systemc/modules/clocked_order.hpp"
#include "systemc/process/cursor.hpp"

namespace weir::timing::modules {

namespace {

/// What an iteration moves: a bit per port.
struct Moves {
  std::uint32_t reads = 0, writes = 0;
};
/// The iterations of a stage that move anything, frame after frame.
using Program = std::function<Moves()>;

std::uint32_t on_all(bool moves, std::size_t ports) { return moves ? (std::uint32_t{1} << ports) - 1 : 0; }

/// Steps that repeat for ever.
Program repeat(std::vector<Block> blocks) {
  const auto schedule = std::make_shared<Schedule>(Schedule{std::move(blocks), 0, 0, {}});
  constexpr std::int64_t kForEver = std::int64_t{1} << 40;
  const auto cursor = std::make_shared<Cursor>(*schedule, kForEver);
  return [schedule, cursor] {
    const Moves moves{cursor->step().reads, cursor->step().writes};
    cursor->pass(1);
    return moves;
  };
}

template <class Iterations>
Program loop_program(Iterations iterations, const TimingStage& stage) {
  const std::size_t inputs = stage.inputs.size(), outputs = stage.outputs.size();
  return [iterations, inputs, outputs, number = std::int64_t{0}]() mutable {
    const Iteration next = iterations.at(number);
    number = number + 1 == iterations.total() ? 0 : number + 1;
    return Moves{on_all(next.reads, inputs), on_all(next.writes, outputs)};
  };
}

struct MakeProgram {
  const TimingStage& stage;

  Program operator()(const finn::Loop& loop) const { return loop_program(LoopIterations(loop), stage); }
  Program operator()(const finn::Sequence& sequence) const { return loop_program(SequenceIterations(sequence), stage); }
  Program operator()(const finn::Wire&) const { return repeat({{1, {{1, 1, 1, 1}}}}); }
  Program operator()(const finn::Threshold&) const { return repeat({{1, {{1, 1, 1, 1}}}}); }
  Program operator()(const finn::Widen& w) const { return repeat({{1, {{w.ratio - 1, 1, 1, 0}, {1, 1, 1, 1}}}}); }
  Program operator()(const finn::Narrow& n) const { return repeat({{1, {{1, 1, 1, 1}, {n.ratio - 1, 1, 0, 1}}}}); }
  Program operator()(const finn::Multiplier& m) const {
    Block vector{1, {{1, 1, 1, 1}}};
    if (m.words > 1) vector.steps.insert(vector.steps.begin(), {m.words - 1, 1, 1, 0});
    if (m.passes > 1) vector.steps.push_back({m.passes - 1, 1, 0, 1});
    return repeat({vector});
  }
  Program operator()(const finn::Padding& p) const {
    const std::int64_t line = (p.left + p.columns + p.right) * p.fold;
    std::vector<Block> frame;
    const auto border = [&](std::vector<Step>& steps, std::int64_t words) {
      if (words > 0) steps.push_back({words, 1, 0, 1});
    };
    const auto lines = [&](std::int64_t count) {
      if (count > 0) frame.push_back({1, {{count * line, 1, 0, 1}}});
    };
    Block inside{p.rows, {}};
    border(inside.steps, p.left * p.fold);
    inside.steps.push_back({p.columns * p.fold, 1, 1, 1});
    border(inside.steps, p.right * p.fold);
    lines(p.top);
    frame.push_back(inside);
    lines(p.bottom);
    return repeat(std::move(frame));
  }
  /// Words as late as a fetch allows.
  Program operator()(const finn::Window& w) const {
    return [fetches = Fetches(w), fetched = std::int64_t{0}, read = std::int64_t{0}]() mutable {
      const bool is_fetched = fetched == fetches.total();
      if (is_fetched ? read < fetches.words() : fetches.word_of(fetched) >= read) {
        ++read;
        if (is_fetched && read == fetches.words()) fetched = read = 0;
        return Moves{1, 0};
      }
      if (++fetched == fetches.total() && read == fetches.words()) fetched = read = 0;
      return Moves{0, 1};
    };
  }
  Program operator()(const finn::ParallelWindow&) const {
    throw Error("no-values", "stage " + stage.name + ": SystemC does not compute whole windows in one word", "",
                "simulate times only");
  }
};

Program program_of(const TimingStage& stage) {
  return stage.block ? std::visit(MakeProgram{stage}, *stage.block) : repeat(stage.loop->loop.blocks);
}

class InProgramOrder : public Behaviour {
 public:
  InProgramOrder(const TimingGraph& graph, const TimingStage& stage, std::unique_ptr<Behaviour> behaviour)
      : stage_(stage),
        behaviour_(std::move(behaviour)),
        program_(program_of(stage)),
        read_(stage.inputs.size()),
        written_(stage.outputs.size()) {
    for (const int s : stage.outputs)
      words_.emplace_back(static_cast<std::size_t>(graph.streams[static_cast<std::size_t>(s)].width_bits + 7) / 8);
  }

  void read(int port, std::span<const std::uint8_t> word) override {
    read_[static_cast<std::size_t>(port)].emplace_back(word.begin(), word.end());
  }
  void write(int port, std::span<std::uint8_t> word) override {
    auto& ready = written_[static_cast<std::size_t>(port)];
    while (ready.empty()) run_iteration();
    std::copy(ready.front().begin(), ready.front().end(), word.begin());
    ready.pop_front();
  }

 private:
  using Word = std::vector<std::uint8_t>;

  void run_iteration() {
    const Moves moves = program_();
    for (std::uint32_t mask = moves.reads; mask != 0; mask &= mask - 1) {
      const int port = std::countr_zero(mask);
      auto& waiting = read_[static_cast<std::size_t>(port)];
      if (waiting.empty())
        throw Error("internal", "stage " + stage_.name + " writes a word before it has read what the word is made of");
      behaviour_->read(port, waiting.front());
      waiting.pop_front();
    }
    for (std::uint32_t mask = moves.writes; mask != 0; mask &= mask - 1) {
      const int port = std::countr_zero(mask);
      Word& word = words_[static_cast<std::size_t>(port)];
      std::fill(word.begin(), word.end(), std::uint8_t{0});
      behaviour_->write(port, word);
      written_[static_cast<std::size_t>(port)].push_back(word);
    }
  }

  const TimingStage& stage_;
  const std::unique_ptr<Behaviour> behaviour_;
  const Program program_;
  std::vector<std::deque<Word>> read_, written_;  ///< by port: for iterations to come, of those that came
  std::vector<Word> words_;                       ///< one buffer per output
};

}  // namespace

std::unique_ptr<Behaviour> in_program_order(const TimingGraph& graph, const TimingStage& stage,
                                            std::unique_ptr<Behaviour> behaviour) {
  if (!stage.block && !stage.loop) return behaviour;
  return std::make_unique<InProgramOrder>(graph, stage, std::move(behaviour));
}

}  // namespace weir::timing::modules
