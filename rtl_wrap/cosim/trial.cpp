#include "rtl_wrap/cosim/trial.hpp"

#include <algorithm>

#include "golden/base/error.hpp"
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/axi_ports.hpp"
#include "rtl_wrap/cosim/finn_run.hpp"
#include "rtl_wrap/cosim/outer_world.hpp"

namespace weir::rtl {

namespace {

constexpr int kResetCycles = 8, kFinnResetCycles = 10;
constexpr std::int64_t kMostCycles = 4'000'000;

struct Trial {
  std::vector<golden::Words> outputs;  ///< by sink
  std::int64_t cycles = 0;
};

/// Offers `inputs`, by source, without pauses, until every sink has `enough` words or nothing moves any more.
class TrialRun {
 public:
  TrialRun(const TrialBench& bench, const std::vector<golden::Words>& inputs, const std::vector<std::int64_t>& enough)
      : bench_(bench), enough_(enough), world_(bench.rtl, bench.ports) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
      world_.add_source(bench.ports.sources[i], inputs[i], inputs[i].count(),
                        stream(bench.ports.sources[i]).words_per_frame());
    for (const BoundaryPort& port : bench.ports.sinks) trial_.outputs.push_back({stream(port).word_bits(), {}});
  }

  Trial run(int reset_cycles = kResetCycles, int quiet_cycles = kQuietCycles) {
    try {
      world_.reset(reset_cycles, quiet_cycles);
      std::int64_t last_move = -1;
      for (; trial_.cycles - last_move <= bench_.quiet_bound_cycles && !has_enough(); ++trial_.cycles) {
        world_.drive({}, trial_.cycles);
        if (observe()) last_move = trial_.cycles;
        world_.clock();
      }
    } catch (const Error& error) {
      if (error.code != kRtlStopped) throw;
    }
    return std::move(trial_);
  }

 private:
  const golden::Stream& stream(const BoundaryPort& port) const {
    return bench_.graph.streams[static_cast<std::size_t>(port.stream)];
  }
  bool has_enough() const {
    for (std::size_t i = 0; i < enough_.size(); ++i)
      if (trial_.outputs[i].count() < enough_[i]) return false;
    return true;
  }
  bool observe() {
    return world_.observe([](const BoundaryPort&) {},
                          [&](std::size_t sink, const BoundaryPort& port) {
                            auto& bytes = trial_.outputs[sink].bytes;
                            bytes.insert(bytes.end(), port.data, port.data + stream(port).word_bytes());
                            bytes.back() &= last_byte_mask(stream(port));
                          });
  }

  const TrialBench& bench_;
  const std::vector<std::int64_t>& enough_;
  OuterWorld world_;
  Trial trial_;
};

bool is_complete(const Trial& trial, const std::vector<std::int64_t>& enough) {
  for (std::size_t i = 0; i < enough.size(); ++i)
    if (trial.outputs[i].count() < enough[i]) return false;
  return true;
}

/// What came is how the expected words begin.
bool is_right(const TrialBench& bench, const Trial& trial) {
  for (std::size_t i = 0; i < trial.outputs.size(); ++i) {
    const auto& got = trial.outputs[i].bytes;
    const auto& stream = bench.graph.streams[static_cast<std::size_t>(bench.ports.sinks[i].stream)];
    const auto& expected = bench.expected.at(stream.name).bytes;
    if (got.size() > expected.size() || !std::equal(got.begin(), got.end(), expected.begin())) return false;
  }
  return true;
}

/// Looks for the numbers of words left, by source; counts the cycles that takes.
class LeftWordsFinder {
 public:
  explicit LeftWordsFinder(const TrialBench& bench) : bench_(bench) {
    for (const BoundaryPort& port : bench.ports.sources)
      inputs_.push_back({stream(port).words_per_frame(), bench.expected.at(stream(port).name)});
    for (const BoundaryPort& port : bench.ports.sinks) {
      frame_ends_.push_back(stream(port).words_per_frame());
      two_frames_.push_back(2 * stream(port).words_per_frame());
    }
  }

