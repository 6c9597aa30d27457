#include "golden/finn/build_steps.hpp"

#include <algorithm>

namespace weir::golden {

namespace {

BuildStep standard(const char* name) { return {name, name, true}; }
BuildStep renamed(const char* name, const char* canonical) { return {name, canonical, false}; }
BuildStep further(const char* name) { return {name, name, false}; }
BuildStep model(const char* name) { return {name, "", false}; }

}  // namespace

const std::vector<BuildStep>& build_steps() {
  static const std::vector<BuildStep> steps{standard("step_qonnx_to_finn"),
                                            standard("step_tidy_up"),
                                            standard("step_streamline"),
                                            renamed("step_convert_to_hls", "step_convert_to_hw"),
                                            standard("step_convert_to_hw"),
                                            renamed("step_minimize_bit_width_initial", "step_minimize_bit_width"),
                                            standard("step_create_dataflow_partition"),
                                            model("dataflow_parent"),
                                            standard("step_specialize_layers"),
                                            standard("step_target_fps_parallelization"),
                                            standard("step_apply_folding_config"),
                                            standard("step_minimize_bit_width"),
                                            renamed("step_minimize_bit_width_datatype_only", "step_minimize_bit_width"),
                                            further("step_transpose_decomposition"),
                                            further("step_loop_rolling"),
                                            standard("step_generate_estimate_reports"),
                                            renamed("step_hls_codegen", "step_hw_codegen"),
                                            standard("step_hw_codegen"),
                                            renamed("step_hls_ipgen", "step_hw_ipgen"),
                                            standard("step_hw_ipgen"),
                                            standard("step_set_fifo_depths"),
                                            further("step_assign_ddr_weight_offsets"),
                                            renamed("step_generate_hardware", "step_set_fifo_depths"),
                                            standard("step_create_stitched_ip"),
                                            standard("step_measure_rtlsim_performance"),
                                            standard("step_out_of_context_synthesis"),
                                            further("step_prepare_synthesis"),
                                            standard("step_synthesize_bitfile"),
                                            standard("step_make_pynq_driver"),
                                            renamed("step_make_driver", "step_make_pynq_driver"),
                                            standard("step_deployment_package")};
  return steps;
}

const BuildStep* find_build_step(const std::string& name) {
  const auto found = std::find_if(build_steps().begin(), build_steps().end(),
                                  [&](const BuildStep& step) { return step.name == name; });
  return found == build_steps().end() ? nullptr : &*found;
}

}  // namespace weir::golden
