#include "systemc/maxplus/rerun.hpp"

#include "systemc/maxplus/engine.hpp"

namespace weir::timing::maxplus {

namespace {

bool is_complete(const TimingGraph& graph, int frames, const std::vector<char>& part, const Outcome& outcome) {
  const Actors actors(graph);
  for (int s = 0; s < actors.streams; ++s) {
    const std::int64_t words = frames * graph.streams[static_cast<std::size_t>(s)].words_per_frame;
    const StreamOutcome& seen = outcome.streams[static_cast<std::size_t>(s)];
    if (part[static_cast<std::size_t>(actors.producer(graph, s))] != 0 && seen.accepted_words < words) return false;
    if (part[static_cast<std::size_t>(actors.consumer(graph, s))] != 0 && seen.read_words < words) return false;
  }
  return true;
}

/// Neighbours are added one by one in that many attempts.
constexpr int kSingleSteps = 3;

std::int64_t words_moved(const Outcome& outcome) {
  std::int64_t words = 0;
  for (const StreamOutcome& stream : outcome.streams) words += stream.accepted_words + stream.read_words;
  return words;
}

}  // namespace

Rerun::Rerun(TimingGraph graph, int frames, const std::vector<Given>& given) : graph_(std::move(graph)) {
  options_.frames = frames;
  require_valid(graph_, options_);
  const Actors actors(graph_);
  given_.assign(static_cast<std::size_t>(actors.count()), 0);
  std::vector<char> part(given_.size(), 1);
  for (const TimingStream& stream : graph_.streams) logs_.emplace_back(stream.words_per_frame);
  for (const Given& words : given) {
    const auto source = static_cast<std::size_t>(actors.producer(graph_, words.stream));
    given_[source] = 1;
    part[source] = 0;
    logs_[static_cast<std::size_t>(words.stream)].written = words.written;
  }
  Engine engine(graph_, options_, {.keeps_log = true, .part = part, .log = &logs_, .given = given_});
  engine.run();
  if (!engine.differing().empty())
    throw Error("no-base", graph_.name + ": words that are given would have to wait", "", "deeper FIFOs");
  outcome_ = engine.outcome();
  result_ = make_result(graph_, frames, outcome_);
  if (result_.deadlock)
    throw Error("no-base", graph_.name + " deadlocks with the depths to start from", "", "deeper FIFOs");
  std::vector<StreamLog> logs = engine.take_log();
  for (const Given& words : given) logs[static_cast<std::size_t>(words.stream)].written = words.written;
  logs_ = std::move(logs);
}

std::vector<std::int64_t> Rerun::depths() const {
  std::vector<std::int64_t> depths;
  for (const TimingStream& stream : graph_.streams) depths.push_back(stream.depth_words);
  return depths;
}

/// A FIFO that never fills makes nobody wait. A full one does, or would have if it had been smaller; and behind several
/// queues in a row a writer does not see the latest reads. With other queues every word is later or earlier.
std::vector<char> Rerun::first_part(const TimingGraph& changed) const {
  const Actors actors(graph_);
  std::vector<char> part(static_cast<std::size_t>(actors.count()), 0);
  for (int s = 0; s < actors.streams; ++s) {
    const auto at = static_cast<std::size_t>(s);
    const TimingStream &before = graph_.streams[at], &after = changed.streams[at];
    if (before.depth_words == after.depth_words) continue;
    const bool same_queues = before.queues() == after.queues();
    const int unseen = before.queues() - 1;
    if (same_queues && outcome_.streams[at].high_water_words + unseen < std::min(before.depth_words, after.depth_words))
      continue;
    const int producer = actors.producer(graph_, s);
    const bool is_given = given_[static_cast<std::size_t>(producer)] != 0;
    if (!is_given) part[static_cast<std::size_t>(producer)] = 1;
    if (is_given || !same_queues) part[static_cast<std::size_t>(actors.consumer(graph_, s))] = 1;
  }
  return part;
}

Rerun::Trial Rerun::run(const std::vector<std::int64_t>& depths, int most_stages) const {
  TimingGraph changed = graph_;
  for (std::size_t s = 0; s < depths.size(); ++s) changed.streams[s].depth_words = static_cast<int>(depths[s]);
  Trial trial;
  trial.depths = depths;
  trial.part = first_part(changed);
  for (int attempt = 0;; ++attempt) {
    trial.stages_run = static_cast<int>(
        std::count(trial.part.begin(), trial.part.begin() + static_cast<std::ptrdiff_t>(graph_.stages.size()), 1));
    if (trial.stages_run > most_stages) {
      trial.end = Trial::End::kSpread;
      return trial;
    }
    Engine engine(changed, options_, {.keeps_log = true, .part = trial.part, .log = &logs_, .given = given_});
    engine.run();
    const Outcome outcome = engine.outcome();
    trial.words_run += words_moved(outcome);
    if (std::any_of(engine.differing().begin(), engine.differing().end(),
                    [&](int actor) { return given_[static_cast<std::size_t>(actor)] != 0; })) {
      trial.end = Trial::End::kLate;
      return trial;
    }
    if (!engine.differing().empty()) {
      grow(trial, engine.differing(), attempt);
      continue;
    }
    if (!is_complete(changed, options_.frames, trial.part, outcome)) {
      trial.end = Trial::End::kDeadlock;
      return trial;
    }
    trial.logs = engine.take_log();
    merge(changed, trial, outcome);
    return trial;
  }
}

/// Most changes stay with a few neighbours. What goes on after that goes far, and is followed in longer and longer
/// steps; when as much has been tried as the whole graph takes, it all runs.
void Rerun::grow(Trial& trial, const std::vector<int>& differing, int attempt) const {
  const Actors actors(graph_);
  if (trial.words_run > words_moved(outcome_)) {
    for (std::size_t actor = 0; actor < trial.part.size(); ++actor) trial.part[actor] = given_[actor] != 0 ? 0 : 1;
    return;
  }
  const auto add = [&](int actor, std::vector<int>& added) {
    if (trial.part[static_cast<std::size_t>(actor)] != 0 || given_[static_cast<std::size_t>(actor)] != 0) return;
    trial.part[static_cast<std::size_t>(actor)] = 1;
    added.push_back(actor);
  };
  std::vector<int> edge;
  for (const int actor : differing) add(actor, edge);
  for (int hops = attempt < kSingleSteps ? 0 : 1 << std::min(attempt - kSingleSteps, 8); hops > 0; --hops) {
    std::vector<int> next;
    for (const int actor : edge) {
      if (actor >= actors.stages) continue;
      const TimingStage& stage = graph_.stages[static_cast<std::size_t>(actor)];
      for (const int s : stage.inputs) add(actors.producer(graph_, s), next);
      for (const int s : stage.outputs) add(actors.consumer(graph_, s), next);
    }
    edge.swap(next);
  }
}

void Rerun::merge(const TimingGraph& changed, Trial& trial, const Outcome& part_outcome) const {
  const Actors actors(graph_);
  trial.outcome = outcome_;
  const auto runs = [&](int actor) { return trial.part[static_cast<std::size_t>(actor)] != 0; };
  for (int i = 0; i < actors.stages; ++i)
    if (runs(i)) trial.outcome.stages[static_cast<std::size_t>(i)] = part_outcome.stages[static_cast<std::size_t>(i)];
  for (int s = 0; s < actors.streams; ++s) {
    const bool by_producer = runs(actors.producer(graph_, s)), by_consumer = runs(actors.consumer(graph_, s));
    if (!by_producer && !by_consumer) continue;
    StreamOutcome& stream = trial.outcome.streams[static_cast<std::size_t>(s)];
    const FrameEnds sink = stream.sink;
    stream = part_outcome.streams[static_cast<std::size_t>(s)];
    if (!by_consumer) stream.sink = sink;
  }
  trial.result = make_result(changed, options_.frames, trial.outcome);
}

void Rerun::accept(Trial&& trial) {
  const Actors actors(graph_);
  for (int s = 0; s < actors.streams; ++s) {
    const auto at = static_cast<std::size_t>(s);
    graph_.streams[at].depth_words = static_cast<int>(trial.depths[at]);
    if (trial.part[static_cast<std::size_t>(actors.producer(graph_, s))] != 0)
      logs_[at].written = std::move(trial.logs[at].written);
    if (trial.part[static_cast<std::size_t>(actors.consumer(graph_, s))] != 0)
      logs_[at].read = std::move(trial.logs[at].read);
  }
  outcome_ = std::move(trial.outcome);
  result_ = std::move(trial.result);
}

}  // namespace weir::timing::maxplus