  std::vector<std::int64_t> find() {
    const std::vector<std::int64_t> none(inputs_.size(), 0);
    for (const Input& input : inputs_)
      if (input.words.count() < 2 * input.per_frame) return none;
    std::vector<std::int64_t> most;
    for (std::size_t i = 0; i < inputs_.size(); ++i) most.push_back(inputs_[i].per_frame - words_needed(i));
    for (std::size_t i = 0; i < inputs_.size(); ++i)  // one input alone is likelier than several
      for (auto left = none; (left[i] = left[i] == 0 ? most[i] : left[i] - 1) > 0 && cycles_ < kMostCycles;)
        if (is_right_without(left)) return left;
    for (auto left = most; cycles_ < kMostCycles; step_down(left, most)) {
      const auto zeros = static_cast<std::size_t>(std::count(left.begin(), left.end(), 0));
      if (zeros == left.size()) return none;
      if (zeros + 1 < left.size() && is_right_without(left)) return left;
    }
    return none;
  }

 private:
  struct Input {
    std::int64_t per_frame = 0;
    const golden::Words& words;
    golden::Words part(std::int64_t first, std::int64_t count) const {
      const auto begin = words.bytes.begin() + first * words.word_bytes();
      return {words.word_bits, {begin, begin + count * words.word_bytes()}};
    }
  };

  const golden::Stream& stream(const BoundaryPort& port) const {
    return bench_.graph.streams[static_cast<std::size_t>(port.stream)];
  }
  /// As a number whose last digit counts first, from `most` to zeros.
  static void step_down(std::vector<std::int64_t>& left, const std::vector<std::int64_t>& most) {
    for (std::size_t i = left.size(); i-- > 0;) {
      if (left[i]-- > 0) return;
      left[i] = most[i];
    }
  }
  Trial run(const std::vector<golden::Words>& inputs, const std::vector<std::int64_t>& enough) {
    Trial trial = TrialRun(bench_, inputs, enough).run();
    cycles_ += trial.cycles;
    return trial;
  }
  /// The least number of words of frame 1 on `source` with which, all other inputs whole, all of its output comes.
  std::int64_t words_needed(std::size_t source) {
    std::int64_t low = 0, high = inputs_[source].per_frame;
    while (low < high && cycles_ < kMostCycles) {
      const std::int64_t middle = (low + high) / 2;
      std::vector<golden::Words> words;
      for (std::size_t i = 0; i < inputs_.size(); ++i)
        words.push_back(inputs_[i].part(0, i == source ? middle : inputs_[i].per_frame));
      if (is_complete(run(words, frame_ends_), frame_ends_))
        high = middle;
      else
        low = middle + 1;
    }
    return high;
  }
  bool is_right_without(const std::vector<std::int64_t>& left) {
    std::vector<golden::Words> words;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const std::int64_t all = inputs_[i].per_frame;
      words.push_back(inputs_[i].part(0, all - left[i]));
      const golden::Words second = inputs_[i].part(all, all);
      words.back().bytes.insert(words.back().bytes.end(), second.bytes.begin(), second.bytes.end());
    }
    const Trial trial = run(words, two_frames_);
    return is_complete(trial, two_frames_) && is_right(bench_, trial);
  }

  const TrialBench& bench_;
  std::vector<Input> inputs_;
  std::vector<std::int64_t> frame_ends_, two_frames_;  ///< words by sink
  std::int64_t cycles_ = 0;
};

}  // namespace

std::vector<golden::Words> idle_outputs(const TrialBench& bench) {
  const std::vector<std::int64_t> enough(bench.ports.sinks.size(), kMostExtraWords);
  return TrialRun(bench, {}, enough).run().outputs;
}

FinnRun run_as_finn(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected,
                    std::int64_t quiet_bound_cycles) {
  const BenchPorts ports = find_axi_ports(rtl, graph, {}, nullptr);
  const TrialBench bench{rtl, ports, graph, expected, quiet_bound_cycles};
  std::vector<golden::Words> inputs;
  std::vector<std::int64_t> enough;
  for (const BoundaryPort& port : ports.sources) {
    const golden::Stream& stream = graph.streams[static_cast<std::size_t>(port.stream)];
    golden::Words frame = expected.at(stream.name);
    frame.bytes.resize(static_cast<std::size_t>(stream.words_per_frame() * frame.word_bytes()));
    inputs.push_back(std::move(frame));
  }
  for (const BoundaryPort& port : ports.sinks)
    enough.push_back(graph.streams[static_cast<std::size_t>(port.stream)].words_per_frame());
  const Trial trial = TrialRun(bench, inputs, enough).run(kFinnResetCycles, 0);
  const bool is_whole = is_complete(trial, enough);
  return {is_whole ? trial.cycles - 1 : 0, is_whole, is_whole && is_right(bench, trial)};
}

std::vector<std::int64_t> words_left_of_first_frame(const TrialBench& bench) { return LeftWordsFinder(bench).find(); }

}  // namespace weir::rtl
