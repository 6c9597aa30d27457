/// Does a reader of protobuf's wire format find the tracks, slices and counters of a trace?
#include <catch2/catch.hpp>
#include <map>

#include "tools/report/perfetto.hpp"

namespace weir::tools::test {

namespace {

struct Field {
  std::uint64_t number = 0, value = 0;
  std::string bytes;
};

std::uint64_t varint(const std::string& bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.at(at++));
    value |= static_cast<std::uint64_t>(byte & 127u) << shift;
    if ((byte & 128u) == 0) return value;
  }
}

std::vector<Field> fields_of(const std::string& bytes) {
  std::vector<Field> fields;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::uint64_t key = varint(bytes, at);
    Field field{key >> 3u, 0, ""};
    if ((key & 7u) == 0) field.value = varint(bytes, at);
    if ((key & 7u) == 1)
      for (int i = 0; i < 8; ++i)
        field.value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes.at(at++))) << (8 * i);
    if ((key & 7u) == 2) {
      const std::uint64_t size = varint(bytes, at);
      field.bytes = bytes.substr(at, size);
      at += size;
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

/// A stage that works in the first and lacks words in the second of two buckets of 5 cycles, behind a FIFO.
std::string trace() {
  timing::SimulationResult result;
  result.stages.push_back({"stage", "Copy"});
  result.fifos.push_back({"stream", 4, 8, 3});
  timing::Timeline timeline;
  timeline.first = {0, 5, 2, {{{0, 5}, {0, 0}}}, {{{0, 1}, {3, 1}}}, {}};
  return perfetto_trace(result, timeline, std::nullopt, 100, "net");
}

/// Flow ids by the track of the slices that carry them, for a circle through `working`: stage "busy" works in all of
/// both buckets, "rare" in one of their 5 cycles.
std::map<std::uint64_t, int> flows(const std::vector<std::string>& working) {
  timing::SimulationResult result;
  result.stages = {{"busy", "Copy"}, {"rare", "Copy"}};
  timing::Timeline timeline;
  timeline.first = {0, 5, 2, {{{0, 0}, {0, 0}}, {{5, 4}, {0, 0}}}, {}, {}};
  timing::CriticalCycle circle;
  for (const std::string& name : working) circle.parts.push_back({timing::CriticalCycle::Reason::Work, name, 1, 1});
  std::map<std::uint64_t, int> ends;
  for (const Field& packet : fields_of(perfetto_trace(result, timeline, circle, 100, "net")))
    for (const Field& field : fields_of(packet.bytes)) {
      if (field.number != 11) continue;
      std::uint64_t track = 0;
      for (const Field& event : fields_of(field.bytes)) {
        if (event.number == 11) track = event.value;
        if (event.number == 47) ++ends[track];
      }
    }
  return ends;
}

}  // namespace

TEST_CASE("the circle's flow visits each of its stages once, and none where there is but one", "[report]") {
  const auto both = flows({"rare", "busy"});
  REQUIRE(both.size() == 2);
  for (const auto& [track, count] : both) CHECK(count == 1);
  CHECK(flows({"busy"}).empty());
  CHECK(flows({"busy", "source"}).empty());
}

TEST_CASE("a trace has a track per stage and FIFO, slices that end, and counters", "[report]") {
  std::map<std::uint64_t, int> types;  // slices begun, ended, counters
  std::vector<std::string> tracks;
  std::vector<std::uint64_t> times;
  std::vector<std::string> states;
  std::vector<std::uint64_t> counts;
  for (const Field& packet : fields_of(trace())) {
    REQUIRE(packet.number == 1);
    for (const Field& field : fields_of(packet.bytes)) {
      if (field.number == 8) times.push_back(field.value);
      if (field.number == 60)
        for (const Field& track : fields_of(field.bytes))
          if (track.number == 2) tracks.push_back(track.bytes);
      if (field.number != 11) continue;
      for (const Field& event : fields_of(field.bytes)) {
        if (event.number == 9) ++types[event.value];
        if (event.number == 23) states.push_back(event.bytes);
        if (event.number == 30) counts.push_back(event.value);
      }
    }
  }
  CHECK(tracks == std::vector<std::string>{"stage", "stream"});
  CHECK(types == std::map<std::uint64_t, int>{{1, 2}, {2, 2}, {4, 2}});
  CHECK(states == std::vector<std::string>{"works", "starved"});
  CHECK(counts == std::vector<std::uint64_t>{3, 1});
  // 10 ns a cycle: the slices from 0 to 50 and from 50 to 100, the counters at 0 and 50.
  CHECK(times == std::vector<std::uint64_t>{0, 50, 50, 100, 0, 50});
}

}  // namespace weir::tools::test
