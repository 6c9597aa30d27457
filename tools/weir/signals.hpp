/// The signals that end weir: Ctrl-C, SIGTERM of a batch system, SIGHUP of a closed terminal.
#pragma once
#include <atomic>

namespace weir::tools {

/// From here on the first of these signals ends the program: one line on stderr, no unfinished file, exit code 128 +
/// signal; programs that weir started end with it (golden/base/process.hpp). A second signal is final at once.
/// A signal that the caller had ignored (nohup) stays so. A closed pipe and a file that may not grow are errors of
/// their writes and no longer signals.
void handle_signals();

/// While it lives, the first signal sets `stop` instead, at which the command ends soon by itself with what it has.
/// One at a time.
class StopOnSignal {
 public:
  explicit StopOnSignal(std::atomic<bool>& stop);
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
};

}  // namespace weir::tools
