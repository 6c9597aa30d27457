#include "tools/request/bench.hpp"

namespace weir::tools {

Form describe(BenchOptions& options) {
  BenchRequest& request = options.request;
  Form form{.command = "bench",
            .summary = "the accelerator's synthetic benchmark, simulated: latency, FPS, watts",
            .about =
                "What calls with batches of these sizes take, and the watts meanwhile where the profile can "
                "estimate them.",
            .python = "bench",
            .returns = "Bench",
            .first = "batch_sizes"};
  form.add(fields_of(options.network));
  form.add({{.name = "batch-sizes",
             .target = &request.batch_sizes,
             .help = "frames of a call, such as 1,10,100",
             .legal = kFrameCounts,
             .value = "N,...",
             .aliases = {"bs"},
             .list = List::kCommas},
            {.name = "reps",
             .target = &options.reps,
             .help = "calls; they are alike, so this changes the total time only",
             .legal = kFrameCounts,
             .value = "N",
             .surface = Surface::kCommandLine},
            profile_field(request.profile),
            clock_field(request.clk_mhz),
            host_overhead_field(request.host_overhead_us)});
  return form;
}

}  // namespace weir::tools
