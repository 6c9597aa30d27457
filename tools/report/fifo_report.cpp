#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "systemc/profile/profile.hpp"
#include "tools/flow/fifo_outcome.hpp"
#include "tools/report/batch_report.hpp"
#include "tools/report/number_text.hpp"
#include "tools/report/simulation_report.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;
using timing::FifoCost;
using timing::FifoSizing;

std::string memory_text(const FifoOutcome& outcome, std::size_t fifo) {
  const FifoCost& cost = outcome.sizing.fifos[fifo].cost;
  if (outcome.placement) return name_of(outcome.placement->choice.styles[fifo]);
  return cost.bram18 > 0 ? fmt::format("{} RAMB18", cost.bram18) : fmt::format("{} LUT", cost.lut);
}

std::string figures(const FifoCost& c) {
  return fmt::format("{} RAMB18, {} LUT, {} bits", grouped(c.bram18), grouped(c.lut), grouped(c.bits));
}

/// What it is for, and what one word less would do.
std::string reason_text(const FifoOutcome& outcome, std::size_t fifo) {
  const std::string role = fifo < outcome.roles.size() ? outcome.roles[fifo].text : "";
  const std::string& why = outcome.sizing.fifos[fifo].why;
  return role.empty() || why.empty() ? role + why : role + "; " + why;
}

/// "less" or "more" memory than before.
std::string saving_text(std::int64_t before, std::int64_t now, const char* unit) {
  return fmt::format("{} {} {}", grouped(std::abs(before - now)), unit, now <= before ? "less" : "MORE");
}

std::string limiting_text(const FifoOutcome& outcome) {
  if (!outcome.before.limiting || outcome.before.limiting->fifos.empty()) return "";
  const timing::LimitingFifos& limiting = *outcome.before.limiting;
  std::string text =
      fmt::format("slow       {} FIFOs cost throughput; with these deeper {:.6g} cycles, by simulation:\n",
                  limiting.fifos.size(), limiting.deepened_interval_cycles);
  for (const timing::LimitingFifo& fifo : limiting.fifos)
    text += fmt::format("           {} has {} words, {} are enough; it alone costs {:.6g} cycles\n",
                        outcome.graph.streams[static_cast<std::size_t>(fifo.stream)].name, fifo.depth_words,
                        fifo.enough_words, fifo.interval_cycles - limiting.deepened_interval_cycles);
  return text;
}

std::string before_text(const FifoOutcome& outcome) {
  const FifosBefore& before = outcome.before;
  const FifoCost& now = outcome.sizing.cost;
  std::string text = fmt::format("before     {}; ", figures(before.cost));
  if (before.deadlock)
    text += fmt::format("DEADLOCK at cycle {}", before.deadlock->cycle);
  else
    text += fmt::format("interval {} cycles", grouped_cycles(before.interval_cycles));
  text += fmt::format("   (now {}, {})\n", saving_text(before.cost.bram18, now.bram18, "RAMB18"),
                      saving_text(before.cost.bits, now.bits, "bits"));
  return text + cures_text(before.cures) + limiting_text(outcome);
}

double clk_mhz_of(const FifoOutcome& outcome) {
  const FifoRequest& request = outcome.request;
  return request.clk_mhz != 0 ? request.clk_mhz : timing::find_profile(request.profile).clock_mhz();
}

std::string interval_text(const FifoOutcome& outcome) {
  const FifoSizing& sizing = outcome.sizing;
  const auto unlimited = static_cast<double>(sizing.unlimited_interval_cycles);
  return fmt::format("interval   {}{}{}\n",
                     sizing.interval_cycles > 0
                         ? fmt::format("{} cycles: {} frames/s at {} MHz", grouped_cycles(sizing.interval_cycles),
                                       fps_text(frames_per_second(sizing.interval_cycles, clk_mhz_of(outcome))),
                                       mhz_text(clk_mhz_of(outcome)))
                         : "not known",
                     sizing.interval_cycles == unlimited
                         ? ", as with unlimited FIFOs"
                         : fmt::format(" (unlimited FIFOs: {})", grouped(sizing.unlimited_interval_cycles)),
                     sizing.periodic_from_frame > 0
                         ? fmt::format("; every word proven periodic from frame {}", sizing.periodic_from_frame)
                         : "");
}

