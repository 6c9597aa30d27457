#include "tools/report/perfetto.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace weir::tools {

namespace {

// Numbers of fields: protos/perfetto/trace of Perfetto's sources.
constexpr int kPacket = 1;
constexpr int kTimestamp = 8, kSequence = 10, kTrackEvent = 11, kTrackDescriptor = 60;
constexpr int kUuid = 1, kName = 2, kProcess = 3, kParentUuid = 5, kCounter = 8;
constexpr int kPid = 1, kProcessName = 6, kUnitName = 6;
constexpr int kType = 9, kTrackUuid = 11, kEventName = 23, kCounterValue = 30, kFlowIds = 47;
enum EventType : std::uint64_t { kSliceBegin = 1, kSliceEnd = 2, kCounterEvent = 4 };

constexpr std::uint64_t kOwnProcess = 1;
constexpr std::array kStates{"works", "starved", "blocked"};

/// Protobuf's wire format.
class Message {
 public:
  void varint(int field, std::uint64_t value) {
    raw(static_cast<std::uint64_t>(field) << 3u);
    raw(value);
  }
  void fixed64(int field, std::uint64_t value) {
    raw(static_cast<std::uint64_t>(field) << 3u | 1u);
    for (int i = 0; i < 8; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 255u);
  }
  void text(int field, const std::string& value) {
    raw(static_cast<std::uint64_t>(field) << 3u | 2u);
    raw(value.size());
    bytes_ += value;
  }
  void message(int field, const Message& value) { text(field, value.bytes_); }
  const std::string& bytes() const { return bytes_; }

 private:
  void raw(std::uint64_t value) {
    for (; value > 127; value >>= 7u) bytes_ += static_cast<char>((value & 127u) | 128u);
    bytes_ += static_cast<char>(value);
  }
  std::string bytes_;
};

class Trace {
 public:
  explicit Trace(double clk_mhz) : ns_per_cycle_(1000.0 / clk_mhz) {}

  void process(const std::string& name) {
    Message process, track;
    process.varint(kPid, kOwnProcess);
    process.text(kProcessName, name);
    track.varint(kUuid, kOwnProcess);
    track.message(kProcess, process);
    descriptor(track);
  }

  void track(std::uint64_t uuid, const std::string& name, bool is_counter) {
    Message track;
    track.varint(kUuid, uuid);
    track.text(kName, name);
    track.varint(kParentUuid, kOwnProcess);
    if (is_counter) {
      Message counter;
      counter.text(kUnitName, "words");
      track.message(kCounter, counter);
    }
    descriptor(track);
  }

  void event(std::int64_t cycle, std::uint64_t track, EventType type, const std::string& name = "",
             std::uint64_t flow = 0) {
    Message event = event_of(track, type);
    if (!name.empty()) event.text(kEventName, name);
    if (flow != 0) event.fixed64(kFlowIds, flow);
    add(cycle, event);
  }

  void count(std::int64_t cycle, std::uint64_t track, std::int64_t words) {
    Message event = event_of(track, kCounterEvent);
    event.varint(kCounterValue, static_cast<std::uint64_t>(words));
    add(cycle, event);
  }

  const std::string& bytes() const { return trace_.bytes(); }

 private:
  static Message event_of(std::uint64_t track, EventType type) {
    Message event;
    event.varint(kType, type);
    event.varint(kTrackUuid, track);
    return event;
  }
  void descriptor(const Message& track) {
    Message packet;
    packet.varint(kSequence, 1);
    packet.message(kTrackDescriptor, track);
    trace_.message(kPacket, packet);
  }
  void add(std::int64_t cycle, const Message& event) {
    Message packet;
    packet.varint(kTimestamp, static_cast<std::uint64_t>(std::llround(static_cast<double>(cycle) * ns_per_cycle_)));
    packet.varint(kSequence, 1);
    packet.message(kTrackEvent, event);
    trace_.message(kPacket, packet);
  }

