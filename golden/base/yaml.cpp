#include "golden/base/yaml.hpp"

#include <charconv>
#include <cmath>
#include <sstream>
#include <vector>

#include "golden/base/json.hpp"

namespace weir {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 64;

struct Line {
  int number = 0;
  std::size_t indent = 0;
  std::string text;  ///< without indentation and comment
};

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" \r") - from + 1);
}

class Parser {
 public:
  Parser(const std::string& text, const std::string& where) : where_(where) { read_lines(text); }

  Json parse() {
    if (lines_.empty()) refuse(1, "the file is empty");
    Json json = block(lines_.front().indent, 0);
    if (at_ < lines_.size()) refuse(lines_[at_].number, "this line is indented less than those before it");
    return json;
  }

 private:
  [[noreturn]] void refuse(int line, const std::string& what, const std::string& hint = "") const {
    throw Error("bad-yaml", what, where_ + ":" + std::to_string(line),
                hint.empty() ? "read are mappings, lists, texts, numbers, true, false and null" : hint);
  }

  void read_lines(const std::string& text) {
    std::istringstream in(text);
    int number = 0;
    for (std::string raw; std::getline(in, raw);) {
      ++number;
      if (number == 1 && raw.starts_with("\xEF\xBB\xBF")) raw.erase(0, 3);
      const std::size_t indent = raw.find_first_not_of(' ');
      if (indent != std::string::npos && raw[indent] == '\t') refuse(number, "a tab indents the line", "use blanks");
      const std::string line = trimmed(raw.substr(0, comment_at(raw, number)));
      if (line.empty()) continue;
      if (line == "---" && lines_.empty()) continue;
      if (line == "---" || line == "...") refuse(number, "a second document begins", "one document in a file");
      if (line.front() == '%') refuse(number, "a directive");
      lines_.push_back({number, indent, line});
    }
  }

