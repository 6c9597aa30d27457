#include "tools/report/guidance.hpp"

#include <algorithm>
#include <numeric>

#include "golden/finn/hardware_node.hpp"
#include "tools/report/build_report.hpp"
#include "tools/report/number_text.hpp"

namespace weir::tools {

namespace {

using Reason = timing::CriticalCycle::Reason;

/// Memory that is worth a word: one block RAM.
constexpr std::int64_t kBitsWorthTelling = 18'432;
constexpr double kMostOfBits = 0.99;

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

/// Finds them in the order in which they are told.
class Guide {
 public:
  Guide(const golden::StageGraph& graph, const SimulateOutcome& outcome, std::string arguments)
      : graph_(graph), outcome_(outcome), result_(outcome.batch.result), arguments_(std::move(arguments)) {
    // finn-v0.10 and weir are found by the network itself.
    if (outcome.profile.name != timing::profile_of(graph)) arguments_ += " --profile " + outcome.request.profile;
  }

  std::vector<Finding> find(const std::optional<golden::FinnBuild>& build) {
    if (result_.deadlock) {
      add_deadlock();
      return std::move(findings_);
    }
    if (build && build->measured) add_measured(*build);
    add_frozen_loops();
    add_throughput();
    add_folding();
    add_memory();
    return std::move(findings_);
  }

 private:
  void add(std::string finding, std::string evidence, std::string cure = "", std::string command = "") {
    findings_.push_back({std::move(finding), std::move(evidence), std::move(cure), std::move(command)});
  }

  void add_deadlock() {
    const timing::Deadlock& deadlock = *result_.deadlock;
    std::string circle, cure;
    for (const std::string& stage : deadlock.circle) circle += stage + " -> ";
    if (!deadlock.circle.empty()) circle += deadlock.circle.front();
    for (const timing::Cure& found : outcome_.cures)
      cure += fmt::format("{}{} {} {} words, it has {}", cure.empty() ? "" : "; then ", found.stream,
                          found.is_least ? "needs" : "has enough with", grouped(found.needed_words),
                          grouped(found.depth_words));
    add(fmt::format("the network locks: from cycle {} no word can ever move again", grouped(deadlock.cycle)),
        "each waits for the next: " + circle, cure, "weir fifo " + arguments_ + " -o depths.json");
  }

  void add_measured(const golden::FinnBuild& build) {
    std::optional<double> estimated = build.estimated_fps;
    if (!estimated && outcome_.explanation && outcome_.explanation->estimate)
      estimated = build.measured->clk_mhz * 1e6 / static_cast<double>(outcome_.explanation->estimate->max_cycles);
    const MeasuredAnswer answer =
        explain_measured(build, estimated, result_.latency_cycles, result_.steady_interval_cycles);
    add(answer.finding, answer.evidence);
  }

  /// Builds of FINN up to 0.7 may be of Vivado HLS, whose loops are not flushed as those of Vitis HLS are.
  void add_frozen_loops() {
    const bool is_old = std::any_of(graph_.stages.begin(), graph_.stages.end(), [](const golden::Stage& stage) {
      return !stage.implementation.attribute(golden::kOpType).empty();
    });
    if (is_old)
      add("the first frames may take longer than told: loops of FINN up to 0.7 are timed as Vitis HLS makes them",
          "Vivado HLS stops a whole loop where a word is missing; of a published build by Vivado HLS 2019.1, of lines "
          "of pixels, 162,226 cycles were measured where 145,743 are told");
  }

  const timing::WhatIf* best_fold() const {
    const auto& folds = outcome_.explanation->what_if;
    const auto best = std::min_element(
        folds.begin(), folds.end(), [](const auto& a, const auto& b) { return a.interval_cycles < b.interval_cycles; });
    return best == folds.end() ? nullptr : &*best;
  }

  std::string full_fifos() const {
    std::string names;
    if (const auto& circle = outcome_.explanation->circle)
      for (const auto& part : circle->parts)
        if (part.reason == Reason::Room) names += (names.empty() ? "" : ", ") + part.name;
    return names;
  }

  std::string busy_text(const std::string& stage) const {
    if (outcome_.steady)
      for (std::size_t i = 0; i < result_.stages.size(); ++i)
        if (result_.stages[i].name == stage)
          return fmt::format("it works {} of a steady interval", percent(outcome_.steady->stages[i].busy));
    return "it has the most work";
  }

  std::string fold_text() const {
    const timing::WhatIf* best = best_fold();
    if (best == nullptr) return "";
    const double now = outcome_.explanation->interval_cycles;
    if (best->interval_cycles >= now)
      return fmt::format("a larger PE or SIMD of {} alone does not shorten the interval", best->stage);
    return fmt::format("{} {} {} -> {} makes the interval {} ({:.2f} x); next bottleneck {}", best->stage, best->fold,
                       best->from, best->to, grouped_cycles(best->interval_cycles), now / best->interval_cycles,
                       best->next_bottleneck);
  }

