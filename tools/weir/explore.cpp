/// weir explore: foldings, FIFOs and generators for a part, and the Pareto front of what they reach.
#include "tools/request/explore.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tools/report/exploration_report.hpp"
#include "tools/request/version.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"

namespace weir::tools {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Where the Python package is when it is not installed: beside the programs of a build.
std::string python_path() {
  const char* before = std::getenv("PYTHONPATH");
  const fs::path beside = executable_folder().parent_path() / "python";
  std::string path = fs::exists(beside / "weir") ? beside.string() : "";
  if (before != nullptr && *before != '\0') path += (path.empty() ? "" : ":") + std::string(before);
  return path;
}

std::string python() {
  const char* chosen = std::getenv("WEIR_PYTHON");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/usr/bin/python3";
}

/// Why Python cannot import `modules`; "": it can.
std::string missing_in_python(const std::string& modules) {
  try {
    const ProcessResult result = run_process({python(), "-c", "import " + modules},
                                             ProcessOptions{{}, false, {}, {"PYTHONPATH=" + python_path()}});
    return result.exit_code == 0 ? "" : result.output.substr(result.output.rfind('\n', result.output.size() - 2) + 1);
  } catch (const Error& error) {
    return error.what_text;
  }
}

/// The package schedules on Dask; this process becomes Python, so that signals reach who works.
[[noreturn]] void become_python(const ExploreOptions& options, const Session& session) {
  Json request{{"source", options.network.network}, {"folding", nullptr},        {"lenient", options.network.lenient},
               {"output", options.output},          {"json", session.json},      {"quiet", session.quiet},
               {"command", session.command_line},   {"keywords", Json::object()}};
  if (!options.network.folding.empty()) request["folding"] = options.network.folding;
  for (const Field& field : session.form.fields)
    if (field.is_for(Surface::kPython) && field.is_for(Surface::kCommandLine)) {
      const Json value = value_of(field);
      if (value != field.usual) request["keywords"][field.key()] = value;
    }
  request["keywords"]["seed"] = session.seed;
  const std::string program = python(), text = request.dump(), path = python_path();
  ::setenv("PYTHONPATH", path.c_str(), 1);
  constexpr const char* kMain = "import sys; from weir.exploring import main; sys.exit(main(sys.argv[1]))";
  const char* const arguments[]{program.c_str(), "-c", kMain, text.c_str(), nullptr};
  ::execv(program.c_str(), const_cast<char* const*>(arguments));
  throw Error("program-missing", "cannot start " + program + ": " + std::strerror(errno));
}

void tell_how_to_scale(const ExploreOptions& options, const std::string& missing) {
  if (options.workers == 0)
    spdlog::info(
        "note: all points are computed in this process; --workers N takes N processes, --scheduler those of a "
        "Dask cluster");
  else
    spdlog::warn(
        "warning: without Dask, {} threads of this process compute the points ({}); Debian's "
        "python3-distributed is what --workers and --scheduler want",
        options.workers, missing);
}

int run_explore(ExploreOptions& options, const Session& session) {
  explore::ExploreRequest& request = options.request;
  request.seed = session.seed;
  if (!options.output.empty()) {
    create_output_folder(options.output);
    if (request.store.empty()) request.store = (fs::path(options.output) / "points.sqlite").string();
  }
  const bool wants_dask = options.workers > 0 || !options.scheduler.empty();
  const std::string missing = wants_dask ? missing_in_python("weir.exploring, distributed") : "";
  const bool wants_optuna = options.search == "optuna";
  if (wants_optuna)
    if (const std::string problem = missing_in_python("weir.exploring, optuna"); !problem.empty())
      throw Error("program-missing",
                  "--search optuna takes the Python package weir and Optuna, and Python has not both: " + problem, "",
                  "install PyPI's optuna for the Python in $WEIR_PYTHON, or leave --search out");
  if (wants_optuna || (wants_dask && missing.empty())) become_python(options, session);
  if (!options.scheduler.empty())
    throw Error("program-missing",
                "--scheduler takes the Python package weir and Dask, and Python has not both: " + missing, "",
                "install Debian's python3-distributed, or leave --scheduler out");
  tell_how_to_scale(options, missing);
  explore::Explorer explorer(load(options.network, session), request, version_text());
  const std::size_t threads = options.workers > 0 ? static_cast<std::size_t>(options.workers)
                                                  : std::max(1u, std::thread::hardware_concurrency());
  explorer.run(threads, nullptr, [&](const std::string& text) { session.progress(text); });
  session.progress_done();
  const std::string network = shell_quoted(options.network.network);
  if (!options.output.empty()) write_exploration(explorer, network, options.output);
  if (session.json) session.print_json(exploration_json(explorer, network));
  session.print(exploration_text(explorer));
  if (!options.output.empty()) session.print("report     " + (fs::path(options.output) / "report.html").string());
  const explore::Summary summary = explorer.summary();
  const bool is_as_told = summary.cosimulated == summary.cosimulated_equal;
  return exploration_metrics(explorer).at("front") > 0 && is_as_told ? kFine : kFinding;
}

}  // namespace

void add_explore(CLI::App& app, Session& session) { add_command(app, session, &run_explore); }

}  // namespace weir::tools
