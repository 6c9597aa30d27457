/// weir info: what a network is made of and how it is folded; its timing as a graph for tools of the literature.
#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "golden/network/tail.hpp"
#include "systemc/sdf/from_timing.hpp"
#include "systemc/sdf/xml.hpp"
#include "tools/report/graph_report.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"

namespace weir::tools {

namespace {

struct InfoOptions {
  NetworkRequest network;
  std::string profile, sdf3;
};

Form describe(InfoOptions& options) {
  Form form{.command = "info", .summary = "what a network is made of; without NETWORK, the built-in networks"};
  form.add(fields_of(options.network));
  form.fields.front().is_required = false;
  form.add({{.name = "sdf3",
             .target = &options.sdf3,
             .help = "write the timing as a cyclo-static dataflow graph in SDF3's XML, one iteration a frame",
             .legal = Written{{".xml"}},
             .value = "FILE",
             .is_manner = true},
            profile_field(options.profile, "with --sdf3: ")});
  return form;
}

std::string stage_line(const golden::StageGraph& graph, const golden::Stage& stage) {
  const auto& weights = graph.parameters(stage).weights;
  return fmt::format("  {:<32} {:<28} {:>4} {:>5} {:>14}", stage.name, golden::op_type(stage.kind),
                     stage.layer < 0 ? "" : std::to_string(stage.folding.PE),
                     stage.layer < 0 ? "" : std::to_string(stage.folding.SIMD),
                     weights.empty() ? "" : to_string(weights.shape));
}

void print_graph(const Session& session, const golden::StageGraph& graph) {
  session.print(fmt::format("{}   {} stages, {} FIFOs", graph.name, graph.stages.size(), graph.streams.size()));
  session.print(fmt::format("  {:<32} {:<28} {:>4} {:>5} {:>14}", "stage", "kind", "PE", "SIMD", "weights"));
  for (const auto& stage : graph.stages) session.print(stage_line(graph, stage));
  session.print(
      fmt::format("  {:<32} {:<12} {:>10} {:>16} {:>8}", "stream", "type", "word bits", "words per frame", "depth"));
  for (const auto& stream : graph.streams)
    session.print(fmt::format("  {:<32} {:<12} {:>10} {:>16} {:>8}", stream.name, stream.type.name(),
                              stream.word_bits(), stream.words_per_frame(), stream.depth_words));
  if (const auto& tail = graph.network->tail; tail != nullptr)
    session.print("  behind the last layer, on the host in floating point: " + tail->operations());
}

/// Every FIFO with its depth: the tools of the literature know no capacities, but channels back.
void write_sdf3(const golden::StageGraph& graph, const InfoOptions& options, const Session& session) {
  const timing::Profile profile = timing::find_profile(choose_profile(options.profile, graph));
  const sdf::Graph dataflow = sdf::with_rooms(sdf::from_timing(timing::make_timing_graph(graph, profile)));
  write_text_file(options.sdf3, sdf::xml_text(dataflow));
  session.print(fmt::format("  as cyclo-static dataflow, profile {}: {} actors, {} channels -> {}", profile.name,
                            dataflow.actors.size(), dataflow.channels.size(), options.sdf3));
}

int list_builtins(const Session& session) {
  if (session.json) {
    session.print_json({{"built_in_networks", golden::builtin_names()}});
    return kFine;
  }
  session.print("built-in networks:");
  for (const auto& name : golden::builtin_names()) session.print("  " + name);
  return kFine;
}

int info(InfoOptions& options, const Session& session) {
  if (options.sdf3.empty() && !options.profile.empty()) throw Error("usage", "--profile belongs to --sdf3");
  if (options.network.network.empty() && !options.sdf3.empty()) throw Error("usage", "--sdf3 needs a NETWORK");
  if (options.network.network.empty()) return list_builtins(session);
  if (!options.sdf3.empty()) require_writable(options.sdf3);
  const golden::StageGraph graph = load_graph(options.network, session);
  if (session.json)
    session.print_json(graph_json(graph));
  else
    print_graph(session, graph);
  if (!options.sdf3.empty()) write_sdf3(graph, options, session);
  return kFine;
}

}  // namespace

void add_info(CLI::App& app, Session& session) { add_command(app, session, &info); }

}  // namespace weir::tools
