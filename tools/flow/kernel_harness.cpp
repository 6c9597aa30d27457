#include "tools/flow/kernel_harness.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "golden/base/error.hpp"
#include "golden/base/joined.hpp"

namespace weir::tools {

namespace {

using Kind = TopArgument::Kind;

/// Before the names of the adapter's variables: its arguments have the top's.
const std::string kLocal = "weir_";

/// Words as hex text, whatever type they are of.
constexpr const char* kWords = R"(
#include <ap_int.h>
#include <hls_stream.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace weir_harness {

template <class T> std::string hex(const T& x) {
  constexpr int W = weir_ap::word_width<T>();
  const weir_ap::Bits<W> word = weir_ap::pack(x).v;
  std::string text;
  for (int at = 0; at < W; at += 4) {
    int digit = 0;
    for (int k = 0; k < 4 && at + k < W; ++k) digit |= static_cast<int>((word >> (at + k)) & weir_ap::Bits<W>(1)) << k;
    text.insert(text.begin(), "0123456789abcdef"[digit]);
  }
  return text;
}
template <class T> T random_word(std::mt19937_64& dice) {
  constexpr int W = weir_ap::word_width<T>();
  weir_ap::Bits<W> word = 0;
  for (int at = 0; at < W; ++at) word |= static_cast<weir_ap::Bits<W>>(static_cast<weir_ap::Bits<W>>(dice() & 1) << at);
  T x;
  weir_ap::unpack<T, W>(x, word, 0);
  return x;
}

/// What one port moves.
struct Log {
  std::ofstream words, counts;
  explicit Log(const std::string& name) : words(name + ".words"), counts(name + ".counts") {}
  void call(const std::vector<std::string>& moved, std::size_t from, std::size_t to) {
    for (std::size_t k = from; k < to; ++k) words << moved[k] << '\n';
    counts << to - from << std::endl;
  }
};
template <class T> std::vector<std::string> contents(hls::stream<T>& s) {
  std::vector<std::string> all;
  for (std::size_t left = s.size(); left > 0; --left) {
    T x = s.read();
    all.push_back(hex(x));
    s.write(x);
  }
  return all;
}
template <class T> std::vector<std::string> contents(const T* first, long count) {
  std::vector<std::string> all;
  for (long k = 0; k < count; ++k) all.push_back(hex(first[k]));
  return all;
}
template <class T> auto* first_of(T& array) {
  if constexpr (std::is_array_v<T>) return first_of(array[0]);
  else return &array;
}
template <class T> const char* constant(const char* name, T got, long wanted) {
  if (static_cast<long>(got) == wanted) return name;
  std::fprintf(stderr, "the test bench calls the top with %s = %ld, it was compiled with %ld\n", name, static_cast<long>(got), wanted);
  std::exit(4);
}

}  // namespace weir_harness
)";

std::string extents_text(const TopArgument& a) {
  return joined(a.extents, "", [](std::int64_t extent) { return "[" + std::to_string(extent) + "]"; });
}

/// A variable of the argument's own kind.
std::string variable(const TopArgument& a, const std::string& prefix = "") {
  return fmt::format("std::remove_cv_t<{}> {}{}{}", a.type, prefix, a.name,
                     a.kind == Kind::kValue || a.kind == Kind::kReference ? "" : extents_text(a));
}

std::string names(const KernelTop& top, const std::string& prefix = "") {
  return joined(top.signature.arguments, ", ", [&](const TopArgument& a) { return prefix + a.name; });
}

bool is_constant(const KernelTop& top, const TopArgument& a) {
  return a.kind == Kind::kValue && top.constants.count(a.name) != 0;
}

/// A stream of the adapter: what it carries of which argument ("" : the result).
struct AdapterStream {
  std::string name, argument;
  bool is_input = false;
};

std::vector<AdapterStream> adapter_streams(const KernelTop& top) {
  std::vector<AdapterStream> streams;
  for (const TopArgument& a : top.signature.arguments) {
    if (is_constant(top, a)) continue;
    const bool comes_back = !a.is_const && a.kind != Kind::kValue;
    streams.push_back({comes_back ? a.name + "_in" : a.name, a.name, true});
    if (comes_back) streams.push_back({a.name + "_out", a.name, false});
  }
  if (top.signature.returned != "void") streams.push_back({"returned", "", false});
  return streams;
}

