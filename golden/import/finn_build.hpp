/// The folder that a build of FINN or FINN+ leaves behind, as a network: its latest step that can be read, the folding
/// and FIFOs of its final_hw_config.json, its clock and part, and what its own reports measured.
///
/// Steps are the .onnx files of the folder and of its intermediate_models/ (which may be the folder itself). Their
/// order is that of time_per_step.json, else of the numbers in front of their names, else of FINN's default steps;
/// files of other names come before all steps. Reports lie in the folder or in its report/.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "golden/import/onnx/import_onnx.hpp"

namespace weir::golden {

/// rtlsim_performance.json: what FINN's own simulation of the stitched design counted.
struct MeasuredPerformance {
  std::filesystem::path file;
  std::int64_t frames = 0;  ///< N
  std::int64_t cycles = 0, latency_cycles = 0;
  double throughput_fps = 0;  ///< all frames over all cycles, those of filling and draining included
  double clk_mhz = 0;
  bool is_timed_out = false;

  /// Cycles per frame once the pipeline is full; nothing of a single frame, which shows no interval.
  std::optional<double> interval_cycles() const;
};

struct FinnBuild {
  std::filesystem::path folder;
  std::vector<std::filesystem::path> steps;  ///< the latest first
  std::filesystem::path config;              ///< folding to apply where the step has no FIFOs of its own; may be empty
  std::map<std::string, std::filesystem::path> reports;  ///< JSON files by name, without those of the folding
  std::optional<double> clk_mhz;
  std::string clk_origin;  ///< the file that says so
  std::string part, part_origin;
  std::optional<MeasuredPerformance> measured;
  std::optional<double> estimated_fps;  ///< estimate_network_performance.json
};

/// Whether there is anything of a build in `folder`.
bool looks_like_finn_build(const std::filesystem::path& folder);
/// Looks at names and JSON files alone. Throws Error finn-build: nothing usable in it, or several models of which none
/// is a step, or a report that is no such report.
FinnBuild find_finn_build(const std::filesystem::path& folder);

struct OpenedBuild {
  FoldedNetwork network;
  std::string model;                       ///< the step, or the built-in network that stands for it
  std::string folding;                     ///< where folding and FIFOs are from, in words
  std::vector<std::string> skipped;        ///< later steps that cannot be read, and why; configurations not applied
  std::vector<std::string> refused_steps;  ///< the files of those steps
};

/// Throws Error finn-build if no step can be read, and what parse_folding() throws.
OpenedBuild open_finn_build(const FinnBuild& build, const OnnxOptions& options = {});

}  // namespace weir::golden
