#include "tools/request/fifo.hpp"

#include <limits>

namespace weir::tools {

Form describe(FifoOptions& options) {
  FifoRequest& request = options.request;
  Form form{.command = "fifo",
            .summary = "FIFO depths: the least memory that keeps throughput or latency",
            .about = "The sizing's .model is the network with the depths found.",
            .python = "size_fifos",
            .returns = "FifoSizing",
            .first = "objective"};
  form.add(fields_of(options.network));
  form.add({{.name = "objective",
             .target = &request.objective,
             .help = "what must not get worse than with unlimited FIFOs",
             .legal = Words{"throughput", "latency", "deadlock-free"}},
            profile_field(request.profile),
            {.name = "method",
             .target = &request.method,
             .help = "minimal: search with proof; largefifo: FINN's peaks of two frames",
             .legal = Words{"minimal", "largefifo"}},
            {.name = "finn-rounding",
             .target = &request.finn_rounding,
             .help = "largefifo: up to 2 words become 2, up to 32 become 32"},
            {.name = "finn-dev",
             .target = &request.finn_dev,
             .help = "largefifo as FINN's dev branch: a frame begins FINN's estimated interval after the one before; "
                     "rounded as with finn-rounding"},
            {.name = "release",
             .target = &request.release,
             .help = "largefifo by the rules of that release of FINN: 0.9, 0.10, 1.0",
             .otherwise = "the profile's",
             .value = "RELEASE"},
            {.name = "target-interval",
             .target = &request.target_interval_cycles,
             .help = "cycles per frame that are enough; 0: as with unlimited FIFOs",
             .legal = WholeNumbers{0, std::numeric_limits<std::int32_t>::max()},
             .value = "CYCLES"},
            {.name = "margin-percent",
             .target = &request.margin_percent,
             .help = "per cent of words to add to every FIFO of the answer",
             .legal = Numbers{0, 10'000},
             .value = "PERCENT",
             .aliases = {"margin"}},
            {.name = "margin-words",
             .target = &request.margin_words,
             .help = "words to add to every FIFO of the answer",
             .legal = WholeNumbers{0, 1'000'000},
             .value = "N"}});
  form.add({clock_field(request.clk_mhz)});
  form.add(fields_of(request.world));
  form.add(
      {{.name = "power-of-two",
        .target = &request.power_of_two,
        .help = "block RAM is in FIFOs of the vendor, whose depth is a power of two"},
       fpga_part_field(request.part,
                       "part or board (xc7z020, pynq-z2, u250 ...): chooses LUT memory, block RAM or URAM per "
                       "FIFO so that they fit what FINN's estimates of the layers leave"),
       {.name = "verify-rtl",
        .target = &request.verify_rtl,
        .help = "run the answer in the Verilated RTL too, free and with random stalls (profile weir)"},
       {.name = "systemc-stalls",
        .target = &request.systemc_stalls,
        .help = "SystemC runs with random stalls that end the sizing",
        .legal = WholeNumbers{0, 1000},
        .otherwise = "4, above 64 FIFOs 1",
        .value = "N"},
       {.name = "reasons",
        .target = &request.reasons,
        .help = "reasons and margins even for networks of more than 64 FIFOs (minutes)"},
       seed_field(options.seed, Surface::kPython),
       {.name = "pareto",
        .target = &options.pareto,
        .help = "CSV file for the front between memory and interval; its picture goes beside it as .svg",
        .legal = Written{{".csv"}},
        .value = "FILE",
        .is_manner = true,
        .surface = Surface::kCommandLine},
       {.name = "pareto-all",
        .target = &options.pareto_all,
        .help = "CSV file for every point of the front between words and interval, each proven (small graphs)",
        .legal = Written{{".csv"}},
        .value = "FILE",
        .is_manner = true,
        .surface = Surface::kCommandLine},
       {.name = "target-period",
        .target = &options.target_period,
        .help = "graphs of SDF3: time units per iteration that are enough",
        .value = "N[/D]",
        .surface = Surface::kCommandLine},
       {.name = "all",
        .target = &options.shows_all,
        .help = "every FIFO, not those with most bits",
        .surface = Surface::kCommandLine},
       written_field(options.output,
                     "final_hw_config.json to write, in FINN's format; for a graph of SDF3 the .xml with its rooms",
                     {{".json", ".xml"}})});
  return form;
}

}  // namespace weir::tools
