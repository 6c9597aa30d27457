#include "tools/request/explore.hpp"

namespace weir::tools {

Form describe(ExploreOptions& options) {
  explore::ExploreRequest& request = options.request;
  Form form{.command = "explore",
            .summary = "foldings, FIFOs and generators for a part: the Pareto front of what hundreds of points reach",
            .about = "With the same seed the result is the same, however many work; a store keeps what is finished.",
            .python = "explore",
            .returns = "Exploration",
            .first = "fpga_part"};
  form.add(fields_of(options.network));
  form.add(
      {fpga_part_field(request.part, "part or board whose resources limit; decides DSPs and backends"),
       {.name = "target-fps",
        .target = &request.target_fps,
        .help = "frames per second that a point must reach; 0: any",
        .legal = Numbers{0, 1e9},
        .value = "FPS"},
       {.name = "clk-mhz",
        .target = &request.clk_mhz,
        .help = "clock in MHz",
        .legal = kClocksMhz,
        .otherwise = "the space's, else 100",
        .value = "MHZ"},
       {.name = "space",
        .target = &request.space,
        .help = "rules of the design space, JSON or YAML: layers, around, profiles, fifo_objectives, fifo_methods, "
                "clk_mhz, limits",
        .otherwise = "every legal PE, SIMD and memory style",
        .value = "FILE"},
       {.name = "points",
        .target = &request.points,
        .help = "most points to evaluate: foldings times profiles, FIFO objectives and methods",
        .legal = WholeNumbers{1, 1'000'000},
        .value = "N"},
       {.name = "objectives",
        .target = &request.objectives,
        .help = "what the front is about: throughput, latency, lut, bram, uram, dsp, fifo (bits)",
        .value = "LIST",
        .list = List::kCommas},
       {.name = "profiles",
        .target = &request.profiles,
        .help = "hardware generators, each of which times every folding",
        .otherwise = "the space's, else that of the network's own hardware",
        .value = "LIST",
        .list = List::kCommas},
       {.name = "store",
        .target = &request.store,
        .help = "SQLite file in which every finished point lies at once; what it has is not computed again",
        .otherwise = "points.sqlite in the output folder, if there is one",
        .value = "FILE",
        .is_manner = true},
       {.name = "workers",
        .target = &options.workers,
        .help = "worker processes of a local Dask cluster; 0: this process, on all cores",
        .legal = WholeNumbers{0, 1024},
        .value = "N",
        .is_manner = true},
       {.name = "scheduler",
        .target = &options.scheduler,
        .help = "Dask scheduler whose workers evaluate, tcp://HOST:PORT",
        .value = "ADDRESS",
        .is_manner = true},
       seed_field(request.seed, Surface::kPython),
       output_field(options.output,
                    "folder for exploration.json, points.csv, metrics.json, report.html, foldings/ and points.sqlite",
                    "FOLDER")});
  return form;
}

}  // namespace weir::tools
