/// From a build configuration to what is going to be built: everything that can be wrong is found here, at once, before
/// the first file is written.
///
/// Relative names count from the configuration's folder. The network is, in this order: the one given on the command
/// line, field "weir_network", "model.onnx" beside the configuration; each a built-in name, a bundle, an ONNX file or
/// another source of `weir import`.
#pragma once
#include <filesystem>
#include <optional>
#include <set>

#include "golden/builtin/builtin.hpp"
#include "golden/finn/hardware_node.hpp"
#include "golden/import/npy.hpp"
#include "tools/flow/fifo_flow.hpp"

namespace weir::tools::build {

struct Verification {
  std::set<std::string> steps;  ///< of FINN's verify_steps
  std::vector<Tensor> inputs;   ///< one per frame
  golden::NpyNumbers expected;  ///< of all frames
};

/// The configuration in Weir's types; absent = FINN's null.
struct Plan {
  std::filesystem::path config_file, output;
  std::string source;                ///< of the network, as given
  std::filesystem::path model_file;  ///< where that is, if it is a file
  golden::FoldedNetwork model;
  golden::AttributeTable attributes;
  std::set<std::string> products;  ///< of FINN's generate_outputs
  std::vector<std::string> steps;  ///< those to run
  std::string resume_from;         ///< the step whose intermediate model was loaded; "" if none
  double clk_ns = 10, hls_clk_ns = 10;
  std::string fpga_part, board, shell_flow_type, vitis_platform;
  std::string folding_file, specialize_file;
  std::optional<int> target_fps;
  int mvau_wwidth_max = 36;
  bool two_pass_relaxation = true, minimize_bit_width = true, auto_fifo_depths = true, save_intermediate_models = true;
  std::string profile, finn_schema = "dev";
  /// Of FINN, whose rules choose the folding: as the configuration says, else FINN+'s where one of its own steps runs.
  std::string finn_release = "0.10";
  FifoRequest fifos;
  bool measure_rtl = true;  ///< RTLSIM_PERFORMANCE by the Verilated RTL; otherwise by the cycle-accurate model
  int batch_size = 1;
  std::uint64_t seed = 1;
  Verification verification;
  double load_seconds = 0;            ///< spent on reading the network
  std::vector<std::string> warnings;  ///< each once

  bool makes(const std::string& product) const { return products.contains(product); }
};

struct PlanOptions {
  std::string network;  ///< "" = as the configuration says
  std::string output;   ///< instead of output_dir, from the working folder
  std::string finn_schema;
  bool lenient = false;  ///< unknown fields, nodes and attributes are warnings
  /// The step of an earlier build in the output folder whose network is taken; "" = as start_step says.
  std::string resume_from;
};

/// `config`: the JSON file, or a folder with dataflow_build_config.json as FINN's own command takes it.
/// Throws Errors with every problem found.
Plan make_plan(const std::filesystem::path& config, const PlanOptions& options);

/// The same for a configuration that is in no file: relative names count from the working folder.
Plan make_plan_of(const std::string& config_text, const PlanOptions& options);
/// Its fields alone, without reading the network. Throws Errors with every problem found.
void check_configuration(const std::string& config_text);

}  // namespace weir::tools::build
