/// What each step of a build does. A step whose product is not asked for does nothing, as in FINN.
#pragma once
#include "tools/flow/build/context.hpp"

namespace weir::tools::build {

using Step = void (*)(Context&);

/// By canonical_step() name.
Step find_step(const std::string& canonical);

// network_steps.cpp: the network and its folding, up to the estimates.
void qonnx_to_finn(Context& context);
void tidy_up(Context& context);
void streamline(Context& context);
void already_done(Context& context);
void create_dataflow_partition(Context& context);
void specialize_layers(Context& context);
void target_fps_parallelization(Context& context);
void apply_folding_config(Context& context);
void minimize_bit_width(Context& context);
void generate_estimate_reports(Context& context);

// hardware_steps.cpp: sources, FIFOs, RTL and what is measured on it.
void hw_codegen(Context& context);
void hw_ipgen(Context& context);
void set_fifo_depths(Context& context);
void create_stitched_ip(Context& context);
void measure_rtlsim_performance(Context& context);
void out_of_context_synthesis(Context& context);

// delivery_steps.cpp: what leaves the house.
void synthesize_bitfile(Context& context);
void make_pynq_driver(Context& context);
void deployment_package(Context& context);

}  // namespace weir::tools::build
