#include "tools/weir/signals.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <thread>

#include "golden/base/file.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

namespace {

constexpr std::array kEndings{SIGINT, SIGTERM, SIGHUP};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler must not wait");

// A handler has no argument of ours: what it needs must be global.
std::atomic<std::atomic<bool>*> current_stop = nullptr;
std::array<int, 2> wake_up{-1, -1};

const char* name_of(int signal) { return signal == SIGINT ? "Ctrl-C" : signal == SIGTERM ? "SIGTERM" : "SIGHUP"; }

struct Note {
  unsigned char signal;
  bool is_stop;  ///< the command ends by itself
};

extern "C" void note_signal(int signal) {
  const int kept = errno;
  for (const int ending : kEndings) std::signal(ending, SIG_DFL);
  std::atomic<bool>* stop = current_stop;
  if (stop != nullptr) *stop = true;
  const Note note{static_cast<unsigned char>(signal), stop != nullptr};
  [[maybe_unused]] const auto written = ::write(wake_up[1], &note, sizeof note);
  errno = kept;
}

extern "C" void do_nothing(int) {}

/// Does what a handler may not: locks, removes files, prints.
void await_signal() {
  Note note{};
  while (::read(wake_up[0], &note, sizeof note) != sizeof note) {
    if (errno != EINTR) return;
  }
  const std::string clear = ::isatty(STDERR_FILENO) != 0 ? "\r\033[K" : "";
  if (note.is_stop) {
    write_to_stderr(fmt::format("{}{}: ending with the best found so far; once more ends weir at once\n", clear,
                                name_of(note.signal)));
    return;
  }
  abandon_unfinished_files();
  write_to_stderr(fmt::format("{}stopped by {}; no unfinished file is left\n", clear, name_of(note.signal)));
  ::_exit(128 + note.signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction before {};
  if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void handle_signals() {
  // Handlers, not SIG_IGN, which programs that weir starts would inherit.
  for (const int failing_write : {SIGPIPE, SIGXFSZ}) handle(failing_write, do_nothing);
  if (::pipe2(wake_up.data(), O_CLOEXEC) != 0) return;
  std::thread(await_signal).detach();
  for (const int ending : kEndings) handle(ending, note_signal);
}

StopOnSignal::StopOnSignal(std::atomic<bool>& stop) { current_stop = &stop; }
StopOnSignal::~StopOnSignal() { current_stop = nullptr; }

}  // namespace weir::tools
