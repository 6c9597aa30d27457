#include "rtl_wrap/cosim/cosim.hpp"

#include <algorithm>
#include <chrono>

#include "golden/base/error.hpp"
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/axi_ports.hpp"
#include "rtl_wrap/cosim/last_check.hpp"
#include "rtl_wrap/cosim/outer_world.hpp"
#include "rtl_wrap/cosim/stuck.hpp"
#include "rtl_wrap/cosim/trial.hpp"
#include "systemc/engines/outcome.hpp"

namespace weir::rtl {

namespace {

constexpr std::int64_t kHousekeepingCycles = 1 << 14;

struct Frames {
  std::int64_t words_per_frame = 1, taken = 0;
  std::vector<std::int64_t> ends;  ///< cycle of each frame's last word
};

/// One observed side of a stream.
struct Tap {
  const std::uint8_t *valid, *data;
  StreamCheck* check;
  bool entry;
};

/// By cycle; of words that never came, those first that an idle stage owes.
bool precedes(const Mismatch& a, const Mismatch& b, const std::vector<std::string>& idle) {
  const auto missing = [](const Mismatch& m) { return m.kind == Mismatch::Kind::Missing; };
  if (!missing(a) || !missing(b)) return missing(a) != missing(b) ? missing(b) : a.cycle < b.cycle;
  const auto owes = [&](const Mismatch& m) { return std::find(idle.begin(), idle.end(), m.stage) != idle.end(); };
  return owes(a) && !owes(b);
}

class Bench {
 public:
  Bench(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected, const CosimOptions& options);
  void run();
  CosimResult result() const;

 private:
  void require_inputs() const;
  void add_taps();
  bool observe();
  bool observe_boundary();
  bool step();
  void examine_words_left();
  std::optional<std::int64_t> first_finding_cycle() const;
  bool has_all_output() const;
  bool runs_away() const;
  std::int64_t cycle_limit() const;

  void fill_counts(CosimResult& result) const;
  void fill_firsts(CosimResult& result) const;
  void fill_speed(CosimResult& result) const;
  void fill_sidebands(CosimResult& result) const;

