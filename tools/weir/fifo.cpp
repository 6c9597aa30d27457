/// weir fifo: the least memory for the FIFOs that keeps throughput or latency, or only avoids deadlock.
#include "tools/request/fifo.hpp"

#include <fmt/format.h>

#include <mutex>

#include "golden/base/file.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/finn/python_json.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sdf/from_timing.hpp"
#include "tools/flow/fifo_outcome.hpp"
#include "tools/report/pareto_report.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/sdf.hpp"
#include "tools/weir/signals.hpp"
#include "tools/weir/terminal.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

void check_options(const FifoOptions& options) {
  const bool is_plain = options.request.method == "minimal" && options.request.objective == "throughput";
  for (const auto& [option, file] : {std::pair("--pareto", options.pareto), {"--pareto-all", options.pareto_all}})
    if (!file.empty() && !is_plain)
      throw Error("usage", std::string(option) + " belongs to --method minimal and --objective throughput");
  if (!options.target_period.empty())
    throw Error("usage", "--target-period is for graphs of SDF3 (.xml)", "", "legal here: --target-interval");
  for (const std::string& output : {options.output, options.pareto, options.pareto_all})
    if (!output.empty()) require_writable(output);
}

/// Of FINN's layers: backends and memory styles, which cost estimates and FINN's configuration need.
golden::AttributeTable attributes_of(const golden::FoldedNetwork& loaded, const FifoOptions& options) {
  const std::string& file = options.network.folding;
  const bool are_needed = !options.request.part.empty() ||
                          timing::find_profile(options.request.profile).traits.folding == timing::FoldingSchema::kFinn;
  if (file.empty() || !are_needed) return {};
  return golden::read_node_attributes(file, *loaded.network, loaded.folding);
}

/// In the shape of the profile's generator: FINN's has more attributes, in Python's number text.
void write_folding(const FifoOutcome& outcome, const golden::StageGraph& sized,
                   const golden::AttributeTable& attributes, const FifoOptions& options) {
  const golden::StageGraph graph = golden::build_stage_graph(sized.network, sized_folding(sized, outcome.sizing));
  const bool has_finns_shape = outcome.graph.traits.folding == timing::FoldingSchema::kFinn;
  const std::string& part = outcome.placement ? outcome.placement->part : golden::kDefaultPart;
  Json config = has_finns_shape ? golden::final_hw_config_json(graph, attributes, part)
                                : Json::parse(golden::folding_to_json(*graph.network, graph.folding));
  if (outcome.placement) set_ram_styles(config, graph, outcome.sizing, *outcome.placement);
  write_text_file(options.output, has_finns_shape ? golden::python_json(config) : config.dump(2) + "\n");
}

/// What the folding file cannot say.
std::string added_fifos_text(const FifoOutcome& outcome, const golden::StageGraph& graph) {
  std::vector<std::string> added;
  for (const auto& fifo : outcome.sizing.fifos)
    if (graph.find_stream(fifo.name) == nullptr) added.push_back(fmt::format("{} {}", fifo.name, fifo.depth_words));
  if (added.empty()) return "";
  return fmt::format(
      "note:      {} FIFOs belong to converters that profile {} adds, so the file leaves them out; a copy of the "
      "profile gives their words (fifo_words of \"converters\"): {}",
      added.size(), outcome.request.profile, fmt::join(added, ", "));
}

void write_pareto(const timing::TimingGraph& graph, const FifoRequest& request, const std::string& file) {
  if (!is_proof(request, graph))
    throw Error("usage", "--pareto rests on proofs, and the stages of profile " + request.profile + " allow none", "",
                "legal: profile weir");
  const std::vector<timing::ParetoPoint> front = pareto_front(graph, sizing_options(graph, request));
  write_text_file(file, pareto_csv(front));
  write_text_file(std::filesystem::path(file).replace_extension(".svg"),
                  pareto_svg(front, "FIFO memory and interval of " + graph.name));
}

SdfFifoOptions sdf_options(const FifoOptions& options) {
  return {options.request.target_interval_cycles, options.target_period, options.pareto_all, options.output};
}

int fifo(FifoOptions& options, const Session& session) {
  check_options(options);
  std::mutex one_at_a_time;
  timing::SizingControl control;
  control.progress = [&](const std::string& text) {
    const std::lock_guard lock(one_at_a_time);
    session.progress(text);
  };
  const golden::FoldedNetwork loaded = load(options.network, session);
  const golden::StageGraph graph = golden::build_stage_graph(loaded.network, loaded.folding);
  FifoRequest& request = options.request;
  request.profile = choose_profile(request.profile, graph);
  request.clk_mhz = choose_clk_mhz(options.network, request.clk_mhz);
  request.world.seed = options.seed = session.seed;
  request.control = &control;
  check(request);
  const golden::AttributeTable attributes = attributes_of(loaded, options);
  session.progress(fmt::format("sizing {} FIFOs", graph.streams.size()));
  bool is_whole = true;
  if (!options.pareto_all.empty())
    is_whole = write_front(sdf::from_timing(make_sizing_graph(graph, request)), sdf_options(options), session);
  const StopOnSignal stop_on_signal(control.stop);
  if (!options.pareto.empty()) write_pareto(make_sizing_graph(graph, request), request, options.pareto);
  const FifoOutcome outcome = find_fifos(graph, attributes, request);
  session.progress_done();
  if (!options.output.empty()) write_folding(outcome, graph, attributes, options);
  if (session.json) session.print_json(fifo_json(outcome));
  session.print(fifo_text(outcome, screen_of_stdout(options.shows_all)));
  if (const std::string added = added_fifos_text(outcome, graph); !options.output.empty() && !added.empty())
    session.print(added);
  if (is_proof(request, outcome.graph) && !sizing_options(outcome.graph, request).with_reasons)
    session.print("reasons    and margins take minutes for so many FIFOs: --reasons computes them");
  return outcome.is_fine() && is_whole ? kFine : kFinding;
}

int run_fifo(FifoOptions& options, const Session& session) {
  const std::string& network = options.network.network;
  if (!is_sdf3(network)) return fifo(options, session);
  require_sdf3_options(session, {"target-interval", "target-period", "pareto-all", "output"});
  return fifo_sdf3(network, sdf_options(options), session);
}

}  // namespace

void add_fifo(CLI::App& app, Session& session) { add_command(app, session, &run_fifo); }

}  // namespace weir::tools
