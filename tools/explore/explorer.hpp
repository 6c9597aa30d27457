/// An exploration as whoever schedules it sees it: ask for tasks, tell their records, until there are none.
///
///     while (!(tasks = explorer.ask()).empty())          // of one generation
///       for (task : tasks) explorer.tell(task.key, evaluate(base, task.text), effort);      // in any order, anywhere
///
/// Points that the store has are not asked for again. The same request with the same seed has the same result, byte for
/// byte, whatever was in the store and whoever evaluated in which order.
#pragma once
#include <functional>
#include <map>
#include <mutex>

#include "tools/explore/evaluation.hpp"
#include "tools/explore/search.hpp"
#include "tools/explore/store.hpp"

namespace weir::tools::explore {

struct ExploreRequest {
  std::string part = golden::kDefaultPart;
  double target_fps = 0;  ///< 0: none
  double clk_mhz = 0;     ///< 0: the rules', else 100
  std::string space;      ///< file of rules; "": none
  int points = 100;       ///< most evaluations: foldings times profiles, FIFO objectives and methods
  std::vector<std::string> objectives{"throughput", "lut", "bram", "dsp"};
  std::vector<std::string> profiles;  ///< none: the rules', else that of the network's hardware
  std::uint64_t seed = 1;
  int cosimulate = 0;  ///< points of the front that run in RTL at the end, the best by the first objective
  std::string store;   ///< file; "": in memory
};

/// What `objectives` may be.
std::vector<std::string> objective_names();

struct Row {
  std::size_t folding = 0;  ///< number of the folding, in the order of the search
  Context context;
  std::string id;                 ///< of the point: key, memory styles and part
  std::string key;                ///< of its task; "" where there is none
  nlohmann::ordered_json record;  ///< with "computed": "estimate" where bounds refuse it
  std::string misfit;             ///< what keeps it from the part or the target; ""
  std::vector<double> values;     ///< of the objectives, less is better; empty where nothing was found
  bool is_in_front = false;
  std::string cosimulation_key;         ///< of its co-simulation; "": none
  nlohmann::ordered_json cosimulation;  ///< record of cosimulation.hpp; null

  bool has_result() const { return !values.empty(); }
};

struct Summary {
  std::size_t foldings = 0, asked = 0, reused = 0, computed = 0, failed = 0, lost = 0, pruned = 0;
  std::size_t cosimulated = 0, cosimulated_equal = 0;
  double cpu_s = 0, peak_mib = 0;  ///< of the points computed now
};

class Explorer {
 public:
  /// `version` stands in what run() finds. Throws what the space, the store, profiles and parts throw, and Errors
  /// usage.
  Explorer(golden::FoldedNetwork base, const ExploreRequest& request, const std::string& version);

  /// Once, before the first ask(): who proposes foldings from the second generation on. It is called in whichever
  /// thread asks.
  void search_with(Searcher searcher);
  /// Candidates of each layer, as a Searcher places them.
  Searcher::Places candidates() const { return search_->candidates(); }
  /// What is left of the present generation, or the next one, the largest first; empty at the end. Throws as the store
  /// does.
  std::vector<Task> ask();
  /// The record is on the disk when this returns. Throws Error explore-task for a key that was not asked for, and as
  /// Store::put(). From any thread.
  void tell(const std::string& key, const std::string& record, const Effort& effort);
  /// A task that nobody could finish; it is in no store, and the same command tries it again.
  void lose(const std::string& key, const Error& reason);
  /// All of it in this process. `progress` may be empty.
  void run(std::size_t threads, const std::atomic<bool>* stop, const std::function<void(const std::string&)>& progress);

  const golden::FoldedNetwork& base() const { return base_; }
  const ExploreRequest& request() const { return request_; }
  const std::vector<double>& clocks_mhz() const { return clocks_mhz_; }
  const SearchLimits& limits() const { return limits_; }
  const std::vector<Context>& contexts() const { return contexts_; }
  const std::string& part() const { return choices_->part().name; }
  bool is_exhaustive() const { return search_->is_exhaustive(); }
  double log10_size() const { return log10_size_; }
  /// Of every point so far, in the order of the search.
  const std::vector<Row>& rows() const { return rows_; }
  /// Of a point with a result: its folding and depths as a file that `--folding` takes.
  nlohmann::ordered_json config(const Row& row) const;
  Summary summary() const;
  std::string progress_text() const;

 private:
  void read_rules();
  void advance();
  void begin_cosimulations();
  void open_or_reuse(const Task& task);
  void finish_generation();
  void tell_searcher() const;
  void judge(Row& row) const;
  void renew_front();
  bool is_hopeless(const Bounds& bounds) const;
  std::vector<Chosen> parents() const;

  const golden::FoldedNetwork base_;
  ExploreRequest request_;
  const std::string version_;
  Rules rules_;
  std::vector<Context> contexts_;
  std::vector<double> clocks_mhz_;
  SearchLimits limits_;
  std::unique_ptr<FoldChoices> choices_;
  std::unique_ptr<Search> search_;
  Searcher searcher_;
  double log10_size_ = 0;
  TaskBase task_base_;
  Store store_;

  mutable std::mutex one_at_a_time_;
  std::vector<Row> rows_, generation_;
  std::vector<Chosen> foldings_;
  std::map<std::string, Task> open_;                        ///< asked for and not answered, by key
  std::map<std::string, nlohmann::ordered_json> answered_;  ///< of this generation
  Summary summary_;
  bool is_searched_ = false, is_at_end_ = false;
};

}  // namespace weir::tools::explore
