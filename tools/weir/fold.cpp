/// weir fold: a folding for a target rate: as FINN's SetFolding chooses it, or the cheapest found for a part.
#include "tools/request/fold.hpp"

#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/python_json.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/fold_search.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/profile_option.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

void print_folding(const Json& file, const Session& session) {
  for (const auto& [node, attributes] : file.items())
    if (node != "Defaults") session.print(fmt::format("  {:<36} {}", node, attributes.dump()));
}

Json use_json(const PartUse& use) {
  return {{"LUT", use.lut}, {"BRAM_18K", use.bram18}, {"URAM", use.uram}, {"DSP", use.dsp}};
}

int fold_cheapest(FoldOptions& options, const Session& session) {
  const golden::FoldedNetwork loaded = load(options.network, session);
  options.profile = choose_profile(options.profile, golden::build_stage_graph(loaded.network, loaded.folding));
  FoldSearchOptions search;
  search.target_cycles = static_cast<std::int64_t>(1e9 / options.folding.clk_ns / options.folding.target_fps);
  search.profile = options.profile;
  search.fpga_part = options.folding.fpga_part;
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
  print_folding(file, session);
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
  options.folding.fpga_part = build::part_named(options.folding.fpga_part);
  if (options.method == "cheapest") return fold_cheapest(options, session);
  const golden::FoldedNetwork loaded = load(options.network, session);
  const golden::AutoFolding chosen = golden::set_folding(*loaded.network, loaded.folding, options.folding);
  const auto file =
      golden::auto_folding_json(*loaded.network, chosen.folding, chosen.attributes, options.folding.fpga_part);
  if (!options.output.empty()) write_text_file(options.output, golden::python_json(file));
  for (const auto& node : chosen.without_rule)
    spdlog::info("note: SetFolding has no rule for {}; it stays as it was", node);
  const Json stated = stated_json(chosen.folding);
  const std::vector<std::string> profiles = timing_profiles(golden::build_stage_graph(loaded.network, chosen.folding));
  note_untimed(stated, profiles);
  const golden::NetworkPerformance& p = chosen.performance;
  const bool is_met = p.max_cycles <= chosen.target_cycles;
  if (session.json) {
    auto json = golden::network_performance_json(p);
    json["target_cycles"] = chosen.target_cycles;
    json["target_met"] = is_met;
    json["stated"] = stated;
    json["timed_by"] = profiles;
    json["folding"] = file;
    session.print_json(json);
  }
  print_folding(file, session);
  session.print(fmt::format("slowest    {} with {} cycles, {} allowed: {:.2f} frames/s{}", p.max_cycles_node_name,
                            p.max_cycles, chosen.target_cycles, p.throughput_fps, is_met ? "" : " (target missed)"));
  return is_met ? kFine : kFinding;
}

}  // namespace

void add_fold(CLI::App& app, Session& session) { add_command(app, session, &fold); }

}  // namespace weir::tools
