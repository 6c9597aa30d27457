#include "tools/report/simulation_screen.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "tools/report/explanation_report.hpp"
#include "tools/report/number_text.hpp"

namespace weir::tools {

namespace {

using Reason = timing::CriticalCycle::Reason;

/// So many rows are shown whole; of more, so many that matter.
constexpr std::size_t kMostWholeRows = 10, kStageRows = 8, kFifoRows = 6, kWaterfallRows = 4, kWaitRows = 5;

/// Of all rows, or of the `most` with the largest weights: their numbers, in order.
template <class Weight>
std::vector<std::size_t> rows_of(std::size_t count, std::size_t most, const Screen& screen, Weight weight) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (screen.shows_all || count <= kMostWholeRows) return rows;
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
  rows.resize(most);
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::string rest_text(std::size_t shown, std::size_t count, const char* things) {
  return shown == count ? "" : fmt::format("  ... {} of {} {} (--all shows the rest)\n", shown, count, things);
}

class SimulationScreen {
 public:
  SimulationScreen(const golden::StageGraph& graph, const SimulateOutcome& outcome, const Screen& screen)
      : graph_(graph), outcome_(outcome), result_(outcome.batch.result), screen_(screen) {
    if (outcome.explanation && outcome.explanation->circle)
      for (const auto& part : outcome.explanation->circle->parts)
        (part.reason == Reason::Work ? circle_stages_ : circle_streams_).insert(part.name);
    std::size_t longest = 5;
    for (const auto& stage : result_.stages) longest = std::max(longest, stage.name.size());
    for (const auto& fifo : result_.fifos) longest = std::max(longest, fifo.name.size());
    name_columns_ = std::min(static_cast<int>(longest), std::max(14, screen.columns - 66));
  }

  std::string text(const std::vector<Finding>& guidance) const {
    std::string text = fmt::format("{}   {} stages, {} FIFOs; profile {}, {} MHz\n", graph_.name, result_.stages.size(),
                                   result_.fifos.size(), outcome_.profile.name, mhz_text(outcome_.request.clk_mhz));
    if (result_.deadlock) return text + deadlock() + tables();
    const bool has_measured = !guidance.empty() && guidance.front().command.empty() && guidance.front().cure.empty();
    const auto first = guidance.begin(), second = first + (has_measured ? 1 : 0);
    text += guidance_text({first, second}, screen_) + answer() + guidance_text({second, guidance.end()}, screen_);
    if (outcome_.explanation) text += explanation_text(*outcome_.explanation, screen_);
    return text + tables();
  }

 private:
  std::string name(const std::string& text) const {
    return fmt::format("  {:<{}}", fitted(text, name_columns_), name_columns_);
  }

  std::string answer() const {
    std::string text = labelled(
        "latency",
        fmt::format("{} cycles, {:.3f} us: first word in to last word out of frame 1", grouped(result_.latency_cycles),
                    static_cast<double>(result_.latency_cycles) / outcome_.request.clk_mhz),
        screen_);
    if (result_.interval_cycles == 0)
      return text + labelled("interval", "not known from one frame (--frames 2 or more)", screen_);
    const double steady = result_.steady_interval_cycles;
    std::string interval =
        fmt::format("{} cycles: {} frames/s at {} MHz", grouped_cycles(steady),
                    fps_text(frames_per_second(steady, outcome_.request.clk_mhz)), mhz_text(outcome_.request.clk_mhz));
    if (steady != static_cast<double>(result_.interval_cycles))
      interval += fmt::format(" (mean of the middle third of the frames; before the last frame {})",
                              grouped(result_.interval_cycles));
    return text + labelled("interval", interval, screen_);
  }

  /// The circle first, then its cure, then those who wait.
  std::string deadlock() const {
    const timing::Deadlock& deadlock = *result_.deadlock;
    std::string text = screen_.coloured("error[deadlock]", Screen::Colour::Bad) +
                       fmt::format(": at cycle {} no word can ever move again\n", grouped(deadlock.cycle));
    if (!deadlock.circle.empty()) {
      std::string circle;
      for (const auto& stage : deadlock.circle) circle += stage + " -> ";
      text += labelled("  circle:", circle + deadlock.circle.front(), screen_);
    }
    text += cures_text(outcome_.cures);
    const std::set<std::string> circle(deadlock.circle.begin(), deadlock.circle.end());
    const auto rows = rows_of(deadlock.waits.size(), kWaitRows, screen_,
                              [&](std::size_t i) { return circle.contains(deadlock.waits[i].stage); });
    for (const std::size_t i : rows) {
      const timing::Wait& wait = deadlock.waits[i];
      text +=
          name(wait.stage) +
          fmt::format(" waits for  {} ({})\n", wait.stream,
                      wait.for_room ? fmt::format("full, {} of {}", wait.occupancy_words, wait.depth_words) : "empty");
    }
    return text + rest_text(rows.size(), deadlock.waits.size(), "waits");
  }

  std::string tables() const {
    std::string text = stages() + fifos();
    if (outcome_.explanation && !outcome_.explanation->waterfall.empty()) text += waterfall();
    return text;
  }

