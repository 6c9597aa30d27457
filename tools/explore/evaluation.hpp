/// One point: a folding, timed by one profile, its FIFOs sized. A pure function from a task to a record, both JSON
/// texts, so that it can run anywhere and its answer be kept for ever.
///
///   task    {"network", "base": hashes, "part", "profile": {"name", "hash"}, "fifo": {"objective", "method"},
///            "folding": {LAYER: {"PE", "SIMD", "ram_style", "resType", "parallel_window"}}, "version"}
///   key     SHA-256 of the task: whatever the record depends on is in it
///   record  {"key", "computed", "error", ...figures}
///
/// "computed" says how the interval was found: "proven" (a timetable, or a state that comes back), "simulated", or
/// "nothing" where `error` says why. LUT, BRAM_18K, URAM and DSP are FINN's estimates of layers and converters, and the
/// costs of the FIFOs (systemc/sizing/cost).
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
  std::string network_hash, folding_hash, part, version;
};
TaskBase task_base(const golden::FoldedNetwork& base, const std::string& part, const std::string& version);

Task make_task(const TaskBase& base, const FoldChoices& choices, const Chosen& chosen, const Context& context);

/// A fault of the folding is a record with an error; one of the call is thrown: Error explore-task for a task of
/// another network or profile, and Error stopped. In the calling thread alone.
std::string evaluate(const golden::FoldedNetwork& base, const std::string& task, const std::atomic<bool>* stop);

}  // namespace weir::tools::explore
