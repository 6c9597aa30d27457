/// weir doctor: what is installed, and what its absence disables.
#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "golden/base/error.hpp"
#include "golden/base/temporary_folder.hpp"
#include "rtl_wrap/verilate/compiler_check.hpp"
#include "tools/flow/kind_matrix.hpp"
#include "tools/weir/command.hpp"

namespace weir::tools {

namespace {

struct Dependency {
  const char* program;
  const char* version_command;
  const char* package;
  const char* without_it;
};

constexpr std::array<Dependency, 4> kDependencies{{
    {"clang++-19", "clang++-19 --version", "clang-19",
     "no C++ to SystemVerilog (weir rtl, cosim) and no csim of weir hls"},
    {"verilator", "verilator --version", "verilator", "no RTL simulation (weir cosim, simulate with RTL)"},
    {"g++", "g++ --version", "g++", "no Verilated models (weir cosim)"},
    {"yosys", "yosys -V", "yosys",
     "no synthesis report of the generated RTL (weir rtl --synth), no netlists (weir cosim --netlist)"},
}};

/// First line of what the command prints, or "" if it does not run.
std::string first_line(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen((command + " 2>/dev/null").c_str(), "r"), ::pclose);
  std::array<char, 256> line{};
  if (!pipe || std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr) return {};
  std::string text(line.data());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

/// Does g++ compute what Verilated models ask for, with the flags and levels that they are built with?
std::vector<rtl::CompilerCheck> check_compiler() {
  const rtl::Toolchain toolchain = rtl::find_toolchain();
  const rtl::Optimisation levels;
  const TemporaryFolder scratch("weir-doctor");
  return rtl::check_compiler(toolchain, {levels.cold, levels.runtime, levels.hot},
                             rtl::code_flags(toolchain.compiler_version), scratch.path().string());
}

/// Says whether the compiler can be trusted; one that is missing is told elsewhere.
bool examine_compiler(const Session& session, nlohmann::ordered_json& json) {
  json["compiler_check"] = nullptr;
  std::vector<rtl::CompilerCheck> checks;
  try {
    checks = check_compiler();
  } catch (const Error& error) {
    session.print(fmt::format("  unknown  {:<12} compiler check did not run: {}", "g++", error.what_text));
    return false;
  }
  bool is_right = true;
  std::string text;
  json["compiler_check"] = {{"expressions", rtl::compiler_check_count()}};
  for (const rtl::CompilerCheck& check : checks) {
    is_right &= check.wrong == 0;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", check.level,
                        check.wrong == 0 ? "right" : fmt::format("{} wrong ({})", check.wrong, check.first));
    json["compiler_check"]["levels"].push_back(
        {{"level", check.level}, {"wrong", check.wrong}, {"first", check.first}});
  }
  session.print(fmt::format("  {}  {:<12} compiler check, {} expressions of Verilated models: {}",
                            is_right ? "right  " : "WRONG  ", "g++", rtl::compiler_check_count(), text));
  return is_right;
}

int examine(const Session& session) {
  nlohmann::ordered_json json;
  bool complete = true;
  for (const auto& dependency : kDependencies) {
    const std::string version = first_line(dependency.version_command);
    complete &= !version.empty();
    json["programs"].push_back({{"program", dependency.program}, {"version", version}, {"found", !version.empty()}});
    session.print(version.empty() ? fmt::format("  missing  {:<12} {}; install: {}", dependency.program,
                                                dependency.without_it, dependency.package)
                                  : fmt::format("  found    {:<12} {}", dependency.program, version));
  }
  json["complete"] = complete;
  const bool is_right = examine_compiler(session, json);
  if (session.json) session.print_json(json);
  session.print(!complete  ? "run tools/setup to install what is missing"
                : is_right ? "everything is there"
                           : "co-simulation cannot be trusted with this compiler");
  return complete && is_right ? kFine : kFinding;
}

int show_matrix(const Session& session) {
  const KindMatrix matrix = make_kind_matrix();
  nlohmann::ordered_json json;
  for (const auto& [name, known] : matrix.columns) json[name] = known;
  if (session.json) session.print_json(json);
  session.print(matrix_text(matrix));
  return kFine;
}

struct DoctorOptions {
  bool matrix = false;
};

Form describe(DoctorOptions& options) {
  Form form{.command = "doctor", .summary = "what is installed, and what its absence disables"};
  form.add(
      {{.name = "matrix", .target = &options.matrix, .help = "which layer kind is known to which tier and generator"}});
  return form;
}

int doctor(DoctorOptions& options, const Session& session) {
  return options.matrix ? show_matrix(session) : examine(session);
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) { add_command(app, session, &doctor); }

}  // namespace weir::tools
