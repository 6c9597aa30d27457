/// weir hls: the C++ project for native C simulation and the vendor's tools.
#include <fmt/core.h>

#include "hls/codegen/project.hpp"
#include "tools/weir/network_options.hpp"

namespace weir::tools {

namespace {

struct HlsOptions {
  NetworkOptions network;
  std::string output, part = "xc7z020clg400-1";
  double clk_ns = 10.0;
};

int write_project(const HlsOptions& options, const Session& session) {
  const golden::StageGraph graph = options.network.stage_graph(session);
  hls::ProjectOptions project;
  project.part = options.part;
  project.clk_ns = options.clk_ns;
  project.standalone = true;
  hls::write_hls_project(graph, options.output, project);
  if (session.json)
    session.print_json({{"network", graph.name}, {"stages", graph.stages.size()}, {"output", options.output}});
  session.print(fmt::format("{}: {} stages -> {} (README.md there tells how to simulate and build it)", graph.name,
                            graph.stages.size(), options.output));
  return kFine;
}

}  // namespace

void add_hls(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("hls", "write the C++ project: csim, Vitis HLS and Vivado / v++ scripts");
  auto options = std::make_shared<HlsOptions>();
  options->network.add_to(*command);
  command->add_option("-o,--output", options->output, "folder for the project")->required();
  command->add_option("--fpga-part", options->part, "part of the vendor scripts")->capture_default_str();
  command->add_option("--clk-ns", options->clk_ns, "clock period of the vendor scripts")->capture_default_str();
  command->callback(
      [&session, options] { session.action = [&session, options] { return write_project(*options, session); }; });
}

}  // namespace weir::tools
