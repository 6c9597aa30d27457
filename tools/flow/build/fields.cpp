#include "tools/flow/build/fields.hpp"

#include <algorithm>
#include <limits>

#include "golden/base/joined.hpp"
#include "golden/base/yaml.hpp"

namespace weir::tools::build {

namespace {

using Json = nlohmann::ordered_json;

bool is_whole(const Json& value) {
  return value.is_number_integer() && value >= std::numeric_limits<int>::min() &&
         value <= std::numeric_limits<int>::max();
}

bool is_list_of(const Json& value, bool (*fits)(const Json&)) {
  return value.is_array() && std::all_of(value.begin(), value.end(), fits);
}

bool has_type(const Field& field, const Json& value) {
  switch (field.type) {
    case FieldType::Text:
    case FieldType::Choice: return value.is_string();
    case FieldType::Number: return value.is_number();
    case FieldType::Whole: return is_whole(value);
    case FieldType::Flag: return value.is_boolean();
    case FieldType::Choices:
    case FieldType::Texts: return is_list_of(value, [](const Json& v) { return v.is_string(); });
    case FieldType::Wholes: return is_list_of(value, is_whole);
    case FieldType::Any: return true;
  }
  return false;
}

const char* type_name(FieldType type) {
  switch (type) {
    case FieldType::Text:
    case FieldType::Choice: return "a text";
    case FieldType::Number: return "a number";
    case FieldType::Whole: return "a whole number of 32 bits";
    case FieldType::Flag: return "true or false";
    case FieldType::Choices:
    case FieldType::Texts: return "a list of texts";
    case FieldType::Wholes: return "a list of whole numbers";
    case FieldType::Any: break;
  }
  return "anything";
}

/// Those of a Choice or Choices that are none.
std::vector<std::string> illegal_names(const Field& field, const Json& value) {
  std::vector<std::string> found;
  const auto check = [&](const Json& name) {
    const auto text = name.get<std::string>();
    if (std::find(field.legal.begin(), field.legal.end(), text) == field.legal.end()) found.push_back(text);
  };
  if (field.type == FieldType::Choice) check(value);
  if (field.type == FieldType::Choices)
    for (const Json& name : value) check(name);
  return found;
}

class Checker {
 public:
  Checker(const std::string& text, const std::string& where, Errors& errors)
      : text_(text), where_(where), errors_(errors) {}

  /// True if the value can be used.
  bool is_good(const Field& field, const Json& value) {
    const bool is_nullable = std::string(field.otherwise) == "null";
    if (value.is_null() && is_nullable) return true;
    const std::string place = line_of(text_, where_, field.name);
    if (!has_type(field, value)) {
      errors_.add("config-type", "\"" + std::string(field.name) + "\" is " + value.dump(), place,
                  std::string("legal: ") + type_name(field.type) + (is_nullable ? ", or null" : ""));
      return false;
    }
    const std::vector<std::string> wrong = illegal_names(field, value);
    for (const std::string& name : wrong) {
      const std::string near = nearest_name(name, field.legal);
      errors_.add("config-value",
                  "\"" + std::string(field.name) + "\" has \"" + name + "\"" +
                      (near.empty() ? "" : " (did you mean " + near + "?)"),
                  place, "legal: " + joined(field.legal, ", "));
    }
    return wrong.empty();
  }

  void refuse_unknown(const std::string& key) {
    std::vector<std::string> names;
    for (const Field& field : fields()) names.emplace_back(field.name);
    const std::string near = nearest_name(key, names);
    errors_.add("config-unknown",
                "no field is called \"" + key + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"),
                line_of(text_, where_, key), "--lenient skips unknown fields");
  }

 private:
  const std::string &text_, &where_;
  Errors& errors_;
};

const Field* find_field(const std::string& name) {
  const auto& all = fields();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Field& f) { return f.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string line_of(const std::string& text, const std::string& where, const std::string& key) {
  if (where.empty()) return "";
  auto at = text.find('"' + key + '"');
  if (at == std::string::npos && is_yaml_name(where)) at = ('\n' + text).find('\n' + key + ':');
  if (at == std::string::npos) return where;
  return where + ":" +
         std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

CheckedFields check_fields(const std::string& text, const std::string& where, bool lenient, Errors& errors) {
  CheckedFields checked;
  Json json;
  try {
    json = parse_configuration(text, "config-json", where);
    if (!json.is_object())
      throw Error(
          "config-json",
          is_yaml_name(where) ? "the build configuration is no mapping" : "the build configuration is no JSON object",
          where);
  } catch (const Error& error) {
    errors.add(error);
    return checked;
  }
  Checker checker(text, where, errors);
  for (const Field& field : fields()) {
    const bool is_required = *field.otherwise == '\0';
    if (!is_required) checked.values[field.name] = Json::parse(field.otherwise);
    if (!json.contains(field.name)) {
      if (is_required) errors.add("config-missing", "\"" + std::string(field.name) + "\" is missing", where);
      continue;
    }
    const Json& value = json[field.name];
    if (!checker.is_good(field, value)) continue;
    if (!field.has_meaning && value != checked.values[field.name]) checked.ignored.emplace_back(field.name);
    checked.values[field.name] = value;
  }
  for (const auto& [key, value] : json.items()) {
    if (find_field(key) != nullptr) continue;
    if (lenient)
      checked.unknown.push_back(key);
    else
      checker.refuse_unknown(key);
  }
  return checked;
}

}  // namespace weir::tools::build
