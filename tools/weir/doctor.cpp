/// weir doctor: what is installed, and what its absence disables.
#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <memory>

#include "tools/weir/session.hpp"

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
    {"yosys", "yosys -V", "yosys", "no synthesis report of the generated RTL (weir rtl --synth)"},
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
  if (session.json) session.print_json(json);
  session.print(complete ? "everything is there" : "run tools/setup to install what is missing");
  return complete ? kFine : kFinding;
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("doctor", "what is installed, and what its absence disables");
  command->callback([&session] { session.action = [&session] { return examine(session); }; });
}

}  // namespace weir::tools
