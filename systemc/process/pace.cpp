#include "systemc/process/pace.hpp"

#include <algorithm>
#include <random>
#include <sstream>
#include <utility>

namespace weir::timing {

namespace {

/// A whole number from 1 to kLongestPaceRun; 0 for anything else.
std::int64_t parse_count(const std::string& text) {
  constexpr std::size_t kMostDigits = 8;
  if (text.empty() || text.size() > kMostDigits || text.find_first_not_of("0123456789") != std::string::npos) return 0;
  const std::int64_t count = std::stoll(text);
  return count <= kLongestPaceRun ? count : 0;
}

/// One pass through a pattern, as steps of a schedule.
class PassWriter {
 public:
  PassWriter(std::uint32_t reads, std::uint32_t writes) : reads_(reads), writes_(writes) {}

  void idle(std::int64_t cycles) { idle_ += cycles; }
  void move(std::int64_t words) {
    steps_.push_back({1, 1 + idle_, reads_, writes_});
    if (words > 1) steps_.push_back({words - 1, 1, reads_, writes_});
    idle_ = 0;
  }
  /// What was written, to be repeated.
  Block take(std::int64_t repeat) { return {repeat, std::exchange(steps_, {})}; }
  std::int64_t idle_at_end() const { return idle_; }

 private:
  std::uint32_t reads_, writes_;
  std::int64_t idle_ = 0;
  std::vector<Step> steps_;
};

}  // namespace

Pace parse_pace(const std::string& text, const std::string& where) {
  const auto refuse = [&](const std::string& what) {
    return Error("input-pattern", what, where,
                 "legal: runs of COUNTx1 (words) and COUNTx0 (idle cycles), for example 128x1,32x0; counts from 1 to " +
                     std::to_string(kLongestPaceRun));
  };
  std::string spaced = text;
  std::replace(spaced.begin(), spaced.end(), ',', ' ');
  std::istringstream runs(spaced);
  Pace pace;
  bool has_words = false;
  for (std::string run; runs >> run;) {
    const std::size_t cross = run.find('x');
    const std::string kind = cross == std::string::npos ? "" : run.substr(cross + 1);
    const std::int64_t count = parse_count(run.substr(0, cross));
    if (count == 0 || (kind != "0" && kind != "1")) throw refuse("the pattern has a run \"" + run + "\"");
    const bool is_idle = kind == "0";
    if (pace.empty() || (is_idle && pace.back().words > 0)) pace.push_back({});
    (is_idle ? pace.back().idle_cycles : pace.back().words) += count;
    has_words = has_words || !is_idle;
  }
  if (!has_words) throw refuse("the pattern \"" + text + "\" has no words");
  return pace;
}

DmaStall parse_dma_stall(const std::string& text) {
  std::istringstream fields(text);
  std::string every, length, kind;
  std::getline(fields, every, ':');
  std::getline(fields, length, ':');
  std::getline(fields, kind);
  DmaStall stall{parse_count(every), parse_count(length), kind == "random", 0};
  const bool has_kind = std::count(text.begin(), text.end(), ':') > 1;
  if (stall.every_words == 0 || stall.length_cycles == 0 || has_kind != stall.is_random)
    throw Error("dma-stall", "\"" + text + "\" is no DMA stall", "",
                "legal: WORDS:CYCLES or WORDS:CYCLES:random, for example 1024:60; numbers from 1 to " +
                    std::to_string(kLongestPaceRun));
  return stall;
}

Pace stall_pace(const DmaStall& stall, std::int64_t words_per_frame, int stream) {
  if (stall.every_words == 0) return {};
  if (!stall.is_random) return {{0, stall.every_words}, {stall.length_cycles, 0}};
  std::mt19937_64 random(stall.seed * 0x9e3779b97f4a7c15ull + static_cast<std::uint64_t>(stream) + 1);
  const auto about = [&](std::int64_t mean) {
    return 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * mean - 1));
  };
  Pace pace;
  std::int64_t idle = 0;
  for (std::int64_t words = 0; words < words_per_frame; words += pace.back().words) {
    pace.push_back({idle, about(stall.every_words)});
    idle = about(stall.length_cycles);
  }
  pace.push_back({idle, 0});
  return pace;
}

Schedule pace_schedule(const Pace& pace, std::int64_t words, std::uint32_t reads, std::uint32_t writes) {
  if (pace.empty()) return {{{1, {{words, 1, reads, writes}}}}, words, 0, std::vector<int>(writes != 0 ? 1 : 0, 0)};
  std::int64_t pattern_words = 0;
  for (const PaceRun& run : pace) pattern_words += run.words;
  const std::int64_t passes = words / pattern_words;
  PassWriter writer(reads, writes);
  Schedule schedule;
  schedule.write_latency_cycles.assign(writes != 0 ? 1 : 0, 0);
  const auto write_pass = [&](std::int64_t repeat) {
    for (const PaceRun& run : pace) {
      writer.idle(run.idle_cycles);
      if (run.words > 0) writer.move(run.words);
    }
    schedule.blocks.push_back(writer.take(repeat));
  };
  if (passes > 0) write_pass(1);
  if (passes > 1) write_pass(passes - 1);  // they begin with the idle cycles that end the one before
  std::int64_t left = words % pattern_words;
  std::size_t next = 0;
  for (; left > 0; ++next) {
    writer.idle(pace[next].idle_cycles);
    if (pace[next].words == 0) continue;
    writer.move(std::min(left, pace[next].words));
    left -= std::min(left, pace[next].words);
  }
  if (next > 0) {
    schedule.blocks.push_back(writer.take(1));
    if (next < pace.size()) writer.idle(pace[next].idle_cycles);
  }
  for (const Block& block : schedule.blocks)
    for (const Step& step : block.steps) schedule.iterations += block.repeat * step.count * step.advance;
  schedule.iterations += writer.idle_at_end();
  return schedule;
}

void validate(const Pace& pace, const std::string& stream, Errors& errors) {
  const auto is_legal = [](const PaceRun& run) {
    return run.idle_cycles >= 0 && run.idle_cycles <= kLongestPaceRun && run.words >= 0 && run.words <= kLongestPaceRun;
  };
  const bool has_words = std::any_of(pace.begin(), pace.end(), [](const PaceRun& run) { return run.words > 0; });
  if (pace.empty() || (has_words && std::all_of(pace.begin(), pace.end(), is_legal))) return;
  errors.add("bad-pace", "stream " + stream + " has a pattern without words, or with a run out of range", "",
             "legal: words and cycles from 0 to " + std::to_string(kLongestPaceRun) + " per run, some words");
}

}  // namespace weir::timing
