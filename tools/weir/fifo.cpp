/// weir fifo: the least memory for the FIFOs that keeps throughput or latency, or only avoids deadlock.
#include <fmt/core.h>

#include <csignal>
#include <mutex>

#include "golden/estimate/finn_config.hpp"
#include "golden/estimate/python_json.hpp"
#include "golden/network/file.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/fifo_flow.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/pareto.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;
using timing::FifoSizing;

struct FifoOptions {
  NetworkOptions network;
  FifoRequest request;
  std::string output, pareto;
};

constexpr const char* kFinnProfile = "finn-v0.10";

void check_options(const FifoOptions& options) {
  check(options.request);
  if (!options.pareto.empty() && !(options.request.is_search() && options.request.objective == "throughput"))
    throw Error("usage", "--pareto belongs to --profile weir, --method minimal and --objective throughput");
}

/// Ctrl-C ends a search; what was found by then is printed and written, and the exit code is that of a finding.
class StopOnInterrupt {
 public:
  explicit StopOnInterrupt(timing::SizingControl& control) {
    current_ = &control;
    before_ = std::signal(SIGINT, [](int) { current_->stop = true; });
  }
  ~StopOnInterrupt() {
    std::signal(SIGINT, before_);
    current_ = nullptr;
  }

 private:
  static inline timing::SizingControl* current_ = nullptr;
  void (*before_)(int);
};

std::string memory_text(const timing::FifoCost& cost) {
  return cost.bram18 > 0 ? fmt::format("{} RAMB18", cost.bram18) : fmt::format("{} LUT", cost.lut);
}

std::string summary_text(const FifoSizing& sizing, const timing::FifoCost& before, bool is_search) {
  const auto figures = [](const timing::FifoCost& c) {
    return fmt::format("{} RAMB18, {} LUT, {} bits", c.bram18, c.lut, c.bits);
  };
  std::string text = fmt::format("memory     {} FIFOs: {}   (before: {})\n", sizing.fifos.size(), figures(sizing.cost),
                                 figures(before));
  if (sizing.was_stopped) text += "stopped    the best depths found so far\n";
  if (is_search)
    text += fmt::format("bound      {}: {}\n", figures(sizing.lower_bound),
                        sizing.proven_minimal          ? "proven minimal"
                        : sizing.proven_minimal_bram18 ? "RAMB18 proven minimal, LUT and bits not"
                                                       : "not proven minimal");
  const auto unlimited = static_cast<double>(sizing.unlimited_interval_cycles);
  text += fmt::format("interval   {} cycles{}{}\n",
                      sizing.interval_cycles > 0 ? fmt::format("{:.6g}", sizing.interval_cycles) : "not known",
                      sizing.interval_cycles == unlimited
                          ? ", as with unlimited FIFOs"
                          : fmt::format(" (unlimited FIFOs: {})", sizing.unlimited_interval_cycles),
                      sizing.periodic_from_frame > 0
                          ? fmt::format("; every word proven periodic from frame {}", sizing.periodic_from_frame)
                          : "");
  text += fmt::format("latency    {} cycles\n", sizing.latency_cycles);
  text += fmt::format(
      "SystemC    {} runs, all but one with random stalls: {}{}\n", sizing.systemc.runs,
      sizing.systemc.deadlocks == 0 ? "no deadlock" : fmt::format("{} DEADLOCKED", sizing.systemc.deadlocks),
      sizing.systemc.same_cycles ? "" : "; cycles DIFFER from the max-plus engine");
  if (sizing.systemc.runs == 0) text.resize(text.find("SystemC    "));
  return text + fmt::format("search     {} runs, {} undecided", sizing.evaluations, sizing.undecided);
}

std::string sizing_text(const FifoSizing& sizing, const timing::TimingGraph& graph, bool is_search) {
  std::string text = fmt::format("  {:<32} {:>8} {:>8}  {:<12} why\n", "fifo", "before", "now", "memory");
  timing::FifoCost before;
  for (std::size_t s = 0; s < sizing.fifos.size(); ++s) {
    const auto& fifo = sizing.fifos[s];
    before += timing::fifo_cost(graph.streams[s].depth_words, fifo.width_bits);
    text += fmt::format("  {:<32} {:>8} {:>8}  {:<12} {}\n", fifo.name, graph.streams[s].depth_words, fifo.depth_words,
                        memory_text(fifo.cost), fifo.why);
  }
  return text + summary_text(sizing, before, is_search);
}

