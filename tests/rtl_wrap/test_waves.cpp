#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
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
    if (entry->htyp == FST_HT_SCOPE) scope = std::string(entry->u.scope.name) + ".";
    if (entry->htyp == FST_HT_VAR) reading.names[entry->u.var.handle] = scope + entry->u.var.name;
  }
  REQUIRE(::fstReaderGetTimescale(reader) == -12);
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

constexpr std::uint64_t kTicksPerCycle = 1000;  // of 1 ps: a cycle is 1 ns

/// What a signal was in a cycle.
std::string value_at(const Changes& changes, const std::string& signal, std::uint64_t cycle) {
  std::string value;
  for (const auto& [time, bits] : changes.at(signal))
    if (time <= cycle * kTicksPerCycle) value = bits;
  return value;
}

std::int64_t number_at(const Changes& changes, const std::string& signal, std::int64_t cycle) {
  return std::stoll(value_at(changes, signal, static_cast<std::uint64_t>(cycle)), nullptr, 2);
}

std::string bits_of(const golden::Words& words, std::int64_t number) {
  const auto word = words.word(number);
  std::string bits;
  for (int bit = words.word_bits; bit-- > 0;)
    bits += (word[static_cast<std::size_t>(bit / 8)] >> bit % 8 & 1) ? '1' : '0';
  return bits;
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
  CHECK(changes.size() == 1 + 8);  // the clock; enters, word, leaves, fill_words, frame, index, expected, mismatch
  timing::SimulationOptions options;
  options.frames = run.frames;
  options.stalls = run.stalls;
  options.record_transfers = true;
  const auto timing = timing::simulate_maxplus(design.graph, options);
  const auto& record = timing.streams.at("mid1");
  const auto words = random_words(design.graph, run.frames, 7).at("mid1");
  const std::int64_t words_per_frame = words.count() / run.frames;
  const auto before = [](const auto& cycles, std::int64_t cycle) {
    return std::count_if(cycles.begin(), cycles.end(), [&](std::int64_t c) { return c < cycle; });
  };
  std::size_t entered = 0;
  for (std::int64_t cycle = 20; cycle <= 60; ++cycle) {
    const auto at = static_cast<std::uint64_t>(cycle);
    const auto is_in = [&](const auto& cycles) { return std::find(cycles.begin(), cycles.end(), cycle); };
    const auto written = is_in(record.written_cycles);
    CHECK(value_at(changes, "clock", at) == "1");
    CHECK(value_at(changes, "mid1.enters", at) == (written == record.written_cycles.end() ? "0" : "1"));
    CHECK(value_at(changes, "mid1.leaves", at) == (is_in(record.read_cycles) == record.read_cycles.end() ? "0" : "1"));
    CHECK(number_at(changes, "mid1.fill_words", cycle) ==
          before(record.written_cycles, cycle) - before(record.read_cycles, cycle));
    CHECK(value_at(changes, "mid1.mismatch", at) == "0");
    if (written == record.written_cycles.end()) continue;
    ++entered;
    const std::int64_t number = written - record.written_cycles.begin();
    CHECK(value_at(changes, "mid1.word", at) == bits_of(words, number));
    CHECK(value_at(changes, "mid1.expected", at) == bits_of(words, number));
    CHECK(number_at(changes, "mid1.frame", cycle) == number / words_per_frame);
    CHECK(number_at(changes, "mid1.index", cycle) == number % words_per_frame);
  }
  CHECK(entered > 10);
  for (const auto& [signal, list] : changes)
    for (const auto& [time, bits] : list) CHECK((time >= 20 * kTicksPerCycle && time <= 61 * kTicksPerCycle));
}

TEST_CASE("a wrong word is flagged in its cycle beside the expected one, and the view's marker stands there") {
  const ScratchFolder scratch;
  Run run;
  run.plusargs = {"+fault_0=1", "+at_0=57"};
  run.waves = rtl::WaveOptions{scratch / "fault.fst", {}, 0};
  const auto result = simulate(pass_chain(), run);
  REQUIRE(result.first_mismatch);
  REQUIRE(result.first_mismatch->stream == "mid1");
  const Changes changes = read_waves(scratch / "fault.fst");
  const std::int64_t cycle = result.first_mismatch->cycle;
  CHECK(number_at(changes, "mid1.mismatch", cycle - 1) == 0);
  CHECK(number_at(changes, "mid1.mismatch", cycle) == 1);
  const std::int64_t words_per_frame = result.first_mismatch->words_per_frame;
  CHECK(number_at(changes, "mid1.frame", cycle) == 57 / words_per_frame);
  CHECK(number_at(changes, "mid1.index", cycle) == 57 % words_per_frame);
  CHECK(value_at(changes, "mid1.word", static_cast<std::uint64_t>(cycle)) !=
        value_at(changes, "mid1.expected", static_cast<std::uint64_t>(cycle)));
  const std::string view = read_text_file(scratch / "fault.gtkw");
  CHECK(view.starts_with("[dumpfile] \"fault.fst\"\n"));
  CHECK(view.find("\n*-15.0 " + std::to_string(cycle) + "000 -1\n") != std::string::npos);
  const std::string commands = read_text_file(scratch / "fault.sucl");
  CHECK(commands.starts_with("variable_add clock\n"));
  CHECK(commands.ends_with("\ncursor_set " + std::to_string(cycle) + "000\n"));
  CHECK(commands.find("\ndivider_add mid1\nvariable_add mid1.") != std::string::npos);
  for (const auto& [signal, list] : changes) {
    CHECK(view.find("\n" + signal + (list.front().second.size() == 1 ? "\n" : "[")) != std::string::npos);
    CHECK(("\n" + commands).find("\nvariable_add " + signal + "\n") != std::string::npos);
  }
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
