/// The part of YAML in which FINN's and FINN+'s users write configurations: mappings and lists by indentation or in
/// brackets, on one line each; texts bare or quoted; numbers, true, false, null; comments.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace weir {

/// Is the file called so?
bool is_yaml_name(const std::string& file);

/// As JSON, keys in their order. Throws Error bad-yaml with the line of what is outside that part: anchors, aliases,
/// tags, texts of several lines, several documents, tabs, keys that stand twice, and yes, no, on, off, which YAML's
/// versions read differently.
nlohmann::ordered_json parse_yaml(const std::string& text, const std::string& where);

/// A configuration in YAML if `where` is called so, else in JSON. Throws as parse_yaml() does, or Error `code` as
/// parse_json() does.
nlohmann::ordered_json parse_configuration(const std::string& text, const std::string& code, const std::string& where);

}  // namespace weir
