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

/// Looks for the number of words left with one input stream; counts the cycles that takes.
class LeftWordsFinder {
 public:
  explicit LeftWordsFinder(const TrialBench& bench)
      : bench_(bench), input_(stream(bench.ports.sources[0])), words_(bench.expected.at(input_.name)) {
    for (const BoundaryPort& port : bench.ports.sinks) {
      frame_ends_.push_back(stream(port).words_per_frame());
      two_frames_.push_back(2 * stream(port).words_per_frame());
    }
  }

  std::int64_t find() {
    const std::int64_t all = input_.words_per_frame();
    if (words_.count() < 2 * all) return 0;
    for (std::int64_t left = all - words_needed(); left > 0 && cycles_ < kMostCycles; --left)
      if (is_right_without(left)) return left;
    return 0;
  }

 private:
  const golden::Stream& stream(const BoundaryPort& port) const {
    return bench_.graph.streams[static_cast<std::size_t>(port.stream)];
  }
  golden::Words part(std::int64_t first, std::int64_t count) const {
    const auto begin = words_.bytes.begin() + first * words_.word_bytes();
    return {words_.word_bits, {begin, begin + count * words_.word_bytes()}};
  }
  Trial run(const golden::Words& words, const std::vector<std::int64_t>& enough) {
    const std::vector<golden::Words> inputs{words};
    Trial trial = TrialRun(bench_, inputs, enough).run();
    cycles_ += trial.cycles;
    return trial;
  }
  /// The least number of words of frame 1 with which all of its output comes.
  std::int64_t words_needed() {
    std::int64_t low = 0, high = input_.words_per_frame();
    while (low < high && cycles_ < kMostCycles) {
      const std::int64_t middle = (low + high) / 2;
      if (is_complete(run(part(0, middle), frame_ends_), frame_ends_))
        high = middle;
      else
        low = middle + 1;
    }
    return high;
  }
  bool is_right_without(std::int64_t left) {
    const std::int64_t all = input_.words_per_frame();
    golden::Words words = part(0, all - left);
    const golden::Words second = part(all, all);
    words.bytes.insert(words.bytes.end(), second.bytes.begin(), second.bytes.end());
    const Trial trial = run(words, two_frames_);
    return is_complete(trial, two_frames_) && is_right(bench_, trial);
  }

  const TrialBench& bench_;
  const golden::Stream& input_;
  const golden::Words& words_;
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

std::int64_t words_left_of_first_frame(const TrialBench& bench) {
  return bench.ports.sources.size() == 1 ? LeftWordsFinder(bench).find() : 0;
}

}  // namespace weir::rtl