  /// Of a '#' outside quotes, at the start or behind a blank.
  std::size_t comment_at(const std::string& line, int number) const {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const bool begins_word = i == 0 || std::string(" [,:{-").find(line[i - 1]) != std::string::npos;
      if (line[i] == '#' && (i == 0 || line[i - 1] == ' ')) return i;
      if ((line[i] == '"' || line[i] == '\'') && begins_word) i = quote_end(line, i, number);
    }
    return line.size();
  }

  std::size_t quote_end(const std::string& text, std::size_t from, int number) const {
    const char quote = text[from];
    for (std::size_t i = from + 1; i < text.size(); ++i) {
      if (quote == '"' && text[i] == '\\') {
        ++i;
      } else if (text[i] == quote) {
        if (quote == '"' || i + 1 == text.size() || text[i + 1] != quote) return i;
        ++i;
      }
    }
    refuse(number, "a quote is not closed on its line");
  }

  /// Where the ':' of a key ends it; npos: the line holds no key.
  std::size_t key_end(const Line& line) const {
    const std::string& text = line.text;
    std::size_t i = text.front() == '"' || text.front() == '\'' ? quote_end(text, 0, line.number) + 1 : 0;
    if (text.front() == '[' || text.front() == '{') return std::string::npos;
    for (; i < text.size(); ++i)
      if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return i;
    return std::string::npos;
  }

  static bool is_item(const Line& line) { return line.text == "-" || line.text.starts_with("- "); }

  Json block(std::size_t indent, int depth) {
    if (depth > kDeepest) refuse(lines_[at_].number, "more than 64 levels");
    if (is_item(lines_[at_])) return list(indent, depth);
    if (key_end(lines_[at_]) != std::string::npos) return mapping(indent, depth);
    const Line& line = lines_[at_++];
    return scalar(line.text, line.number, depth);
  }

  bool is_inside(std::size_t indent) const { return at_ < lines_.size() && lines_[at_].indent == indent; }
  void require_level(std::size_t indent) const {
    if (at_ < lines_.size() && lines_[at_].indent > indent)
      refuse(lines_[at_].number, "this line is indented more than those before it");
  }

  Json list(std::size_t indent, int depth) {
    Json items = Json::array();
    while (is_inside(indent) && is_item(lines_[at_])) {
      Line& line = lines_[at_];
      const std::size_t skipped = line.text.find_first_not_of(' ', 1);
      if (skipped == std::string::npos) {
        ++at_;
        items.push_back(at_ < lines_.size() && lines_[at_].indent > indent ? block(lines_[at_].indent, depth + 1)
                                                                           : Json(nullptr));
      } else {  // what follows the dash is a block of its own, as far right as it stands
        line.indent += skipped;
        line.text.erase(0, skipped);
        items.push_back(block(line.indent, depth + 1));
      }
      require_level(indent);
    }
    return items;
  }

  Json mapping(std::size_t indent, int depth) {
    Json object = Json::object();
    while (is_inside(indent) && !is_item(lines_[at_])) {
      const Line line = lines_[at_];
      const std::size_t end = key_end(line);
      if (end == std::string::npos) refuse(line.number, "a key and a ':' are expected, not \"" + line.text + "\"");
      const std::string key = key_of(line.text.substr(0, end), line.number);
      if (object.contains(key)) refuse(line.number, "the key \"" + key + "\" stands twice", "leave one of the two");
      const std::string value = trimmed(line.text.substr(end + 1));
      ++at_;
      if (!value.empty())
        object[key] = scalar(value, line.number, depth);
      else if (at_ < lines_.size() &&
               (lines_[at_].indent > indent || (lines_[at_].indent == indent && is_item(lines_[at_]))))
        object[key] = block(lines_[at_].indent, depth + 1);
      else
        object[key] = nullptr;
      require_level(indent);
    }
    return object;
  }

  std::string key_of(const std::string& text, int number) const {
    const std::string bare = trimmed(text);
    if (bare.empty() || bare.front() == '?') refuse(number, "a key is expected before ':'");
    const Json key = scalar(bare, number, 0);
    return key.is_string() ? key.get<std::string>() : bare;
  }

  Json scalar(const std::string& text, int number, int depth) const {
    const char first = text.front();
    if (first == '[' || first == '{') {
      std::size_t at = 0;
      Json json = flow(text, at, number, depth);
      if (at != text.size()) refuse(number, "something follows the closing bracket: \"" + text.substr(at) + "\"");
      return json;
    }
    if (first == '"' || first == '\'') {
      const std::size_t end = quote_end(text, 0, number);
      if (end + 1 != text.size()) refuse(number, "something follows the closing quote");
      return unquoted(text, number);
    }
    return plain(text, number);
  }

  std::string unquoted(const std::string& text, int number) const {
    const std::string inside = text.substr(1, text.size() - 2);
    if (text.front() == '"') try {
        return Json::parse(text).get<std::string>();
      } catch (const Json::exception&) {
        refuse(number, "an escape in " + text + " is not one of JSON's");
      }
    std::string plain;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      plain += inside[i];
      if (inside[i] == '\'') ++i;  // written twice
    }
    return plain;
  }

  Json plain(const std::string& text, int number) const {
    if (std::string("&*!|>%@`?").find(text.front()) != std::string::npos)
      refuse(number, "\"" + text + "\" is an anchor, an alias, a tag or a text of several lines");
    if (text.find(": ") != std::string::npos || text.ends_with(":"))
      refuse(number, "a key within a value: \"" + text + "\"",
             "put the mapping on lines of its own, or quote the text");
    if (text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    for (const char* word : {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"})
      if (text == word)
        refuse(number, text + " is a text or a truth, by version of YAML", "write true, false or quotes");
    return number_or_text(text, number);
  }

  Json number_or_text(const std::string& text, int number) const {
    const std::size_t sign = text.front() == '-' || text.front() == '+' ? 1 : 0;
    const bool is_digits = text.size() > sign && text.find_first_not_of("0123456789", sign) == std::string::npos;
    if (is_digits) {
      if (text[sign] == '0' && text.size() > sign + 1)
        refuse(number, text + " begins with 0, which is octal to some", "write it without, or in quotes");
      std::int64_t whole = 0;
      const char* from = text.data() + (text.front() == '+' ? 1 : 0);
      const auto read = std::from_chars(from, text.data() + text.size(), whole);
      if (read.ec != std::errc()) refuse(number, text + " is too large");
      return whole;
    }
    const bool may_be_real = text.find_first_not_of("+-0123456789.eE") == std::string::npos &&
                             text.find_first_of("0123456789") != std::string::npos;
    if (may_be_real) {
      double real = 0;
      const char* from = text.data() + (text.front() == '+' ? 1 : 0);
      const auto read = std::from_chars(from, text.data() + text.size(), real);
      if (read.ec == std::errc() && read.ptr == text.data() + text.size() && std::isfinite(real)) return real;
    }
    return text;
  }

  static void skip_blanks(const std::string& text, std::size_t& at) {
    while (at < text.size() && text[at] == ' ') ++at;
  }

  Json flow(const std::string& text, std::size_t& at, int number, int depth) const {
    if (depth > kDeepest) refuse(number, "more than 64 levels");
    skip_blanks(text, at);
    const char open = at < text.size() ? text[at] : '\0';
    if (open != '[' && open != '{') {
      const Json value = scalar(flow_word(text, at, number), number, depth + 1);
      return value;
    }
    const char close = open == '[' ? ']' : '}';
    Json json = open == '[' ? Json::array() : Json::object();
    ++at;
    for (;;) {
      skip_blanks(text, at);
      if (at < text.size() && text[at] == close) return ++at, json;
      if (open == '[') {
        json.push_back(flow(text, at, number, depth + 1));
      } else {
        const std::string key = key_of(flow_word(text, at, number), number);
        skip_blanks(text, at);
        if (at >= text.size() || text[at] != ':') refuse(number, "a ':' is expected behind the key " + key);
        if (json.contains(key)) refuse(number, "the key \"" + key + "\" stands twice", "leave one of the two");
        json[key] = flow(text, ++at, number, depth + 1);
      }
      skip_blanks(text, at);
      if (at < text.size() && text[at] == ',')
        ++at;
      else if (at >= text.size() || text[at] != close)
        refuse(number, std::string("a bracket is not closed on its line, or a ',' is missing"));
    }
  }

  std::string flow_word(const std::string& text, std::size_t& at, int number) const {
    skip_blanks(text, at);
    const std::size_t from = at;
    if (at < text.size() && (text[at] == '"' || text[at] == '\''))
      at = quote_end(text, at, number) + 1;
    else
      while (at < text.size() && std::string(",]}").find(text[at]) == std::string::npos &&
             !(text[at] == ':' && (at + 1 == text.size() || text[at + 1] == ' ')))
        ++at;
    const std::string word = trimmed(text.substr(from, at - from));
    if (word.empty()) refuse(number, "a value is missing in brackets");
    return word;
  }

  std::string where_;
  std::vector<Line> lines_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_yaml_name(const std::string& file) { return file.ends_with(".yaml") || file.ends_with(".yml"); }

Json parse_yaml(const std::string& text, const std::string& where) { return Parser(text, where).parse(); }

Json parse_configuration(const std::string& text, const std::string& code, const std::string& where) {
  return is_yaml_name(where) ? parse_yaml(text, where) : parse_json(text, code, where);
}

}  // namespace weir
