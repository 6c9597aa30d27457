#include "golden/base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>
#include <string_view>

#include "golden/base/error.hpp"

namespace weir {

namespace {

constexpr int kCannotStart = 127;
constexpr int kTickMilliseconds = 100;
/// From asking a group to end until it is made to.
constexpr unsigned kGraceSeconds = 2;
constexpr int kFailure = 3;  ///< descriptor of the guard and, until it runs, of the program

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw Error("program-missing", std::string("cannot open a pipe: ") + std::strerror(errno));
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_write_end() { close(1); }

 private:
  void close(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

// From here to run_guard(): between fork and exec other threads may hold any lock, so nothing allocates or prints.

struct Start {
  char* const* argv;
  char* const* environment;
  const char* folder;
  int output, errors, failure;
  pid_t parent;
};

extern "C" void end_group_now(int) { ::kill(0, SIGKILL); }

extern "C" void end_group(int) {
  std::signal(SIGTERM, SIG_IGN);
  ::alarm(kGraceSeconds);
  ::kill(0, SIGTERM);
}

void take_descriptors(const Start& start) {
  ::dup2(start.output, STDOUT_FILENO);
  ::dup2(start.errors, STDERR_FILENO);
  ::dup2(start.failure, kFailure);
  ::fcntl(kFailure, F_SETFD, FD_CLOEXEC);
  // Also the pipes and locks of other threads: the guard never becomes another program, which would close them.
  ::close_range(kFailure + 1, std::numeric_limits<unsigned>::max(), 0);
  const int empty = ::open("/dev/null", O_RDONLY);
  ::dup2(empty, STDIN_FILENO);
  ::close(empty);
}

[[noreturn]] void become(const Start& start) {
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGALRM, SIG_DFL);
  if (*start.folder == '\0' || ::chdir(start.folder) == 0) ::execvpe(start.argv[0], start.argv, start.environment);
  const int reason = errno;
  [[maybe_unused]] const auto written = ::write(kFailure, &reason, sizeof reason);
  ::_exit(kCannotStart);
}

[[noreturn]] void run_guard(const Start& start) {
  ::setpgid(0, 0);
  std::signal(SIGTERM, end_group);
  std::signal(SIGALRM, end_group_now);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != start.parent) ::_exit(kCannotStart);  // it ended before it could be watched
  take_descriptors(start);
  const pid_t program = ::fork();
  if (program == 0) become(start);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) ::close(descriptor);
  if (program < 0) {
    const int reason = errno;
    [[maybe_unused]] const auto written = ::write(kFailure, &reason, sizeof reason);
    ::_exit(kCannotStart);
  }
  ::close(kFailure);
  int status = 0;
  while (::waitpid(program, &status, 0) < 0 && errno == EINTR) {
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/// Appends what is there to `text`; false at the end.
bool read_some(int descriptor, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

class Child {
 public:
  explicit Child(pid_t guard) : guard_(guard) {}
  /// Ends the program unless wait() has seen its end.
  ~Child() {
    if (guard_ <= 0) return;
    ::kill(guard_, SIGTERM);
    wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  int wait() {
    int status = 0;
    while (::waitpid(guard_, &status, 0) < 0 && errno == EINTR) {
    }
    guard_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t guard_;
};

void read_until_closed(std::array<pollfd, 2> open, std::array<std::string*, 2> texts,
                       const std::function<void()>& tick) {
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    const int ready = ::poll(open.data(), open.size(), tick ? kTickMilliseconds : -1);
    if (tick) tick();
    if (ready <= 0) continue;
    for (std::size_t i = 0; i < open.size(); ++i)
      if (open[i].fd >= 0 && open[i].revents != 0 && !read_some(open[i].fd, *texts[i])) open[i].fd = -1;
  }
}

/// The present environment with these "NAME=value" in place of what has their names; ends with a null.
std::vector<char*> environment_with(const std::vector<std::string>& variables) {
  std::vector<char*> all;
  for (const std::string& variable : variables) all.push_back(const_cast<char*>(variable.c_str()));
  for (char** present = ::environ; present != nullptr && *present != nullptr; ++present) {
    const std::string_view text(*present), name = text.substr(0, text.find('=') + 1);
    const auto replaces = [&](const std::string& variable) { return variable.starts_with(name); };
    if (std::none_of(variables.begin(), variables.end(), replaces)) all.push_back(*present);
  }
  all.push_back(nullptr);
  return all;
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  Pipe output, errors, failure;
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment = environment_with(options.variables);
  const int stderr_end = options.are_errors_apart ? errors.write_end() : output.write_end();
  const Start start{argv.data(),         environment.data(), options.folder.c_str(), output.write_end(), stderr_end,
                    failure.write_end(), ::getpid()};
  const pid_t guard = ::fork();
  if (guard < 0) throw Error("program-missing", std::string("cannot start a process: ") + std::strerror(errno));
  if (guard == 0) run_guard(start);
  Child child(guard);
  for (Pipe* pipe : {&output, &errors, &failure}) pipe->close_write_end();
  ProcessResult result;
  read_until_closed({{{output.read_end(), POLLIN, 0}, {errors.read_end(), POLLIN, 0}}},
                    {&result.output, &result.errors}, options.tick);
  std::string reason;
  while (read_some(failure.read_end(), reason)) {
  }
  result.exit_code = child.wait();
  if (!reason.empty()) {
    int code = 0;
    std::memcpy(&code, reason.data(), sizeof code);
    throw Error("program-missing", "cannot run \"" + arguments.front() + "\": " + std::strerror(code), "",
                "run tools/setup; `weir doctor` shows what is missing");
  }
  return result;
}

ProcessResult run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
  return run_process(arguments, ProcessOptions{folder, false, {}});
}

std::filesystem::path executable_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

}  // namespace weir
