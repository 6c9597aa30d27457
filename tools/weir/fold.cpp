/// weir fold: a folding for a target rate: as FINN's SetFolding chooses it, or the cheapest found for a part.
#include "tools/request/fold.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/python_json.hpp"
#include "golden/finn/report.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/fold_search.hpp"
#include "tools/flow/simulate_flow.hpp"
#include "tools/report/number_text.hpp"
#include "tools/report/screen.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"
#include "tools/weir/terminal.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

/// What FINN's files hold of every node and no choice was made about.
bool is_default(const std::string& name, const Json& value) {
  return name == "PE" || name == "SIMD" || value == "auto" || value == 0 || value == "" ||
         value == "internal_decoupled";
}

/// `cycles`: FINN's estimate by node, empty where its formulas do not reach.
void print_folding(const Json& file, const Json& cycles, const Session& session) {
  session.print(fmt::format("  {:<36} {:>5} {:>5} {:>14}  {}", "node", "PE", "SIMD", "cycles (FINN)", "besides"));
  const auto text = [](const Json& object, const std::string& key) {
    return object.contains(key) ? grouped(object.at(key).get<std::int64_t>()) : std::string();
  };
  for (const auto& [node, attributes] : file.items()) {
    if (node == "Defaults") continue;
    std::vector<std::string> others;
    for (const auto& [name, value] : attributes.items())
      if (!is_default(name, value))
        others.push_back(name + " " + (value.is_string() ? value.get<std::string>() : value.dump()));
    std::string line = fmt::format("  {:<36} {:>5} {:>5} {:>14}  {}", node, text(attributes, "PE"),
                                   text(attributes, "SIMD"), text(cycles, node), joined(others, ", "));
    line.erase(line.find_last_not_of(' ') + 1);
    session.print(line);
  }
}

/// FINN's estimate of each node; empty where a node has no formula.
Json estimated_cycles(const FoldOptions& options, const golden::FoldedNetwork& loaded, const golden::Folding& folding,
                      const golden::AttributeTable& attributes) {
  try {
    return golden::layer_cycles_json(golden::estimate_network(*loaded.network, folding, attributes,
                                                              options.target.fpga_part, options.target.clk_ns));
  } catch (const Errors&) {
    return Json::object();
  } catch (const Error&) {
    return Json::object();
  }
}

/// The network so folded, simulated with the FIFOs that it has: the estimate knows no FIFO.
struct Trial {
  std::string profile;
  double interval_cycles = 0, fps = 0;
  bool deadlocks = false, is_met = false;
};

Trial simulate(const golden::StageGraph& graph, const std::string& profile, double clk_ns, double target_fps) {
  SimulateRequest request;
  request.profile = profile;
  request.engine = "maxplus";
  request.with_explanation = false;
  request.clk_mhz = 1000 / clk_ns;
  const SimulateOutcome outcome = simulate_network(graph, request);
  Trial trial{profile, outcome.batch.result.steady_interval_cycles, 0, outcome.batch.result.deadlock.has_value(),
              false};
  if (trial.deadlocks) return trial;
  trial.fps = frames_per_second(trial.interval_cycles, request.clk_mhz);
  trial.is_met = trial.fps >= target_fps;
  return trial;
}

std::string trial_text(const Trial& trial, const FoldOptions& options) {
  const std::string fifos = fmt::format("profile {}, FIFOs as the folding has them", trial.profile);
  const std::string deeper =
      options.output.empty()
          ? std::string("`-o FILE` writes this folding, `weir fifo` with it finds the depths that reach the most")
          : fmt::format("`weir fifo {} --folding {}` finds the depths that reach the most",
                        shell_quoted(options.network.network), shell_quoted(options.output));
  std::string text = fmt::format("deadlocks ({}): {}", fifos, deeper);
  if (!trial.deadlocks)
    text = fmt::format("interval {} cycles: {} frames/s ({}){}", grouped_cycles(trial.interval_cycles),
                       fps_text(trial.fps), fifos, trial.is_met ? "" : ", below the target: " + deeper);
  return labelled("simulated", text, screen_of_stdout());
}

Json trial_json(const Trial& trial) {
  return {{"profile", trial.profile},
          {"deadlocks", trial.deadlocks},
          {"interval_cycles", trial.deadlocks ? Json(nullptr) : Json(trial.interval_cycles)},
          {"throughput_fps", trial.deadlocks ? Json(nullptr) : Json(trial.fps)},
          {"target_met", trial.is_met}};
}

Json use_json(const PartUse& use) {
  return {{"LUT", use.lut}, {"BRAM_18K", use.bram18}, {"URAM", use.uram}, {"DSP", use.dsp}};
}

