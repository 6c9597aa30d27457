#include "tools/report/exploration_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/finn/python_json.hpp"

namespace weir::tools {

namespace {

using explore::Explorer;
using explore::Row;
using Json = nlohmann::ordered_json;

constexpr const char* kResources[]{"LUT", "BRAM_18K", "URAM", "DSP"};

/// Enough of a key to tell points apart.
std::string short_key(const Row& row) { return row.id.substr(0, 16); }

std::string folding_file(const Row& row) { return "foldings/" + short_key(row) + ".json"; }

std::string command_of(const Row& row, const std::string& network) {
  return fmt::format("weir simulate {} --folding {} --profile {}", network, folding_file(row), row.context.profile);
}

double clk_mhz(const Explorer& explorer) {
  return *std::max_element(explorer.clocks_mhz().begin(), explorer.clocks_mhz().end());
}

double fps_of(const Row& row, double clk_mhz) { return clk_mhz * 1e6 / row.record.at("interval_cycles").get<double>(); }

double latency_us(const Row& row, double clk_mhz) { return row.record.at("latency_cycles").get<double>() / clk_mhz; }

std::string error_of(const Row& row) {
  const Json& error = row.record.at("error");
  return error.is_null() ? "" : error.at("code").get<std::string>() + ": " + error.at("what").get<std::string>();
}

/// The strongest that is known of a point.
std::string computed_text(const Row& row) {
  const bool is_equal = row.cosimulation.is_object() && row.cosimulation.value("is_equal", false);
  return is_equal ? "co-simulated" : row.record.at("computed").get<std::string>();
}

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

std::vector<const Row*> front_of(const Explorer& explorer, const std::string& profile = "") {
  std::vector<const Row*> front;
  for (const Row& row : explorer.rows())
    if (row.is_in_front && (profile.empty() || row.context.profile == profile)) front.push_back(&row);
  std::stable_sort(front.begin(), front.end(),
                   [](const Row* a, const Row* b) { return a->values.front() < b->values.front(); });
  return front;
}

std::vector<std::string> profiles_of(const Explorer& explorer) {
  std::vector<std::string> profiles;
  for (const explore::Context& context : explorer.contexts())
    if (std::find(profiles.begin(), profiles.end(), context.profile) == profiles.end())
      profiles.push_back(context.profile);
  return profiles;
}

const Row* fastest(const Explorer& explorer, const std::string& profile) {
  const Row* best = nullptr;
  for (const Row& row : explorer.rows())
    if (row.context.profile == profile && row.has_result() && row.misfit.empty() &&
        (best == nullptr || row.record.at("interval_cycles") < best->record.at("interval_cycles")))
      best = &row;
  return best;
}

Json brief_json(const Explorer& explorer, const Row* row) {
  if (row == nullptr || !row->has_result()) return nullptr;
  Json json{{"id", row->id},
            {"computed", computed_text(*row)},
            {"interval_cycles", row->record.at("interval_cycles")},
            {"throughput_fps", fps_of(*row, clk_mhz(explorer))},
            {"latency_us", latency_us(*row, clk_mhz(explorer))}};
  for (const char* name : kResources) json[name] = row->record.at(name);
  json["fifo_bits"] = row->record.at("fifos").at("bits");
  json["misfit"] = row->misfit;
  return json;
}

/// What each generator would reach: with the network's own folding, and with the fastest that fits.
Json generators_json(const Explorer& explorer) {
  Json table = Json::array();
  for (const std::string& profile : profiles_of(explorer)) {
    std::size_t points = 0, failed = 0;
    const Row* own = nullptr;
    std::string error;
    for (const Row& row : explorer.rows()) {
      if (row.context.profile != profile) continue;
      ++points;
      if (row.folding == 0 && own == nullptr) own = &row;
      if (const std::string why = error_of(row); !why.empty()) {
        ++failed;
        if (error.empty()) error = why;
      }
    }
    table.push_back({{"profile", profile},
                     {"points", points},
                     {"failed", failed},
                     {"first_error", error},
                     {"front", front_of(explorer, profile).size()},
                     {"first_folding", brief_json(explorer, own)},
                     {"fastest", brief_json(explorer, fastest(explorer, profile))}});
  }
  return table;
}

Json budget_json(const Explorer& explorer) {
  const PartUse& budget = explorer.limits().budget;
  return {{"LUT", budget.lut}, {"BRAM_18K", budget.bram18}, {"URAM", budget.uram}, {"DSP", budget.dsp}};
}

std::string csv_text(std::string text) {
  std::replace(text.begin(), text.end(), '"', '\'');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.find_first_of(", ") == std::string::npos ? text : "\"" + text + "\"";
}

std::string html_text(const std::string& text) {
  std::string safe;
  for (const char c : text)
    safe += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return safe;
}

std::string size_text(const Explorer& explorer) {
  return fmt::format("10^{:.1f} foldings, {}", explorer.log10_size(),
                     explorer.is_exhaustive() ? "all of them tried" : "searched");
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
  const double mhz = clk_mhz(explorer);
  for (const Row& row : explorer.rows()) {
    csv += fmt::format("{},{},{},{},{},{},{},{},", row.id, row.folding, csv_text(row.context.profile),
                       row.context.fifo_objective, row.context.fifo_method, computed_text(row), row.is_in_front ? 1 : 0,
                       csv_text(row.misfit));
    if (row.has_result()) {
      const Json& r = row.record;
      csv += fmt::format("{:.10g},{:.10g},{},{:.10g},", r.at("interval_cycles").get<double>(), fps_of(row, mhz),
                         r.at("latency_cycles").get<std::int64_t>(), latency_us(row, mhz));
      for (const char* name : kResources) csv += fmt::format("{:.10g},", r.at(name).get<double>());
      csv += fmt::format("{},{},", r.at("fifos").at("bits").get<std::int64_t>(),
                         csv_text(r.at("slowest").get<std::string>()));
    } else {
      csv += std::string(10, ',');
    }
    csv += csv_text(error_of(row)) + "\n";
  }
  return csv;
}

nlohmann::ordered_json exploration_metrics(const Explorer& explorer) {
  Json metrics{
      {"points", explorer.rows().size()}, {"failed", explorer.summary().failed}, {"front", front_of(explorer).size()}};
  for (const std::string& profile : profiles_of(explorer)) {
    const Row* best = fastest(explorer, profile);
    if (best == nullptr) continue;
    Json figures{{"throughput_fps", fps_of(*best, clk_mhz(explorer))},
                 {"interval_cycles", best->record.at("interval_cycles")},
                 {"latency_us", latency_us(*best, clk_mhz(explorer))}};
    for (const char* name : kResources) figures[name] = best->record.at(name);
    metrics["fastest"][profile] = figures;
  }
  return metrics;
}

std::string exploration_text(const Explorer& explorer) {
  const explore::Summary summary = explorer.summary();
  const double mhz = clk_mhz(explorer);
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
  for (const Json& generator : generators_json(explorer)) {
    const Json& best = generator.at("fastest");
    text += fmt::format("{:<10} {} points, {} failed{}; ", generator.at("profile").get<std::string>(),
                        generator.at("points").get<std::size_t>(), generator.at("failed").get<std::size_t>(),
                        generator.at("failed") == 0 ? "" : " (" + generator.at("first_error").get<std::string>() + ")");
    text += best.is_null() ? std::string("none fits the part and the target\n")
                           : fmt::format("fastest that fits {:.1f} frames/s at {:g} MHz\n",
                                         best.at("throughput_fps").get<double>(), mhz);
  }
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
  write_text_file(folder / "metrics.json", exploration_metrics(explorer).dump(2) + "\n");
  write_text_file(folder / "report.html", exploration_page(explorer, network));
  write_text_file(folder / "exploration.json", exploration_json(explorer, network).dump(2) + "\n");
}

// The page.

namespace {

/// Rate over LUTs, the front in colour.
std::string scatter_svg(const Explorer& explorer) {
  constexpr double kLeft = 80, kTop = 20, kWidth = 620, kHeight = 320;
  double most_fps = 1, most_lut = 1;
  const double mhz = clk_mhz(explorer);
  for (const Row& row : explorer.rows())
    if (row.has_result()) {
      most_fps = std::max(most_fps, fps_of(row, mhz));
      most_lut = std::max(most_lut, row.record.at("LUT").get<double>());
    }
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 740 400\" width=\"740\" font-size=\"12\">\n"
      "<path d=\"M{0} {1}V{2}H{3}\" fill=\"none\" stroke=\"currentColor\"/>\n"
      "<text x=\"{0}\" y=\"{4}\" fill=\"currentColor\">0</text>\n"
      "<text x=\"{3}\" y=\"{4}\" text-anchor=\"end\" fill=\"currentColor\">{5:.0f} LUT</text>\n"
      "<text x=\"{0}\" y=\"14\" text-anchor=\"end\" fill=\"currentColor\">{6:.0f}</text>\n"
      "<text x=\"{7}\" y=\"14\" fill=\"currentColor\">frames/s at {8:g} MHz</text>\n",
      kLeft, kTop, kTop + kHeight, kLeft + kWidth, kTop + kHeight + 18, most_lut, most_fps, kLeft + 8, mhz);
  for (const bool is_in_front : {false, true})
    for (const Row& row : explorer.rows()) {
      if (!row.has_result() || row.is_in_front != is_in_front) continue;
      svg += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\"><title>{} {}: {:.1f} "
          "frames/s{}{}</title></circle>\n",
          kLeft + kWidth * row.record.at("LUT").get<double>() / most_lut,
          kTop + kHeight * (1 - fps_of(row, mhz) / most_fps), is_in_front ? 4 : 2.5,
          is_in_front          ? "#d62728"
          : row.misfit.empty() ? "#1f77b4"
                               : "#999999",
          short_key(row), html_text(row.context.profile), fps_of(row, mhz),
          row.misfit.empty() ? "" : ", does not fit: ", html_text(row.misfit));
    }
  return svg + "</svg>\n";
}

std::string table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
  std::string html = "<table><thead><tr>";
  for (const std::string& cell : head) html += "<th>" + html_text(cell) + "</th>";
  html += "</tr></thead><tbody>\n";
  for (const auto& row : rows) {
    html += "<tr>";
    for (const std::string& cell : row) html += "<td>" + html_text(cell) + "</td>";
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::vector<std::string> figures(const Json& r, double fps, double latency_us) {
  std::vector<std::string> cells{fmt::format("{:.1f}", fps), fmt::format("{:.1f}", latency_us)};
  for (const char* name : kResources) cells.push_back(fmt::format("{:.0f}", r.at(name).get<double>()));
  return cells;
}

std::string generators_table(const Explorer& explorer) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& generator : generators_json(explorer))
    for (const char* which : {"first_folding", "fastest"}) {
      const Json& brief = generator.at(which);
      std::vector<std::string> row{generator.at("profile"),
                                   std::string(which) == "fastest" ? "fastest that fits" : "first folding"};
      if (brief.is_null()) {
        row.push_back(generator.at("first_error").get<std::string>().empty() ? "none" : generator.at("first_error"));
      } else {
        row.push_back(brief.at("computed"));
        for (std::string& cell : figures(brief, brief.at("throughput_fps"), brief.at("latency_us")))
          row.push_back(std::move(cell));
        row.push_back(brief.at("misfit"));
      }
      rows.push_back(std::move(row));
    }
  return table(
      {"generator", "point", "computed", "frames/s", "latency us", "LUT", "RAMB18", "URAM", "DSP", "does not fit"},
      rows);
}

