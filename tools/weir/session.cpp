#include "tools/weir/session.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "tools/request/common.hpp"
#include "tools/request/version.hpp"

namespace weir::tools {

void write_to_stderr(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

std::string shell_quoted(const std::string& word) {
  const bool is_plain = !word.empty() && word.find_first_not_of(
                                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                             "0123456789_-+=,.:/@%") == std::string::npos;
  if (is_plain) return word;
  std::string text = "'";
  for (const char letter : word) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return text + "'";
}

void Session::write(const std::string& text) const {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && output_failure_ == 0) output_failure_ = errno;
}

nlohmann::ordered_json Session::with_request(nlohmann::ordered_json object) const {
  object["request"] = request_json(form, version_text());
  return object;
}

int Session::refuse(const std::vector<Error>& errors, int exit_code) const {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Error& error : errors) {
    write_to_stderr(error.text() + "\n");
    list.push_back({{"code", error.code}, {"what", error.what_text}, {"where", error.where}, {"hint", error.hint}});
  }
  if (json) print_json({{"errors", list}, {"exit_code", exit_code}});
  return exit_code;
}

void Session::print_json(const nlohmann::ordered_json& object) const {
  // Names of files need not be UTF-8, as JSON must be.
  nlohmann::ordered_json told = with_request(object);
  told["origin"] = origin();
  write(told.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

nlohmann::ordered_json Session::origin() const {
  /// Changes with the meaning of a key.
  constexpr int kSchemaVersion = 2;
  nlohmann::ordered_json origin{{"command", command_line},
                                {"version", version_text()},
                                {"commit", commit_text()},
                                {"schema_version", kSchemaVersion},
                                {"seed", seed}};
  for (const auto& [key, value] : notes_.items()) origin[key] = value;
  return origin;
}

void Session::print(const std::string& text) const {
  if (!json) write(text.ends_with('\n') ? text : text + "\n");
}

int Session::output_failure() const {
  if (std::fflush(stdout) != 0 && output_failure_ == 0) output_failure_ = errno;
  return output_failure_ == EPIPE ? 0 : output_failure_;
}

void Session::progress(const std::string& text) const {
  const auto now = std::chrono::steady_clock::now();
  if (quiet || text == last_progress_text_ || now - last_progress_ < std::chrono::milliseconds(100)) return;
  last_progress_ = now;
  last_progress_text_ = text;
  if (::isatty(STDERR_FILENO) != 0) {
    write_to_stderr("\r\033[K" + text);
    progress_open_ = true;
  } else {
    write_to_stderr(text + "\n");
  }
}

std::vector<Field> fields_of(Session& session) {
  return {{.name = "json",
           .target = &session.json,
           .help = "one JSON object on stdout; of what is refused, too",
           .is_manner = true,
           .surface = Surface::kCommandLine},
          {.name = "quiet",
           .target = &session.quiet,
           .help = "no narration and no progress on stderr",
           .is_manner = true,
           .surface = Surface::kCommandLine},
          seed_field(session.seed, Surface::kCommandLine)};
}

void Session::progress_done() const {
  if (progress_open_) write_to_stderr("\r\033[K");
  progress_open_ = false;
}

}  // namespace weir::tools