int fold_cheapest(FoldOptions& options, const Session& session) {
  const golden::FoldedNetwork loaded = load(options.network, session);
  options.profile = choose_profile(options.profile, golden::build_stage_graph(loaded.network, loaded.folding));
  FoldSearchOptions search;
  search.target_cycles = static_cast<std::int64_t>(1e9 / options.target.clk_ns / options.folding.target_fps);
  search.profile = options.profile;
  search.fpga_part = options.target.fpga_part;
  const FoldSearchResult found = search_folding(loaded.network, loaded.folding, search);
  const auto file = golden::auto_folding_json(*loaded.network, found.folding, found.attributes, found.part);
  if (!options.output.empty()) write_text_file(options.output, golden::python_json(file));
  if (session.json)
    session.print_json({{"target_cycles", search.target_cycles},
                        {"interval_cycles", found.interval_cycles},
                        {"slowest", found.slowest},
                        {"target_met", found.meets_target},
                        {"fits", found.fits},
                        {"use", use_json(found.use)},
                        {"budget", use_json(found.budget)},
                        {"folding", file}});
  print_folding(file, estimated_cycles(options, loaded, found.folding, found.attributes), session);
  const auto line = [](const char* name, double use, double budget) {
    return fmt::format("{:<10} {:.0f} of {:.0f} that the part can use{}", name, use, budget,
                       use > budget ? ": TOO MANY" : "");
  };
  session.print(line("LUT", found.use.lut, found.budget.lut));
  session.print(line("RAMB18", found.use.bram18, found.budget.bram18));
  session.print(line("URAM", found.use.uram, found.budget.uram));
  session.print(line("DSP", found.use.dsp, found.budget.dsp));
  session.print(fmt::format("interval   {:.6g} cycles simulated (profile {}, deep FIFOs), {} allowed, slowest {}{}",
                            found.interval_cycles, search.profile, search.target_cycles, found.slowest,
                            found.meets_target ? "" : " (target missed)"));
  return found.meets_target && found.fits ? kFine : kFinding;
}

/// What the folding has that changes cycles beyond its PE and SIMD, by layer: "parallel_window = 1".
Json stated_json(const golden::Folding& folding) {
  Json json = Json::object();
  for (const auto& [layer, chosen] : folding.layers)
    if (const std::string stated = golden::stated_cycles(chosen); !stated.empty()) json[layer] = stated;
  return json;
}

/// Profiles that know the cycles of the network so folded.
std::vector<std::string> timing_profiles(const golden::StageGraph& graph) {
  std::vector<std::string> names;
  for (const std::string& name : timing::profile_names()) try {
      (void)make_timing_graph(graph, timing::load_profile(name));
      names.push_back(name);
    } catch (const Error&) {  // it says no
    } catch (const Errors&) {
    }
  return names;
}

/// Nobody shall take the estimate below for what simulate would say.
void note_untimed(const Json& stated, const std::vector<std::string>& profiles) {
  if (stated.empty()) return;
  std::string layers, timed;
  for (const auto& [layer, what] : stated.items())
    layers += (layers.empty() ? "" : ", ") + layer + " (" + what.get<std::string>() + ")";
  for (const std::string& name : profiles) timed += (timed.empty() ? "" : ", ") + name;
  spdlog::warn("warning: {}: the cycles here are FINN's estimate; {}", layers,
               timed.empty() ? "no profile times it, so simulate, fifo and cosim refuse this folding: a lower "
                               "--target-fps may do without, or set parallel_window to 0 in the file"
                             : "simulate and fifo time it in profile " + timed + " alone");
}

int fold(FoldOptions& options, const Session& session) {
  if (!options.output.empty()) require_writable(options.output);
  complete(options.target, options.network);
  options.target.fpga_part = build::part_named(options.target.fpga_part);
  if (options.method == "cheapest") return fold_cheapest(options, session);
  const golden::FoldedNetwork loaded = load(options.network, session);
  const golden::AutoFolding chosen = golden::set_folding(*loaded.network, loaded.folding, set_folding_options(options));
  const auto file =
      golden::auto_folding_json(*loaded.network, chosen.folding, chosen.attributes, options.target.fpga_part);
  if (!options.output.empty()) write_text_file(options.output, golden::python_json(file));
  for (const auto& node : chosen.without_rule)
    spdlog::info("note: SetFolding has no rule for {}; it stays as it was", node);
  const Json stated = stated_json(chosen.folding);
  const golden::StageGraph graph = golden::build_stage_graph(loaded.network, chosen.folding);
  const std::vector<std::string> profiles = timing_profiles(graph);
  note_untimed(stated, profiles);
  const std::string profile = timing::profile_of(graph);
  std::optional<Trial> trial;
  if (std::find(profiles.begin(), profiles.end(), profile) != profiles.end())
    trial = simulate(graph, profile, options.target.clk_ns, options.folding.target_fps);
  const golden::NetworkPerformance& p = chosen.performance;
  const bool is_met = p.max_cycles <= chosen.target_cycles;
  if (session.json) {
    auto json = golden::network_performance_json(p);
    json["target_cycles"] = chosen.target_cycles;
    json["target_met"] = is_met;
    json["stated"] = stated;
    json["timed_by"] = profiles;
    json["simulated"] = trial ? trial_json(*trial) : Json(nullptr);
    json["folding"] = file;
    session.print_json(json);
  }
  print_folding(file, estimated_cycles(options, loaded, chosen.folding, chosen.attributes), session);
  session.print(fmt::format("slowest    {} with {} cycles, {} allowed: {} frames/s by FINN's estimate{}",
                            p.max_cycles_node_name, grouped(p.max_cycles), grouped(chosen.target_cycles),
                            fps_text(p.throughput_fps), is_met ? "" : " (target missed)"));
  if (trial) session.print(trial_text(*trial, options));
  return is_met ? kFine : kFinding;
}

}  // namespace

void add_fold(CLI::App& app, Session& session) { add_command(app, session, &fold); }

}  // namespace weir::tools