std::string front_table(const Explorer& explorer, const std::string& network) {
  std::vector<std::vector<std::string>> rows;
  const double mhz = clk_mhz(explorer);
  for (const Row* row : front_of(explorer)) {
    std::vector<std::string> cells{short_key(*row), row->context.profile, computed_text(*row)};
    for (std::string& cell : figures(row->record, fps_of(*row, mhz), latency_us(*row, mhz)))
      cells.push_back(std::move(cell));
    cells.push_back(std::to_string(row->record.at("fifos").at("bits").get<std::int64_t>()));
    cells.push_back(row->record.at("slowest"));
    cells.push_back(command_of(*row, network));
    rows.push_back(std::move(cells));
  }
  return table({"key", "generator", "computed", "frames/s", "latency us", "LUT", "RAMB18", "URAM", "DSP", "FIFO bits",
                "slowest", "command"},
               rows);
}

}  // namespace

std::string exploration_page(const Explorer& explorer, const std::string& network) {
  constexpr const char* kStyle =
      "body{font:14px sans-serif;margin:2em;max-width:90em}table{border-collapse:collapse;font-size:13px}"
      "td,th{padding:2px 8px;border-bottom:1px solid #ccc;text-align:right;white-space:nowrap}"
      "td:first-child,th:first-child,td:last-child{text-align:left}";
  const std::string title = html_text(explorer.base().network->name + " on " + explorer.part());
  const explore::Summary summary = explorer.summary();
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta "
      "charset=\"utf-8\"><title>{0}</title><style>{1}</style></head><body>\n"
      "<h1>{0}</h1>\n<p>{2}; {3} foldings, {4} points, {5} failed, {6} refused by bounds. LUT, RAMB18, URAM and DSP "
      "are "
      "FINN's estimates of layers and converters and the cost of the FIFOs.</p>\n{7}"
      "<h2>What each generator reaches</h2>\n{8}<h2>Front by {9}</h2>\n{10}</body></html>\n",
      title, kStyle, html_text(size_text(explorer)), summary.foldings, explorer.rows().size(), summary.failed,
      summary.pruned, scatter_svg(explorer), generators_table(explorer), joined(explorer.request().objectives, ", "),
      front_table(explorer, network));
}

}  // namespace weir::tools
