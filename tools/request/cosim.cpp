#include "tools/request/cosim.hpp"

namespace weir::tools {

namespace {

/// Where the RTL comes from and how it is built.
std::vector<Field> design_fields(CosimOptions& options) {
  return {
      {.name = "stage",
       .target = &options.stage,
       .help = "one stage alone with the FIFOs on its ports, or a block with branches: <first stage>_block",
       .value = "STAGE"},
      {.name = "blocks",
       .target = &options.blocks,
       .help = "every block by itself, in parallel processes; with -o a run that was ended goes on where it was",
       .surface = Surface::kCommandLine},
      {.name = "jobs",
       .target = &options.jobs,
       .help = "processes of --blocks",
       .legal = WholeNumbers{1, 1024},
       .otherwise = "as many as cores",
       .value = "N",
       .surface = Surface::kCommandLine},
      {.name = "whole-network",
       .target = &options.whole_network,
       .help = "the whole network, as without --stage and --blocks",
       .aliases = {"network"},
       .surface = Surface::kCommandLine},
      {.name = "assembly",
       .target = &options.assembly,
       .help = "stitched: weir_top.sv as one model; composed: a model per kernel, quicker to build; dataflow: the "
               "C++ project's DATAFLOW top compiled as it is, compared at the boundary",
       .legal = Words{"stitched", "composed", "dataflow"},
       .otherwise = "stitched, beyond 64 stages composed"},
      {.name = "rtl",
       .target = &options.rtl,
       .help = "an RTL folder made by `weir rtl`, as it is; otherwise it is made",
       .value = "FOLDER"},
      {.name = "hls",
       .target = &options.hls,
       .help = "a project made by `weir hls`: its kernels, edited or not, are compiled and compared",
       .value = "FOLDER"},
      {.name = "netlist",
       .target = &options.netlist,
       .help =
           "what yosys' synth_ecp5 makes of the RTL, with the streams' monitors as ports, instead of the RTL itself",
       .surface = Surface::kCommandLine},
      {.name = "top",
       .target = &options.top,
       .help = "RTL that Weir did not make: the module of the folder rtl with AXI-Stream ports to compare",
       .value = "MODULE"},
      {.name = "all-layers",
       .target = &options.all_layers,
       .help = "of a stitched design: every layer's module alone, then the whole, and in which layer the fault is",
       .surface = Surface::kCommandLine},
      {.name = "words-in",
       .target = &options.words_in,
       .help =
           "without NETWORK, the words of such a design's inputs, [frames, words(, elements)], or VECTORS.h5#STREAM",
       .value = "IN.npy,...",
       .list = List::kCommas,
       .surface = Surface::kCommandLine},
      {.name = "words-out",
       .target = &options.words_out,
       .help = "the words that it must answer with",
       .value = "OUT.npy,...",
       .list = List::kCommas,
       .surface = Surface::kCommandLine},
      {.name = "axi-lite",
       .target = &options.register_writes,
       .help =
           "written to an AXI-lite slave of such a design after reset; PORT:ADDRESS==VALUE: read and compared; @FILE "
           "for VALUE: a row of registers, one hexadecimal number per line, as FINN's runtime_weights; one after "
           "the other, may be repeated",
       .value = "PORT:ADDRESS=VALUE",
       .surface = Surface::kCommandLine},
      {.name = "quiet-cycles",
       .target = &options.quiet_cycles,
       .help = "give such a design up after so many cycles of standstill",
       .legal = WholeNumbers{1, 1'000'000'000'000},
       .otherwise = "from the network",
       .value = "CYCLES"}};
}

/// What it runs on.
std::vector<Field> stimulus_fields(CosimOptions& options) {
  return {{.name = "random",
           .target = &options.random,
           .help = "random frames",
           .legal = kFrameCounts,
           .otherwise = std::to_string(kRandomFrames),
           .value = "N"},
          {.name = "limit",
           .target = &options.limit,
           .help = "at most so many frames of --input",
           .legal = kFrameCounts,
           .otherwise = "20",
           .value = "N",
           .surface = Surface::kCommandLine},
          stalls_field(options.stalls),
          seed_field(options.seed, Surface::kPython)};
}

std::vector<Field> wave_fields(CosimOptions& options) {
  return {{.name = "waves",
           .target = &options.waves,
           .help = "FILE.fst: a waveform of streams, for GTKWave",
           .legal = Written{{".fst"}},
           .value = "FILE",
           .is_manner = true,
           .surface = Surface::kCommandLine},
          {.name = "wave-streams",
           .target = &options.wave_streams,
           .help = "these streams alone",
           .value = "STREAM,...",
           .list = List::kCommas,
           .surface = Surface::kCommandLine},
          {.name = "wave-cycles",
           .target = &options.wave_cycles,
           .help = "these cycles alone",
           .value = "FROM:TO",
           .surface = Surface::kCommandLine}};
}

}  // namespace

Form describe(CosimOptions& options) {
  Form form{.command = "cosim",
            .summary = "compare the RTL with golden word by word and with SystemC cycle by cycle",
            .about =
                "Every word of the Verilated RTL against golden, every cycle against SystemC. In Python x is "
                "pictures or elements; without it there are random frames.",
            .python = "cosim",
            .returns = "Cosim",
            .data = "x: Any = None"};
  form.add(fields_of(options.network));
  form.fields.front().is_required = false;  // words of files stand for it
  form.add({fc_weights_field(options.network)});
  form.add(design_fields(options));
  form.add({{.name = "vectors",
             .target = &options.vectors,
             .help = "test vectors (.h5) whose frames are used",
             .value = "FILE",
             .surface = Surface::kCommandLine}});
  form.add(fields_of(options.pictures));
  form.add(stimulus_fields(options));
  form.add(wave_fields(options));
  form.add({{.name = "clk-mhz",
             .target = &options.clk_mhz,
             .help = "clock of rtlsim_performance.json in MHz",
             .legal = kClocksMhz,
             .otherwise = "the build's, else 100",
             .value = "MHZ",
             .surface = Surface::kCommandLine},
            {.name = "fpga-part",
             .target = &options.fpga_part,
             .help = "compile the kernels for the clock --clk-mhz on this part, for example lfe5u-85f-8",
             .otherwise = "they keep no clock",
             .value = "PART",
             .aliases = {"part"},
             .surface = Surface::kCommandLine},
            finn_schema_field(options.finn_schema),
            output_field(options.output, "folder for cosim.json, rtlsim_performance.json and a replay", "FOLDER")});
  return form;
}

Assembly assembly_of(const CosimOptions& options) {
  if (options.assembly == "stitched") return Assembly::kStitched;
  if (options.assembly == "composed") return Assembly::kComposed;
  if (options.assembly == "dataflow") return Assembly::kDataflow;
  return Assembly::kAuto;
}

}  // namespace weir::tools