  template <class Shares>
  static std::string wait_of(const Shares& shares) {
    if (shares.backpressured > shares.starved && !shares.backpressured_by.empty())
      return "room in " + shares.backpressured_by;
    if (shares.starved > 0 && !shares.starved_by.empty()) return "a word of " + shares.starved_by;
    return {};
  }

  template <class Shares>
  std::string stage_row(const timing::StageStatistics& stage, const Shares& shares) const {
    const bool is_bottleneck = outcome_.explanation && outcome_.explanation->bottleneck == stage.name;
    const int columns = std::max(12, screen_.columns - name_columns_ - 43);
    const std::string row =
        name(stage.name) + fmt::format(" {:>12} {:>5.0f}% {:>7.0f}% {:>7.0f}%  {}", grouped(stage.work_cycles),
                                       100 * shares.busy, 100 * shares.starved, 100 * shares.backpressured,
                                       fitted(wait_of(shares), columns - (is_bottleneck ? 14 : 0)) +
                                           (is_bottleneck ? " <- bottleneck" : ""));
    return (is_bottleneck ? screen_.coloured(row, Screen::Colour::Strong) : row) + "\n";
  }

  std::string stages() const {
    const auto busy = [&](std::size_t i) {
      return outcome_.steady ? outcome_.steady->stages[i].busy : result_.stages[i].busy;
    };
    const auto rows = rows_of(result_.stages.size(), kStageRows, screen_, [&](std::size_t i) {
      return busy(i) + (circle_stages_.contains(result_.stages[i].name) ? 1 : 0);
    });
    std::string text =
        name(outcome_.steady ? "stage, in a steady interval" : "stage, in the whole run") +
        fmt::format(" {:>12} {:>6} {:>8} {:>8}  {}\n", "work cycles", "busy", "starved", "blocked", "waits for");
    for (const std::size_t i : rows)
      text += outcome_.steady ? stage_row(result_.stages[i], outcome_.steady->stages[i])
                              : stage_row(result_.stages[i], result_.stages[i]);
    return text + rest_text(rows.size(), result_.stages.size(), "stages");
  }

  /// As --folding names it; a file of FINN's may have several, with names of their own.
  std::string folding_name(std::size_t fifo) const {
    return fifo < graph_.streams.size() && result_.fifos[fifo].name == graph_.streams[fifo].name
               ? fmt::format("StreamingFIFO_{}", fifo)
               : "";
  }

  std::string fifos() const {
    const auto rows = rows_of(result_.fifos.size(), kFifoRows, screen_, [&](std::size_t i) {
      const auto& fifo = result_.fifos[i];
      const double bits = static_cast<double>(fifo.depth_words) * fifo.width_bits;
      return bits + (circle_streams_.contains(fifo.name) ? 1e12 : 0);
    });
    std::string text = name("fifo") + fmt::format(" {:<18} {:>9} {:>11} {:>11}\n", "in the folding", "depth",
                                                  "width bits", "high water");
    for (const std::size_t i : rows) {
      const auto& fifo = result_.fifos[i];
      text += name(fifo.name) + fmt::format(" {:<18} {:>9} {:>11} {:>11}\n", folding_name(i), grouped(fifo.depth_words),
                                            grouped(fifo.width_bits), grouped(fifo.high_water_words));
    }
    return text + rest_text(rows.size(), result_.fifos.size(), "FIFOs");
  }

  static std::string wait_of(const timing::WaterfallStage& stage) {
    if (stage.backpressured_cycles > stage.starved_cycles && !stage.backpressured_by.empty())
      return fmt::format("{} for room in {}", grouped(stage.backpressured_cycles), stage.backpressured_by);
    if (stage.starved_cycles > 0 && !stage.starved_by.empty())
      return fmt::format("{} for words of {}", grouped(stage.starved_cycles), stage.starved_by);
    return {};
  }

  std::string waterfall() const {
    const auto& waterfall = outcome_.explanation->waterfall;
    const auto rows = rows_of(waterfall.size(), kWaterfallRows, screen_,
                              [&](std::size_t i) { return waterfall[i].last_word_out - waterfall[i].first_word_out; });
    std::string text = name("first frame, cycle of") +
                       fmt::format(" {:>9} {:>10} {:>10}  {}\n", "first in", "first out", "last out", "waited cycles");
    const int columns = std::max(12, screen_.columns - name_columns_ - 36);
    for (const std::size_t i : rows)
      text += name(waterfall[i].name) + fmt::format(" {:>9} {:>10} {:>10}  {}\n", grouped(waterfall[i].first_word_in),
                                                    grouped(waterfall[i].first_word_out),
                                                    grouped(waterfall[i].last_word_out),
                                                    fitted(wait_of(waterfall[i]), columns));
    return text + rest_text(rows.size(), waterfall.size(), "stages");
  }

  const golden::StageGraph& graph_;
  const SimulateOutcome& outcome_;
  const timing::SimulationResult& result_;
  const Screen& screen_;
  std::set<std::string> circle_stages_, circle_streams_;
  int name_columns_ = 0;
};

}  // namespace

std::string simulation_screen(const golden::StageGraph& graph, const SimulateOutcome& outcome,
                              const std::vector<Finding>& guidance, const Screen& screen) {
  return SimulationScreen(graph, outcome, screen).text(guidance);
}

}  // namespace weir::tools
