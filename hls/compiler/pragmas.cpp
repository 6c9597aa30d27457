#include "hls/compiler/pragmas.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <optional>
#include <set>
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

/// Options of an interface that do not reach the RTL.
std::string rest_of(Pragma& p) {
  for (const char* word : {"register", "both", "forward", "reverse", "off"}) p.take(word);
  for (const char* key :
       {"register_mode", "bundle", "name", "depth", "offset", "clock", "latency", "num_read_outstanding",
        "num_write_outstanding", "max_read_burst_length", "max_write_burst_length", "max_widen_bitwidth"})
    p.take_value(key);
  return "";
}

/// Text of a C string literal.
std::string string_literal(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string refusal_text(const Error& error) {
  return string_literal(error.code + note_separator + error.what_text + note_separator + error.where + note_separator +
                        error.hint);
}

/// A pragma that changes nothing here; told once, and only if its function is used.
std::string note(const Pragma& p, const std::string& what, const std::string& why) {
  const std::string text = "#pragma HLS " + p.name + (what.empty() ? "" : " " + what) + " has no effect: " + why;
  return "__weir_note(" + string_literal(text + note_separator + p.where) + ");";
}

std::string pipeline(Pragma& p) {
  const std::string ii = p.take_value("ii").value_or("1");
  p.take("rewind");
  p.take("enable_flush");
  const bool off = p.take("off");
  if (const auto style = p.take_value("style")) {
    static const std::set<std::string> styles = {"flp", "frp", "stp"};
    if (!styles.count(lower(*style))) p.fail("style=" + *style + " is not known", "flp, frp or stp");
  }
  if (off) return note(p, "off", "every innermost loop is pipelined");
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
  p.take_value("factor");
  static const std::set<std::string> forms = {"complete", "block", "cyclic"};
  if (const auto type = p.take_value("type"); type && !forms.count(lower(*type)))
    p.fail("type=" + *type + " is not known", "complete, block or cyclic");
  for (const std::string& form : forms) p.take(form);
  return "";  // published sources name variables here that do not exist
}

constexpr const char* no_control =
    "streams have AXI4-Stream handshakes, scalars are constants, and the kernel runs without a start";

std::string interface(Pragma& p) {
  static const std::set<std::string> modes = {"axis",      "ap_ctrl_none", "ap_ctrl_hs", "ap_ctrl_chain", "s_axilite",
                                              "ap_none",   "ap_vld",       "ap_ovld",    "ap_stable",     "m_axi",
                                              "ap_memory", "bram",         "ap_ack",     "ap_hs",         "ap_fifo"};
  std::string mode;
  if (const auto given = p.take_value("mode")) mode = lower(*given);
  for (const std::string& known : modes)
    if (p.take(known)) mode = known;
  const auto port = p.take_value("port");
  if (!modes.count(mode)) p.fail(mode.empty() ? "the mode is missing" : "the mode " + mode + " is not known");
  if (!port) p.fail("port= is missing");
  if (mode == "m_axi") {
    if (const auto offset = p.take_value("offset"); offset && lower(*offset) != "slave")
      p.fail("offset=" + *offset + " is not supported", "slave: the address is a register of the top");
    rest_of(p);
    const Error none("pragma-option", "#pragma HLS INTERFACE m_axi: " + *port + " is not a pointer", p.where,
                     "a pointer or an array that is an argument of the top");
    return "if constexpr (__is_pointer(decltype(" + *port + "))) __weir_m_axi_of(" + *port + "); else __weir_refused(" +
           refusal_text(none) + "); " +
           note(p, "bundle, latency and bursts", "every pointer is a port of its own, with bursts of up to 16 words");
  }
  if (mode == "bram" || mode == "ap_memory") {
    rest_of(p);
    for (const char* key : {"storage_type", "address", "direct_io"}) p.take_value(key);
    const Error none("pragma-option",
                     "#pragma HLS INTERFACE: port=" + *port + ": the mode " + mode + " is not supported", p.where,
                     "give the kernel streams, and leave the memory to a data mover outside; weir hlsc makes them");
    return "__weir_refused_in_top(" + refusal_text(none) + ");";
  }
  if ((mode == "axis" && *port == "return") || (mode.rfind("ap_ctrl", 0) == 0 && *port != "return"))
    p.fail("port=" + *port + " does not fit the mode", "axis for streams, ap_ctrl_... for return");
  if (mode == "axis" || mode == "ap_ctrl_none" || mode == "ap_fifo") return rest_of(p);
  rest_of(p);
  if (mode == "s_axilite")
    return "__weir_register_note" + note(p, mode, no_control).substr(std::string("__weir_note").size());
  return note(p, mode, no_control);
}
std::string dataflow(Pragma& p) {
  p.take("disable_start_propagation");
  return "__weir_dataflow();";
}

std::string stream(Pragma& p) {
  const auto variable = p.take_value("variable"), depth = p.take_value("depth"), type = p.take_value("type");
  p.take_value("dim");
  p.take("off");
  if (!variable) p.fail("variable= is missing");
  if (type && lower(*type) != "fifo") p.fail("type=" + *type + " is not supported", "fifo");
  if (!depth) return note(p, "without depth=", "every stream is a FIFO");
  return "__weir_stream_depth(&" + *variable + ", (" + *depth + "));";
}

std::string inlining(Pragma& p) {
  const bool off = p.take("off");
  p.take("recursive");
  p.take("region");
  return off ? note(p, "off", "a kernel is one function") : "";
}

std::string flattening(Pragma& p) {
  return p.take("off") ? note(p, "off", "a nest of loops is one pipeline, entered once") : "";
}

std::string nothing(Pragma& p) {
  p.options.clear();
  return "";
}

/// The tool's own choice of resources and layout, which our RTL leaves to synthesis.
std::string without_effect(Pragma& p) {
  p.options.clear();
  return note(p, "", "arrays, operators and structures are laid out by synthesis");
}

std::string top_name(Pragma& p) {
  p.take_value("name");
  return note(p, "", "--top names the top");
}

std::string unroll(Pragma& p) {
  p.take("complete");
  p.take("skip_exit_check");
  p.take("region");
  if (p.take("off")) return note(p, "off", "loops within a pipelined loop are always unrolled");
  if (const auto factor = p.take_value("factor"))
    return "__weir_unroll_by((" + *factor + "), " + string_literal(p.where) + ");";
  return "__weir_unroll();";
}

/// A statement that refuses its function if the function is used.
std::string refusal(const Error& error) { return "__weir_refused(" + refusal_text(error) + ");"; }

std::string call_for(const std::string& body, const std::string& where) {
  static const std::map<std::string, std::function<std::string(Pragma&)>> known = {
      {"PIPELINE", pipeline},
      {"UNROLL", unroll},
      {"DATAFLOW", dataflow},
      {"STREAM", stream},
      {"LATENCY", latency},
      {"ARRAY_PARTITION", array_partition},
      {"ARRAY_RESHAPE", array_partition},
      {"INTERFACE", interface},
      {"INLINE", inlining},
      {"LOOP_FLATTEN", flattening},
      {"LOOP_TRIPCOUNT", nothing},
      {"DEPENDENCE", nothing},
      {"BIND_STORAGE", without_effect},
      {"BIND_OP", without_effect},
      {"RESOURCE", without_effect},
      {"ALLOCATION", without_effect},
      {"AGGREGATE", without_effect},
      {"DISAGGREGATE", without_effect},
      {"DATA_PACK", without_effect},
      {"RESET", without_effect},
      {"STABLE", without_effect},
      {"FUNCTION_INSTANTIATE", without_effect},
      {"EXPRESSION_BALANCE", without_effect},
      {"LOOP_MERGE", without_effect},
      {"PERFORMANCE", without_effect},
      {"TOP", top_name},
  };
  Pragma p = parse(body, where);
  const auto it = known.find(p.name);
  if (it == known.end()) {
    std::string names;
    for (const auto& [name, handler] : known) names += (names.empty() ? "" : " ") + name;
    return refusal(
        Error("pragma-unknown", "#pragma HLS " + p.name + " is not supported", where, "supported: " + names));
  }
  try {
    std::string call = it->second(p);
    p.finish();
    return call;
  } catch (const Error& error) {
    return refusal(error);
  }
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
      "void __weir_dataflow() noexcept; "
      "void __weir_unroll_by(int, const char*) noexcept; void __weir_note(const char*) noexcept; "
      "void __weir_register_note(const char*) noexcept; void __weir_m_axi(const volatile void*) noexcept; "
      "void __weir_refused(const char*) noexcept; void __weir_refused_in_top(const char*) noexcept; "
      "void __weir_stream_depth(const volatile void*, int) noexcept; } "
      "template <class T> inline void __weir_m_axi_of(T* p) { __weir_m_axi((const volatile void*)p); } "
      "template <class T> inline void __weir_m_axi_of(const T&) {}\n";
  std::istringstream in(text);
  std::string line, file;
  long number = 0;
  char before = ';';  // last character of the code so far
  while (std::getline(in, line)) {
    if (line_marker(line, file, number)) {
      out += line + "\n";
      continue;
    }
    const std::string trimmed = trim(line);
    std::istringstream words(trimmed);
    std::string hash, hls;
    if (trimmed.rfind("#pragma", 0) == 0 && words >> hash >> hls && hash == "#pragma" &&
        (lower(hls) == "hls" || lower(hls) == "ap")) {
      std::string body;
      std::getline(words, body);
      const std::string where = file + ":" + std::to_string(number);
      const std::string call = call_for(trim(body), where);
      if (!call.empty() && std::string(";{}:").find(before) == std::string::npos)
        throw Error("pragma-place", "#pragma HLS stands between a statement and its head", where,
                    "put it behind the { of the body");
      out += call + "\n";
    } else {
      out += line + "\n";
      if (!trimmed.empty() && trimmed[0] != '#') before = trimmed.back();
    }
    ++number;
  }
  return out;
}

}  // namespace weir::hls
