#include "tools/explore/evaluation.hpp"

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/base/sha256.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/network/fifos.hpp"
#include "systemc/engines/simulate.hpp"
#include "tools/explore/cosimulation.hpp"
#include "tools/flow/fifo_flow.hpp"

namespace weir::tools::explore {

namespace {

using Json = nlohmann::ordered_json;

std::string sha256_of(const std::string& text) {
  return sha256_hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string profile_hash(const std::string& profile) {
  const bool is_file = profile.ends_with(".json");
  return sha256_of(is_file ? read_text_file(profile) : timing::profile_text(profile));
}

Json fold_json(const golden::HardwareNode& node) {
  return {{"PE", node.folding.PE},
          {"SIMD", node.folding.SIMD},
          {"MMV", node.folding.MMV},
          {"parallel_window", node.parallel_window ? 1 : 0}};
}

golden::Folding folded(const golden::FoldedNetwork& base, const Json& layers) {
  golden::Folding folding = base.folding;
  forget_fifos(folding);
  folding.depths_words.clear();  // of streams that other widths do not have
  for (const auto& [name, fold] : layers.items()) {
    golden::LayerFolding& layer = folding.layers[name];
    layer.PE = fold.at("PE");
    layer.SIMD = fold.at("SIMD");
    layer.MMV = fold.at("MMV");
    layer.stated.erase("parallel_window");
    if (fold.at("parallel_window") == 1) layer.stated["parallel_window"] = "1";
  }
  return folding;
}

Json depths_json(const timing::FifoSizing& sizing) {
  Json depths = Json::object();
  for (const auto& fifo : sizing.fifos) depths[fifo.name] = fifo.depth_words;
  return depths;
}

/// The steady state of the sized network: what the sizing proved, else a run.
struct Timed {
  double interval_cycles = 0;
  std::int64_t latency_cycles = 0;
  bool is_proven = false;
  std::string slowest;
};

Timed timed(const timing::TimingGraph& graph, const timing::FifoSizing& sizing, bool is_proof,
            const std::atomic<bool>* stop) {
  timing::SimulationOptions options;
  constexpr int kFramesOfInterval = 6;  // with fewer the interval is the last one alone
  constexpr int kFramesOfLatency = 2;
  options.frames =
      sizing.interval_cycles > 0 ? kFramesOfLatency : std::max(kFramesOfInterval, graph.traits.sizing_frames.search);
  options.stop = stop;
  const timing::SimulationResult run = simulate_maxplus(graph, options);
  if (run.deadlock)
    throw Error("deadlock", "with the FIFOs found the network stops at cycle " + std::to_string(run.deadlock->cycle));
  Timed result{run.steady_interval_cycles, run.latency_cycles, false, ""};
  result.is_proven = sizing.interval_cycles > 0 && (is_proof || sizing.periodic_from_frame > 0);
  if (sizing.interval_cycles > 0) result.interval_cycles = sizing.interval_cycles;
  std::int64_t most = -1;
  for (const auto& stage : run.stages)
    if (stage.work_cycles > most) {
      most = stage.work_cycles;
      result.slowest = stage.name;
    }
  return result;
}

void measure(const golden::FoldedNetwork& base, const Json& task, const std::atomic<bool>* stop, Json& record) {
  const golden::StageGraph graph = folded_graph(base, task);
  FifoRequest request;
  request.profile = task.at("profile").at("name");
  request.objective = task.at("fifo").at("objective");
  request.method = task.at("fifo").at("method");
  request.finn_rounding = request.method == "largefifo";
  request.depths_only = true;
  request.threads = 1;  // who schedules gave every core a thread already
  timing::SizingControl control;
  request.control = &control;
  check(request);
  const timing::TimingGraph timing = make_sizing_graph(graph, request);
  const timing::FifoSizing sizing = size_network_fifos(graph, timing, request);
  const Timed times = timed(sized_timing(graph, timing, request, sizing), sizing, is_proof(request, timing), stop);
  record["computed"] = times.is_proven ? "proven" : "simulated";
  record["fifos_proven_minimal"] = sizing.proven_minimal;
  record["interval_cycles"] = times.interval_cycles;
  record["latency_cycles"] = times.latency_cycles;
  record["slowest"] = times.slowest;
  record["fifos"] = {{"LUT", sizing.cost.lut}, {"BRAM_18K", sizing.cost.bram18}, {"bits", sizing.cost.bits}};
  record["depths"] = depths_json(sizing);
}

}  // namespace

golden::StageGraph folded_graph(const golden::FoldedNetwork& base, const Json& task) {
  return golden::build_stage_graph(base.network, folded(base, task.at("folding")));
}

golden::StageGraph with_depths(const golden::StageGraph& graph, const Json& depths) {
  timing::FifoSizing sizing;
  for (const auto& [stream, depth] : depths.items()) {
    timing::SizedFifo fifo;
    fifo.name = stream;
    fifo.depth_words = depth;
    sizing.fifos.push_back(std::move(fifo));
  }
  return golden::build_stage_graph(graph.network, sized_folding(graph, sizing));
}

TaskBase task_base(const golden::FoldedNetwork& base) {
  return {golden::network_hash(*base.network), golden::folding_hash(*base.network, base.folding)};
}

std::string task_key(const std::string& text) { return sha256_of(text); }

Task make_task(const TaskBase& base, const FoldChoices& choices, const Chosen& chosen, const Context& context) {
  Json layers = Json::object();
  std::int64_t words = 0;
  for (std::size_t layer = 0; layer < choices.layers(); ++layer) {
    const FoldCandidate& candidate = choices.at(chosen, layer);
    layers[candidate.node.layer->name] = fold_json(candidate.node);
    words += candidate.words;
  }
  const Json task{{"network", base.network_hash},
                  {"base", base.folding_hash},
                  {"profile", {{"name", context.profile}, {"hash", profile_hash(context.profile)}}},
                  {"fifo", {{"objective", context.fifo_objective}, {"method", context.fifo_method}}},
                  {"folding", layers},
                  {"results", kResults}};
  const std::string text = task.dump();
  return {task_key(text), text, words};
}

std::string point_id(const Task& task, const FoldChoices& choices, const Chosen& chosen) {
  std::string text = task.key + " " + choices.part().name;
  for (std::size_t layer = 0; layer < choices.layers(); ++layer) {
    const golden::HardwareNode& node = choices.at(chosen, layer).node;
    text += " " + node.ram_style + " " + node.res_type;
  }
  return sha256_of(text);
}

namespace {

/// In the shape of Weir's foldings, with the styles that FINN's estimates ask for.
Json weirs_config(const golden::StageGraph& graph, const golden::AttributeTable& attributes) {
  Json config = Json::parse(golden::folding_to_json(*graph.network, graph.folding));
  for (const auto& [layer, styles] : attributes) {
    const golden::LayerKind& kind = graph.network->find_layer(layer)->kind;
    const bool multiplies = std::holds_alternative<golden::Mvau>(kind) || std::holds_alternative<golden::Vvau>(kind);
    if (multiplies && config.contains(layer)) config[layer]["resType"] = *styles.res_type;
  }
  return config;
}

}  // namespace

golden::StageGraph sized_graph(const FoldChoices& choices, const golden::FoldedNetwork& base, const Chosen& chosen,
                               const Json& record) {
  return with_depths(golden::build_stage_graph(base.network, choices.folding(chosen)), record.at("depths"));
}

Json config_of(const FoldChoices& choices, const golden::StageGraph& sized, const Chosen& chosen,
               const std::string& profile) {
  const bool has_finns_shape = timing::find_profile(profile).traits.folding == timing::FoldingSchema::kFinn;
  const golden::AttributeTable attributes = choices.attributes(chosen);
  return has_finns_shape ? golden::final_hw_config_json(sized, attributes, choices.part().name)
                         : weirs_config(sized, attributes);
}

std::string evaluate(const golden::FoldedNetwork& base, const std::string& text, const std::string& version,
                     const std::atomic<bool>* stop) {
  const Json task = Json::parse(text);
  const std::string profile = task.at("profile").at("name");
  if (task.at("network") != golden::network_hash(*base.network) ||
      task.at("base") != golden::folding_hash(*base.network, base.folding))
    throw Error("explore-task", "the task is of another network than " + base.network->name);
  if (task.at("results") != kResults)
    throw Error("explore-task",
                "the task is of another version of Weir, whose results are number " + task.at("results").dump() +
                    "; those here are number " + std::to_string(kResults),
                "", "workers and whoever asks them must have the same Weir");
  if (task.at("profile").at("hash") != profile_hash(profile))
    throw Error("explore-task", "profile " + profile + " is not what it was when the task was made");
  Json record{{"key", task_key(text)}, {"computed", "nothing"}, {"error", nullptr}};
  record["profile"] = profile;
  record["fifo"] = task.at("fifo");
  record["version"] = version;
  record["network_hash"] = task.at("network");
  const auto fail = [&](const Error& error) {
    if (error.code == "stopped") throw error;
    record["error"] = {{"code", error.code}, {"what", error.what_text}, {"where", error.where}, {"hint", error.hint}};
  };
  try {
    if (task.contains("cosimulation"))
      cosimulate_point(base, task, stop, record);
    else
      measure(base, task, stop, record);
  } catch (const Error& error) {
    fail(error);
  } catch (const Errors& errors) {
    fail(errors.list().front());
  }
  if (!record["error"].is_null()) record["computed"] = "nothing";
  return record.dump();
}

}  // namespace weir::tools::explore
