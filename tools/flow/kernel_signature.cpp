#include "tools/flow/kernel_signature.hpp"

#include <algorithm>
#include <regex>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "golden/base/temporary_folder.hpp"
#include "hls/codegen/resources.hpp"

namespace weir::tools {

namespace {

constexpr const char* kClang = "clang++-19";

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t\n"), to = text.find_last_not_of(" \t\n");
  return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

/// The place behind the bracket that closes the one at `open`.
std::size_t behind_brackets(const std::string& text, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    depth += (text[at] == '(') - (text[at] == ')');
    if (depth == 0) return at + 1;
  }
  return std::string::npos;
}

std::vector<std::string> split_arguments(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  int depth = 0;
  for (const char c : text) {
    depth += (c == '<' || c == '(' || c == '[') - (c == '>' || c == ')' || c == ']');
    if (c == ',' && depth == 0) {
      parts.push_back(trimmed(part));
      part.clear();
    } else {
      part += c;
    }
  }
  if (!trimmed(part).empty()) parts.push_back(trimmed(part));
  return parts;
}

/// Behind the last '>' of a template: brackets of array types there are the argument's own.
std::vector<std::int64_t> extents_of(const std::string& tail, bool& is_array) {
  static const std::regex kExtent(R"(\[(\d*)\])");
  std::vector<std::int64_t> extents;
  for (auto at = std::sregex_iterator(tail.begin(), tail.end(), kExtent); at != std::sregex_iterator(); ++at) {
    is_array = true;
    extents.push_back((*at)[1].length() > 0 ? std::stoll((*at)[1]) : 0);
  }
  return extents;
}

bool take_word(std::string& text, const std::string& word) {
  const std::regex form("(^|\\W)" + word + "(?=\\W|$)");
  std::smatch found;
  if (!std::regex_search(text, found, form)) return false;
  text = found.prefix().str() + found[1].str() + found.suffix().str();
  return true;
}

[[noreturn]] void refuse(const TopArgument& argument, const std::string& what, const std::string& hint) {
  throw Error("argument", "argument \"" + argument.declaration + "\" of the top " + what, "", hint);
}

/// A pointer, or an array whose first extent is not said, with what the user says.
void complete_extents(TopArgument& argument, const std::map<std::string, std::int64_t>& given, Unsized unsized) {
  const auto found = given.find(argument.name);
  if (argument.kind == TopArgument::Kind::kPointer && found != given.end()) {
    argument.kind = TopArgument::Kind::kArray;
    argument.extents = {found->second};
  } else if (argument.kind == TopArgument::Kind::kArray && argument.extents.front() == 0) {
    if (found == given.end()) {
      if (unsized == Unsized::kStay) return;
      refuse(argument, "has no size",
             "--elements " + argument.name +
                 "=N, its size in the source, or a test bench that passes an array: --tb FILE");
    }
    argument.extents.front() = found->second;
  } else if (found != given.end()) {
    refuse(argument, "has a size of its own", "--elements is for pointers and arrays without one");
  }
}

TopArgument parse_argument(const std::string& declaration, const std::map<std::string, std::int64_t>& given,
                           Unsized unsized) {
  TopArgument argument;
  argument.declaration = declaration;
  const auto last = declaration.rfind('>');
  std::string head = last == std::string::npos ? "" : declaration.substr(0, last + 1);
  std::string tail = declaration.substr(head.size());
  static const std::regex kName(R"((\w+)\s*\)?\s*((\[\d*\]\s*)*)$)");
  std::smatch parts;
  if (!std::regex_search(tail, parts, kName)) refuse(argument, "has no name", "give it one");
  argument.name = parts[1];
  bool is_array = false;
  argument.extents = extents_of(parts[2].str(), is_array);
  std::string type = head + parts.prefix().str();
  if (trimmed(type).empty()) refuse(argument, "has no name", "give it one");
  const bool is_reference = type.find('&') != std::string::npos, is_pointer = type.find('*') != std::string::npos;
  std::erase_if(type, [](char c) { return c == '&' || c == '*'; });
  while (type.ends_with('(') || type.ends_with(' ')) type.pop_back();
  take_word(type, "restrict");
  take_word(type, "__restrict");
  argument.is_const = take_word(type, "const");
  argument.type = trimmed(type);
  if (argument.type.find("stream<") != std::string::npos)
    argument.kind = TopArgument::Kind::kStream;
  else if (is_array)
    argument.kind = TopArgument::Kind::kArray;
  else if (is_pointer)
    argument.kind = TopArgument::Kind::kPointer;
  else if (is_reference)
    argument.kind = TopArgument::Kind::kReference;
  complete_extents(argument, given, unsized);
  return argument;
}

/// The first error line "file:line:column: error: message".
Error clang_error(const std::string& output) {
  static const std::regex kLine(R"((^|\n)([^\n]*?): (?:fatal )?error: ([^\n]*))");
  std::smatch found;
  if (!std::regex_search(output, found, kLine)) return Error("clang", "clang failed", "", output);
  return Error("clang", found[3], found[2]);
}

}  // namespace

