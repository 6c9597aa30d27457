/// weir rtl: SystemVerilog by our compiler, the stitched top and the file list.
#include <fmt/core.h>

#include <optional>

#include "golden/base/file.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/guarded_folder.hpp"
#include "tools/flow/kernel_compiler.hpp"
#include "tools/report/synthesis_report.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/vendor_note.hpp"

namespace weir::tools {

namespace {

struct RtlOptions {
  NetworkRequest network;
  std::string stage, output;
  bool synthesise = false, force = false;
  std::string fpga_part = "xc7z020clg400-1";
  double clk_mhz = 0;  ///< 0: none
};

Form describe(RtlOptions& options) {
  Form form{.command = "rtl", .summary = "compile the HLS sources to SystemVerilog and stitch them"};
  form.add(fields_of(options.network));
  form.add({{.name = "stage",
             .target = &options.stage,
             .help = "one stage alone with the FIFOs on its ports",
             .value = "STAGE"},
            {.name = "synth",
             .target = &options.synthesise,
             .help = "what yosys makes of every module: LUT, FF, RAMB18, DSP by stage, ooc_synth_and_timing.json"},
            force_field(options.force),
            {.name = "clk-mhz",
             .target = &options.clk_mhz,
             .help = "compile the kernels for this clock on --fpga-part (lfe5u-85f-8), in MHz: deeper pipelines, which "
                     "weir_rtl.json and the kernels' reports tell",
             .legal = kClocksMhz,
             .otherwise = "they keep no clock",
             .value = "MHZ"},
            fpga_part_field(options.fpga_part, "part or board for --synth, whose family counts, and for --clk-mhz"),
            output_field(options.output, "folder for the RTL", "FOLDER", true)});
  return form;
}

/// FINN has no formula for every kind and folding; then there is no estimate to stand beside.
std::optional<golden::Estimate> finn_estimate(const golden::StageGraph& graph, const std::string& fpga_part,
                                              const Session& session) {
  try {
    return golden::estimate_network(*graph.network, graph.folding, {}, fpga_part, 10.0);
  } catch (const std::exception& error) {
    session.print(fmt::format("no estimate by FINN's formulas: {}", error.what()));
    return std::nullopt;
  }
}

void synthesise(const RtlOptions& options, const golden::StageGraph& graph, const Session& session) {
  rtl::SynthesisOptions how;
  how.fpga_part = options.fpga_part;
  how.progress = [&session](const std::string& text) { session.progress(text); };
  const rtl::Synthesis made = rtl::synthesise(rtl::read_rtl_folder(options.output), how);
  session.progress_done();
  const auto estimate = finn_estimate(graph, options.fpga_part, session);
  const std::filesystem::path folder = options.output;
  write_text_file(folder / "ooc_synth_and_timing.json", ooc_synth_json(made).dump(2) + "\n");
  write_text_file(folder / "synthesis.json", synthesis_json(made, estimate).dump(2) + "\n");
  if (session.json) session.print_json(synthesis_json(made, estimate));
  session.print(synthesis_table(made, estimate));
}

int write_rtl(RtlOptions& options, const Session& session) {
  if (options.synthesise && options.clk_mhz > 0)
    throw Error("usage", "--synth maps to parts of Xilinx, --clk-mhz knows the delays of ECP5: give one of them");
  options.fpga_part = build::part_named(options.fpga_part);
  const golden::StageGraph network = load_graph(options.network, session);
  const golden::StageGraph graph = options.stage.empty() ? network : single_stage(network, options.stage);
  note_wide_words(graph);
  GuardedFolder folder(options.output, options.force);
  const auto clock =
      options.clk_mhz > 0 ? std::optional(hls::TargetClock{options.clk_mhz, options.fpga_part}) : std::nullopt;
  write_rtl_folder(
      graph, folder.work(), [&session](const std::string& text) { session.progress(text); }, clock);
  folder.commit();
  session.progress_done();
  const std::vector<std::string> warnings = attributes_not_built(graph);
  for (const std::string& sentence : warnings) spdlog::warn("warning: {}", sentence);
  if (session.json && !options.synthesise)
    session.print_json(
        {{"network", graph.name}, {"stages", graph.stages.size()}, {"output", options.output}, {"warnings", warnings}});
  session.print(fmt::format("{}: {} stages -> {} (weir_rtl.json lists the files)", graph.name, graph.stages.size(),
                            options.output));
  if (options.synthesise) synthesise(options, graph, session);
  return kFine;
}

}  // namespace

void add_rtl(CLI::App& app, Session& session) { add_command(app, session, &write_rtl); }

}  // namespace weir::tools