  /// FIFOs in the circle cost throughput; else the slowest stage is all there is.
  void add_throughput() {
    if (!outcome_.explanation || outcome_.explanation->bottleneck.empty()) return;
    const Explanation& explanation = *outcome_.explanation;
    if (const std::string full = full_fifos(); !full.empty()) {
      const bool is_one = full.find(',') == std::string::npos;
      add(fmt::format("too little room in {}: {} throughput", full, is_one ? "the FIFO costs" : "the FIFOs cost"),
          fmt::format("the critical circle of {} cycles waits for room in {}",
                      grouped_cycles(explanation.circle->interval_cycles()), is_one ? "it" : "them"),
          "deeper FIFOs break the circle", "weir fifo " + arguments_);
    }
    const bool gains = best_fold() != nullptr && best_fold()->interval_cycles < explanation.interval_cycles;
    add(explanation.bottleneck + (full_fifos().empty() ? " is the bottleneck" : " has the longest work in that circle"),
        busy_text(explanation.bottleneck), fold_text(),
        gains && explanation.estimate ? fmt::format("weir fold {} --target-fps {:.0f}", arguments_of_fold(),
                                                    outcome_.request.clk_mhz * 1e6 / best_fold()->interval_cycles)
                                      : "");
  }

  /// FINN's folding starts from the network alone.
  std::string arguments_of_fold() const { return arguments_.substr(0, arguments_.find(" --")); }

  void add_folding() {
    const bool is_unfolded = std::all_of(graph_.stages.begin(), graph_.stages.end(), [](const golden::Stage& stage) {
      return stage.layer < 0 || (stage.folding.PE == 1 && stage.folding.SIMD == 1);
    });
    if (!is_unfolded || graph_.stages.size() < 2) return;
    add("every layer is folded to PE = SIMD = 1",
        fmt::format("PE and SIMD of {} layers", graph_.network->layers.size()),
        "choose a throughput, and FINN's folding for it", "weir fold " + arguments_of_fold() + " --target-fps N");
  }

  void add_memory() {
    std::vector<std::int64_t> bits;
    for (const auto& fifo : result_.fifos) bits.push_back(std::int64_t{fifo.depth_words} * fifo.width_bits);
    const std::int64_t total = std::accumulate(bits.begin(), bits.end(), std::int64_t{0});
    const bool are_default = std::all_of(result_.fifos.begin(), result_.fifos.end(), [](const auto& fifo) {
      return fifo.depth_words == golden::kDefaultDepthWords;
    });
    if (are_default) {
      add("every FIFO has 2 words", "nobody has chosen their depths", "the least depths that keep the throughput",
          "weir fifo " + arguments_);
    } else if (total > kBitsWorthTelling) {
      std::sort(bits.rbegin(), bits.rend());
      std::size_t count = 0;
      for (std::int64_t held = 0; static_cast<double>(held) < kMostOfBits * static_cast<double>(total); ++count)
        held += bits[count];
      add(fmt::format("{} of {} FIFOs hold 99 % of {} bits: {} RAMB18", count, bits.size(), grouped(total),
                      outcome_.fifo_cost.bram18),
          "depths times widths", "the least depths that keep the throughput", "weir fifo " + arguments_);
    }
  }

  const golden::StageGraph& graph_;
  const SimulateOutcome& outcome_;
  const timing::SimulationResult& result_;
  std::string arguments_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_guidance(const golden::StageGraph& graph, const SimulateOutcome& outcome,
                                   const std::optional<golden::FinnBuild>& build, const std::string& arguments) {
  return Guide(graph, outcome, arguments).find(build);
}

nlohmann::ordered_json guidance_json(const std::vector<Finding>& guidance) {
  auto json = nlohmann::ordered_json::array();
  for (const Finding& finding : guidance)
    json.push_back({{"finding", finding.finding},
                    {"evidence", finding.evidence},
                    {"cure", finding.cure},
                    {"command", finding.command}});
  return json;
}

std::string guidance_text(const std::vector<Finding>& guidance, const Screen& screen) {
  std::string text;
  for (const Finding& finding : guidance) {
    text += labelled("finding", finding.finding + " (" + finding.evidence + ")", screen);
    if (finding.cure.empty() && finding.command.empty()) continue;
    const std::string separator = finding.cure.empty() || finding.command.empty() ? "" : ": ";
    text += labelled("hint", finding.cure + separator + (finding.command.empty() ? "" : "`" + finding.command + "`"),
                     screen);
  }
  return text;
}

}  // namespace weir::tools
