/// weir compare: two JSON reports field by field, with relative errors.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/json.hpp"
#include "tools/report/compare_reports.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/command.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct CompareOptions {
  std::string a, b;
  double tolerance = 0;
};

Form describe(CompareOptions& options) {
  Form form{.command = "compare",
            .summary = "two JSON reports field by field, with relative errors",
            .about = "What a report says of its own making (\"request\", \"origin\") is not compared."};
  form.add({{.name = "a",
             .target = &options.a,
             .help = "the report that errors are relative to",
             .value = "A",
             .is_argument = true,
             .is_required = true},
            {.name = "b",
             .target = &options.b,
             .help = "the other report",
             .value = "B",
             .is_argument = true,
             .is_required = true},
            {.name = "tolerance",
             .target = &options.tolerance,
             .help = "largest relative error of a number that is no finding",
             .legal = Numbers{0, 1e9},
             .value = "X"}});
  return form;
}

/// The clock that a simulation of FINN's hardware was asked to be made for; 0 of other reports.
double made_for_mhz(const Json& report) {
  const Json request = report.is_object() ? report.value("request", Json::object()) : Json::object();
  if (!request.is_object() || request.value("command", Json()) != "simulate") return 0;
  const Json clock = request.value("clk_mhz", Json());
  return clock.is_number() ? clock.get<double>() : 0;
}

/// Another clock is another hardware: the loops that Vitis makes for it have other depths.
std::string note_of_clocks(const Json& a, const Json& b) {
  const auto is_of_finn = [](const Json& report) {
    const Json profile = report.is_object() ? report.value("profile", Json()) : Json();
    return profile.is_string() && profile.get<std::string>().starts_with("finn-");
  };
  const double first = made_for_mhz(a), second = made_for_mhz(b);
  if (first == second || !(is_of_finn(a) || is_of_finn(b))) return {};
  const auto text = [](double mhz) { return mhz == 0 ? std::string("its file's clock") : fmt::format("{} MHz", mhz); };
  return fmt::format(
      "two hardwares are compared: A's layers are made for {}, B's for {}, and the depths of their loops follow; "
      "simulate --run-clk-mhz changes the time of one hardware",
      text(first), text(second));
}

/// Without its making: who asked, and where for, is no result.
Json without_making(Json report) {
  if (report.is_object()) {
    report.erase("request");
    report.erase("origin");
  }
  return report;
}

std::string text_of(const std::optional<Json>& value) { return value ? value->dump() : "(absent)"; }

std::string error_text(const FieldDifference& field) {
  return field.relative_error ? fmt::format("{:.4g} %", 100 * *field.relative_error) : "-";
}

Json difference_json(const FieldDifference& field) {
  Json json{{"field", field.path}};
  if (field.a) json["a"] = *field.a;
  if (field.b) json["b"] = *field.b;
  json["relative_error"] = field.relative_error ? Json(*field.relative_error) : Json(nullptr);
  return json;
}

Json comparison_json(const ReportComparison& comparison, double tolerance) {
  Json json{{"fields", comparison.fields},
            {"unequal", comparison.unequal.size()},
            {"beyond_tolerance", comparison.beyond.size()},
            {"tolerance", tolerance},
            {"largest_relative_error", comparison.largest_relative_error},
            {"differences", Json::array()}};
  for (const auto& field : comparison.unequal) json["differences"].push_back(difference_json(field));
  return json;
}

void print_text(const Session& session, const ReportComparison& comparison, double tolerance) {
  if (!comparison.unequal.empty())
    session.print(fmt::format("  {:<48} {:>18} {:>18} {:>12}", "field", "A", "B", "error"));
  for (const auto& field : comparison.unequal)
    session.print(fmt::format("  {:<48} {:>18} {:>18} {:>12}", field.path, text_of(field.a), text_of(field.b),
                              error_text(field)));
  session.print(fmt::format("{} fields, {} differ, {} beyond a tolerance of {}; largest relative error {:.4g} %",
                            comparison.fields, comparison.unequal.size(), comparison.beyond.size(), tolerance,
                            100 * comparison.largest_relative_error));
}

int compare(CompareOptions& options, const Session& session) {
  const auto read = [](const std::string& path) { return parse_json(read_text_file(path), "report-json", path); };
  const Json a = read(options.a), b = read(options.b);
  const ReportComparison comparison = compare_reports(without_making(a), without_making(b), options.tolerance);
  const std::string note = note_of_clocks(a, b);
  if (!note.empty()) spdlog::warn("{}", note);
  if (session.json) {
    Json json = comparison_json(comparison, options.tolerance);
    if (!note.empty()) json["note"] = note;
    session.print_json(json);
  } else {
    print_text(session, comparison, options.tolerance);
  }
  return comparison.beyond.empty() ? kFine : kFinding;
}

}  // namespace

void add_compare(CLI::App& app, Session& session) { add_command(app, session, &compare); }

}  // namespace weir::tools
