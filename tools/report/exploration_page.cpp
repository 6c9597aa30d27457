/// The page of an exploration: a picture, what each generator reaches, the front.
#include <fmt/format.h>

#include "golden/base/joined.hpp"
#include "tools/report/exploration_facts.hpp"
#include "tools/report/exploration_report.hpp"

namespace weir::tools {

namespace {

using explore::Explorer;
using explore::Row;
using Json = nlohmann::ordered_json;

std::string html_text(const std::string& text) {
  std::string safe;
  for (const char c : text)
    safe += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return safe;
}

/// Rate over LUTs, the front in colour.
std::string scatter_svg(const Explorer& explorer) {
  constexpr double kLeft = 80, kTop = 20, kWidth = 620, kHeight = 320;
  double most_fps = 1, most_lut = 1;
  const double mhz = fastest_clk_mhz(explorer);
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
  for (const char* name : kExploredResources) cells.push_back(fmt::format("{:.0f}", r.at(name).get<double>()));
  return cells;
}

std::string generators_page_table(const Explorer& explorer) {
  auto lines = generators_table(explorer);
  const auto head = lines.front();
  lines.erase(lines.begin());
  return table(head, lines);
}

std::string front_table(const Explorer& explorer, const std::string& network) {
  std::vector<std::vector<std::string>> rows;
  const double mhz = fastest_clk_mhz(explorer);
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
      summary.pruned, scatter_svg(explorer), generators_page_table(explorer),
      joined(explorer.request().objectives, ", "), front_table(explorer, network));
}

}  // namespace weir::tools
