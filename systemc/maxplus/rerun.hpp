/// Timing again what other FIFO depths change, and nothing else: the stages beside a changed FIFO run between
/// neighbours that do what they did before; where one of those would not have, it runs, too, until the part holds
/// everything that changes (replay.hpp). The result is that of a run of the whole graph.
///
/// A depth that no word ever waited for costs nothing, most others a few stages' runs. What
/// slows the whole network down reaches most stages: a search that takes "more than so many stages" for a refusal has
/// its answer after a fraction of a run. run() may be called from several threads.
#pragma once
#include <memory>

#include "systemc/engines/outcome.hpp"
#include "systemc/maxplus/time_log.hpp"

namespace weir::timing::maxplus {

class Rerun {
 public:
  /// Runs `graph` once. Throws what simulate_maxplus() throws, and Error no-base if that run deadlocks. Keeps
  /// about a byte per word and side; frames that repeat each other count once.
  /// `given`: when the words of streams from outside come; none of them may ever wait for room. That is what makes a
  /// part of a network one that can be run alone behind what was timed before. Error no-base if one does.
  struct Given {
    int stream;
    TimeLog written;
  };
  Rerun(TimingGraph graph, int frames, const std::vector<Given>& given = {});

  /// The run that trials are compared with, of depths().
  const SimulationResult& base() const { return result_; }
  std::vector<std::int64_t> depths() const;
  const StreamLog& log(int stream) const { return logs_[static_cast<std::size_t>(stream)]; }

  struct Trial {
    enum class End {
      kDone,
      kDeadlock,  ///< the result is empty; simulate_maxplus() has the story
      kLate,      ///< a word that is given would come later
      kSpread,    ///< more stages than allowed would have to run; nothing is known
    };
    End end = End::kDone;
    SimulationResult result;  ///< of kDone: that of simulate_maxplus()
    int stages_run = 0;
    std::int64_t words_run = 0;  ///< moved through the ports of all runs of this trial

   private:
    friend class Rerun;
    std::vector<std::int64_t> depths;
    Outcome outcome;
    std::vector<char> part;
    std::vector<StreamLog> logs;
  };
  /// Depths by stream. `most_stages` that may run; all are more than enough.
  Trial run(const std::vector<std::int64_t>& depths, int most_stages) const;
  /// Makes a trial that ended kDone, of this very base, the base.
  void accept(Trial&& trial);

 private:
  std::vector<char> first_part(const TimingGraph& changed) const;
  void grow(Trial& trial, const std::vector<int>& differing, int attempt) const;
  void merge(const TimingGraph& changed, Trial& trial, const Outcome& part_outcome) const;

  TimingGraph graph_;
  SimulationOptions options_;
  Outcome outcome_;
  SimulationResult result_;
  std::vector<StreamLog> logs_;
  std::vector<char> given_;  ///< by actor
};

}  // namespace weir::timing::maxplus
