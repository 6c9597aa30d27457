/// The program `weir`: parses the command line, runs one command, turns exceptions into messages and exit codes.
#include <fcntl.h>
#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <sstream>

#include "golden/base/error.hpp"
#include "tools/request/version.hpp"
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

/// How to come to the same result, once there is one.
int with_command(const Session& session, int code) {
  const bool has_result = code == weir::tools::kFine || code == weir::tools::kFinding;
  if (has_result && session.repeats_command) session.print("again:     " + session.command_line);
  return code;
}

int run(const Session& session) {
  using weir::Error;
  try {
    return with_command(session, session.action());
  } catch (const Error& error) {
    session.progress_done();
    return session.refuse({error}, exit_code_of(error));
  } catch (const weir::Errors& errors) {
    session.progress_done();
    return session.refuse(errors.list(), weir::tools::kBadInput);
  } catch (const std::bad_alloc&) {
    session.progress_done();
    return session.refuse({Error("out-of-memory", "the machine has too little memory for this")},
                          weir::tools::kInternal);
  } catch (const std::exception& error) {
    session.progress_done();
    return session.refuse({Error("internal", error.what(), "", "this is a fault of weir, not of your input")},
                          weir::tools::kInternal);
  }
}

void add_commands(CLI::App& app, Session& session) {
  using namespace weir::tools;
  for (const auto add :
       {add_info,  add_import, add_golden,  add_vectors,  add_simulate, add_fifo,    add_hls,     add_hlsc,
        add_rtl,   add_cosim,  add_doctor,  add_estimate, add_fold,     add_explore, add_compare, add_bitstream,
        add_bench, add_infer,  add_profile, add_report,   add_build,    add_help})
    add(app, session);
  // Not of what only shows what is there.
  for (CLI::App* command : app.get_subcommands({}))
    if (const std::string name = command->get_name();
        name != "info" && name != "doctor" && name != "profile" && name != "compare" && name != "help")
      command->preparse_callback([&session](std::size_t) { session.repeats_command = true; });
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

/// For a command line that does not say it, because it is wrong.
bool asks_for_json(int argc, char** argv) {
  return std::any_of(argv + std::min(argc, 1), argv + argc,
                     [](const char* word) { return std::string(word) == "--json"; });
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
    session.json = asks_for_json(argc, argv);
    return session.refuse({weir::tools::usage_error(app, problem)}, weir::tools::kBadInput);
  } catch (const weir::Error& error) {
    session.json = asks_for_json(argc, argv);
    return session.refuse({error}, weir::tools::kBadInput);
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
  app.set_version_flag("--version", weir::tools::full_version_text());
  Session session;
  session.command_line = "weir";
  for (int i = 1; i < argc; ++i) session.command_line += " " + weir::tools::shell_quoted(argv[i]);
  add_commands(app, session);
  return end(session, main_of(app, session, argc, argv));
}
