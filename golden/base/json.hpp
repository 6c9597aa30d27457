/// JSON as others write it: a key that an object has twice is refused, since only one of the two could count.
#pragma once
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "golden/base/error.hpp"

namespace weir {

/// The Error of text that is no JSON: `byte` is the parser's, from 1, of the character that it could not take;
/// `message` what it says.
Error no_json(const std::string& text, std::size_t byte, const std::string& message, const std::string& code,
              const std::string& where);

/// Throws Error `code` if `text` is no JSON or an object has a key twice; `where` names the text.
template <class Json = nlohmann::ordered_json>
Json parse_json(const std::string& text, const std::string& code, const std::string& where) {
  std::vector<std::set<std::string>> open;  // keys of the objects around the one being read
  std::string twice;
  const auto watch = [&](int, typename Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(parsed.template get<std::string>()).second)
      twice = parsed.template get<std::string>();
    return true;
  };
  Json json;
  try {
    json = Json::parse(text, watch);
  } catch (const typename Json::parse_error& e) {
    throw no_json(text, e.byte, e.what(), code, where);
  } catch (const typename Json::exception& e) {
    throw Error(code, std::string("not JSON: ") + e.what(), where);
  }
  if (!twice.empty())
    throw Error(code, "the key \"" + twice + "\" stands twice in one object", where, "leave one of the two");
  return json;
}

}  // namespace weir
