#include "systemc/sdf/from_timing.hpp"

#include <algorithm>

#include "systemc/process/boundary.hpp"

namespace weir::sdf {

namespace {

struct Phase {
  std::int64_t time = 1;
  std::uint32_t reads = 0, writes = 0;
  bool operator==(const Phase&) const = default;
};

/// One frame; the idle iterations behind its last event and before its first are the last phase.
std::vector<Phase> phases_of(const timing::Schedule& schedule) {
  const std::vector<timing::Event> events = timing::expand(schedule);
  std::vector<Phase> phases;
  for (std::size_t e = 0; e < events.size(); ++e) {
    const bool is_last = e + 1 == events.size();
    const std::int64_t next = is_last ? schedule.iterations + events.front().iteration : events[e + 1].iteration;
    phases.push_back({1, events[e].reads, events[e].writes});
    if (const std::int64_t idle = next - events[e].iteration - 1; idle > 0) phases.push_back({idle, 0, 0});
  }
  return phases;
}

/// The shortest beginning that, repeated, is the whole (by the longest border of the sequence).
std::size_t shortest_period(const std::vector<Phase>& phases) {
  std::vector<std::size_t> border(phases.size(), 0);
  for (std::size_t i = 1, b = 0; i < phases.size(); ++i) {
    while (b > 0 && !(phases[i] == phases[b])) b = border[b - 1];
    if (phases[i] == phases[b]) ++b;
    border[i] = b;
  }
  const std::size_t period = phases.size() - border.back();
  return phases.size() % period == 0 ? period : phases.size();
}

/// What a schedule does once before all frames.
std::vector<timing::Event> beginning_of(const timing::Schedule& schedule) {
  timing::Schedule first = schedule;
  first.blocks = schedule.first;
  return timing::expand(first);
}

/// An actor in the making: what it does in a frame, and how much of that repeats.
struct Worker {
  std::string name;
  std::vector<Phase> phases;
  std::size_t period = 1;
  std::vector<timing::Event> beginning = {};
  std::vector<int> inputs = {}, outputs = {};  ///< streams
  std::size_t begun = 0;                       ///< events of `beginning` done
  std::size_t phase = 0;                       ///< with which the actor begins

  std::int64_t repeats() const { return static_cast<std::int64_t>(phases.size() / period); }
  const Phase& at(std::size_t p) const { return phases[(phase + p) % phases.size()]; }
  Sequence rates(std::uint32_t Phase::*mask, int port) const {
    Sequence rates(period);
    for (std::size_t p = 0; p < period; ++p) rates[p] = (at(p).*mask >> port) & 1u;
    return rates;
  }
};

class Converter {
 public:
  explicit Converter(const timing::TimingGraph& graph) : graph_(graph) {}

  Graph convert() {
    make_workers();
    keep_a_frame();
    begin_all();
    made_.name = graph_.name;
    for (const Worker& worker : workers_) {
      Sequence times(worker.period);
      for (std::size_t p = 0; p < worker.period; ++p) times[p] = worker.at(p).time;
      made_.actors.push_back({worker.name, std::move(times)});
    }
    for (std::size_t a = 0; a < workers_.size(); ++a) {
      const Sequence ones(workers_[a].period, 1);
      const int actor = static_cast<int>(a);
      made_.channels.push_back({workers_[a].name + "_self", actor, actor, ones, ones, 1, std::nullopt, 1});
    }
    for (std::size_t s = 0; s < graph_.streams.size(); ++s) add_stream(static_cast<int>(s));
    return std::move(made_);
  }

 private:
  void add_worker(const std::string& name, const timing::Schedule& schedule, std::vector<int> inputs,
                  std::vector<int> outputs) {
    workers_.push_back({name, phases_of(schedule)});
    workers_.back().period = shortest_period(workers_.back().phases);
    workers_.back().beginning = beginning_of(schedule);
    workers_.back().inputs = std::move(inputs);
    workers_.back().outputs = std::move(outputs);
  }

  /// A pipeline whose words leave later than its frame's last reads (systemc/process/rigid.hpp) has a beginning that no
  /// phase tells. So the graph begins behind all of them: event by event as FIFOs allow, in any order, since every
  /// state that the network can be in goes on at the same pace.
  void begin_all() {
    require_one_part();
    words_.assign(graph_.streams.size(), 0);
    const auto has_begun = [](const Worker& w) { return w.begun == w.beginning.size(); };
    const std::vector<int> order = consumers_first();
    while (!std::all_of(workers_.begin(), workers_.end(), has_begun)) {
      const auto moved = std::find_if(order.begin(), order.end(), [&](int w) { return pass_event(workers_[w]); });
      if (moved == order.end())
        throw Error("sdf-no-form", graph_.name + " deadlocks before every pipeline has begun", "",
                    "weir simulate names the circle, weir fifo the depths that open it");
    }
  }

  void require_one_part() const {
    std::vector<bool> is_joined(workers_.size(), false);
    is_joined[0] = true;
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      for (std::size_t s = 0; s < graph_.streams.size(); ++s) {
        const timing::TimingStream& stream = graph_.streams[s];
        const int a = stream.producer != timing::kOutside ? stream.producer : source_[s];
        const int b = stream.consumer != timing::kOutside ? stream.consumer : sink_[s];
        if (is_joined[a] == is_joined[b]) continue;
        is_joined[a] = is_joined[b] = has_grown = true;
      }
    }
    for (std::size_t w = 0; w < workers_.size(); ++w)
      if (!is_joined[w])
        throw Error(
            "sdf-no-form",
            "no streams join " + workers_[w].name + " with " + workers_[0].name + ", so they have no common pace", "",
            "legal: one network that hangs together");
  }