std::int64_t TopArgument::elements() const {
  std::int64_t product = 1;
  for (const std::int64_t extent : extents) product *= extent;
  return product;
}

bool TopArgument::is_unsized() const {
  return kind == Kind::kPointer || (kind == Kind::kArray && !extents.empty() && extents.front() == 0);
}

std::vector<std::string> HlsSources::all_defines() const {
  std::vector<std::string> all = defines;
  if (std::any_of(files.begin(), files.end(), [](const auto& file) { return file.extension() == ".c"; }))
    all.insert(all.end(), {"_Bool=bool", "restrict=__restrict"});
  return all;
}

std::vector<std::string> HlsSources::flags() const {
  std::vector<std::string> flags;
  for (const std::string& define : all_defines()) flags.push_back("-D" + define);
  for (const std::string& folder : include_folders) flags.insert(flags.end(), {"-I", folder});
  flags.insert(flags.end(), {"-I", hls::hls_resources().include().string()});
  return flags;
}

std::string HlsSources::include_lines() const {
  std::string text;
  for (const auto& file : files) text += "#include \"" + std::filesystem::absolute(file).string() + "\"\n";
  return text;
}

TopSignature parse_signature(const std::string& text, const std::string& top,
                             const std::map<std::string, std::int64_t>& extents, Unsized unsized) {
  const std::regex name("(^|[\\s&*])" + top + "\\(");
  std::smatch found;
  if (!std::regex_search(text, found, name)) throw Error("top", "no function is called " + top, text);
  const auto open = static_cast<std::size_t>(found.position(0) + found.length(0) - 1);
  const auto end = behind_brackets(text, open);
  TopSignature signature;
  std::string returned = text.substr(0, static_cast<std::size_t>(found.position(0) + found[1].length()));
  for (const char* word : {"static", "inline", "constexpr", "extern"}) take_word(returned, word);
  signature.returned = trimmed(returned);
  for (const std::string& declaration : split_arguments(text.substr(open + 1, end - open - 2)))
    if (declaration != "void") signature.arguments.push_back(parse_argument(declaration, extents, unsized));
  for (const auto& [given, count] : extents)
    if (std::none_of(signature.arguments.begin(), signature.arguments.end(),
                     [&, &asked = given](const TopArgument& a) { return a.name == asked; }))
      throw Error("argument", "the top has no argument \"" + given + "\"", "", "--elements NAME=N");
  return signature;
}

TopSignature read_signature(const HlsSources& sources, const std::string& top,
                            const std::map<std::string, std::int64_t>& extents, Unsized unsized) {
  const TemporaryFolder scratch("weir-signature");
  const auto all = scratch.path() / "all.cpp";
  write_text_file(all, sources.include_lines());
  std::vector<std::string> command{kClang, "-x", "c++", "-std=c++20", "-w", "-fno-color-diagnostics", "-fsyntax-only"};
  const auto flags = sources.flags();
  command.insert(command.end(), flags.begin(), flags.end());
  command.insert(command.end(), {"-Xclang", "-ast-print", "-Xclang", "-ast-dump-filter=" + top, all.string()});
  const ProcessResult result = run_process(command, ProcessOptions{.folder = {}, .are_errors_apart = true, .tick = {}});
  if (result.exit_code != 0) throw clang_error(result.errors);
  const std::string mark = "Printing " + top + ":\n";
  std::vector<std::string> forms;
  for (auto at = result.output.find(mark); at != std::string::npos; at = result.output.find(mark, at + 1)) {
    const auto from = at + mark.size();
    std::string line = result.output.substr(from, result.output.find_first_of("{;\n", from) - from);
    if (std::find(forms.begin(), forms.end(), trimmed(line)) == forms.end()) forms.push_back(trimmed(line));
  }
  if (forms.empty())
    throw Error("top", "there is no function \"" + top + "\" in the source", sources.files.front().string());
  // A declaration may differ from the definition in the names of its arguments: the definition is the last.
  return parse_signature(forms.back(), top, extents, unsized);
}

}  // namespace weir::tools