std::string systemc_text(const timing::SystemcCheck& check) {
  if (check.runs == 0) return "";
  return fmt::format("SystemC    {} runs, all but one with random stalls: {}{}\n", check.runs,
                     check.deadlocks == 0 ? "no deadlock" : fmt::format("{} DEADLOCKED", check.deadlocks),
                     check.same_cycles ? "" : "; cycles DIFFER from the max-plus engine");
}

std::string rtl_text(const RtlCheck& check) {
  return fmt::format(
      "RTL        {} frames free and with random stalls: {} words compared, {} mismatches, {} cycle differences, {}\n"
      "           interval {}, latency {} cycles\n",
      check.frames, check.words_compared, check.mismatches, check.cycle_differences,
      check.deadlocks == 0 ? "no deadlock" : fmt::format("{} DEADLOCKED", check.deadlocks), check.interval_cycles,
      check.latency_cycles);
}

Json cost_json(const FifoCost& cost) { return {{"bram18", cost.bram18}, {"lut", cost.lut}, {"bits", cost.bits}}; }

Json limiting_json(const FifoOutcome& outcome) {
  const timing::LimitingFifos& limiting = *outcome.before.limiting;
  Json json{{"deepened_interval_cycles", limiting.deepened_interval_cycles}, {"fifos", Json::array()}};
  for (const timing::LimitingFifo& fifo : limiting.fifos)
    json["fifos"].push_back({{"name", outcome.graph.streams[static_cast<std::size_t>(fifo.stream)].name},
                             {"depth", fifo.depth_words},
                             {"enough", fifo.enough_words},
                             {"costs_cycles", fifo.interval_cycles - limiting.deepened_interval_cycles}});
  return json;
}

Json before_json(const FifoOutcome& outcome) {
  const FifosBefore& before = outcome.before;
  Json json = cost_json(before.cost);
  json["interval_cycles"] = before.interval_cycles;
  if (before.deadlock) json["needs"] = cures_json(before.cures);
  if (before.limiting) json["limiting"] = limiting_json(outcome);
  json["deadlock_cycle"] = before.deadlock ? Json(before.deadlock->cycle) : Json(nullptr);
  return json;
}

Json rtl_json(const RtlCheck& check) {
  return {{"runs", check.runs},
          {"frames", check.frames},
          {"words_compared", check.words_compared},
          {"mismatches", check.mismatches},
          {"cycle_differences", check.cycle_differences},
          {"deadlocks", check.deadlocks},
          {"interval_cycles", cycles_json(check.interval_cycles)},
          {"latency_cycles", check.latency_cycles},
          {"composed", check.is_composed}};
}

/// Most bits, before or now, first; in network order.
std::vector<std::size_t> rows_that_matter(const FifoOutcome& outcome, const Screen& screen) {
  constexpr std::size_t kRows = 10;
  std::vector<std::size_t> rows(outcome.sizing.fifos.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (screen.shows_all || rows.size() <= kRows) return rows;
  const auto bits = [&](std::size_t s) {
    const auto& fifo = outcome.sizing.fifos[s];
    return std::max<std::int64_t>(fifo.depth_words, outcome.graph.streams[s].depth_words) * fifo.width_bits;
  };
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return bits(a) > bits(b); });
  rows.resize(kRows);
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::string depths_table(const FifoOutcome& outcome, const Screen& screen) {
  const FifoSizing& sizing = outcome.sizing;
  const std::vector<std::size_t> rows = rows_that_matter(outcome, screen);
  std::size_t longest = 4;
  for (const std::size_t s : rows) longest = std::max(longest, sizing.fifos[s].name.size());
  const int name_columns = std::min(static_cast<int>(longest), std::max(14, screen.columns - 70));
  const int why_indent = name_columns + 35;
  std::string text = fmt::format("  {:<{}} {:>8} {:>8}  {:<12} why\n", "fifo", name_columns, "before", "now", "memory");
  for (const std::size_t s : rows) {
    const std::string why = reason_text(outcome, s);
    text += fmt::format("  {:<{}} {:>8} {:>8}  {:<12} {}\n", fitted(sizing.fifos[s].name, name_columns), name_columns,
                        grouped(outcome.graph.streams[s].depth_words), grouped(sizing.fifos[s].depth_words),
                        memory_text(outcome, s), screen.shows_all ? why : wrapped(why, why_indent, screen));
  }
  if (rows.size() < sizing.fifos.size())
    text += fmt::format("  ... {} of {} FIFOs, those with most bits (--all shows the rest)\n", rows.size(),
                        sizing.fifos.size());
  return text;
}

}  // namespace

