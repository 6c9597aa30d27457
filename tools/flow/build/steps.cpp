#include "tools/flow/build/steps.hpp"

#include <map>

#include "golden/base/file.hpp"

namespace weir::tools::build {

std::filesystem::path Context::product(const std::string& name) {
  products.push_back(name);
  create_output_folder(output(name).parent_path());
  return output(name);
}

Step find_step(const std::string& canonical) {
  static const std::map<std::string, Step> steps{{"step_qonnx_to_finn", qonnx_to_finn},
                                                 {"step_tidy_up", tidy_up},
                                                 {"step_streamline", streamline},
                                                 {"step_convert_to_hw", already_done},
                                                 {"step_create_dataflow_partition", create_dataflow_partition},
                                                 {"step_specialize_layers", specialize_layers},
                                                 {"step_target_fps_parallelization", target_fps_parallelization},
                                                 {"step_apply_folding_config", apply_folding_config},
                                                 {"step_minimize_bit_width", minimize_bit_width},
                                                 {"step_transpose_decomposition", already_done},
                                                 {"step_loop_rolling", already_done},
                                                 {"step_assign_ddr_weight_offsets", already_done},
                                                 {"step_prepare_synthesis", already_done},
                                                 {"step_generate_estimate_reports", generate_estimate_reports},
                                                 {"step_hw_codegen", hw_codegen},
                                                 {"step_hw_ipgen", hw_ipgen},
                                                 {"step_set_fifo_depths", set_fifo_depths},
                                                 {"step_create_stitched_ip", create_stitched_ip},
                                                 {"step_measure_rtlsim_performance", measure_rtlsim_performance},
                                                 {"step_out_of_context_synthesis", out_of_context_synthesis},
                                                 {"step_synthesize_bitfile", synthesize_bitfile},
                                                 {"step_make_pynq_driver", make_pynq_driver},
                                                 {"step_deployment_package", deployment_package}};
  return steps.at(canonical);
}

}  // namespace weir::tools::build
