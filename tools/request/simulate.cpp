#include "tools/request/simulate.hpp"

#include "golden/finn/pipeline_depths.hpp"
#include "golden/finn/target.hpp"
#include "tools/flow/build/boards.hpp"

namespace weir::tools {

Form describe(SimulateOptions& options) {
  SimulateRequest& request = options.request;
  Form form{.command = "simulate",
            .summary = "latency, interval, stalls and FIFO peaks of the whole network",
            .python = "simulate",
            .returns = "Simulation",
            .first = "frames"};
  form.add(fields_of(options.network));
  form.add(
      {{.name = "frames",
        .target = &request.frames,
        .help = "frames, back to back",
        .legal = kFrameCounts,
        .otherwise = "3, with rigid pipelines 30",
        .value = "N"},
       profile_field(request.profile),
       {.name = "pipeline-depths",
        .target = &options.depths,
        .help = "iterations in flight of FINN's layers by HLS: a JSON file, or FILE#BUILD",
        .value = "FILE"},
       {.name = "engine",
        .target = &request.engine,
        .help = "maxplus, systemc (the same cycles with values, slower), or rtl: SystemC and, where the stages have "
                "any, the Verilated RTL",
        .legal = Words{"systemc", "maxplus", "rtl"},
        .otherwise = "rtl",
        .python_default = "maxplus"},
       fpga_part_field(options.fpga_part,
                       "part or board of FINN's hardware: its DSPs decide the stages of units by RTL"),
       clock_field(request.clk_mhz),
       {.name = "run-clk-mhz",
        .target = &options.run_clk_mhz,
        .help =
            "clock that the hardware runs at, in MHz: times scale with it, cycles do not; --clk-mhz is the one that "
            "FINN's layers are made for, which decides the depths of their loops",
        .legal = Numbers{1e-3, 1e5},
        .otherwise = "that of --clk-mhz",
        .value = "MHZ"},
       host_overhead_field(request.host_overhead_us),
       {.name = "explain",
        .target = &options.explain,
        .help = "critical circle, first frame's way, larger folds",
        .otherwise = "of networks up to 10 million words per frame"},
       {.name = "memory",
        .target = &request.with_memory,
        .help = "with the DMAs of inputs, streamed weights and outputs, and the profile's memory"},
       {.name = "every-frame",
        .target = &request.every_frame,
        .help = "run all frames of a long batch with maxplus, even those whose times a proven period gives exactly"},
       stalls_field(request.stalls.probability)});
  form.add(fields_of(request.world));
  form.add({seed_field(options.seed, Surface::kPython),
            finn_schema_field(options.finn_schema),
            {.name = "all",
             .target = &options.shows_all,
             .help = "every row of every table, not those that matter",
             .surface = Surface::kCommandLine},
            {.name = "trace",
             .target = &options.trace,
             .help = "Perfetto trace to write: slices per stage, fill per FIFO",
             .legal = Written{{".pftrace", ".perfetto-trace", ".trace"}},
             .value = "FILE",
             .is_manner = true,
             .surface = Surface::kCommandLine},
            {.name = "onnx",
             .target = &options.onnx,
             .help = "the stages as an ONNX model to write, with cycles and shares, for Netron",
             .legal = Written{{".onnx"}},
             .value = "FILE",
             .is_manner = true,
             .surface = Surface::kCommandLine},
            {.name = "csv",
             .target = &options.csv,
             .help = "table per layer to write",
             .legal = Written{{".csv"}},
             .value = "FILE",
             .is_manner = true,
             .surface = Surface::kCommandLine},
            output_field(options.output, "folder for simulation.json and rtlsim_performance.json", "FOLDER")});
  return form;
}

SimulateRequest request_of(const SimulateOptions& options) {
  SimulateRequest request = options.request;
  if (request.engine == "rtl") request.engine.clear();
  if (options.run_clk_mhz > 0) request.clk_mhz = options.run_clk_mhz;
  request.with_explanation = options.explain.value_or(true);
  if (options.explain == true) request.effort = Effort::Whole;
  request.stalls.seed = request.world.seed = options.seed;
  return request;
}

void state_depths(const SimulateOptions& options, golden::StageGraph& graph) {
  golden::Target target;
  if (!options.fpga_part.empty()) target.part = build::part_named(options.fpga_part);
  if (options.request.clk_mhz > 0) target.clk_ns = 1000 / options.request.clk_mhz;
  golden::state_target(target, graph);
  if (options.depths.empty()) return;
  const auto at = options.depths.rfind('#');
  const std::string build = at == std::string::npos ? "" : options.depths.substr(at + 1);
  golden::state_pipeline_depths(std::filesystem::path(options.depths.substr(0, at)), build, graph);
}

}  // namespace weir::tools
