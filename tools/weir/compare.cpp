/// weir compare: two JSON reports field by field, with relative errors.
#include <fmt/core.h>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/json.hpp"
#include "tools/report/compare_reports.hpp"
#include "tools/weir/session.hpp"
#include "tools/weir/usage.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct CompareOptions {
  std::string a, b;
  double tolerance = 0;
};

Json read_report(const std::string& path) { return parse_json(read_text_file(path), "report-json", path); }

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

int compare(const CompareOptions& options, const Session& session) {
  const ReportComparison comparison =
      compare_reports(read_report(options.a), read_report(options.b), options.tolerance);
  if (session.json)
    session.print_json(comparison_json(comparison, options.tolerance));
  else
    print_text(session, comparison, options.tolerance);
  return comparison.beyond.empty() ? kFine : kFinding;
}

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("compare", "two JSON reports field by field, with relative errors");
  auto options = std::make_shared<CompareOptions>();
  command->add_option("A", options->a, "the report that errors are relative to")->required();
  command->add_option("B", options->b, "the other report")->required();
  command->add_option("--tolerance", options->tolerance, "largest relative error of a number that is no finding")
      ->check(number(0, 1e9))
      ->capture_default_str();
  command->callback(
      [&session, options] { session.action = [&session, options] { return compare(*options, session); }; });
}

}  // namespace weir::tools
