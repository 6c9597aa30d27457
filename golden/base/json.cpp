#include "golden/base/json.hpp"

#include <algorithm>

namespace weir {

namespace {

/// Of "[json.exception.parse_error.101] parse error at line 1, column 9: syntax error while parsing value - REASON;
/// last read: 'x'" the reason: place and text are told otherwise.
std::string reason_of(const std::string& message) {
  const auto dash = message.find(" - ");
  std::string reason = dash == std::string::npos ? message : message.substr(dash + 3);
  if (const auto read = reason.find("; last read:"); read != std::string::npos) reason.resize(read);
  return reason;
}

std::string hint_of(const std::string& before, char refused) {
  const auto last = before.find_last_not_of(" \t\r\n");
  if ((refused == '}' || refused == ']') && last != std::string::npos && before[last] == ',')
    return "JSON has no comma before a closing bracket";
  if (refused == '\'') return "JSON has double quotes alone";
  if (refused == '#' || refused == '/') return "JSON has no comments";
  return "";
}

}  // namespace

Error no_json(const std::string& text, std::size_t byte, const std::string& message, const std::string& code,
              const std::string& where) {
  constexpr std::size_t kMostShown = 60;
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return {code, "not JSON: it is empty", where};
  const std::size_t at = std::min(byte == 0 ? 0 : byte - 1, text.size());
  const std::string before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_begin = before.rfind('\n') == std::string::npos ? 0 : before.rfind('\n') + 1;
  const std::string place = std::to_string(line) + ":" + std::to_string(at - line_begin + 1);
  if (at == text.size()) return {code, "not JSON: it ends too early", where + ":" + place, "it may be cut off"};
  const std::size_t shown = std::max(line_begin, at > kMostShown ? at - kMostShown : 0);
  std::string what = "not JSON: " + reason_of(message);
  std::string hint = "behind: " + text.substr(shown, at - shown);
  if (shown == at) hint = "in: " + text.substr(at, std::min(text.find('\n', at), at + kMostShown) - at);
  if (const std::string cure = hint_of(before, text[at]); !cure.empty()) hint = cure + "; " + hint;
  return {code, std::move(what), where + ":" + place, std::move(hint)};
}

}  // namespace weir
