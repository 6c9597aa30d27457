/// One point: a folding, timed by one profile, its FIFOs sized. A pure function from a task to a record, both JSON
/// texts, so that it can run anywhere and its answer be kept for ever.
///
///   task    {"network", "base": hashes, "profile": {"name", "hash"}, "fifo": {"objective", "method"},
///            "folding": {LAYER: {"PE", "SIMD", "MMV", "parallel_window"}}, "version"}
///   key     SHA-256 of the task: whatever the record depends on is in it
///   record  {"key", "computed", "error", ...figures}
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

struct Task {
  std::string key;
  std::string text;
};

/// What all tasks of an exploration share.
struct TaskBase {
  std::string network_hash, folding_hash, version;
};
TaskBase task_base(const golden::FoldedNetwork& base, const std::string& version);

Task make_task(const TaskBase& base, const FoldChoices& choices, const Chosen& chosen, const Context& context);

/// The folding with the depths of its record.
golden::StageGraph sized_graph(const FoldChoices& choices, const golden::FoldedNetwork& base, const Chosen& chosen,
                               const nlohmann::ordered_json& record);
/// It as a file that `--folding` takes, in the shape of the profile's generator, with its memory styles.
nlohmann::ordered_json config_of(const FoldChoices& choices, const golden::StageGraph& sized, const Chosen& chosen,
                                 const std::string& profile);

/// Of a point: its task's key, its memory styles and the part.
std::string point_id(const Task& task, const FoldChoices& choices, const Chosen& chosen);

/// A fault of the folding is a record with an error; one of the call is thrown: Error explore-task for a task of
/// another network or profile, and Error stopped. In the calling thread alone.
std::string evaluate(const golden::FoldedNetwork& base, const std::string& task, const std::atomic<bool>* stop);

}  // namespace weir::tools::explore
