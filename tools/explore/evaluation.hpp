/// One point: a folding, timed by one profile, its FIFOs sized. A pure function from a task to a record, both JSON
/// texts, so that it can run anywhere and its answer be kept for ever.
///
///   task    {"network", "base": hashes, "profile": {"name", "hash"}, "fifo": {"objective", "method"},
///            "folding": {LAYER: {"PE", "SIMD", "MMV", "parallel_window"}}, "results": kResults}
///   key     SHA-256 of the task: whatever the record depends on is in it
///   record  {"key", "computed", "error", "version": who computed it, ...figures}
///
/// "computed" says how the interval was found: "proven" (a timetable, or a state that comes back), "simulated", or
/// "nothing" where `error` says why. Memory styles and parts change no cycle: points that differ in them alone share a
/// task.
#pragma once
#include <atomic>
#include <nlohmann/json.hpp>

#include "golden/network/folded_network.hpp"
#include "tools/explore/space.hpp"

namespace weir::tools::explore {

/// Raised by every change after which a task may have another record. So a point of an older build is used again as
/// long as this one would find the same.
constexpr int kResults = 2;

struct Task {
  std::string key;
  std::string text;
  std::int64_t effort = 0;  ///< about what it takes, to begin with the largest; compares with other tasks alone
};

/// What all tasks of an exploration share.
struct TaskBase {
  std::string network_hash, folding_hash;
};
TaskBase task_base(const golden::FoldedNetwork& base);

/// The key of a task with this text.
std::string task_key(const std::string& text);

Task make_task(const TaskBase& base, const FoldChoices& choices, const Chosen& chosen, const Context& context);

/// The network as a task folds it; with the depths of a record.
golden::StageGraph folded_graph(const golden::FoldedNetwork& base, const nlohmann::ordered_json& task);
golden::StageGraph with_depths(const golden::StageGraph& graph, const nlohmann::ordered_json& depths);

/// The folding with the depths of its record.
golden::StageGraph sized_graph(const FoldChoices& choices, const golden::FoldedNetwork& base, const Chosen& chosen,
                               const nlohmann::ordered_json& record);
/// It as a file that `--folding` takes, in the shape of the profile's generator, with its memory styles.
nlohmann::ordered_json config_of(const FoldChoices& choices, const golden::StageGraph& sized, const Chosen& chosen,
                                 const std::string& profile);

/// Of a point: its task's key, its memory styles and the part.
std::string point_id(const Task& task, const FoldChoices& choices, const Chosen& chosen);

/// `version` stands in the record. A fault of the folding is a record with an error; one of the call is thrown: Error
/// explore-task for a task of another network, profile or kResults, and Error stopped. In the calling thread alone.
std::string evaluate(const golden::FoldedNetwork& base, const std::string& task, const std::string& version,
                     const std::atomic<bool>* stop);

}  // namespace weir::tools::explore
