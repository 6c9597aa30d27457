/// The program `weir`: parses the command line, runs one command, turns exceptions into messages and exit codes.
#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>

#include "golden/network/error.hpp"
#include "tools/weir/session.hpp"

namespace {

using weir::tools::Session;

void set_up_logging(bool quiet) {
  auto logger = spdlog::stderr_color_mt("weir");
  logger->set_pattern("%v");
  logger->set_level(quiet ? spdlog::level::err : spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

/// Whose fault an Error is: of what was given, or of weir and what it stands on.
int exit_code_of(const weir::Error& error) {
  const bool is_ours = error.code == "internal" || error.code == "compiler-fault";
  return is_ours ? weir::tools::kInternal : weir::tools::kBadInput;
}

/// Without a second error when stderr takes nothing any more.
void print_error(const std::string& text) { std::fputs((text + "\n").c_str(), stderr); }

int report(const weir::Errors& errors) {
  for (const auto& error : errors.list()) print_error(error.text());
  return weir::tools::kBadInput;
}

/// The exit code, once all results have left.
int flush_results(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  print_error("error[output-unwritable]: the results cannot be written to stdout");
  return weir::tools::kBadInput;
}

int run(const Session& session) {
  try {
    return session.action();
  } catch (const weir::Error& error) {
    session.progress_done();
    print_error(error.text());
    return exit_code_of(error);
  } catch (const weir::Errors& errors) {
    session.progress_done();
    return report(errors);
  } catch (const std::exception& error) {
    session.progress_done();
    print_error(fmt::format("error[internal]: {}\n  this is a fault of weir, not of your input", error.what()));
    return weir::tools::kInternal;
  }
}

void add_commands(CLI::App& app, Session& session) {
  using namespace weir::tools;
  for (const auto add :
       {add_info, add_import, add_golden, add_vectors, add_simulate, add_fifo, add_hls, add_rtl, add_cosim, add_doctor,
        add_estimate, add_fold, add_compare, add_bench, add_infer, add_profile, add_build})
    add(app, session);
  for (CLI::App* command : app.get_subcommands({})) {
    command->add_flag("--json", session.json, "one JSON object on stdout");
    command->add_flag("--quiet", session.quiet, "no narration and no progress on stderr");
    command->add_option("--seed", session.seed, "seed of everything random")->capture_default_str();
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write, not the end
  CLI::App app{"Weir: cycle-accurate simulator and golden-model workbench for streaming dataflow accelerators", "weir"};
  app.require_subcommand(1);
  app.set_version_flag("--version", WEIR_VERSION);
  Session session;
  for (int i = 0; i < argc; ++i) session.command_line += (i == 0 ? "weir" : std::string(" ") + argv[i]);
  add_commands(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? weir::tools::kFine : weir::tools::kBadInput;
  }
  set_up_logging(session.quiet);
  return flush_results(run(session));
}
