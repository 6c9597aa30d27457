#include "tools/report/exploration_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/finn/python_json.hpp"
#include "tools/report/exploration_facts.hpp"

namespace weir::tools {

namespace {

using explore::Explorer;
using explore::Row;
using Json = nlohmann::ordered_json;

Json row_json(const Explorer& explorer, const Row& row) {
  Json json{{"id", row.id}, {"folding", row.folding}, {"in_front", row.is_in_front}, {"misfit", row.misfit}};
  for (const auto& [key, value] : row.record.items())
    if (key != "config" && key != "depths") json[key] = value;
  if (!row.has_result()) return json;
  json["computed"] = computed_text(row);
  if (row.cosimulation.is_object()) {
    json["timing"] = row.record.at("computed");
    json["cosimulation"] = row.cosimulation;
  }
  json["clocks"] = Json::array();
  for (const double mhz : explorer.clocks_mhz())
    json["clocks"].push_back(
        {{"clk_mhz", mhz}, {"throughput_fps", fps_of(row, mhz)}, {"latency_us", latency_us(row, mhz)}});
  return json;
}

Json budget_json(const Explorer& explorer) {
  const PartUse& budget = explorer.limits().budget;
  return {{"LUT", budget.lut}, {"BRAM_18K", budget.bram18}, {"URAM", budget.uram}, {"DSP", budget.dsp}};
}

/// Bounds refuse some foldings; each of the others is timed in every context.
std::string foldings_text(const Explorer& explorer, std::size_t foldings) {
  const std::size_t ways = explorer.contexts().size();
  return std::to_string(foldings) + (foldings == 1 ? " folding" : " foldings") +
         (ways == 1 ? "" : ", each timed " + std::to_string(ways) + " ways");
}

std::string cosimulations_text(const Explorer& explorer, const explore::Summary& summary) {
  std::string text = fmt::format("RTL        {} points of the front co-simulated, {} equal to golden and SystemC\n",
                                 summary.cosimulated, summary.cosimulated_equal);
  for (const Row& row : explorer.rows()) {
    if (!row.cosimulation.is_object() || row.cosimulation.value("is_equal", false)) continue;
    const Json& r = row.cosimulation;
    text += "           " + short_key(row) + ": " +
            (r.at("error").is_null()
                 ? fmt::format("{} words and {} cycles differ", r.at("mismatches").get<std::int64_t>(),
                               r.at("cycle_differences").get<std::int64_t>())
                 : r.at("error").at("code").get<std::string>() + ": " + r.at("error").at("what").get<std::string>()) +
            "\n";
  }
  return text;
}

}  // namespace

nlohmann::ordered_json exploration_json(const Explorer& explorer, const std::string& network) {
  Json points = Json::array(), front = Json::array();
  for (const Row& row : explorer.rows()) points.push_back(row_json(explorer, row));
  for (const Row* row : front_of(explorer)) {
    Json point = row_json(explorer, *row);
    point["depths"] = row->record.at("depths");
    point["config"] = explorer.config(*row);
    point["command"] = command_of(*row, network);
    front.push_back(std::move(point));
  }
  const Json target = explorer.request().target_fps > 0 ? Json(explorer.request().target_fps) : Json(nullptr);
  return {
      {"schema_version", 1},
      {"network", explorer.base().network->name},
      {"part", explorer.part()},
      {"usable", budget_json(explorer)},
      {"target_fps", target},
      {"clocks_mhz", explorer.clocks_mhz()},
      {"objectives", explorer.request().objectives},
      {"space", {{"log10_foldings", explorer.log10_size()}, {"exhaustive", explorer.is_exhaustive()}}},
      {"refused_by_bounds", explorer.summary().pruned},
      {"cosimulated", {{"points", explorer.summary().cosimulated}, {"equal", explorer.summary().cosimulated_equal}}},
      {"generators", generators_json(explorer)},
      {"front", front},
      {"points", points}};
}

std::string exploration_csv(const Explorer& explorer) {
  std::string csv =
      "id,folding,profile,fifo_objective,fifo_method,computed,in_front,misfit,interval_cycles,throughput_fps,"
      "latency_cycles,latency_us,LUT,BRAM_18K,URAM,DSP,fifo_bits,slowest,error\n";
  const double mhz = fastest_clk_mhz(explorer);
  for (const Row& row : explorer.rows()) {
    csv += fmt::format("{},{},{},{},{},{},{},{},", row.id, row.folding, csv_cell(row.context.profile),
                       row.context.fifo_objective, row.context.fifo_method, computed_text(row), row.is_in_front ? 1 : 0,
                       csv_cell(row.misfit));
    if (row.has_result()) {
      const Json& r = row.record;
      csv += fmt::format("{:.10g},{:.10g},{},{:.10g},", r.at("interval_cycles").get<double>(), fps_of(row, mhz),
                         r.at("latency_cycles").get<std::int64_t>(), latency_us(row, mhz));
      for (const char* name : kExploredResources) csv += fmt::format("{:.10g},", r.at(name).get<double>());
      csv += fmt::format("{},{},", r.at("fifos").at("bits").get<std::int64_t>(),
                         csv_cell(r.at("slowest").get<std::string>()));
    } else {
      csv += std::string(10, ',');
    }
    csv += csv_cell(error_of(row)) + "\n";
  }
  return csv;
}

nlohmann::ordered_json exploration_metrics(const Explorer& explorer) {
  Json metrics{
      {"points", explorer.rows().size()}, {"failed", explorer.summary().failed}, {"front", front_of(explorer).size()}};
  for (const std::string& profile : profiles_of(explorer)) {
    const Row* best = fastest_of(explorer, profile);
    if (best == nullptr) continue;
    Json figures{{"throughput_fps", fps_of(*best, fastest_clk_mhz(explorer))},
                 {"interval_cycles", best->record.at("interval_cycles")},
                 {"latency_us", latency_us(*best, fastest_clk_mhz(explorer))}};
    for (const char* name : kExploredResources) figures[name] = best->record.at(name);
    metrics["fastest"][profile] = figures;
  }
  return metrics;
}

std::string exploration_text(const Explorer& explorer) {
  const explore::Summary summary = explorer.summary();
  const double mhz = fastest_clk_mhz(explorer);
  std::string text =
      fmt::format("space      {} (part {}, usable {:.0f} LUT, {:.0f} RAMB18, {:.0f} URAM, {:.0f} DSP)\n",
                  size_text(explorer), explorer.part(), explorer.limits().budget.lut, explorer.limits().budget.bram18,
                  explorer.limits().budget.uram, explorer.limits().budget.dsp);
  text += fmt::format(
      "points     {} ({}): {} computed, {} from the store, {} failed, {} not finished; {} foldings refused by bounds\n",
      summary.asked, foldings_text(explorer, summary.foldings), summary.computed, summary.reused,
      summary.failed - summary.lost, summary.lost, summary.pruned);
  if (explorer.request().cosimulate > 0) text += cosimulations_text(explorer, summary);
  if (summary.computed > 0)
    text += fmt::format("effort     {:.2f} s of CPU per point, {:.0f} MiB at most in a process\n",
                        summary.cpu_s / static_cast<double>(summary.computed), summary.peak_mib);
  for (const Json& generator : generators_json(explorer))
    text += fmt::format("{:<10} {} points, {} failed{}\n", generator.at("profile").get<std::string>(),
                        generator.at("points").get<std::size_t>(), generator.at("failed").get<std::size_t>(),
                        generator.at("failed") == 0 ? "" : " (" + generator.at("first_error").get<std::string>() + ")");
  text += fmt::format("reached    at {:g} MHz, by each generator\n", mhz) + generators_text(explorer);
  const auto front = front_of(explorer);
  text += fmt::format("front      {} points by {}\n", front.size(), joined(explorer.request().objectives, ", "));
  text += fmt::format("  {:<16}  {:<12} {:<12} {:>12} {:>12} {:>8} {:>7} {:>5} {:>5} {:>10}\n", "key", "profile",
                      "computed", "frames/s", "latency us", "LUT", "RAMB18", "URAM", "DSP", "FIFO bits");
  for (const Row* row : front) {
    const Json& r = row->record;
    text += fmt::format("  {:<16}  {:<12} {:<9} {:>12.1f} {:>12.1f} {:>8.0f} {:>7.0f} {:>5.0f} {:>5.0f} {:>10}\n",
                        short_key(*row), row->context.profile, computed_text(*row), fps_of(*row, mhz),
                        latency_us(*row, mhz), r.at("LUT").get<double>(), r.at("BRAM_18K").get<double>(),
                        r.at("URAM").get<double>(), r.at("DSP").get<double>(),
                        r.at("fifos").at("bits").get<std::int64_t>());
  }
  return text;
}

void write_exploration(const Explorer& explorer, const std::string& network, const std::filesystem::path& folder) {
  create_output_folder(folder / "foldings");
  for (const Row* row : front_of(explorer))
    write_text_file(folder / folding_file(*row), golden::python_json(explorer.config(*row)) + "\n");
  write_text_file(folder / "points.csv", exploration_csv(explorer));
  write_text_file(folder / "generators.csv", generators_csv(explorer));
  write_text_file(folder / "metrics.json", exploration_metrics(explorer).dump(2) + "\n");
  write_text_file(folder / "report.html", exploration_page(explorer, network));
  write_text_file(folder / "exploration.json", exploration_json(explorer, network).dump(2) + "\n");
}

}  // namespace weir::tools
