#include "tools/weir/session.hpp"

#include <unistd.h>

#include <cstdio>

namespace weir::tools {

namespace {

/// A stream that takes nothing any more throws nothing here: main asks for stdout's state at the end, and what stderr
/// loses is narration.
void put(std::FILE* stream, const std::string& text) { std::fwrite(text.data(), 1, text.size(), stream); }

}  // namespace

void Session::print_json(const nlohmann::ordered_json& object) const { put(stdout, object.dump(2) + "\n"); }

void Session::print(const std::string& text) const {
  if (!json) put(stdout, text.ends_with('\n') ? text : text + "\n");
}

void Session::progress(const std::string& text) const {
  const auto now = std::chrono::steady_clock::now();
  if (quiet || text == last_progress_text_ || now - last_progress_ < std::chrono::milliseconds(100)) return;
  last_progress_ = now;
  last_progress_text_ = text;
  if (::isatty(STDERR_FILENO) != 0) {
    put(stderr, "\r\033[K" + text);
    std::fflush(stderr);
    progress_open_ = true;
  } else {
    put(stderr, text + "\n");
  }
}

void Session::progress_done() const {
  if (progress_open_) put(stderr, "\r\033[K");
  progress_open_ = false;
}

}  // namespace weir::tools
