/// weir compare: two JSON reports field by field, with relative errors.
#include <fmt/core.h>

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

/// Without its making: who asked, and where for, is no result.
Json read_report(const std::string& path) {
  Json report = parse_json(read_text_file(path), "report-json", path);
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
  const ReportComparison comparison =
      compare_reports(read_report(options.a), read_report(options.b), options.tolerance);
  if (session.json)
    session.print_json(comparison_json(comparison, options.tolerance));
  else
    print_text(session, comparison, options.tolerance);
  return comparison.beyond.empty() ? kFine : kFinding;
}

}  // namespace

void add_compare(CLI::App& app, Session& session) { add_command(app, session, &compare); }

}  // namespace weir::tools
