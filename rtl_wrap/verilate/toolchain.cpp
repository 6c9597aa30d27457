#include "rtl_wrap/verilate/toolchain.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "golden/base/cache.hpp"
#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/base/process.hpp"
#include "rtl_wrap/verilate/compiler_check.hpp"
#include "rtl_wrap/verilate/shim.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

/// Files of one compiler call are joined up to this size: a call costs half a second before it sees the first function.
constexpr std::uintmax_t kUnitBytes = 400'000;
/// Models up to this size are one compiler call, hot and cold code together.
constexpr std::uintmax_t kSmallBytes = 60'000;
constexpr int kComplaintsShown = 4;
const std::string kLinkFlags = "-Wl,-Bsymbolic -Wl,--wrap=fopen";

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string required_output(const std::vector<std::string>& arguments) {
  const ProcessResult result = run_process(arguments);
  if (result.exit_code != 0)
    throw Error("program-missing", "\"" + arguments[0] + "\" does not run: " + first_line(result.output));
  return first_line(result.output);
}

/// "Verilator 5.006 2023-01-22 rev ...": 5006; -1 for anything else.
int version_number(const std::string& text) {
  int major = 0, minor = 0;
  return std::sscanf(text.c_str(), "Verilator %d.%d", &major, &minor) == 2 ? 1000 * major + minor : -1;
}

std::string find_verilator() {
  if (const char* named = std::getenv("WEIR_VERILATOR"); named != nullptr && *named != 0) {
    // Builds are known that do not tell their version.
    const fs::path root = required_output({named, "--getenv", "VERILATOR_ROOT"});
    if (!fs::exists(root / "include" / "verilated.cpp"))
      throw Error("program-missing", "\"" + std::string(named) + "\" is no Verilator", "WEIR_VERILATOR");
    return named;
  }
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  std::vector<std::string> found;
  std::set<fs::path> seen;
  std::error_code ignored;
  for (std::string folder; std::getline(folders, folder, ':');)
    if (const fs::path place = fs::path(folder) / "verilator";
        fs::is_regular_file(place, ignored) && seen.insert(fs::canonical(place, ignored)).second)
      found.push_back(place.string());
  if (found.size() < 2) return "verilator";
  const auto version = [](const std::string& program) {
    const ProcessResult result = run_process({program, "--version"});
    return result.exit_code == 0 ? version_number(result.output) : -1;
  };
  return *std::max_element(found.begin(), found.end(),
                           [&](const std::string& a, const std::string& b) { return version(a) < version(b); });
}

std::string describe_cpu() {
  std::ifstream info("/proc/cpuinfo");
  std::string text;
  for (std::string line; std::getline(info, line) && !line.empty();)
    if (line.starts_with("model name") || line.starts_with("flags") || line.starts_with("Features"))
      text += line + "\n";
  return text;
}

std::string quoted(const std::string& argument) {
  std::string text = "'";
  for (const char c : argument) {
    if (c == '\'')
      text += "'\\''";
    else if (c == '$')
      text += "$$";
    else
      text += c;
  }
  return text + "'";
}

std::vector<std::string> common_flags(const Toolchain& toolchain) {
  std::vector<std::string> flags = runtime_flags();
  flags.insert(flags.end(), {"-I.", "-I" + (toolchain.verilator_root / "include").string(),
                             "-I" + (toolchain.verilator_root / "include" / "vltstd").string()});
  const auto code = code_flags(toolchain.compiler_version);
  flags.insert(flags.end(), code.begin(), code.end());
  return flags;
}

struct Unit {
  std::string name;
  bool hot = false;
  std::vector<std::string> files;
  std::uintmax_t bytes = 0;
};

bool is_cold(const std::string& file) {
  return file.find("__Slow") != std::string::npos || file.find("__Syms") != std::string::npos;
}

/// Hot and cold files of larger models are kept apart; within each, small files are joined.
std::vector<Unit> group_sources(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".cpp") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::uintmax_t total = 0;
  for (const fs::path& file : files) total += fs::file_size(file);
  const auto is_hot = [&](const fs::path& file) { return total <= kSmallBytes || !is_cold(file.filename().string()); };
  std::vector<Unit> units;
  for (const bool hot : {true, false}) {
    bool open = false;
    for (const fs::path& file : files) {
      if (is_hot(file) != hot) continue;
      const auto bytes = fs::file_size(file);
      if (!open || units.back().bytes + bytes > kUnitBytes)
        units.push_back({"unit" + std::to_string(units.size()), hot, {}, 0});
      open = true;
      units.back().files.push_back(file.filename().string());
      units.back().bytes += bytes;
    }
  }
  return units;
}

/// Largest first, so that two jobs end at about the same time.
std::string makefile(const CompileJob& job, std::vector<Unit> units) {
  std::stable_sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) { return a.bytes > b.bytes; });
  std::string flags, objects, rules;
  for (const auto& flag : common_flags(job.toolchain)) flags += " " + quoted(flag);
  for (const auto& flag : job.extra_flags) flags += " " + quoted(flag);
  for (const Unit& unit : units) {
    objects += " " + unit.name + ".o";
    rules += unit.name + ".o: " + unit.name + ".cc\n\t$(CXX) -c " +
             (unit.hot ? job.optimisation.hot : job.optimisation.cold) + " $(FLAGS) -o $@ $<\n";
  }
  std::string runtime;
  for (const auto& file : fs::directory_iterator(job.runtime))
    if (file.path().extension() == ".o") runtime += " " + quoted(file.path().string());
  return "CXX = " + job.toolchain.compiler + "\nFLAGS =" + flags + "\nmodel.so:" + objects + "\n\t$(CXX) -shared " +
         kLinkFlags + " -o $@" + objects + runtime + " -pthread\n" + rules;
}