const TopArgument& argument_named(const KernelTop& top, const std::string& name) {
  return *std::find_if(top.signature.arguments.begin(), top.signature.arguments.end(),
                       [&](const TopArgument& a) { return a.name == name; });
}

std::string value_type(const KernelTop& top, const AdapterStream& s) {
  return "std::remove_cv_t<" + (s.argument.empty() ? top.signature.returned : argument_named(top, s.argument).type) +
         ">";
}

std::string call_text(const KernelTop& top, const std::string& prefix = "") {
  const bool returns = top.signature.returned != "void";
  return fmt::format("  {}{}({});\n", returns ? "const auto weir_result = " : "", top.name, names(top, prefix));
}

/// The words of one port before and behind the call: {before, behind}.
std::pair<std::string, std::string> recording(const KernelTop& top, const KernelPortFacts& port) {
  const std::string log = fmt::format("weir_log_{}_{}", port.argument, port.element);
  const auto whole = [&](const std::string& contents) {
    return fmt::format("  {{ const auto weir_now = {}; {}.call(weir_now, 0, weir_now.size()); }}\n", contents, log);
  };
  if (top.needs_adapter()) {
    const AdapterStream s = adapter_streams(top).at(static_cast<std::size_t>(port.argument));
    const std::string place = s.argument.empty() ? "weir_result" : s.argument;
    const std::int64_t count = s.argument.empty() ? 1 : argument_named(top, s.argument).elements();
    const std::string contents =
        count == 1 && (s.argument.empty() || argument_named(top, s.argument).extents.empty())
            ? fmt::format("weir_harness::contents(&{}, 1)", place)
            : fmt::format("weir_harness::contents(weir_harness::first_of({}[0]), {})", place, count);
    return s.is_input ? std::pair(whole(contents), std::string()) : std::pair(std::string(), whole(contents));
  }
  const TopArgument& a = top.signature.arguments.at(static_cast<std::size_t>(port.argument));
  if (a.kind != Kind::kStream) return {"", whole(fmt::format("weir_harness::contents(&{}, 1)", a.name))};
  const std::string element =
      a.extents.empty() ? a.name : fmt::format("weir_harness::first_of({}[0])[{}]", a.name, port.element);
  const std::string before = fmt::format("  const auto weir_before_{}_{} = weir_harness::contents({});\n",
                                         port.argument, port.element, element);
  const std::string was = fmt::format("weir_before_{}_{}", port.argument, port.element);
  if (port.is_input) return {before, fmt::format("  {}.call({}, 0, {}.size() - {}.size());\n", log, was, was, element)};
  return {
      before,
      fmt::format(
          "  {{ const auto weir_now = weir_harness::contents({}); {}.call(weir_now, {}.size(), weir_now.size()); }}\n",
          element, log, was)};
}

}  // namespace

bool KernelTop::needs_adapter() const {
  const auto& list = signature.arguments;
  if (std::any_of(list.begin(), list.end(), [](const TopArgument& a) { return a.kind == Kind::kStream; })) return false;
  return true;
}

