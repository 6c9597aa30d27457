#include <fmt/core.h>

#include <chrono>

#include "golden/base/file.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/python_json.hpp"
#include "golden/model/model.hpp"
#include "hls/codegen/project.hpp"
#include "hls/codegen/vendor_limits.hpp"
#include "rtl_wrap/synthesis/synthesis.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/build/fifo_depths.hpp"
#include "tools/flow/build/steps.hpp"
#include "tools/flow/build/stitched_ip.hpp"
#include "tools/flow/build/verify.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/report/rtlsim_performance.hpp"
#include "tools/report/synthesis_report.hpp"

namespace weir::tools::build {

namespace {

constexpr const char* kStitchedIp = "stitched_ip";

/// Compiles (or finds in the cache) and stitches the RTL of the network as it is now.
void write_stitched_ip(Context& context) {
  const auto folder = context.product(kStitchedIp);
  const KernelStatistics made = write_rtl_folder(context.graph(), folder, context.progress);
  for (const std::string& sentence : attributes_not_built(context.graph())) context.log.line("  warning: " + sentence);
  write_stitched_ip_scripts(context.graph(), folder, context.plan.fpga_part, context.plan.clk_ns);
  context.log.line(fmt::format("  {} kernels, {} of them compiled now", made.kernels, made.compiled));
}

PerformanceRun measure_in_rtl(Context& context) {
  CosimRequest request;
  request.frames = golden::random_frames(*context.model.network, context.plan.batch_size, context.plan.seed);
  request.progress = context.progress;
  const CosimOutcome outcome = cosimulate(context.graph(), request);
  rtl::throw_if_compiler_fault(outcome.result);
  if (!outcome.result.equal())
    context.findings.push_back("the RTL differs from the golden model or from SystemC's cycles");
  context.log.line(fmt::format("  Verilated RTL: {} words compared, {} mismatches, {} cycle differences to SystemC",
                               outcome.result.words_compared, outcome.result.mismatches,
                               outcome.result.cycle_differences));
  return outcome.performance;
}

PerformanceRun measure_in_model(Context& context) {
  const timing::TimingGraph graph = make_timing_graph(context.graph(), timing::find_profile(context.plan.profile));
  timing::SimulationOptions options;
  options.frames = context.plan.batch_size;
  const auto start = std::chrono::steady_clock::now();
  const timing::SimulationResult result = timing::simulate_systemc(graph, options);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (result.deadlock) context.findings.push_back("the network deadlocks; weir simulate explains where");
  context.log.line("  SystemC model, profile " + context.plan.profile);
  return performance_of(graph, result, options.frames, elapsed.count());
}

}  // namespace

void hw_codegen(Context& context) {
  // Without RTL nobody needs the sources, and a network may have stages without a kernel.
  const Plan& plan = context.plan;
  if (!plan.makes("stitched_ip")) return;
  hls::ProjectOptions options;
  options.part = plan.fpga_part;
  options.clk_ns = plan.hls_clk_ns;
  options.standalone = true;
  if (!plan.vitis_platform.empty()) options.platform = plan.vitis_platform;
  hls::write_hls_project(context.graph(), context.product("hls_project"), options);
  for (const Error& word : hls::words_too_wide(context.graph()))
    context.findings.push_back(word.what_text + "; " + word.hint);
}

void hw_ipgen(Context& context) {
  if (context.plan.makes("stitched_ip")) write_stitched_ip(context);
}

void set_fifo_depths(Context& context) {
  const Plan& plan = context.plan;
  if (plan.auto_fifo_depths) {
    ChosenDepths chosen = choose_depths(context.graph(), plan.fifos);
    context.set_folding(std::move(chosen.folding));
    context.log.line("  " + chosen.text);
  }
  const golden::StageGraph graph = context.graph();
  write_text_file(context.product("final_hw_config.json"),
                  golden::python_json(golden::final_hw_config_json(graph, context.attributes, plan.fpga_part)));
  write_text_file(context.product("report/fifo_sizing.json"), golden::python_json(fifo_sizing_json(graph)));
}

void create_stitched_ip(Context& context) {
  if (context.plan.makes("stitched_ip") || verifies_rtl(context.plan)) write_stitched_ip(context);
  if (verifies_rtl(context.plan)) verify_rtl(context);
}

void measure_rtlsim_performance(Context& context) {
  const Plan& plan = context.plan;
  if (!plan.makes("rtlsim_performance")) return;
  PerformanceRun run = plan.measure_rtl ? measure_in_rtl(context) : measure_in_model(context);
  run.clk_ns = plan.clk_ns;
  write_text_file(context.product("report/rtlsim_performance.json"),
                  golden::python_json(rtlsim_performance(run, finn_schema(plan.finn_schema))));
  context.log.line(
      fmt::format("  latency {} cycles{}", run.latency_cycles,
                  run.interval_cycles > 0 ? fmt::format(", interval {} cycles", run.interval_cycles) : ""));
}

void out_of_context_synthesis(Context& context) {
  if (!context.plan.makes("out_of_context_synth")) return;
  if (!context.plan.makes("stitched_ip")) write_stitched_ip(context);
  rtl::SynthesisOptions options;
  options.fpga_part = context.plan.fpga_part;
  options.progress = context.progress;
  const rtl::Synthesis made = rtl::synthesise(rtl::read_rtl_folder(context.output(kStitchedIp)), options);
  write_text_file(context.product("report/ooc_synth_and_timing.json"), golden::python_json(ooc_synth_json(made)));
  context.log.line(fmt::format("  yosys {}: {} LUT, {} FF; no timing, because nothing is placed and routed",
                               made.yosys_version, made.total.lut, made.total.ff));
}

}  // namespace weir::tools::build