void write_folding(const FifoSizing& sizing, const golden::BuiltIn& loaded, const FifoOptions& options) {
  const golden::Folding folding = sized_folding(loaded.folding, sizing);
  if (options.request.profile != kFinnProfile) {
    write_text_file(options.output, golden::folding_to_json(*loaded.network, folding));
    return;
  }
  golden::AttributeTable attributes;
  if (const std::string& file = options.network.folding; !file.empty())
    attributes = golden::parse_node_attributes(read_text_file(file), file, *loaded.network);
  const golden::StageGraph graph = golden::build_stage_graph(loaded.network, folding);
  write_text_file(options.output,
                  golden::python_json(golden::final_hw_config_json(graph, attributes, golden::kDefaultPart)));
}

void write_pareto(const timing::TimingGraph& graph, const timing::SizingOptions& options, const std::string& file) {
  const std::vector<ParetoPoint> front = pareto_front(graph, options);
  write_text_file(file, pareto_csv(front));
  write_text_file(std::filesystem::path(file).replace_extension(".svg"),
                  pareto_svg(front, "FIFO memory and interval of " + graph.name));
}

int fifo(const FifoOptions& options, const Session& session) {
  check_options(options);
  std::mutex one_at_a_time;
  timing::SizingControl control;
  control.progress = [&](const std::string& text) {
    const std::lock_guard lock(one_at_a_time);
    session.progress(text);
  };
  const StopOnInterrupt stop_on_interrupt(control);
  const golden::BuiltIn loaded = options.network.load(session);
  FifoRequest request = options.request;
  const timing::TimingGraph graph = make_timing_graph(golden::build_stage_graph(loaded.network, loaded.folding),
                                                      timing::load_profile(request.profile));
  request.control = &control;
  session.progress(fmt::format("sizing {} FIFOs", graph.streams.size()));
  if (!options.pareto.empty()) write_pareto(graph, sizing_options(graph, request), options.pareto);
  const FifoSizing sizing = size_network_fifos(graph, request);
  session.progress_done();
  if (!options.output.empty()) write_folding(sizing, loaded, options);
  if (session.json) session.print_json(sizing_json(sizing, graph, request));
  session.print(sizing_text(sizing, graph, request.is_search()));
  if (request.is_search() && !sizing_options(graph, request).with_reasons)
    session.print("reasons    and margins take minutes for so many FIFOs: --reasons computes them");
  session.print("again:     " + session.command_line);
  const bool is_fine = sizing.systemc.deadlocks == 0 && sizing.systemc.same_cycles && !sizing.was_stopped;
  return is_fine ? kFine : kFinding;
}

}  // namespace

void add_fifo(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("fifo", "FIFO depths: the least memory that keeps throughput or latency");
  auto options = std::make_shared<FifoOptions>();
  options->network.add_to(*command);
  command->add_option("--profile", options->request.profile, "hardware generator whose timing is meant")
      ->capture_default_str();
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
  command->add_option("--target-interval", options->request.target_interval_cycles,
                      "cycles per frame that are enough; 0: as with unlimited FIFOs");
  command->add_option("--margin", options->request.margin_percent,
                      "per cent of words to add to every FIFO of the answer");
  command
      ->add_option("--systemc-stalls", options->request.systemc_stalls,
                   "SystemC runs with random stalls that end the sizing (default: 4, above 64 FIFOs 1)")
      ->check(CLI::Range(0, 1000));
  command->add_flag("--reasons", options->request.reasons,
                    "reasons and margins even for networks of more than 64 FIFOs (minutes)");
  command->add_option("--pareto", options->pareto,
                      "CSV file for the front between memory and interval; its picture goes beside it as .svg");
  command->add_option("-o,--output", options->output, "final_hw_config.json to write, in FINN's format");
  command->callback([&session, options] { session.action = [&session, options] { return fifo(*options, session); }; });
}

}  // namespace weir::tools
