#include "tools/weir/session.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace weir::tools {

void Session::print_json(const nlohmann::ordered_json& object) const { fmt::print("{}\n", object.dump(2)); }

void Session::print(const std::string& text) const {
  if (!json) fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
}

void Session::progress(const std::string& text) const {
  const auto now = std::chrono::steady_clock::now();
  if (quiet || text == last_progress_text_ || now - last_progress_ < std::chrono::milliseconds(100)) return;
  last_progress_ = now;
  last_progress_text_ = text;
  if (::isatty(STDERR_FILENO) != 0) {
    fmt::print(stderr, "\r\033[K{}", text);
    std::fflush(stderr);
    progress_open_ = true;
  } else {
    fmt::print(stderr, "{}\n", text);
  }
}

void Session::progress_done() const {
  if (progress_open_) fmt::print(stderr, "\r\033[K");
  progress_open_ = false;
}

}  // namespace weir::tools
