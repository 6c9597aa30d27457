#include "tools/report/compare_reports.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct Field {
  std::string path;
  const Json* value;
};

void collect(const std::string& path, const Json& json, std::vector<Field>& fields) {
  if (!json.is_structured() || json.empty()) {
    fields.push_back({path, &json});
    return;
  }
  for (const auto& item : json.items()) {
    const std::string step = json.is_array() ? "[" + item.key() + "]" : (path.empty() ? "" : ".") + item.key();
    collect(path + step, item.value(), fields);
  }
}

std::vector<Field> fields_of(const Json& json) {
  std::vector<Field> fields;
  collect("", json, fields);
  return fields;
}

class Comparison {
 public:
  explicit Comparison(double tolerance) : tolerance_(tolerance) {}

  void both(const std::string& path, const Json& a, const Json& b) {
    ++result_.fields;
    if (!a.is_number() || !b.is_number()) {
      if (a != b) add({path, a, b, std::nullopt}, true);
      return;
    }
    const double from = a.get<double>(), difference = std::abs(b.get<double>() - from);
    if (a == b || difference == 0) return;
    FieldDifference found{path, a, b, std::nullopt};
    if (from != 0) found.relative_error = difference / std::abs(from);
    const double error = found.relative_error.value_or(std::numeric_limits<double>::infinity());
    result_.largest_relative_error = std::max(result_.largest_relative_error, found.relative_error.value_or(0));
    add(std::move(found), error > tolerance_);
  }

  void one_sided(FieldDifference found) {
    ++result_.fields;
    add(std::move(found), true);
  }

  ReportComparison result() { return std::move(result_); }

 private:
  void add(FieldDifference found, bool is_beyond) {
    if (is_beyond) result_.beyond.push_back(found);
    result_.unequal.push_back(std::move(found));
  }

  double tolerance_;
  ReportComparison result_;
};

}  // namespace

ReportComparison compare_reports(const Json& a, const Json& b, double tolerance) {
  const std::vector<Field> in_a = fields_of(a), in_b = fields_of(b);
  std::map<std::string, const Json*> of_a, of_b;
  for (const Field& field : in_a) of_a[field.path] = field.value;
  for (const Field& field : in_b) of_b[field.path] = field.value;
  Comparison comparison(tolerance);
  for (const Field& field : in_a) {
    const auto other = of_b.find(field.path);
    if (other != of_b.end())
      comparison.both(field.path, *field.value, *other->second);
    else
      comparison.one_sided({field.path, *field.value, std::nullopt, std::nullopt});
  }
  for (const Field& field : in_b)
    if (!of_a.contains(field.path)) comparison.one_sided({field.path, std::nullopt, *field.value, std::nullopt});
  return comparison.result();
}

}  // namespace weir::tools
