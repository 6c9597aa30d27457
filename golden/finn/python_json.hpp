/// JSON as Python's json.dump(x, indent=2) writes it, so that reports can be compared with FINN's byte by byte:
/// shortest number text that reads back the same, exponents as repr() chooses them, ASCII with \u escapes, no final
/// newline.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace weir::golden {

/// Python's repr() of a float: "678.1684027777778", "7332240.0", "1e+16".
std::string python_float(double value);

std::string python_json(const nlohmann::ordered_json& json, int indent = 2);

}  // namespace weir::golden
