/// Inference as the accelerator's host program does it: worker threads prepare pictures, another one runs batches of
/// them; values by the golden model, time of the accelerator's calls by simulation.
#pragma once
#include <filesystem>

#include "golden/import/labels.hpp"
#include "golden/import/preprocess.hpp"
#include "golden/network/stage_graph.hpp"
#include "tools/flow/simulate_flow.hpp"

namespace weir::tools {

struct InferRequest {
  std::filesystem::path pictures;  ///< a picture, or a folder, whose files and folders are taken in the order of names
  std::optional<golden::Preprocessing> preprocessing;  ///< by default what the network's family uses
  int most_per_batch = 1, workers = 1;
  std::optional<golden::Labels> labels;
  std::string profile;                        ///< empty: that of the network's own hardware
  double clk_mhz = 0, host_overhead_us = -1;  ///< as in SimulateRequest
  Progress progress = [](const std::string&) {};
};

/// Seconds since the start of the run.
struct PictureTimes {
  double prepare_start = 0, prepare_end = 0, batch_start = 0, batch_end = 0;
};

struct InferredPicture {
  std::string name;  ///< without the folder that was given
  std::string path;
  std::vector<int> classes;  ///< best first; none if the file could not be read
  std::string problem;       ///< why not
  std::string warning;       ///< what its decoder minded; empty: nothing
  PictureTimes times;
};

struct InferOutcome {
  std::vector<InferredPicture> pictures;  ///< in the order of names
  double seconds = 0;                     ///< of the whole run, measured here
  std::vector<Call> calls;                ///< of the simulated accelerator, one per batch
  std::int64_t labelled = 0, top1 = 0, top5 = 0;

  std::int64_t inferred() const;
  double simulated_ms() const;
};

/// The same predictions for any number of workers. A picture that cannot be read is reported and skipped.
/// Throws Errors usage, Error file-missing, input-format (no file at all), and what the network and profile throw.
InferOutcome infer(const golden::StageGraph& graph, const InferRequest& request);

}  // namespace weir::tools