  double ns_per_cycle_;
  Message trace_;
};

std::size_t state_of(const timing::StageBand& band, std::size_t bucket, std::int64_t cycles) {
  const std::int64_t starved = band.starved_cycles[bucket], blocked = band.backpressured_cycles[bucket];
  const std::array shares{cycles - starved - blocked, starved, blocked};
  return static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
}

/// The bucket whose slice the circle's flow visits: the first of those in which the stage works most. A stage that
/// works in less than half of every bucket has one, too.
std::size_t busiest_bucket(const timing::StageBand& band, std::size_t buckets) {
  const auto waits = [&](std::size_t bucket) {
    return band.starved_cycles[bucket] + band.backpressured_cycles[bucket];
  };
  std::size_t busiest = 0;
  for (std::size_t bucket = 1; bucket < buckets; ++bucket)
    if (waits(bucket) < waits(busiest)) busiest = bucket;
  return busiest;
}

/// `flow`: that of the circle, 0 for none.
void add_stage(const timing::TimelinePart& part, const timing::StageBand& band, std::uint64_t track, std::uint64_t flow,
               Trace& trace) {
  const auto cycle = [&](std::size_t bucket) {
    return part.begin_cycle + static_cast<std::int64_t>(bucket) * part.bucket_cycles;
  };
  const auto buckets = static_cast<std::size_t>(part.buckets);
  const std::size_t visited = busiest_bucket(band, buckets);
  for (std::size_t begin = 0, end = 0; begin < buckets; begin = end) {
    const std::size_t state = state_of(band, begin, part.bucket_cycles);
    for (end = begin + 1; end < buckets && state_of(band, end, part.bucket_cycles) == state;) ++end;
    trace.event(cycle(begin), track, kSliceBegin, kStates[state], begin <= visited && visited < end ? flow : 0);
    trace.event(cycle(end), track, kSliceEnd);
  }
}

void add_fifo(const timing::TimelinePart& part, const timing::FifoFill& fill, std::uint64_t track, Trace& trace) {
  std::int64_t before = -1;
  for (std::size_t b = 0; b < fill.most_words.size(); ++b) {
    if (fill.most_words[b] == before) continue;
    before = fill.most_words[b];
    trace.count(part.begin_cycle + static_cast<std::int64_t>(b) * part.bucket_cycles, track, before);
  }
}

/// The stages that work in the circle, without the source and the sink, which have no track; of one alone no flow
/// leads anywhere.
std::set<std::string> stages_of_flow(const std::optional<timing::CriticalCycle>& circle,
                                     const timing::SimulationResult& result) {
  std::set<std::string> working, stages;
  if (circle)
    for (const auto& part : circle->parts)
      if (part.reason == timing::CriticalCycle::Reason::Work) working.insert(part.name);
  for (const auto& stage : result.stages)
    if (working.contains(stage.name)) stages.insert(stage.name);
  if (stages.size() < 2) stages.clear();
  return stages;
}

}  // namespace

std::string perfetto_trace(const timing::SimulationResult& result, const timing::Timeline& timeline,
                           const std::optional<timing::CriticalCycle>& circle, double clk_mhz,
                           const std::string& network) {
  Trace trace(clk_mhz);
  trace.process(network);
  const auto stage_track = [](std::size_t i) { return kOwnProcess + 1 + i; };
  const auto fifo_track = [&](std::size_t i) { return kOwnProcess + 1 + result.stages.size() + i; };
  for (std::size_t i = 0; i < result.stages.size(); ++i) trace.track(stage_track(i), result.stages[i].name, false);
  for (std::size_t i = 0; i < result.fifos.size(); ++i) trace.track(fifo_track(i), result.fifos[i].name, true);
  const std::set<std::string> in_flow = stages_of_flow(circle, result);
  // Parts that overlap are told once.
  const bool has_steady = timeline.steady.buckets > 0 && timeline.steady.begin_cycle >= timeline.first.end_cycle();
  for (const timing::TimelinePart* part : {&timeline.first, &timeline.steady}) {
    if (part == &timeline.steady && !has_steady) continue;
    const bool has_flow = part == &timeline.steady || !has_steady;
    for (std::size_t i = 0; i < part->stages.size(); ++i)
      add_stage(*part, part->stages[i], stage_track(i), has_flow && in_flow.contains(result.stages[i].name) ? 1 : 0,
                trace);
    for (std::size_t i = 0; i < part->fifos.size(); ++i) add_fifo(*part, part->fifos[i], fifo_track(i), trace);
  }
  return trace.bytes();
}

}  // namespace weir::tools
