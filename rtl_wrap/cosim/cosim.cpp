#include "rtl_wrap/cosim/cosim.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "golden/network/error.hpp"
#include "rtl_wrap/cosim/axi_ports.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"
#include "rtl_wrap/cosim/stuck.hpp"

namespace weir::rtl {

namespace {

constexpr std::int64_t kHousekeepingCycles = 1 << 14;

struct Source {
  BoundaryPort port;
  const std::uint8_t* words = nullptr;
  std::size_t word_bytes = 0;
  std::int64_t sent = 0, total = 0;
  bool offering = false;
};

struct Sink {
  BoundaryPort port;
  std::int64_t words_per_frame = 1, taken = 0;
  std::vector<std::int64_t> frame_ends;  ///< cycle of each frame's last word
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
  void add_sources(const ExpectedWords& expected);
  void add_sinks();
  void add_taps(const BenchPorts& ports);
  void reset();
  void drive();
  bool observe();
  bool observe_boundary();
  void clock();
  bool can_move_later() const;
  bool runs_away() const;
  std::int64_t cycle_limit() const;

  void fill_counts(CosimResult& result) const;
  void fill_firsts(CosimResult& result) const;
  void fill_speed(CosimResult& result) const;

  Design& rtl_;
  const golden::StageGraph& graph_;
  const ExpectedWords& expected_;
  const CosimOptions& options_;
  BenchPorts ports_;
  std::vector<StreamCheck> checks_;
  std::vector<Source> sources_;
  std::vector<Sink> sinks_;
  std::vector<Tap> taps_;
  std::int64_t quiet_bound_ = 0, cycle_ = 0, last_move_ = -1, first_accepted_ = -1;
  bool out_of_cycles_ = false, stopped_ = false, complete_ = false;
  double seconds_ = 0;
  std::optional<Waves> waves_;
};

Bench::Bench(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected, const CosimOptions& options)
    : rtl_(rtl),
      graph_(graph),
      expected_(expected),
      options_(options),
      ports_(options.is_foreign ? find_axi_ports(rtl, graph) : find_ports(rtl, graph)) {
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
  add_sources(expected);
  add_sinks();
  add_taps(ports_);
  if (options.waves) waves_.emplace(*options.waves, graph, ports_);
}

void Bench::add_sources(const ExpectedWords& expected) {
  Errors errors;
  for (const BoundaryPort& port : ports_.sources) {
    const golden::Stream& stream = graph_.streams[static_cast<std::size_t>(port.stream)];
    const std::int64_t total = options_.frames * stream.words_per_frame();
    const auto words = expected.find(stream.name);
    if (words == expected.end() || words->second.count() < total || words->second.word_bits != stream.word_bits()) {
      const std::string found = words == expected.end() ? "none"
                                                        : std::to_string(words->second.count()) + " of " +
                                                              std::to_string(words->second.word_bits) + " bits";
      errors.add("words-missing", "input stream \"" + stream.name + "\" needs " + std::to_string(total) + " words of " +
                                      std::to_string(stream.word_bits()) + " bits, given: " + found);
      continue;
    }
    sources_.push_back(
        {port, words->second.bytes.data(), static_cast<std::size_t>(stream.word_bytes()), 0, total, false});
  }
  errors.throw_if_any();
}

void Bench::add_sinks() {
  for (const BoundaryPort& port : ports_.sinks)
    sinks_.push_back({port, checks_[static_cast<std::size_t>(port.stream)].words_per_frame(), 0, {}});
}

void Bench::add_taps(const BenchPorts& ports) {
  const bool monitored = !ports.monitors.empty();
  for (std::size_t i = 0; i < checks_.size(); ++i) checks_[i].watch(monitored, monitored);
  for (std::size_t i = 0; i < ports.monitors.size(); ++i) {
    const MonitorPort& monitor = ports.monitors[i];
    const std::uint8_t* leaving = nullptr;
    for (const Sink& sink : sinks_)
      if (sink.port.stream == static_cast<int>(i)) leaving = sink.port.data;
    taps_.push_back({monitor.write_valid, monitor.write_data, &checks_[i], true});
    taps_.push_back({monitor.read_valid, leaving, &checks_[i], false});
  }
  if (monitored) return;
  for (const Source& source : sources_) checks_[static_cast<std::size_t>(source.port.stream)].watch(true, false);
  for (const Sink& sink : sinks_) checks_[static_cast<std::size_t>(sink.port.stream)].watch(false, true);
}

void Bench::reset() {
  for (const Source& source : sources_) *source.port.valid = 0;
  for (const Sink& sink : sinks_) *sink.port.ready = 0;
  for (std::uint8_t* input : ports_.held_high) *input = 1;
  *ports_.reset = ports_.reset_level;
  for (int i = 0; i < options_.reset_cycles; ++i) {
    *ports_.clock = 0;
    rtl_.eval();
    clock();
  }
  *ports_.reset = !ports_.reset_level;
}

void Bench::clock() {
  *ports_.clock = 1;
  rtl_.eval();
}

void Bench::drive() {
  for (Source& source : sources_) {
    if (!source.offering && source.sent < source.total && options_.stalls.open(source.port.stream, cycle_)) {
      source.offering = true;
      std::memcpy(source.port.data, source.words + static_cast<std::size_t>(source.sent) * source.word_bytes,
                  source.word_bytes);
    }
    *source.port.valid = source.offering;
  }
  for (const Sink& sink : sinks_) *sink.port.ready = options_.stalls.open(sink.port.stream, cycle_);
}

/// Handshakes of the outer world; also moves the sources on.
bool Bench::observe_boundary() {
  const bool monitored = !taps_.empty();
  bool moved = false;
  for (Source& source : sources_) {
    if (!source.offering || *source.port.ready == 0) continue;
    source.offering = false;
    ++source.sent;
    moved = true;
    if (first_accepted_ < 0) first_accepted_ = cycle_;
    if (!monitored) checks_[static_cast<std::size_t>(source.port.stream)].enter(cycle_, source.port.data);
  }
  for (Sink& sink : sinks_) {
    if (*sink.port.ready == 0 || *sink.port.valid == 0) continue;
    moved = true;
    if (++sink.taken % sink.words_per_frame == 0) sink.frame_ends.push_back(cycle_);
    if (!monitored) checks_[static_cast<std::size_t>(sink.port.stream)].leave(cycle_, sink.port.data);
  }
  return moved;
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

/// A closed source or sink could still move a word once it opens.
bool Bench::can_move_later() const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [](const Source& source) {
                       return !source.offering && source.sent < source.total && *source.port.ready != 0;
                     }) ||
         std::any_of(sinks_.begin(), sinks_.end(),
                     [](const Sink& sink) { return *sink.port.valid != 0 && *sink.port.ready == 0; });
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

void Bench::run() {
  const auto start = std::chrono::steady_clock::now();
  const std::int64_t limit = cycle_limit();
  reset();
  try {
    for (;; ++cycle_) {
      drive();
      *ports_.clock = 0;
      rtl_.eval();
      if (waves_) waves_->sample(cycle_);
      if (observe())
        last_move_ = cycle_;
      else if (cycle_ - last_move_ > quiet_bound_ && !can_move_later())
        break;
      if (cycle_ % kHousekeepingCycles == kHousekeepingCycles - 1) {
        if (options_.progress) options_.progress(cycle_);
        out_of_cycles_ = runs_away();
      }
      if (out_of_cycles_ || cycle_ + 1 >= limit) {
        out_of_cycles_ = true;
        break;
      }
      clock();
    }
  } catch (const Error&) {
    stopped_ = true;
  }
  if (waves_) waves_->finish();
  for (StreamCheck& check : checks_) check.finish(!stopped_ && !out_of_cycles_);
  complete_ = std::all_of(checks_.begin(), checks_.end(), [](const StreamCheck& check) { return check.complete(); });
  seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void Bench::fill_counts(CosimResult& result) const {
  std::vector<bool> stage_compared(graph_.stages.size(), true);
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    const StreamCheck& check = checks_[i];
    const golden::Stream& stream = graph_.streams[i];
    const std::int64_t words = check.words_compared();
    result.streams.push_back(
        {stream.name, producer_name(graph_, stream), words, check.words_different(), check.words_missing(),
         check.words_extra(), words * stream.elements_per_word, check.elements_different(), check.cycle_differences(),
         check.watches_entry() ? check.entries() : -1, check.watches_exit() ? check.exits() : -1, stream.depth_words});
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
  if (culprit == nullptr) return;
  result.elements_different = culprit->elements_different();
  result.hypotheses = explain(graph_, *culprit, expected_);
  add_accumulator(graph_, expected_, *result.first_mismatch);
}

void Bench::fill_speed(CosimResult& result) const {
  std::vector<std::int64_t> frame_ends;
  for (const Sink& sink : sinks_) {
    if (frame_ends.empty()) frame_ends = sink.frame_ends;
    frame_ends.resize(std::min(frame_ends.size(), sink.frame_ends.size()));
    for (std::size_t i = 0; i < frame_ends.size(); ++i) frame_ends[i] = std::max(frame_ends[i], sink.frame_ends[i]);
  }
  if (frame_ends.empty()) return;
  result.cycles_rtl = frame_ends.back() + 1;
  result.latency_cycles = frame_ends.front() - first_accepted_ + 1;
  if (frame_ends.size() > 1) result.interval_cycles = frame_ends.back() - frame_ends[frame_ends.size() - 2];
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
  result.cycles_compared = options_.timing != nullptr;
  if (options_.timing != nullptr) {
    result.cycles_systemc = options_.timing->cycles;
    result.deadlock_in_systemc = options_.timing->deadlock.has_value();
  }
  result.simulated_cycles = cycle_ + 1;
  result.out_of_cycles = out_of_cycles_;
  result.stopped = stopped_;
  result.messages = rtl_.messages();
  result.seconds = seconds_;
  return result;
}

}  // namespace

CosimResult cosimulate(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected,
                       const CosimOptions& options) {
  Bench bench(rtl, graph, expected, options);
  bench.run();
  return bench.result();
}

}  // namespace weir::rtl
