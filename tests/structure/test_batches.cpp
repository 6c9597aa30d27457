/// Sources are compiled several at a time (CMAKE_UNITY_BUILD in the preset release), so that names in their unnamed
/// namespaces meet. The compiler refuses two definitions; what it does not refuse is a function of another file that
/// fits a call better than the own one, because numbers convert. Is there none?
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;

struct Function {
  std::string file, name;
  std::vector<std::string> types;  ///< of its parameters, without names and defaults
};

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// "const std::string& text = {}" -> "const std::string&".
std::string type_of(std::string parameter) {
  parameter = parameter.substr(0, parameter.find('='));
  static const std::regex kName(R"(^\s*(.*[\s&*>])\w+\s*$)");
  std::smatch found;
  std::string type = std::regex_match(parameter, found, kName) ? found[1].str() : parameter;
  const auto from = type.find_first_not_of(" \n"), to = type.find_last_not_of(" \n");
  return from == std::string::npos ? "" : type.substr(from, to - from + 1);
}

std::vector<std::string> types_of(const std::string& parameters) {
  std::vector<std::string> types;
  std::string parameter;
  int depth = 0;
  for (const char c : parameters + ",") {
    if (c == ',' && depth == 0) {
      if (!parameter.empty()) types.push_back(type_of(parameter));
      parameter.clear();
      continue;
    }
    depth += (c == '<' || c == '(') - (c == '>' || c == ')');
    parameter += c;
  }
  return types;
}

/// Those that begin a line within an unnamed namespace.
std::vector<Function> own_functions(const fs::path& file) {
  static const std::regex kStart(R"(\n[A-Za-z][\w:<>,&*\s\[\]]*?[\s&*>](\w+)\(([^;{}]*?)\)\s*(?:const\s*)?\{)");
  std::vector<Function> found;
  const std::string text = text_of(file);
  for (auto from = text.find("\nnamespace {\n"); from != std::string::npos;
       from = text.find("\nnamespace {\n", from + 1)) {
    const std::string own = text.substr(from, text.find("\n}  // namespace\n", from) - from);
    for (auto at = std::sregex_iterator(own.begin(), own.end(), kStart); at != std::sregex_iterator(); ++at)
      found.push_back({file.string(), (*at)[1].str(), types_of((*at)[2].str())});
  }
  return found;
}

bool is_number(const std::string& type) {
  static const std::regex kNumber(
      R"((const )?((std::)?u?int\d+_t|(std::)?size_t|int|unsigned|long|bool|char|float|double|(unsigned )?long long|Id))");
  return std::regex_match(type, kNumber);
}

/// Might a call that means one reach the other?
bool are_mistakable(const Function& a, const Function& b) {
  if (a.file == b.file || a.name != b.name || a.types.size() != b.types.size()) return false;
  return std::equal(a.types.begin(), a.types.end(), b.types.begin(),
                    [](const auto& x, const auto& y) { return x == y || (is_number(x) && is_number(y)); });
}

/// As "name: file, file".
std::vector<std::string> mistakable(const std::vector<fs::path>& files) {
  std::map<std::string, std::vector<Function>> by_name;
  for (const fs::path& file : files)
    for (Function& function : own_functions(file)) by_name[function.name].push_back(std::move(function));
  std::vector<std::string> found;
  for (const auto& [name, functions] : by_name)
    for (std::size_t i = 0; i < functions.size(); ++i)
      for (std::size_t k = i + 1; k < functions.size(); ++k)
        if (are_mistakable(functions[i], functions[k]))
          found.push_back(name + ": " + functions[i].file + ", " + functions[k].file);
  return found;
}

}  // namespace

TEST_CASE("no file calls a function of a file that is compiled with it in place of its own") {
  const fs::path build = weir::test::binary_folder().parent_path();
  const std::string rules = text_of(build / "build.ninja");
  static const std::regex kInclude("#include \"([^\"]+)\"");
  for (const auto& entry : fs::recursive_directory_iterator(build)) {
    if (!entry.path().filename().string().starts_with("unity_")) continue;
    if (entry.path().extension() != ".cxx") continue;
    // Those of an earlier configuration stay in the folder.
    if (rules.find(fs::relative(entry.path(), build).string()) == std::string::npos) continue;
    const std::string text = text_of(entry.path());
    std::vector<fs::path> files;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kInclude); at != std::sregex_iterator(); ++at)
      files.emplace_back((*at)[1].str());
    for (const std::string& pair : mistakable(files)) FAIL_CHECK(pair);
  }
}

TEST_CASE("functions that differ by the kind of a number alone are told, others are not") {
  const fs::path folder = fs::temp_directory_path() / "weir-batches-test";
  fs::create_directories(folder);
  const auto write = [&](const std::string& name, const std::string& function) {
    std::ofstream(folder / name) << "\nnamespace {\n\n" + function + "\n\n}  // namespace\n";
    return folder / name;
  };
  const fs::path narrow = write("a.cpp", "std::string number(int value) { return {}; }");
  const fs::path wide = write("b.cpp", "std::string number(std::int64_t value, int digits = 3) { return {}; }");
  const fs::path same = write("c.cpp", "std::string number(unsigned count) { return {}; }");
  const fs::path other = write("d.cpp", "std::string number(const std::string& value) { return {}; }");
  CHECK(mistakable({narrow, wide, other}).empty());
  CHECK(mistakable({narrow, same}).size() == 1);
  fs::remove_all(folder);
}
