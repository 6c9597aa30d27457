/// weir rtl: SystemVerilog by our compiler, the stitched top and the file list.
#include <fmt/core.h>

#include "tools/flow/kernel_compiler.hpp"
#include "tools/weir/network_options.hpp"

namespace weir::tools {

namespace {

struct RtlOptions {
  NetworkOptions network;
  std::string stage, output;
};

int write_rtl(const RtlOptions& options, const Session& session) {
  const golden::StageGraph network = options.network.stage_graph(session);
  const golden::StageGraph graph = options.stage.empty() ? network : single_stage(network, options.stage);
  write_rtl_folder(graph, options.output, [&session](const std::string& text) { session.progress(text); });
  session.progress_done();
  if (session.json)
    session.print_json({{"network", graph.name}, {"stages", graph.stages.size()}, {"output", options.output}});
  session.print(fmt::format("{}: {} stages -> {} (weir_rtl.json lists the files)", graph.name, graph.stages.size(),
                            options.output));
  return kFine;
}

}  // namespace

void add_rtl(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("rtl", "compile the HLS sources to SystemVerilog and stitch them");
  auto options = std::make_shared<RtlOptions>();
  options->network.add_to(*command);
  command->add_option("--stage", options->stage, "one stage alone with the FIFOs on its ports");
  command->add_option("-o,--output", options->output, "folder for the RTL")->required();
  command->callback(
      [&session, options] { session.action = [&session, options] { return write_rtl(*options, session); }; });
}

}  // namespace weir::tools
