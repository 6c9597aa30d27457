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
/// Elements of an argument that is `count` objects of type T, where T may be an array itself.
template <class T> using Element = std::remove_cv_t<std::remove_all_extents_t<T>>;
template <class T> constexpr long elements(long count) {
  return count * static_cast<long>(sizeof(T) / sizeof(std::remove_all_extents_t<T>));
}
/// Arrays of one call: the hardware has each for itself.
struct Span {
  const char* name;
  const void* at;
  long bytes;
  bool is_const;
};
inline void require_apart(const std::vector<Span>& spans) {
  for (const Span& a : spans)
    for (const Span& b : spans)
      if (&a < &b && !(a.is_const && b.is_const) && static_cast<const char*>(a.at) < static_cast<const char*>(b.at) + b.bytes &&
          static_cast<const char*>(b.at) < static_cast<const char*>(a.at) + a.bytes) {
        std::fprintf(stderr, "the test bench gives the top the same memory as %s and as %s\n", a.name, b.name);
        std::exit(4);
      }
}
template <class T> const char* constant(const char* name, T got, long wanted) {
  if (static_cast<long>(got) == wanted) return name;
  std::fprintf(stderr, "the test bench calls the top with %s = %ld, it was compiled with %ld\n", name, static_cast<long>(got), wanted);
  std::exit(4);
}

}  // namespace weir_harness
)";

/// The first element of an array of any extents.
constexpr const char* kFirst =
    "template <class T> auto* weir_harness_first(T& array) {\n"
    "  if constexpr (std::is_array_v<T>) return weir_harness_first(array[0]);\n"
    "  else return &array;\n}\n";

/// How many objects of its type a pointer's object has from there on, by the address sanitiser.
constexpr const char* kMeasure = R"(
#include <cstdio>
extern "C" __attribute__((weak)) const char *__asan_locate_address(void *, char *, unsigned long, void **, unsigned long *);
template <class T> void weir_measure(const char *name, const T *at) {
  void *begin = nullptr;
  unsigned long size = 0;
  if (!__asan_locate_address) return;
  __asan_locate_address(const_cast<std::remove_const_t<T> *>(at), nullptr, 0, &begin, &size);
  if (!begin) return;
  const long left = static_cast<char *>(begin) + size - reinterpret_cast<const char *>(at);
  std::FILE *file = std::fopen(WEIR_SIZES, "a");
  std::fprintf(file, "%s %ld\n", name, left / static_cast<long>(sizeof(T)));
  std::fclose(file);
}
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
  return "std::remove_cv_t<std::remove_all_extents_t<" +
         (s.argument.empty() ? top.signature.returned : argument_named(top, s.argument).type) + ">>";
}

std::string declarations(const KernelTop& top) {
  return joined(top.signature.arguments, ", ", [](const TopArgument& a) { return a.declaration; });
}

std::string call_text(const KernelTop& top, const std::string& prefix = "") {
  const bool returns = top.signature.returned != "void";
  return fmt::format("  {}{}({});\n", returns ? "const auto weir_result = " : "", top.name, names(top, prefix));
}

/// A check that no array that is written shares memory with another.
std::string spans(const KernelTop& top) {
  std::string list;
  for (const TopArgument& a : top.signature.arguments)
    if (a.kind == Kind::kArray)
      list += fmt::format("{{\"{0}\", {0}, long({1} * sizeof({2})), {3}}}, ", a.name, a.elements(), a.type, a.is_const);
  return list.empty() ? "" : "  weir_harness::require_apart({" + list + "});\n";
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
            : fmt::format("weir_harness::contents(weir_harness::first_of({}[0]), weir_harness::elements<{}>({}))",
                          place, argument_named(top, s.argument).type, count);
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
      element = "weir_harness_first(" + element + ")[weir_at]";
      loop = fmt::format(
          "  for (int weir_at = 0; weir_at < int(sizeof({}) / sizeof(*weir_harness_first({}))); ++weir_at) {{\n"
          "#pragma HLS PIPELINE II=1\n  ",
          kLocal + a.name, kLocal + a.name);
    }
    std::string& text = s.is_input ? before : behind;
    text += loop +
            (s.is_input ? fmt::format("  {} = {}.read();\n", element, s.name)
                        : fmt::format("  {}.write({});\n", s.name, element)) +
            (is_array ? "  }\n" : "");
  }
  return "#include <hls_stream.h>\n#include <type_traits>\n" + sources.include_lines() + kFirst + "\nvoid " +
         top.adapter_name() + "(" + parameters + ") {\n" + before + call_text(top, kLocal) + behind + "}\n";
}

std::string recorder_source(const KernelTop& top, const HlsSources& sources,
                            const std::vector<KernelPortFacts>& ports) {
  std::string logs, before, behind;
  for (const TopArgument& a : top.signature.arguments)
    if (is_constant(top, a))
      before += fmt::format("  weir_harness::constant(\"{}\", {}, {});\n", a.name, a.name, top.constants.at(a.name));
  if (top.needs_adapter()) before += spans(top);
  for (const KernelPortFacts& port : ports) {
    logs += fmt::format("static weir_harness::Log weir_log_{0}_{1}(\"{0}_{1}\");\n", port.argument, port.element);
    const auto [first, last] = recording(top, port);
    before += first;
    behind += last;
  }
  const bool returns = top.signature.returned != "void";
  return kWords + ("#define main weir_unused_main\n" + sources.include_lines() + "#undef main\n") + logs +
         "\nextern \"C\" " + top.signature.returned + " " + kRecorderName + "(" + declarations(top) + ") {\n" + before +
         call_text(top) + behind + (returns ? "  return weir_result;\n" : "") + "}\n";
}

std::string measurer_source(const KernelTop& top, const HlsSources& sources, const std::string& file) {
  std::string body;
  for (const TopArgument& a : top.signature.arguments)
    if (a.is_unsized()) body += fmt::format("  weir_measure(\"{0}\", {0});\n", a.name);
  const bool returns = top.signature.returned != "void";
  return "#define WEIR_SIZES \"" + file + "\"\n#include <type_traits>\n#define main weir_unused_main\n" +
         sources.include_lines() + "#undef main\n" + kMeasure + "\nextern \"C\" " + top.signature.returned + " " +
         kRecorderName + "(" + declarations(top) + ") {\n" + body + call_text(top) +
         (returns ? "  return weir_result;\n" : "") + "}\n";
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
          "    for (long weir_k = 0; weir_k < weir_harness::elements<{0}>({1}); ++weir_k) "
          "weir_harness::first_of({2}[0])[weir_k] = "
          "weir_harness::random_word<weir_harness::Element<{0}>>(weir_dice);\n",
          a.type, a.elements(), a.name);
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
