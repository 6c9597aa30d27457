/// What every command of `weir` shares: global options, where results and narration go, and the exit code.
#pragma once
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "golden/base/error.hpp"
#include "tools/request/field.hpp"

namespace weir::tools {

/// Narration; a stderr that takes nothing is no reason to stop.
void write_to_stderr(const std::string& text);

/// `word` as a shell takes it for one word.
std::string shell_quoted(const std::string& word);

/// Exit codes of the program: design.md "Command line".
enum ExitCode : int { kFine = 0, kFinding = 1, kBadInput = 2, kInternal = 3 };

struct Session {
  bool json = false;
  bool quiet = false;
  bool repeats_command = false;       ///< the last line of a result is the command, as a shell takes it
  mutable bool tells_origin = false;  ///< what is read is hashed though there is no --json
  std::uint64_t seed = 1;
  std::string command_line;        ///< as typed, for the last line of a report
  std::function<int()> action;     ///< set by the chosen command; returns an ExitCode
  Form form;                       ///< of the chosen command
  std::vector<std::string> given;  ///< names of its options on the command line
  std::vector<Form> forms;         ///< of all commands

  /// `object` with its "request": command, version, NETWORK, profile, seed, and every option that was given.
  nlohmann::ordered_json with_request(nlohmann::ordered_json object) const;
  /// With --json the errors as one object on stdout; in any case as text on stderr. Returns `exit_code`.
  int refuse(const std::vector<Error>& errors, int exit_code) const;
  /// One object on stdout, with its request, and origin() as "origin".
  void print_json(const nlohmann::ordered_json& object) const;
  /// By what a result was made: command line, version, commit, schema_version, seed, and what note() was told.
  nlohmann::ordered_json origin() const;
  void note(const std::string& key, nlohmann::ordered_json value) const { notes_[key] = std::move(value); }
  /// One or more lines of results on stdout, the last one ended if `text` does not; silent with --json.
  void print(const std::string& text) const;
  /// After the last print: why stdout did not take all of it, as an errno; 0 if it did, or if its reader wanted no
  /// more.
  int output_failure() const;
  /// Progress on stderr, at most ten times a second, on one line of a terminal, elsewhere a line when it changes;
  /// silent with --quiet.
  void progress(const std::string& text) const;
  /// Ends the progress line.
  void progress_done() const;

 private:
  void write(const std::string& text) const;

  mutable nlohmann::ordered_json notes_ = nlohmann::ordered_json::object();
  mutable int output_failure_ = 0;
  mutable std::chrono::steady_clock::time_point last_progress_{};
  mutable std::string last_progress_text_;
  mutable bool progress_open_ = false;
};

/// The options of every command.
std::vector<Field> fields_of(Session& session);

// One function per command, each in a file of its own name.
void add_help(CLI::App& app, Session& session);
void add_info(CLI::App& app, Session& session);
void add_import(CLI::App& app, Session& session);
void add_golden(CLI::App& app, Session& session);
void add_vectors(CLI::App& app, Session& session);
void add_simulate(CLI::App& app, Session& session);
void add_hls(CLI::App& app, Session& session);
void add_hlsc(CLI::App& app, Session& session);
void add_rtl(CLI::App& app, Session& session);
void add_bitstream(CLI::App& app, Session& session);
void add_cosim(CLI::App& app, Session& session);
void add_fifo(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_estimate(CLI::App& app, Session& session);
void add_fold(CLI::App& app, Session& session);
void add_explore(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_bench(CLI::App& app, Session& session);
void add_infer(CLI::App& app, Session& session);
void add_build(CLI::App& app, Session& session);
void add_profile(CLI::App& app, Session& session);
void add_report(CLI::App& app, Session& session);

}  // namespace weir::tools