  Design& rtl_;
  const golden::StageGraph& graph_;
  const ExpectedWords& expected_;
  const CosimOptions& options_;
  BenchPorts ports_;
  OuterWorld world_;
  std::vector<StreamCheck> checks_;
  std::vector<Frames> output_frames_;  ///< by sink
  std::vector<LastCheck> lasts_;       ///< by sink
  std::vector<Tap> taps_;
  std::vector<UnreadWords> unread_;
  std::int64_t quiet_bound_ = 0, cycle_ = 0, last_move_ = -1, first_accepted_ = -1;
  bool out_of_cycles_ = false, stopped_ = false, complete_ = false;
  bool has_early_word_ = false;  ///< made before cycle 0 without input: the border of a picture
  std::string messages_;
  double seconds_ = 0;
  std::optional<Waves> waves_;
};

Bench::Bench(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected, const CosimOptions& options)
    : rtl_(rtl),
      graph_(graph),
      expected_(expected),
      options_(options),
      ports_(options.is_foreign
                 ? find_axi_ports(rtl, graph, options.register_writes, options.weights, options.idle_streams)
                 : find_ports(rtl, graph)),
      world_(rtl, ports_) {
  quiet_bound_ = options.quiet_bound_cycles > 0 ? options.quiet_bound_cycles
                 : options.is_foreign           ? boundary_quiet_bound_cycles(graph)
                                                : quiet_bound_cycles(graph);
  checks_.reserve(graph.streams.size());
  for (const golden::Stream& stream : graph.streams) {
    const auto words = expected.find(stream.name);
    const timing::StreamRecord* record = nullptr;
    if (options.timing != nullptr)
      if (const auto found = options.timing->streams.find(stream.name); found != options.timing->streams.end())
        record = &found->second;
    checks_.emplace_back(stream, options.frames, words == expected.end() ? nullptr : &words->second, record);
  }
  require_inputs();
  for (const BoundaryPort& port : ports_.sources) {
    const golden::Stream& stream = graph.streams[static_cast<std::size_t>(port.stream)];
    world_.add_source(port, expected.at(stream.name), options.frames * stream.words_per_frame(),
                      stream.words_per_frame());
  }
  for (const BoundaryPort& port : ports_.sinks) {
    output_frames_.push_back({checks_[static_cast<std::size_t>(port.stream)].words_per_frame(), 0, {}});
    lasts_.emplace_back(output_frames_.back().words_per_frame);
  }
  add_taps();
  if (options.waves) waves_.emplace(*options.waves, graph, ports_, checks_);
}

void Bench::require_inputs() const {
  Errors errors;
  for (const BoundaryPort& port : ports_.sources) {
    const golden::Stream& stream = graph_.streams[static_cast<std::size_t>(port.stream)];
    const std::int64_t total = options_.frames * stream.words_per_frame();
    const auto words = expected_.find(stream.name);
    if (words != expected_.end() && words->second.count() >= total && words->second.word_bits == stream.word_bits())
      continue;
    const std::string found = words == expected_.end() ? "none"
                                                       : std::to_string(words->second.count()) + " of " +
                                                             std::to_string(words->second.word_bits) + " bits";
    errors.add("words-missing", "input stream \"" + stream.name + "\" needs " + std::to_string(total) + " words of " +
                                    std::to_string(stream.word_bits()) + " bits, given: " + found);
  }
  errors.throw_if_any();
}

void Bench::add_taps() {
  const bool monitored = !ports_.monitors.empty();
  for (std::size_t i = 0; i < checks_.size(); ++i) checks_[i].watch(monitored, monitored);
  for (std::size_t i = 0; i < ports_.monitors.size(); ++i) {
    const MonitorPort& monitor = ports_.monitors[i];
    const std::uint8_t* leaving = nullptr;
    for (const BoundaryPort& sink : ports_.sinks)
      if (sink.stream == static_cast<int>(i)) leaving = sink.data;
    taps_.push_back({monitor.write_valid, monitor.write_data, &checks_[i], true});
    taps_.push_back({monitor.read_valid, leaving, &checks_[i], false});
  }
  if (monitored) return;
  for (const BoundaryPort& source : ports_.sources) checks_[static_cast<std::size_t>(source.stream)].watch(true, false);
  for (const BoundaryPort& sink : ports_.sinks) checks_[static_cast<std::size_t>(sink.stream)].watch(false, true);
}

/// Handshakes of the outer world.
bool Bench::observe_boundary() {
  const bool monitored = !taps_.empty();
  return world_.observe(
      [&](const BoundaryPort& port) {
        if (first_accepted_ < 0) first_accepted_ = cycle_;
        if (!monitored) checks_[static_cast<std::size_t>(port.stream)].enter(cycle_, port.data);
      },
      [&](std::size_t sink, const BoundaryPort& port) {
        Frames& frames = output_frames_[sink];
        if (++frames.taken % frames.words_per_frame == 0) frames.ends.push_back(cycle_);
        if (port.last != nullptr && frames.taken <= options_.frames * frames.words_per_frame)
          lasts_[sink].take((*port.last & 1) != 0);
        if (!monitored) checks_[static_cast<std::size_t>(port.stream)].leave(cycle_, port.data);
      });
}

bool Bench::observe() {
  bool moved = observe_boundary();
  for (const Tap& tap : taps_) {
    if (*tap.valid == 0) continue;
    moved = true;
    if (tap.entry)
      tap.check->enter(cycle_, tap.data);
    else
      tap.check->leave(cycle_, tap.data);
  }
  return moved;
}

bool Bench::runs_away() const {
  return std::any_of(checks_.begin(), checks_.end(), [](const StreamCheck& check) { return check.runaway(); });
}

std::int64_t Bench::cycle_limit() const {
  if (options_.max_cycles > 0) return options_.max_cycles;
  if (options_.timing == nullptr) return std::numeric_limits<std::int64_t>::max();
  const auto& deadlock = options_.timing->deadlock;
  const std::int64_t predicted = std::max(options_.timing->cycles, deadlock ? deadlock->cycle : 0);
  return 10 * predicted + 10 * quiet_bound_;
}

/// One cycle up to its clock edge; false when nothing can move any more.
bool Bench::step() {
  world_.drive(options_.stalls, cycle_);
  if (waves_) waves_->sample(cycle_);
  if (observe())
    last_move_ = cycle_;
  else if (cycle_ - last_move_ > quiet_bound_ && !world_.can_move_later())
    return false;
  if (options_.ends_with_output && has_all_output()) return false;
  if (cycle_ % kHousekeepingCycles == kHousekeepingCycles - 1) {
    if (options_.progress) options_.progress(cycle_);
    out_of_cycles_ = runs_away();
  }
  return true;
}

void Bench::run() {
  const auto start = std::chrono::steady_clock::now();
  const std::int64_t limit = cycle_limit();
  if (ports_.sources.empty()) first_accepted_ = 0;
  try {
    world_.reset(options_.reset_cycles);
    has_early_word_ = options_.is_foreign && !ports_.sources.empty() && world_.offers_word();
    for (; step(); ++cycle_) {
      out_of_cycles_ |= cycle_ + 1 >= limit;
      if (out_of_cycles_) break;
      world_.clock();
    }
  } catch (const Error& error) {
    if (error.code != kRtlStopped) throw;
    stopped_ = true;
  }
  for (StreamCheck& check : checks_) check.finish(!stopped_ && !out_of_cycles_);
  if (waves_) waves_->finish(first_finding_cycle());
  complete_ = std::all_of(checks_.begin(), checks_.end(), [](const StreamCheck& check) { return check.complete(); });
  messages_ = rtl_.messages();
  seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (options_.timing == nullptr && !stopped_ && !out_of_cycles_) examine_words_left();
}

std::optional<std::int64_t> Bench::first_finding_cycle() const {
  std::optional<std::int64_t> first;
  const auto take = [&](std::int64_t cycle) {
    if (cycle >= 0 && (!first || cycle < *first)) first = cycle;
  };
  for (const StreamCheck& check : checks_) {
    if (!check.different_words().empty()) take(check.different_words().front().cycle);
    take(check.first_extra_cycle());
    if (const auto& late = check.first_cycle_difference()) take(late->rtl >= 0 ? late->rtl : late->systemc);
    if (check.words_missing() > 0) take(last_move_ + 1);
  }
  return first;
}

/// What only trials can tell: whether an input has caused the words after the last frame, and whether later frames are
/// wrong because words of the first were left.
void Bench::examine_words_left() {
  const auto has_finding = [&] {
    return std::any_of(checks_.begin(), checks_.end(), [](const StreamCheck& check) {
      return check.words_extra() + check.words_missing() + check.words_different() > 0;
    });
  };
  if (!has_finding()) return;
  std::vector<std::int64_t> words_left_at_end;
  for (std::size_t i = 0; i < ports_.sources.size(); ++i) words_left_at_end.push_back(world_.words_left(i));
  const TrialBench bench{rtl_, ports_, graph_, expected_, quiet_bound_};
  const auto idle = idle_outputs(bench);
  for (std::size_t i = 0; i < ports_.sinks.size(); ++i)
    checks_[static_cast<std::size_t>(ports_.sinks[i].stream)].excuse_extra_words(idle[i]);
  if (!has_finding()) return;
  const auto input = [&](std::size_t i) -> const golden::Stream& {
    return graph_.streams[static_cast<std::size_t>(ports_.sources[i].stream)];
  };
  // Of several inputs one may stand with what was left of every frame: the first frame tells more than the end.
  const bool is_first_right =
      std::none_of(checks_.begin(), checks_.end(), [](const StreamCheck& check) { return check.frame_differs(0); });
  if (is_first_right && options_.frames >= 2) {
    const auto left = words_left_of_first_frame(bench);
    for (std::size_t i = 0; i < left.size(); ++i)
      if (left[i] > 0) unread_.push_back({input(i).name, 0, left[i]});
  }
  if (!unread_.empty() || !has_all_output()) return;
  for (std::size_t i = 0; i < ports_.sources.size(); ++i)
    if (const std::int64_t left = words_left_at_end[i]; left > 0 && left < input(i).words_per_frame())
      unread_.push_back({input(i).name, options_.frames - 1, left});
}

bool Bench::has_all_output() const {
  return std::all_of(output_frames_.begin(), output_frames_.end(),
                     [&](const Frames& frames) { return frames.taken >= options_.frames * frames.words_per_frame; });
}

void Bench::fill_counts(CosimResult& result) const {
  std::vector<bool> stage_compared(graph_.stages.size(), true);
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    const StreamCheck& check = checks_[i];
    const golden::Stream& stream = graph_.streams[i];
    const std::int64_t words = check.words_compared();
    result.streams.push_back({stream.name, producer_name(graph_, stream), words, check.words_different(),
                              check.words_missing(), check.words_extra(), words * stream.elements_per_word,
                              check.elements_different(), check.cycle_differences(),
                              check.watches_entry() ? check.entries() : -1, check.watches_exit() ? check.exits() : -1,
                              stream.depth_words, check.words_unasked()});
    result.streams_compared += words > 0;
    result.words_compared += words;
    result.elements_compared += words * stream.elements_per_word;
    result.mismatches += check.words_different() + check.words_missing() + check.words_extra();
    result.transfers_compared += check.transfers_compared();
    result.cycle_differences += check.cycle_differences();
    if (stream.producer != golden::kOutside && words == 0)
      stage_compared[static_cast<std::size_t>(stream.producer)] = false;
  }
  result.stages_compared = static_cast<int>(std::count(stage_compared.begin(), stage_compared.end(), true));
  result.is_first_frame_equal =
      std::none_of(checks_.begin(), checks_.end(), [](const StreamCheck& check) { return check.frame_differs(0); });
  for (int frame = 0; frame < options_.frames; ++frame)
    result.frames_equal += std::none_of(checks_.begin(), checks_.end(),
                                        [&](const StreamCheck& check) { return check.frame_differs(frame); });
}

void Bench::fill_firsts(CosimResult& result) const {
  const StreamCheck* culprit = nullptr;
  for (const StreamCheck& check : checks_) {
    const auto found = first_mismatch(graph_, check, last_move_ + 1);
    if (found && (!result.first_mismatch || precedes(*found, *result.first_mismatch, result.idle_stages))) {
      result.first_mismatch = found;
      culprit = &check;
    }
    const auto& late = check.first_cycle_difference();
    const auto when = [](const CycleDifference& d) {
      return d.rtl < 0 ? d.systemc : d.systemc < 0 ? d.rtl : std::min(d.rtl, d.systemc);
    };
    if (late && (!result.first_cycle_difference || when(*late) < when(*result.first_cycle_difference))) {
      result.first_cycle_difference = late;
      result.first_cycle_difference->stage = producer_name(graph_, check.stream());
    }
  }
  result.first_finding_cycle = first_finding_cycle();
  if (culprit == nullptr) return;
  result.elements_different = culprit->elements_different();
  result.hypotheses = explain(graph_, *culprit, expected_);
  add_accumulator(graph_, expected_, *result.first_mismatch);
}

void Bench::fill_speed(CosimResult& result) const {
  std::vector<std::int64_t> frame_ends;
  for (const Frames& frames : output_frames_) {
    if (frame_ends.empty()) frame_ends = frames.ends;
    frame_ends.resize(std::min(frame_ends.size(), frames.ends.size()));
    for (std::size_t i = 0; i < frame_ends.size(); ++i) frame_ends[i] = std::max(frame_ends[i], frames.ends[i]);
  }
  if (frame_ends.empty()) return;
  result.cycles_rtl = frame_ends.back() + 1;
  // A frame that has begun before cycle 0 is timed as if it had begun then, its first word one register later.
  result.latency_cycles = frame_ends.front() - first_accepted_ + 1 + has_early_word_;
  timing::FrameEnds ends{static_cast<std::int64_t>(frame_ends.size())};
  for (const std::int64_t end : frame_ends) ends.add(end);
  if (ends.frames > 1) result.interval_cycles = ends.last - ends.previous;
  result.steady_interval_cycles = ends.steady_interval();
}

/// What is no word: TLAST and registers.
void Bench::fill_sidebands(CosimResult& result) const {
  result.register_differences = world_.register_differences();
  for (std::size_t i = 0; i < ports_.sinks.size(); ++i) {
    const BoundaryPort& port = ports_.sinks[i];
    const std::string& stream = graph_.streams[static_cast<std::size_t>(port.stream)].name;
    if (port.last == nullptr || output_frames_[i].taken == 0) continue;
    if (!lasts_[i].was_raised()) {
      result.outputs_without_last.push_back(stream);
      continue;
    }
    if (lasts_[i].differences() > 0 && !result.first_last_difference) {
      result.first_last_difference = lasts_[i].first();
      result.first_last_difference->stream = stream;
    }
    result.last_differences += lasts_[i].differences();
  }
}

CosimResult Bench::result() const {
  CosimResult result;
  result.network = graph_.name;
  result.frames = options_.frames;
  if (!complete_ && !out_of_cycles_ && !stopped_ && !options_.is_foreign) {
    result.deadlock = describe_deadlock(graph_, checks_, last_move_ + 1);
    result.idle_stages = idle_stages(graph_, checks_);
  }
  fill_counts(result);
  fill_firsts(result);
  fill_speed(result);
  fill_sidebands(result);
  result.cycles_compared = options_.timing != nullptr;
  result.unscheduled_stages = options_.unscheduled_stages;
  if (options_.timing != nullptr) {
    result.cycles_systemc = options_.timing->cycles;
    result.deadlock_in_systemc = options_.timing->deadlock.has_value();
  }
  result.simulated_cycles = cycle_ + 1;
  result.out_of_cycles = out_of_cycles_;
  result.stopped = stopped_;
  result.messages = messages_;
  result.unread_words = unread_;
  result.seconds = seconds_;
  return result;
}

CosimResult run_bench(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected,
                      const CosimOptions& options) {
  Bench bench(rtl, graph, expected, options);
  bench.run();
  return bench.result();
}

}  // namespace

CosimResult cosimulate(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected,
                       const CosimOptions& options) {
  if (!options.is_foreign || options.declared_types.empty()) return run_bench(rtl, graph, expected, options);
  const golden::StageGraph shown = with_declared_types(rtl, graph, options.declared_types, options.idle_streams);
  ExpectedWords words = expected;
  for (std::size_t i = 0; i < graph.streams.size(); ++i) {
    const golden::Stream &stream = graph.streams[i], &wider = shown.streams[i];
    if (const auto found = words.find(stream.name); found != words.end() && wider.type != stream.type)
      found->second = golden::pack_stream(golden::unpack_stream(found->second, stream), wider);
  }
  return run_bench(rtl, shown, words, options);
}

}  // namespace weir::rtl
