#include "tools/flow/native_program.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tools/flow/kernel_harness.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSizes = "pointers.sizes";

}  // namespace

NativeProgram::NativeProgram(const HlsSources& sources, std::string top, fs::path test_bench, fs::path folder,
                             Progress progress)
    : sources_(sources),
      top_(std::move(top)),
      test_bench_(std::move(test_bench)),
      folder_(std::move(folder)),
      progress_(std::move(progress)) {}

Tick NativeProgram::tick(const std::string& text) const {
  return [this, text] { progress_(text); };
}

/// With the address sanitiser where it is installed: C++ that leaves its arrays has no words to compare.
void NativeProgram::build(const std::vector<std::string>& arguments, const std::string& what) const {
  std::vector<std::string> command{"clang++-19", "-std=c++20", "-O1", "-g1", "-w", "-fwrapv", "-fbracket-depth=4096"};
  const auto flags = sources_.flags();
  command.insert(command.end(), flags.begin(), flags.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<std::string> watched = command;
  watched.insert(watched.end(), {"-fsanitize=address,bounds", "-fno-sanitize-recover=bounds"});
  const ProcessOptions options{folder_, false, tick("compiling the C++ natively")};
  if (run_process(watched, options).exit_code == 0) return;
  const ProcessResult result = run_process(command, options);
  if (result.exit_code != 0)
    throw Error("native-build", what + " does not build as C++", sources_.files.front().string(), result.output);
}

/// The test bench's object, in which the recorder stands for the top.
void NativeProgram::compile_test_bench() const {
  const fs::path bench = fs::absolute(test_bench_);
  std::vector<std::string> compilation{
      "-x", "c++", "-O0", "-fPIC",  "-fsemantic-interposition", "-fno-inline", "-I", bench.parent_path(),
      "-c", bench, "-o",  "bench.o"};
  // The vendor's ap_int.h brings these along, and test benches rely on it.
  for (const char* header : {"cmath", "cstdio", "cstdlib", "cstring", "iostream"})
    compilation.insert(compilation.end(), {"-include", header});
  build(compilation, "the test bench");
  const ProcessResult plain = run_process({"nm", "bench.o"}, folder_),
                      readable = run_process({"nm", "-C", "bench.o"}, folder_);
  std::istringstream symbols(plain.output), meanings(readable.output);
  std::set<std::string> found;
  for (std::string symbol, meaning; std::getline(symbols, symbol) && std::getline(meanings, meaning);) {
    const std::string name = meaning.substr(std::min(meaning.size(), meaning.rfind(' ', meaning.find('(')) + 1));
    if (name.substr(0, name.find('(')) == top_) found.insert(symbol.substr(symbol.rfind(' ') + 1));
  }
  if (found.size() != 1)
    throw Error("native-build", fmt::format("the test bench calls {} functions \"{}\"", found.size(), top_),
                test_bench_.string(), "it calls the top once or more, by its name");
  for (const auto& arguments : {std::vector<std::string>{"--redefine-sym", *found.begin() + "=" + kRecorderName},
                                std::vector<std::string>{std::string("--weaken-symbol=") + kRecorderName}}) {
    std::vector<std::string> command{"objcopy"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.push_back("bench.o");
    const ProcessResult result = run_process(command, folder_);
    if (result.exit_code != 0) throw Error("native-build", "objcopy fails on the test bench", "", result.output);
  }
}

/// Files that the test bench names in a text of its own, as seen from its folder; what it writes stays in ours.
void NativeProgram::copy_data() const {
  const fs::path home = fs::absolute(test_bench_).parent_path();
  const std::string text = read_text_file(test_bench_);
  static const std::regex kText(R"re("([^"\n\\]+)")re");
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kText); at != std::sregex_iterator(); ++at) {
    const fs::path name = fs::path((*at)[1].str()).lexically_normal();
    if (name.is_absolute() || name.string().starts_with("..") || !fs::is_regular_file(home / name)) continue;
    fs::create_directories((folder_ / name).parent_path());
    fs::copy_file(home / name, folder_ / name, fs::copy_options::overwrite_existing);
  }
}

void NativeProgram::run(const std::string& recorder, const std::vector<std::string>& arguments) {
  write_text_file(folder_ / "recorder.cpp", recorder);
  build({"-x", "c++", "-c", "recorder.cpp", "-o", "recorder.o"}, top_);
  std::vector<std::string> link{"recorder.o"};
  if (!test_bench_.empty()) {
    compile_test_bench();
    copy_data();
    link.emplace_back("bench.o");
  }
  // Helpers that stand in the test bench's file and in the kernel's are the same.
  link.insert(link.end(), {"-Wl,--allow-multiple-definition", "-o", "native"});
  build(link, "the test bench with " + top_);
  std::vector<std::string> command{(folder_ / "native").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProcessResult result = run_process(command, {folder_,
                                                     false,
                                                     tick("running the C++ natively"),
                                                     {"ASAN_OPTIONS=detect_odr_violation=0:detect_leaks=0:exitcode=99",
                                                      "UBSAN_OPTIONS=halt_on_error=1:exitcode=99"}});
  // A test bench may well judge its words wrong: here they are compared with the RTL's.
  const bool is_test_failed = !test_bench_.empty() && result.exit_code == 1;
  if (result.exit_code != 0 && !is_test_failed)
    throw Error(
        "native-run", fmt::format("the C++ ends with {} natively", result.exit_code), sources_.files.front().string(),
        (test_bench_.empty() ? "it may want words of a test bench: --tb FILE\n" : "") + result.output.substr(0, 2000));
}

std::map<std::string, std::int64_t> measured_elements(const HlsSources& sources, const std::string& top,
                                                      const std::map<std::string, std::int64_t>& given,
                                                      const fs::path& test_bench, const fs::path& folder,
                                                      const Progress& progress) {
  const TopSignature signature = read_signature(sources, top, given, Unsized::kStay);
  if (test_bench.empty() || std::none_of(signature.arguments.begin(), signature.arguments.end(),
                                         [](const TopArgument& a) { return a.is_unsized(); }))
    return {};
  NativeProgram(sources, top, test_bench, folder, progress)
      .run(measurer_source({top, signature, {}}, sources, kSizes), {});
  std::map<std::string, std::int64_t> sizes;
  if (!fs::exists(folder / kSizes)) return sizes;
  std::istringstream lines(read_text_file(folder / kSizes));
  std::string name;
  for (std::int64_t elements = 0; lines >> name >> elements;) {
    const auto [known, fresh] = sizes.emplace(name, elements);
    if (!fresh && known->second != elements)
      throw Error("argument",
                  fmt::format("\"{}\" points at {} elements in one call of the test bench and at {} in another", name,
                              known->second, elements),
                  test_bench.string(), "--elements " + name + "=N: how many the hardware has");
  }
  return sizes;
}

}  // namespace weir::tools