/// The compiler's temporary files go below `folder`: the system's own place for them may be smaller, and what a killed
/// compiler leaves goes with the folder.
std::string scratch_in(const fs::path& folder) { return "TMPDIR=" + fs::absolute(folder).string(); }

/// The function that a loaded model is asked by: all checks, one after the other.
std::string check_caller(std::size_t checks) {
  std::string declarations, calls;
  for (std::size_t i = 0; i < checks; ++i) {
    const std::string name = "weir_check_" + std::to_string(i);
    declarations += "extern \"C\" int " + name + "(const char** first);\n";
    calls += "  if (wrong == 0) wrong = " + name + "(first);\n";
  }
  return declarations +
         "extern \"C\" __attribute__((visibility(\"default\"))) int weir_model_check(const char** first) {\n"
         "  int wrong = 0;\n" +
         calls + "  return wrong;\n}\n";
}

void compile_runtime(const Toolchain& toolchain, const Optimisation& optimisation, const fs::path& folder,
                     const fs::path& log, const std::function<void()>& tick) {
  const auto compile = [&](const std::string& name, const std::string& level, const std::string& text) {
    write_text_file(folder / (name + ".cc"), text);
    std::vector<std::string> command{toolchain.compiler, "-c", level, "-o", name + ".o", name + ".cc"};
    const auto flags = common_flags(toolchain);
    command.insert(command.end(), flags.begin(), flags.end());
    const ProcessResult result = run_process(command, {folder, false, tick, {scratch_in(folder)}});
    if (result.exit_code == 0) return;
    write_text_file(log, result.output);
    throw_tool_error("cxx-failed", toolchain.compiler + " rejects Verilator's run-time", result.output, "error", log);
  };
  write_text_file(folder / "weir_runtime.h", runtime_header());
  compile("runtime", optimisation.runtime, "#include <verilated.cpp>\n#include <verilated_threads.cpp>\n");
  std::size_t checks = 0;
  for (const std::string& level : std::set{optimisation.hot, optimisation.cold, optimisation.runtime}) {
    const std::string number = std::to_string(checks++);
    compile("check" + number, level, compiler_check_source("weir_check_" + number));
  }
  compile("checks", "-O0", check_caller(checks));
}

}  // namespace

Toolchain find_toolchain() {
  Toolchain found;
  found.verilator = find_verilator();
  found.verilator_version = required_output({found.verilator, "--version"});
  found.verilator_root = required_output({found.verilator, "--getenv", "VERILATOR_ROOT"});
  found.compiler_version = required_output({found.compiler, "--version"});
  found.cpu = describe_cpu();
  return found;
}

std::string toolchain_hash(const Toolchain& toolchain) {
  Fnv1a hash;
  for (const std::string& flag : common_flags(toolchain)) hash.add(std::string_view(flag));
  for (const std::string& part : {toolchain.verilator_version, toolchain.compiler_version, toolchain.cpu, kLinkFlags,
                                  runtime_header(), compiler_check_source("")})
    hash.add(std::string_view(part));
  return hash.hex();
}

void throw_tool_error(const std::string& code, const std::string& lead, const std::string& output,
                      const std::string& mark, const fs::path& log) {
  std::vector<std::string> complaints;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line) && complaints.size() < kComplaintsShown;)
    if (line.find(mark) != std::string::npos) complaints.push_back(line);
  if (complaints.empty()) complaints.push_back(first_line(output));
  std::string more;
  for (std::size_t i = 1; i < complaints.size(); ++i) more += (i > 1 ? "\n  " : "") + complaints[i];
  throw Error(code, lead + ": " + complaints[0], log.string(), more);
}

int compile_model(const CompileJob& job, const fs::path& log) {
  const std::vector<Unit> units = group_sources(job.folder);
  for (const Unit& unit : units) {
    std::string text;
    for (const auto& file : unit.files) text += "#include \"" + file + "\"\n";
    write_text_file(job.folder / (unit.name + ".cc"), text);
  }
  write_text_file(job.folder / "weir.mk", makefile(job, units));
  const ProcessResult result = run_process({"make", "-s", "-j" + std::to_string(job.jobs), "-f", "weir.mk", "model.so"},
                                           {job.folder, false, job.tick, {scratch_in(job.folder)}});
  std::ofstream(log, std::ios::app) << result.output;
  if (result.exit_code != 0)
    throw_tool_error("cxx-failed", job.toolchain.compiler + " rejects the Verilated design", result.output, "error",
                     log);
  return static_cast<int>(units.size());
}

fs::path build_runtime(const Toolchain& toolchain, const Optimisation& optimisation, const fs::path& cache,
                       const std::function<void()>& tick) {
  Fnv1a key;
  for (const std::string& part : {toolchain_hash(toolchain), optimisation.hot, optimisation.cold, optimisation.runtime})
    key.add(std::string_view(part));
  const fs::path entry = cache / ("runtime-" + key.hex());
  ensure_cached(entry, [&](const fs::path& folder) {
    compile_runtime(toolchain, optimisation, folder, entry.string() + ".log", tick);
  });
  return entry;
}

}  // namespace weir::rtl
