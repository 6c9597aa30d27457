/// The program `weir`: parses the command line, runs one command, turns exceptions into messages and exit codes.
#include <fcntl.h>
#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstring>
#include <limits>
#include <new>
#include <sstream>

#include "golden/base/error.hpp"
#include "tools/weir/session.hpp"
#include "tools/weir/signals.hpp"
#include "tools/weir/usage.hpp"

namespace {

using weir::tools::Session;
using weir::tools::write_to_stderr;

/// A caller may close these; files that weir opens must not take their places, nor results be written into them.
void keep_standard_descriptors() {
  for (const int descriptor : {0, 1, 2})
    if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
}

void set_up_logging(bool quiet) {
  auto logger = spdlog::stderr_color_mt("weir");
  logger->set_pattern("%v");
  logger->set_level(quiet ? spdlog::level::err : spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

/// Whose fault an Error is: of what was given, or of weir and what it stands on.
int exit_code_of(const weir::Error& error) {
  const bool is_ours = error.code == "internal" || error.code == "compiler-fault" || error.code == "out-of-memory";
  return is_ours ? weir::tools::kInternal : weir::tools::kBadInput;
}

int report(const weir::Errors& errors) {
  for (const auto& error : errors.list()) write_to_stderr(error.text() + "\n");
  return weir::tools::kBadInput;
}

/// How to come to the same result, once there is one.
int with_command(const Session& session, int code) {
  const bool has_result = code == weir::tools::kFine || code == weir::tools::kFinding;
  if (has_result && session.repeats_command) session.print("again:     " + session.command_line);
  return code;
}

int run(const Session& session) {
  try {
    return with_command(session, session.action());
  } catch (const weir::Error& error) {
    session.progress_done();
    write_to_stderr(error.text() + "\n");
    return exit_code_of(error);
  } catch (const weir::Errors& errors) {
    session.progress_done();
    return report(errors);
  } catch (const std::bad_alloc&) {
    session.progress_done();
    write_to_stderr("error[out-of-memory]: the machine has too little memory for this\n");
    return weir::tools::kInternal;
  } catch (const std::exception& error) {
    session.progress_done();
    write_to_stderr(fmt::format("error[internal]: {}\n  this is a fault of weir, not of your input\n", error.what()));
    return weir::tools::kInternal;
  }
}

void add_commands(CLI::App& app, Session& session) {
  using namespace weir::tools;
  for (const auto add :
       {add_info, add_import, add_golden, add_vectors, add_simulate, add_fifo, add_hls, add_rtl, add_cosim, add_doctor,
        add_estimate, add_fold, add_compare, add_bench, add_infer, add_profile, add_report, add_build})
    add(app, session);
  for (CLI::App* command : app.get_subcommands({})) {
    // Not of what only shows what is there.
    const std::string name = command->get_name();
    if (name != "info" && name != "doctor" && name != "profile" && name != "compare")
      command->preparse_callback([&session](std::size_t) { session.repeats_command = true; });
    command->add_flag("--json", session.json, "one JSON object on stdout");
    command->add_flag("--quiet", session.quiet, "no narration and no progress on stderr");
    command->add_option("--seed", session.seed, "seed of everything random")
        ->check(weir::tools::whole_number(0, std::numeric_limits<std::int64_t>::max()))
        ->capture_default_str();
  }
}

/// The last word on every run: results that did not get out are no success.
int end(const Session& session, int code) {
  const int failure = session.output_failure();
  if (failure == 0) return code;
  write_to_stderr(
      weir::Error("output-unwritable", std::string("cannot write standard output: ") + std::strerror(failure)).text() +
      "\n");
  return weir::tools::kInternal;
}

int refuse(const weir::Error& error) {
  write_to_stderr(error.text() + "\n");
  return weir::tools::kBadInput;
}

int main_of(CLI::App& app, Session& session, int argc, char** argv) {
  try {
    weir::tools::require_command(app, argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help or --version
    std::ostringstream text;
    app.exit(wanted, text, text);
    session.json = false;
    session.print(text.str());
    return weir::tools::kFine;
  } catch (const CLI::ParseError& problem) {
    return refuse(weir::tools::usage_error(app, problem));
  } catch (const weir::Error& error) {
    return refuse(error);
  }
  set_up_logging(session.quiet);
  return run(session);
}

}  // namespace

int main(int argc, char** argv) {
  keep_standard_descriptors();
  weir::tools::handle_signals();
  CLI::App app{"Weir: cycle-accurate simulator and golden-model workbench for streaming dataflow accelerators", "weir"};
  app.require_subcommand(1);
  app.set_version_flag("--version", WEIR_VERSION);
  Session session;
  session.command_line = "weir";
  for (int i = 1; i < argc; ++i) session.command_line += " " + weir::tools::shell_quoted(argv[i]);
  add_commands(app, session);
  return end(session, main_of(app, session, argc, argv));
}