std::string fifo_text(const FifoOutcome& outcome, const Screen& screen) {
  const FifoSizing& sizing = outcome.sizing;
  std::string text =
      fmt::format("memory     {} FIFOs: {}\n", sizing.fifos.size(), figures(sizing.cost)) + before_text(outcome);
  if (sizing.was_stopped) text += "stopped    the best depths found so far\n";
  if (is_proof(outcome.request, outcome.graph))
    text += fmt::format("bound      {}: {}\n", figures(sizing.lower_bound),
                        sizing.proven_minimal          ? "proven minimal"
                        : sizing.proven_minimal_bram18 ? "RAMB18 proven minimal, LUT and bits not"
                                                       : "not proven minimal");
  text += interval_text(outcome) + fmt::format("latency    {} cycles\n", grouped(sizing.latency_cycles));
  text += systemc_text(sizing.systemc);
  if (outcome.rtl) text += rtl_text(*outcome.rtl);
  if (outcome.placement) text += placement_text(*outcome.placement) + "\n";
  text += fmt::format("search     {} runs, {} undecided\n", grouped(sizing.evaluations), grouped(sizing.undecided));
  return text + depths_table(outcome, screen);
}

Json fifo_json(const FifoOutcome& outcome) {
  const FifoSizing& sizing = outcome.sizing;
  Json json{{"objective", outcome.request.objective},
            {"method", outcome.request.method},
            {"profile", outcome.request.profile},
            {"bram18", sizing.cost.bram18},
            {"lut", sizing.cost.lut},
            {"bits", sizing.cost.bits},
            {"lower_bound_bram18", sizing.lower_bound.bram18},
            {"lower_bound_lut", sizing.lower_bound.lut},
            {"lower_bound_bits", sizing.lower_bound.bits},
            {"gap_bram18", sizing.cost.bram18 - sizing.lower_bound.bram18},
            {"gap_bits", sizing.cost.bits - sizing.lower_bound.bits},
            {"proven_minimal", sizing.proven_minimal},
            {"proven_minimal_bram18", sizing.proven_minimal_bram18},
            {"stopped", sizing.was_stopped},
            {"interval_cycles", sizing.interval_cycles},
            {"clk_mhz", clk_mhz_of(outcome)},
            {"throughput_fps", frames_per_second(sizing.interval_cycles, clk_mhz_of(outcome))},
            {"unlimited_interval_cycles", sizing.unlimited_interval_cycles},
            {"latency_cycles", sizing.latency_cycles},
            {"periodic_from_frame", sizing.periodic_from_frame},
            {"evaluations", sizing.evaluations},
            {"undecided", sizing.undecided},
            {"systemc_runs", sizing.systemc.runs},
            {"systemc_deadlocks", sizing.systemc.deadlocks},
            {"systemc_same_cycles", sizing.systemc.same_cycles},
            {"before", before_json(outcome)},
            {"part", outcome.placement ? placement_json(*outcome.placement) : Json(nullptr)},
            {"rtl", outcome.rtl ? rtl_json(*outcome.rtl) : Json(nullptr)}};
  for (std::size_t s = 0; s < sizing.fifos.size(); ++s) {
    const auto& fifo = sizing.fifos[s];
    Json entry{{"name", fifo.name},
               {"depth", fifo.depth_words},
               {"before", outcome.graph.streams[s].depth_words},
               {"lower_bound", fifo.lower_bound_words},
               {"width_bits", fifo.width_bits},
               {"bram18", fifo.cost.bram18},
               {"lut", fifo.cost.lut},
               {"why", fifo.why}};
    if (s < outcome.roles.size()) {
      entry["reason"] = outcome.roles[s].text;
      entry["peak"] = outcome.roles[s].peak_words;
    }
    if (outcome.placement) entry["ram_style"] = name_of(outcome.placement->choice.styles[s]);
    if (fifo.enough_words != 0) entry["enough"] = fifo.enough_words;  // 0: not asked for
    if (fifo.deadlock_free_words != 0) entry["deadlock_free"] = fifo.deadlock_free_words;
    json["fifos"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace weir::tools
