/// weir fifo: the least memory for the FIFOs that keeps throughput or latency, or only avoids deadlock.
#include <fmt/format.h>

#include <limits>
#include <mutex>

#include "golden/base/file.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/python_json.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/fifo_outcome.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/pareto.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/signals.hpp"
#include "tools/weir/usage.hpp"
#include "tools/weir/world_options.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct FifoOptions {
  NetworkOptions network;
  FifoRequest request;
  std::string output, pareto;
};

void check_options(const FifoOptions& options) {
  const bool is_plain = options.request.method == "minimal" && options.request.objective == "throughput";
  if (!options.pareto.empty() && !is_plain)
    throw Error("usage", "--pareto belongs to --method minimal and --objective throughput");
  for (const std::string& output : {options.output, options.pareto})
    if (!output.empty()) require_writable(output);
}

/// Of FINN's layers: backends and memory styles, which cost estimates and FINN's configuration need.
golden::AttributeTable attributes_of(const golden::FoldedNetwork& loaded, const FifoOptions& options) {
  const std::string& file = options.network.folding;
  const bool are_needed = !options.request.part.empty() ||
                          timing::find_profile(options.request.profile).traits.folding == timing::FoldingSchema::kFinn;
  if (file.empty() || !are_needed) return {};
  return golden::parse_node_attributes(read_text_file(file), file, *loaded.network);
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
  const std::vector<ParetoPoint> front = pareto_front(graph, sizing_options(graph, request));
  write_text_file(file, pareto_csv(front));
  write_text_file(std::filesystem::path(file).replace_extension(".svg"),
                  pareto_svg(front, "FIFO memory and interval of " + graph.name));
}

int fifo(FifoOptions options, const Session& session) {
  check_options(options);
  std::mutex one_at_a_time;
  timing::SizingControl control;
  control.progress = [&](const std::string& text) {
    const std::lock_guard lock(one_at_a_time);
    session.progress(text);
  };
  const StopOnSignal stop_on_signal(control.stop);
  const golden::FoldedNetwork loaded = options.network.load(session);
  const golden::StageGraph graph = golden::build_stage_graph(loaded.network, loaded.folding);
  FifoRequest& request = options.request;
  request.profile = choose_profile(request.profile, graph);
  request.world.seed = session.seed;
  request.control = &control;
  check(request);
  const golden::AttributeTable attributes = attributes_of(loaded, options);
  session.progress(fmt::format("sizing {} FIFOs", graph.streams.size()));
  if (!options.pareto.empty()) write_pareto(make_sizing_graph(graph, request), request, options.pareto);
  const FifoOutcome outcome = find_fifos(graph, attributes, request);
  session.progress_done();
  if (!options.output.empty()) write_folding(outcome, graph, attributes, options);
  if (session.json) session.print_json(fifo_json(outcome));
  session.print(fifo_text(outcome));
  if (const std::string added = added_fifos_text(outcome, graph); !options.output.empty() && !added.empty())
    session.print(added);
  if (is_proof(request, outcome.graph) && !sizing_options(outcome.graph, request).with_reasons)
    session.print("reasons    and margins take minutes for so many FIFOs: --reasons computes them");
  session.print("again:     " + session.command_line);
  return outcome.is_fine() ? kFine : kFinding;
}

}  // namespace

void add_fifo(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("fifo", "FIFO depths: the least memory that keeps throughput or latency");
  auto options = std::make_shared<FifoOptions>();
  options->network.add_to(*command);
  add_profile_to(*command, options->request.profile);
  command->add_option("--objective", options->request.objective, "what must not get worse than with unlimited FIFOs")
      ->check(CLI::IsMember({"throughput", "latency", "deadlock-free"}))
      ->capture_default_str();
  command
      ->add_option("--method", options->request.method,
                   "minimal: search with proof; largefifo: FINN's peaks of two frames")
      ->check(CLI::IsMember({"minimal", "largefifo"}))
      ->capture_default_str();
  command->add_flag("--finn-rounding", options->request.finn_rounding,
                    "largefifo: up to 2 words become 2, up to 32 become 32");
  command->add_flag("--finn-dev", options->request.finn_dev,
                    "largefifo as FINN's dev branch: a frame begins FINN's estimated interval after the one before; "
                    "rounded as with --finn-rounding");
  command
      ->add_option("--target-interval", options->request.target_interval_cycles,
                   "cycles per frame that are enough; 0: as with unlimited FIFOs")
      ->check(whole_number(0, std::numeric_limits<std::int32_t>::max()));
  command
      ->add_option("--margin", options->request.margin_percent, "per cent of words to add to every FIFO of the answer")
      ->check(number(0, 10'000));
  command->add_option("--margin-words", options->request.margin_words, "words to add to every FIFO of the answer")
      ->check(whole_number(0, 1'000'000));
  add_world(*command, options->request.world);
  command->add_flag("--power-of-two", options->request.power_of_two,
                    "block RAM is in FIFOs of the vendor, whose depth is a power of two");
  command->add_option(
      "--part", options->request.part,
      "part or board (xc7z020, pynq-z2, u250 ...): chooses LUT memory, block RAM or URAM per FIFO so that "
      "they fit what FINN's estimates of the layers leave");
  command->add_flag("--verify-rtl", options->request.verify_rtl,
                    "run the answer in the Verilated RTL too, free and with random stalls (profile weir)");
  command
      ->add_option("--systemc-stalls", options->request.systemc_stalls,
                   "SystemC runs with random stalls that end the sizing (default: 4, above 64 FIFOs 1)")
      ->check(whole_number(0, 1000));
  command->add_flag("--reasons", options->request.reasons,
                    "reasons and margins even for networks of more than 64 FIFOs (minutes)");
  command->add_option("--pareto", options->pareto,
                      "CSV file for the front between memory and interval; its picture goes beside it as .svg");
  command->add_option("-o,--output", options->output, "final_hw_config.json to write, in FINN's format");
  command->callback([&session, options] { session.action = [&session, options] { return fifo(*options, session); }; });
}

}  // namespace weir::tools