  /// Sinks, stages, sources, so that as few words as can be stay in the FIFOs: a FIFO can be made no smaller than that.
  std::vector<int> consumers_first() const {
    const int stages = static_cast<int>(graph_.stages.size());
    std::vector<int> order;
    for (int w = static_cast<int>(workers_.size()) - 1; w >= stages; --w)
      if (workers_[w].outputs.empty()) order.push_back(w);
    for (int w = stages - 1; w >= 0; --w) order.push_back(w);
    for (int w = stages; w < static_cast<int>(workers_.size()); ++w)
      if (!workers_[w].outputs.empty()) order.push_back(w);
    return order;
  }

  /// False if a word or room is missing.
  bool pass_event(Worker& worker) {
    const bool is_beginning = worker.begun < worker.beginning.size();
    const Phase& phase = worker.phases[worker.phase];
    const std::uint32_t reads = is_beginning ? worker.beginning[worker.begun].reads : phase.reads;
    const std::uint32_t writes = is_beginning ? worker.beginning[worker.begun].writes : phase.writes;
    for (std::size_t p = 0; p < worker.inputs.size(); ++p)
      if ((reads >> p & 1u) != 0 && words_[worker.inputs[p]] == 0) return false;
    for (std::size_t p = 0; p < worker.outputs.size(); ++p)
      if ((writes >> p & 1u) != 0 && words_[worker.outputs[p]] == graph_.streams[worker.outputs[p]].depth_words)
        return false;
    for (std::size_t p = 0; p < worker.inputs.size(); ++p) words_[worker.inputs[p]] -= (reads >> p & 1u) != 0;
    for (std::size_t p = 0; p < worker.outputs.size(); ++p) words_[worker.outputs[p]] += (writes >> p & 1u) != 0;
    if (is_beginning)
      ++worker.begun;
    else
      worker.phase = (worker.phase + 1) % worker.phases.size();
    return true;
  }

  void make_workers() {
    for (const timing::TimingStage& stage : graph_.stages) {
      if (stage.block)
        throw Error("sdf-no-form",
                    "stage " + stage.name + " chooses by what it finds, which no cyclo-static actor does", "",
                    "legal: profiles whose stages are schedules (weir, finn-hlslib-2020)");
      add_worker(stage.name, stage.schedule, stage.inputs, stage.outputs);
    }
    for (int s = 0; s < static_cast<int>(graph_.streams.size()); ++s) {
      const timing::TimingStream& stream = graph_.streams[s];
      source_.push_back(static_cast<int>(workers_.size()));
      if (stream.producer == timing::kOutside)
        add_worker(stream.name + "_source", timing::source_schedule(stream), {}, {s});
      sink_.push_back(static_cast<int>(workers_.size()));
      if (stream.consumer == timing::kOutside)
        add_worker(stream.name + "_sink", timing::sink_schedule(stream), {s}, {});
    }
  }

  /// Were every actor's cycle less than a frame, an iteration might be, too.
  void keep_a_frame() {
    std::int64_t common = 0;
    for (const Worker& worker : workers_) common = std::gcd(common, worker.repeats());
    if (common == 1) return;
    const auto shortest = std::min_element(workers_.begin(), workers_.end(), [](const Worker& a, const Worker& b) {
      return a.phases.size() < b.phases.size();
    });
    shortest->period = shortest->phases.size();
  }

  void add_stream(int index) {
    const timing::TimingStream& stream = graph_.streams[index];
    const bool has_stage = stream.producer != timing::kOutside;
    const int source = has_stage ? stream.producer : source_[index];
    const int sink = stream.consumer != timing::kOutside ? stream.consumer : sink_[index];
    const Sequence written = workers_[source].rates(&Phase::writes, stream.producer_port);
    const Sequence read = workers_[sink].rates(&Phase::reads, stream.consumer_port);
    made_.channels.push_back(
        {stream.name, source, sink, written, read, words_[index], stream.depth_words, std::max(stream.width_bits, 1)});
    const int latency = has_stage ? graph_.stages[source].schedule.write_latency_cycles[stream.producer_port] : 0;
    if (latency == 0) return;
    const int late = static_cast<int>(made_.actors.size());
    made_.actors.push_back({stream.name + "_latency", {latency}});
    made_.channels.push_back({stream.name + "_late", source, late, written, {1}, 0, std::nullopt, 1});
    made_.channels.push_back({stream.name + "_arrived", late, sink, {1}, read, words_[index], std::nullopt, 1});
  }

  const timing::TimingGraph& graph_;
  Graph made_;
  std::vector<Worker> workers_;      ///< the stages, then sources and sinks
  std::vector<int> source_, sink_;   ///< worker per stream, where the outside is
  std::vector<std::int64_t> words_;  ///< in each stream when the graph begins
};

}  // namespace

Graph from_timing(const timing::TimingGraph& graph) { return Converter(graph).convert(); }

}  // namespace weir::sdf
