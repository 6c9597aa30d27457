#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "golden/base/error.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

#ifdef WEIR_WITH_FST
#include "fstapi.h"

namespace {

/// Value changes by "stream.signal": time and bits, highest first.
using Changes = std::map<std::string, std::vector<std::pair<std::uint64_t, std::string>>>;

struct Reading {
  std::map<fstHandle, std::string> names;
  Changes changes;
};

Changes read_waves(const std::filesystem::path& file) {
  void* reader = ::fstReaderOpen(file.c_str());
  REQUIRE(reader != nullptr);
  Reading reading;
  std::string scope;
  while (fstHier* entry = ::fstReaderIterateHier(reader)) {
    if (entry->htyp == FST_HT_SCOPE) scope = entry->u.scope.name;
    if (entry->htyp == FST_HT_VAR) reading.names[entry->u.var.handle] = scope + "." + entry->u.var.name;
  }
  ::fstReaderSetFacProcessMaskAll(reader);
  ::fstReaderIterBlocks(
      reader,
      [](void* to, std::uint64_t time, fstHandle handle, const unsigned char* value) {
        auto& r = *static_cast<Reading*>(to);
        r.changes[r.names.at(handle)].emplace_back(time, reinterpret_cast<const char*>(value));
      },
      &reading, nullptr);
  ::fstReaderClose(reader);
  return reading.changes;
}

/// What a signal was in a cycle.
std::string value_at(const Changes& changes, const std::string& signal, std::uint64_t cycle) {
  std::string value;
  for (const auto& [time, bits] : changes.at(signal))
    if (time <= cycle) value = bits;
  return value;
}

}  // namespace

TEST_CASE("a waveform holds every transfer of the chosen streams in the chosen window, and nothing else") {
  const ScratchFolder scratch;
  const Design& design = pass_chain();
  Run run;
  run.stalls = {0.3, 5};
  run.waves = rtl::WaveOptions{scratch / "window.fst", {"mid1"}, 20, 60};
  REQUIRE(simulate(design, run).equal());
  const Changes changes = read_waves(scratch / "window.fst");
  CHECK(changes.size() == 3);  // enters, word, leaves of mid1
  timing::SimulationOptions options;
  options.frames = run.frames;
  options.stalls = run.stalls;
  options.record_transfers = true;
  const auto timing = timing::simulate_maxplus(design.graph, options);
  const auto& record = timing.streams.at("mid1");
  const auto words = random_words(design.graph, run.frames, 7).at("mid1");
  std::size_t entered = 0;
  for (std::int64_t cycle = 20; cycle <= 60; ++cycle) {
    const auto at = static_cast<std::uint64_t>(cycle);
    const auto is_in = [&](const auto& cycles) { return std::find(cycles.begin(), cycles.end(), cycle); };
    const auto written = is_in(record.written_cycles);
    CHECK(value_at(changes, "mid1.enters", at) == (written == record.written_cycles.end() ? "0" : "1"));
    CHECK(value_at(changes, "mid1.leaves", at) == (is_in(record.read_cycles) == record.read_cycles.end() ? "0" : "1"));
    if (written == record.written_cycles.end()) continue;
    ++entered;
    const auto word = words.word(written - record.written_cycles.begin());
    std::string bits;
    for (int bit = words.word_bits; bit-- > 0;)
      bits += (word[static_cast<std::size_t>(bit / 8)] >> bit % 8 & 1) ? '1' : '0';
    CHECK(value_at(changes, "mid1.word", at) == bits);
  }
  CHECK(entered > 10);
  for (const auto& [signal, list] : changes)
    for (const auto& [time, bits] : list) CHECK((time >= 20 && time <= 60));
}

TEST_CASE("a waveform of a stream that does not exist is refused with the nearest name, and no file is left") {
  const ScratchFolder scratch;
  Run run;
  run.waves = rtl::WaveOptions{scratch / "none.fst", {"mid"}};
  try {
    simulate(pass_chain(), run);
    FAIL("no error");
  } catch (const Errors& errors) {
    REQUIRE(errors.list().size() == 1);
    CHECK(errors.list()[0].code == "unknown-stream");
    CHECK(errors.list()[0].hint == "did you mean mid1?");
  }
  CHECK(std::filesystem::is_empty(scratch.path()));
}

#endif