std::string adapter_source(const KernelTop& top, const HlsSources& sources) {
  std::string parameters, before, behind;
  for (const TopArgument& a : top.signature.arguments)
    if (a.kind == Kind::kPointer)
      throw Error("argument", "argument \"" + a.declaration + "\" of the top points at nobody knows how many elements",
                  "", "--elements " + a.name + "=N; memory behind AXI4 is compared by tools/hls_suites alone");
  for (const TopArgument& a : top.signature.arguments)
    before += is_constant(top, a)
                  ? fmt::format("  const {} {}{} = {};\n", a.type, kLocal, a.name, top.constants.at(a.name))
                  : fmt::format("  {};\n", variable(a, kLocal));
  for (const AdapterStream& s : adapter_streams(top)) {
    parameters += fmt::format("{}hls::stream<{}>& {}", parameters.empty() ? "" : ", ", value_type(top, s), s.name);
    if (s.argument.empty()) {
      behind += fmt::format("  {}.write(weir_result);\n", s.name);
      continue;
    }
    const TopArgument& a = argument_named(top, s.argument);
    const bool is_array = !a.extents.empty();
    std::string element = kLocal + a.name, loop;
    if (is_array) {
      element = "(&" + element;
      for (std::size_t k = 0; k < a.extents.size(); ++k) element += "[0]";
      element += ")[weir_at]";
      loop = fmt::format("  for (int weir_at = 0; weir_at < {}; ++weir_at) {{\n#pragma HLS PIPELINE II=1\n  ",
                         a.elements());
    }
    std::string& text = s.is_input ? before : behind;
    text += loop +
            (s.is_input ? fmt::format("  {} = {}.read();\n", element, s.name)
                        : fmt::format("  {}.write({});\n", s.name, element)) +
            (is_array ? "  }\n" : "");
  }
  return "#include <hls_stream.h>\n#include <type_traits>\n" + sources.include_lines() + "\nvoid " +
         top.adapter_name() + "(" + parameters + ") {\n" + before + call_text(top, kLocal) + behind + "}\n";
}

std::string recorder_source(const KernelTop& top, const HlsSources& sources,
                            const std::vector<KernelPortFacts>& ports) {
  std::string logs, before, behind;
  for (const TopArgument& a : top.signature.arguments)
    if (is_constant(top, a))
      before += fmt::format("  weir_harness::constant(\"{}\", {}, {});\n", a.name, a.name, top.constants.at(a.name));
  for (const KernelPortFacts& port : ports) {
    logs += fmt::format("static weir_harness::Log weir_log_{0}_{1}(\"{0}_{1}\");\n", port.argument, port.element);
    const auto [first, last] = recording(top, port);
    before += first;
    behind += last;
  }
  const bool returns = top.signature.returned != "void";
  return kWords + ("#define main weir_unused_main\n" + sources.include_lines() + "#undef main\n") + logs +
         "\nextern \"C\" " + top.signature.returned + " " + kRecorderName + "(" +
         joined(top.signature.arguments, ", ", [](const TopArgument& a) { return a.declaration; }) + ") {\n" + before +
         call_text(top) + behind + (returns ? "  return weir_result;\n" : "") + "}\n";
}

std::string random_main(const KernelTop& top, const std::vector<KernelPortFacts>& ports) {
  std::string declare, fill;
  for (const TopArgument& a : top.signature.arguments) declare += fmt::format("  static {};\n", variable(a));
  for (const TopArgument& a : top.signature.arguments) {
    const std::string type = "std::remove_cv_t<" + a.type + ">";
    if (is_constant(top, a)) {
      fill += fmt::format("    {} = {};\n", a.name, top.constants.at(a.name));
    } else if (a.kind == Kind::kArray) {
      fill += fmt::format(
          "    for (long weir_k = 0; weir_k < {}; ++weir_k) weir_harness::first_of({}[0])[weir_k] = "
          "weir_harness::random_word<{}>(weir_dice);\n",
          a.elements(), a.name, type);
    } else if (a.kind != Kind::kStream && top.needs_adapter()) {
      fill += fmt::format("    {} = weir_harness::random_word<{}>(weir_dice);\n", a.name, type);
    }
  }
  if (!top.needs_adapter())
    for (const KernelPortFacts& port : ports) {
      const TopArgument& a = top.signature.arguments.at(static_cast<std::size_t>(port.argument));
      if (!port.is_input || a.kind != Kind::kStream) continue;
      const std::string element =
          a.extents.empty() ? a.name : fmt::format("weir_harness::first_of({}[0])[{}]", a.name, port.element);
      fill += fmt::format(
          "    for (long weir_k = 0; weir_k < {1}; ++weir_k) "
          "{0}.write(weir_harness::random_word<decltype({0}.read())>(weir_dice));\n",
          element, port.words_per_call);
    }
  return "\nint main(int, char** weir_words) {\n  std::mt19937_64 weir_dice(std::atoll(weir_words[1]));\n" + declare +
         "  for (long weir_call = std::atol(weir_words[2]); weir_call > 0; --weir_call) {\n" + fill + "    " +
         kRecorderName + "(" + names(top) + ");\n  }\n}\n";
}

}  // namespace weir::tools
