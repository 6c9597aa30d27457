#include "tools/report/exploration_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/explore/front.hpp"

namespace weir::tools {

namespace {

using explore::Explorer;
using explore::Row;
using Json = nlohmann::ordered_json;

Json brief_json(const Explorer& explorer, const Row* row) {
  if (row == nullptr || !row->has_result()) return nullptr;
  Json json{{"id", row->id},
            {"computed", computed_text(*row)},
            {"interval_cycles", row->record.at("interval_cycles")},
            {"throughput_fps", fps_of(*row, fastest_clk_mhz(explorer))},
            {"latency_us", latency_us(*row, fastest_clk_mhz(explorer))}};
  for (const char* name : kExploredResources) json[name] = row->record.at(name);
  json["fifo_bits"] = row->record.at("fifos").at("bits");
  json["misfit"] = row->misfit;
  return json;
}

/// The network's own point, with its place beside the front.
Json own_json(const Explorer& explorer, const Row* own) {
  Json json = brief_json(explorer, own);
  if (json.is_null()) return json;
  json["in_front"] = own->is_in_front;
  json["beaten_by"] = nullptr;
  for (const Row* row : front_of(explorer, own->context.profile))
    if (row != own && explore::is_no_worse(row->values, own->values) && json["beaten_by"].is_null())
      json["beaten_by"] = row->id;
  return json;
}

/// What its place is, in words.
std::string place_text(const Json& brief, bool is_own) {
  std::string text = brief.at("misfit").get<std::string>();
  if (!text.empty()) text = "exceeds " + text;
  if (!is_own) return text;
  if (brief.at("in_front") == true) return "in the front";
  if (!brief.at("beaten_by").is_null())
    text += (text.empty() ? "" : "; ") + ("beaten by " + brief.at("beaten_by").get<std::string>().substr(0, 16));
  return text;
}

/// Why there is no such point.
std::string absence_text(const Json& generator, bool is_own) {
  if (!is_own) return "none fits the part and the target";
  const std::string error = generator.at("first_error"), misfit = generator.at("first_misfit");
  return misfit.empty() ? error : "exceeds " + misfit + " without FIFOs";
}

std::vector<std::string> generator_line(const Json& generator, bool is_own) {
  const Json& brief = generator.at(is_own ? "first_folding" : "fastest");
  std::vector<std::string> line{generator.at("profile"), is_own ? "the network's own" : "fastest that fits"};
  if (brief.is_null()) {
    line.insert(line.end(),
                {is_own && generator.at("first_misfit") != "" ? "estimate" : "nothing", "", "", "", "", "", "", ""});
    line.push_back(absence_text(generator, is_own));
    return line;
  }
  line.push_back(brief.at("computed"));
  line.push_back(fmt::format("{:.1f}", brief.at("throughput_fps").get<double>()));
  line.push_back(fmt::format("{:.1f}", brief.at("latency_us").get<double>()));
  for (const char* name : kExploredResources) line.push_back(fmt::format("{:.0f}", brief.at(name).get<double>()));
  line.push_back(std::to_string(brief.at("fifo_bits").get<std::int64_t>()));
  line.push_back(place_text(brief, is_own));
  return line;
}

}  // namespace

std::string csv_cell(std::string text) {
  std::replace(text.begin(), text.end(), '"', '\'');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.find_first_of(", ") == std::string::npos ? text : "\"" + text + "\"";
}

/// Enough of a key to tell points apart.
std::string short_key(const Row& row) { return row.id.substr(0, 16); }

std::string folding_file(const Row& row) { return "foldings/" + short_key(row) + ".json"; }

std::string command_of(const Row& row, const std::string& network) {
  return fmt::format("weir simulate {} --folding {} --profile {}", network, folding_file(row), row.context.profile);
}

double fastest_clk_mhz(const Explorer& explorer) {
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

std::vector<const Row*> front_of(const Explorer& explorer, const std::string& profile) {
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

const Row* fastest_of(const Explorer& explorer, const std::string& profile) {
  const Row* best = nullptr;
  for (const Row& row : explorer.rows())
    if (row.context.profile == profile && row.has_result() && row.misfit.empty() &&
        (best == nullptr || row.record.at("interval_cycles") < best->record.at("interval_cycles")))
      best = &row;
  return best;
}

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
                     {"first_misfit", own == nullptr ? "" : own->misfit},
                     {"first_folding", own_json(explorer, own)},
                     {"fastest", brief_json(explorer, fastest_of(explorer, profile))}});
  }
  return table;
}

std::vector<std::vector<std::string>> generators_table(const Explorer& explorer) {
  std::vector<std::vector<std::string>> lines{{"generator", "folding", "computed", "frames/s", "latency us", "LUT",
                                               "RAMB18", "URAM", "DSP", "FIFO bits", "place"}};
  for (const Json& generator : generators_json(explorer))
    for (const bool is_own : {true, false}) lines.push_back(generator_line(generator, is_own));
  return lines;
}

std::string generators_csv(const Explorer& explorer) {
  std::string csv;
  for (const auto& line : generators_table(explorer))
    for (std::size_t i = 0; i < line.size(); ++i) csv += csv_cell(line[i]) + (i + 1 == line.size() ? "\n" : ",");
  return csv;
}

std::string generators_text(const Explorer& explorer) {
  std::string text;
  for (const auto& line : generators_table(explorer)) {
    std::string row =
        fmt::format("  {:<16}  {:<17}  {:<12} {:>12} {:>12}", line[0], line[1], line[2], line[3], line[4]);
    row += fmt::format(" {:>8} {:>7} {:>5} {:>5} {:>10}  {}", line[5], line[6], line[7], line[8], line[9], line[10]);
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string size_text(const Explorer& explorer) {
  return fmt::format("10^{:.1f} foldings, {}", explorer.log10_size(),
                     explorer.is_exhaustive() ? "all of them tried" : "searched");
}

}  // namespace weir::tools
