/// The fields of FINN's DataflowBuildConfig as its JSON has them (FINN v0.10, dev and FINN+), and Weir's own, which
/// start with "weir_": types, defaults, legal values, and which of them mean something here.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "golden/base/error.hpp"

namespace weir::tools::build {

enum class FieldType { Text, Number, Whole, Flag, Choice, Choices, Texts, Wholes, Any };

struct Field {
  const char* name;
  FieldType type;
  const char* otherwise;  ///< default as JSON; "" = required; a field whose default is null takes null
  bool has_meaning = false;
  std::vector<std::string> legal = {};  ///< of Choice and Choices
};

const std::vector<Field>& fields();

struct CheckedFields {
  nlohmann::ordered_json values;     ///< every field with a legal value or its default; required ones may be absent
  std::vector<std::string> ignored;  ///< fields of other than their default value that have no meaning here
  std::vector<std::string> unknown;  ///< only with `lenient`
};

/// All problems go to `errors`: config-json, config-missing, config-type, config-value, config-unknown (with a
/// suggestion), each with "<where>:<line>".
CheckedFields check_fields(const std::string& text, const std::string& where, bool lenient, Errors& errors);

/// "<where>:<line of "key">", or `where` if the text does not name it or is in no file (`where` is empty).
std::string line_of(const std::string& text, const std::string& where, const std::string& key);

}  // namespace weir::tools::build
