/// Field-by-field comparison of two JSON reports.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace weir::tools {

/// One number, text, truth value or empty container of either report.
struct FieldDifference {
  std::string path;                            ///< "MVAU_hls_0.LUT", "list[2]"
  std::optional<nlohmann::ordered_json> a, b;  ///< absent where the report does not have the field
  std::optional<double> relative_error;        ///< |b - a| / |a|, of two numbers with a other than 0
};

struct ReportComparison {
  int fields = 0;                        ///< of both reports together
  double largest_relative_error = 0;     ///< over all pairs of numbers that have one
  std::vector<FieldDifference> unequal;  ///< fields of different value, within the tolerance or not
  std::vector<FieldDifference> beyond;   ///< those of them beyond the tolerance; other than numbers always are
};

/// Numbers are equal by value: 3 and 3.0 do not differ. Order of keys has no meaning.
ReportComparison compare_reports(const nlohmann::ordered_json& a, const nlohmann::ordered_json& b, double tolerance);

}  // namespace weir::tools
