/// weir hls: the C++ project for native C simulation and the vendor's tools.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "golden/model/model.hpp"
#include "hls/codegen/project.hpp"
#include "hls/codegen/vendor_limits.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/csim_flow.hpp"
#include "tools/flow/guarded_folder.hpp"
#include "tools/flow/kernel_compiler.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct HlsOptions {
  NetworkRequest network;
  PartAndClock target;
  std::string output;
  int csim_frames = 0;
  bool force = false;
};

Form describe(HlsOptions& options) {
  Form form{.command = "hls", .summary = "write the C++ project: csim, Vitis HLS and Vivado / v++ scripts"};
  form.add(fields_of(options.network));
  form.add({output_field(options.output, "folder for the project", "FOLDER", true)});
  form.add(fields_of(options.target, "part or board of the vendor scripts", "clock of the vendor scripts"));
  form.add({force_field(options.force),
            {.name = "csim",
             .target = &options.csim_frames,
             .help = "also run its C simulation on N random frames, against golden",
             .legal = WholeNumbers{1, 1000},
             .otherwise = "it is not run",
             .value = "N"}});
  return form;
}

Json csim_json(const CsimOutcome& outcome) {
  return {{"equal", outcome.equal}, {"words", outcome.words}, {"streams", outcome.streams}};
}

std::string csim_text(const CsimOutcome& outcome) {
  if (!outcome.equal) return "the C simulation differs from golden\n" + outcome.output;
  return fmt::format("C simulation: {} words on {} streams equal golden", outcome.words, outcome.streams);
}

/// In a folder inside the project, whose sources stay as they were written.
CsimOutcome simulate(const HlsOptions& options, const golden::StageGraph& graph, const Session& session) {
  const auto frames = golden::random_frames(*graph.network, options.csim_frames, session.seed);
  CsimOutcome outcome = run_csim(graph, frames, std::filesystem::path(options.output) / "csim_run",
                                 [&session](const std::string& text) { session.progress(text); });
  session.progress_done();
  return outcome;
}

int write_project(HlsOptions& options, const Session& session) {
  const golden::StageGraph graph = load_graph(options.network, session);
  hls::ProjectOptions project;
  complete(options.target, options.network);
  project.part = build::part_named(options.target.fpga_part);
  project.clk_ns = options.target.clk_ns;
  project.standalone = true;
  GuardedFolder folder(options.output, options.force);
  hls::write_hls_project(graph, folder.work(), project);
  folder.commit();
  Json warnings = Json::array();
  for (const std::string& sentence : attributes_not_built(graph)) {
    warnings.push_back(sentence);
    spdlog::warn("warning: {}", sentence);
  }
  const std::vector<Error> too_wide = hls::words_too_wide(graph);
  for (const Error& word : too_wide) {
    warnings.push_back(word.what_text + "; " + word.hint);
    spdlog::warn("warning: {}; {}", word.what_text, word.hint);
  }
  std::optional<CsimOutcome> csim;
  if (options.csim_frames > 0) csim = simulate(options, graph, session);
  if (session.json)
    session.print_json({{"network", graph.name},
                        {"stages", graph.stages.size()},
                        {"output", options.output},
                        {"warnings", warnings},
                        {"csim", csim ? csim_json(*csim) : Json(nullptr)}});
  session.print(fmt::format("{}: {} stages -> {} (README.md there tells how to simulate and build it)", graph.name,
                            graph.stages.size(), options.output));
  if (csim) session.print(csim_text(*csim));
  return (csim && !csim->equal) || !too_wide.empty() ? kFinding : kFine;
}

}  // namespace

void add_hls(CLI::App& app, Session& session) { add_command(app, session, &write_project); }

}  // namespace weir::tools
