#include "hls/compiler/pragmas.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <optional>
#include <sstream>

#include "golden/base/error.hpp"

namespace weir::hls {

namespace {

std::string lower(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return s;
}

std::string trim(const std::string& s) {
  const auto first = s.find_first_not_of(" \t\r"), end = s.find_last_not_of(" \t\r");
  return first == std::string::npos ? std::string() : s.substr(first, end - first + 1);
}

/// One pragma: its name and its options, "key=value" or "word" (empty value).
struct Pragma {
  std::string name;
  std::map<std::string, std::optional<std::string>> options;
  std::string where;

  bool take(const std::string& key) { return options.erase(key) > 0; }
  std::optional<std::string> take_value(const std::string& key) {
    auto it = options.find(key);
    if (it == options.end()) return {};
    std::optional<std::string> value = it->second;
    options.erase(it);
    if (!value) throw Error("pragma-option", "#pragma HLS " + name + ": " + key + " needs a value", where);
    return value;
  }
  [[noreturn]] void fail(const std::string& why, const std::string& hint = {}) const {
    throw Error("pragma-option", "#pragma HLS " + name + ": " + why, where, hint);
  }
  void finish() const {
    if (!options.empty()) fail("option \"" + options.begin()->first + "\" is not supported");
  }
};

/// Splits "II = 1 rewind" into options; values reach to the next "word =" or the end, so expressions may hold blanks.
Pragma parse(const std::string& body, const std::string& where) {
  std::istringstream in(body);
  Pragma p;
  p.where = where;
  in >> p.name;
  std::transform(p.name.begin(), p.name.end(), p.name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::string rest, spaced, word, key;
  std::getline(in, rest);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const bool comparison = rest[i] == '=' && ((i + 1 < rest.size() && rest[i + 1] == '=') ||
                                               (i > 0 && std::string("=<>!").find(rest[i - 1]) != std::string::npos));
    spaced += rest[i] == '=' && !comparison ? std::string(" = ") : std::string(1, rest[i]);
  }
  std::istringstream words(spaced);
  std::vector<std::string> list;
  while (words >> word) list.push_back(word);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool starts = i + 1 < list.size() && list[i + 1] == "=";
    if (starts) {
      key = lower(list[i]);
      p.options[key] = std::string();
      ++i;
    } else if (!key.empty() && (p.options[key]->empty() ||
                                std::string("+-*/%&|^?:<>=(!").find(p.options[key]->back()) != std::string::npos ||
                                std::string("+-*/%&|^?:<>=)").find(list[i][0]) != std::string::npos)) {
      *p.options[key] += list[i];
    } else {
      p.options[lower(list[i])] = std::nullopt;
      key.clear();
    }
  }
  return p;
}

std::string pipeline(Pragma& p) {
  const std::string ii = p.take_value("ii").value_or("1");
  p.take("rewind");
  return "__weir_pipeline((" + ii + "));";
}

std::string latency(Pragma& p) {
  const auto min = p.take_value("min"), max = p.take_value("max");
  if (!min && !max) p.fail("min= or max= is missing");
  return "__weir_latency((" + min.value_or("0") + "), (" + max.value_or("-1") + "));";
}

std::string array_partition(Pragma& p) {
  const auto variable = p.take_value("variable");
  if (!variable) p.fail("variable= is missing");
  p.take_value("dim");
  if (auto type = p.take_value("type"); type && lower(*type) != "complete")
    p.fail("type=" + *type + " is not supported", "complete");
  p.take("complete");
  return "__weir_partition(&" + *variable + ");";
}

std::string bind_storage(Pragma& p) {
  const auto variable = p.take_value("variable");
  const auto impl = p.take_value("impl");
  p.take_value("type");
  if (!variable) p.fail("variable= is missing");
  if (impl && lower(*impl) != "lutram" && lower(*impl) != "auto") {
    p.fail("impl=" + *impl + " is not supported", "arrays become LUT RAM (impl=lutram)");
  }
  return "";
}

std::string interface(Pragma& p) {
  const auto mode = p.take_value("mode");
  const bool axis = p.take("axis") || (mode && lower(*mode) == "axis");
  const bool none = p.take("ap_ctrl_none") || (mode && lower(*mode) == "ap_ctrl_none");
  const auto port = p.take_value("port");
  if (!axis && !none) p.fail("only axis and ap_ctrl_none are supported");
  if (!port) p.fail("port= is missing");
  if (none != (*port == "return"))
    p.fail("port=" + *port + " does not fit the mode", "axis for streams, ap_ctrl_none for return");
  return "";
}

std::string dataflow(Pragma& p) {
  p.take("disable_start_propagation");
  return "__weir_dataflow();";
}

std::string stream(Pragma& p) {
  const auto variable = p.take_value("variable"), depth = p.take_value("depth"), type = p.take_value("type");
  if (!variable || !depth) p.fail("variable= or depth= is missing");
  if (type && lower(*type) != "fifo") p.fail("type=" + *type + " is not supported", "fifo");
  return "__weir_stream_depth(&" + *variable + ", (" + *depth + "));";
}

std::string not_off(Pragma& p) {
  if (p.take("off")) p.fail("off is not supported");
  p.take("recursive");
  return "";
}

std::string nothing(Pragma& p) {
  p.options.clear();
  return "";
}

std::string unroll(Pragma& p) {
  if (p.options.count("factor")) p.fail("factor= is not supported", "loops are unrolled completely");
  p.take("complete");
  return "__weir_unroll();";
}

std::string call_for(const std::string& body, const std::string& where) {
  static const std::map<std::string, std::function<std::string(Pragma&)>> known = {
      {"PIPELINE", pipeline},
      {"UNROLL", unroll},
      {"DATAFLOW", dataflow},
      {"STREAM", stream},
      {"LATENCY", latency},
      {"ARRAY_PARTITION", array_partition},
      {"BIND_STORAGE", bind_storage},
      {"INTERFACE", interface},
      {"INLINE", not_off},
      {"LOOP_FLATTEN", not_off},
      {"LOOP_TRIPCOUNT", nothing},
      {"DEPENDENCE", nothing},
  };
  Pragma p = parse(body, where);
  const auto it = known.find(p.name);
  if (it == known.end()) {
    std::string names;
    for (const auto& [name, handler] : known) names += (names.empty() ? "" : " ") + name;
    throw Error("pragma-unknown", "#pragma HLS " + p.name + " is not supported", where, "supported: " + names);
  }
  std::string call = it->second(p);
  p.finish();
  return call;
}

/// A line "# 12 "file" flags" sets the position of the next line.
bool line_marker(const std::string& line, std::string& file, long& number) {
  if (line.size() < 3 || line[0] != '#' || line[1] != ' ' || !std::isdigit(static_cast<unsigned char>(line[2])))
    return false;
  std::istringstream in(line.substr(2));
  in >> number;
  const auto open = line.find('"'), close = line.rfind('"');
  if (open != std::string::npos && close > open) file = line.substr(open + 1, close - open - 1);
  return true;
}

}  // namespace

std::string rewrite_pragmas(const std::string& text) {
  // On the first line itself, so that the lines of the source keep their numbers.
  std::string out =
      "extern \"C\" { void __weir_pipeline(int) noexcept; void __weir_unroll() noexcept; void __weir_latency(int, int) "
      "noexcept; "
      "void __weir_partition(const volatile void*) noexcept; void __weir_dataflow() noexcept; "
      "void __weir_stream_depth(const volatile void*, int) noexcept; }\n";
  std::istringstream in(text);
  std::string line, file;
  long number = 0;
  while (std::getline(in, line)) {
    if (line_marker(line, file, number)) {
      out += line + "\n";
      continue;
    }
    const std::string trimmed = trim(line);
    std::istringstream words(trimmed);
    std::string hash, hls;
    if (trimmed.rfind("#pragma", 0) == 0 && words >> hash >> hls && hash == "#pragma" && lower(hls) == "hls") {
      std::string body;
      std::getline(words, body);
      out += call_for(trim(body), file + ":" + std::to_string(number)) + "\n";
    } else {
      out += line + "\n";
    }
    ++number;
  }
  return out;
}

}  // namespace weir::hls
