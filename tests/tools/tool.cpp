#include "tests/tools/tool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "tests/paths.hpp"

namespace weir::test {

namespace fs = std::filesystem;

namespace {

constexpr uid_t kNobody = 65534;

/// Read and write end of a pipe that takes more than any command writes.
std::array<int, 2> wide_pipe() {
  constexpr int kBytes = 1 << 20;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0 || ::fcntl(ends[1], F_SETPIPE_SZ, kBytes) < 0)
    throw std::runtime_error("no pipe");
  return ends;
}

/// In namespaces of this process's own, gone with it.
bool mount_for_itself(const ToolOptions& options) {
  if (options.read_only.empty() && options.small_disk.empty()) return true;
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  const char* disk = options.small_disk.c_str();
  if (*disk != '\0' && ::mount("tmpfs", disk, "tmpfs", 0, "size=64k") != 0) return false;
  const char* folder = options.read_only.c_str();
  return *folder == '\0' || (::mount(folder, folder, nullptr, MS_BIND, nullptr) == 0 &&
                             ::mount("none", folder, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0);
}

std::string rest_of(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(descriptor, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(count));
  return text;
}

}  // namespace

Tool::Tool(const std::vector<std::string>& arguments, ToolOptions options) {
  std::vector<std::string> words{(binary_folder() / "weir").string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const auto output = wide_pipe(), errors = wide_pipe();
  const int device = options.standard_output.empty() ? -1 : ::open(options.standard_output.c_str(), O_WRONLY);
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("no process");
  if (process_ == 0) {
    ::setpgid(0, 0);
    const int chosen = options.output_descriptor >= 0 ? options.output_descriptor : device;
    ::dup2(chosen >= 0 ? chosen : output[1], STDOUT_FILENO);
    ::dup2(errors[1], STDERR_FILENO);
    for (const auto& [name, value] : options.environment) ::setenv(name.c_str(), value.c_str(), 1);
    if (!mount_for_itself(options)) ::_exit(126);
    if (options.is_unprivileged && ::getuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(126);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_DFL);
    if (options.ignored_signal != 0) std::signal(options.ignored_signal, SIG_IGN);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::setpgid(process_, process_);
  for (const int end : {output[1], errors[1], device}) ::close(end);
  output_ = output[0];
  errors_ = errors[0];
}

Tool::~Tool() {
  if (process_ > 0) {
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  ::close(output_);
  ::close(errors_);
}

bool Tool::has_ended() const {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

void Tool::wait_for_progress(const fs::path& file) {
  const auto has_begun = [this] {
    pollfd errors{errors_, POLLIN, 0};
    return ::poll(&errors, 1, 0) > 0;
  };
  while (!has_ended() && (!has_begun() || (!file.empty() && !fs::exists(file))))
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

void Tool::send(int signal) const { ::kill(process_, signal); }

Ended Tool::wait() {
  ::waitpid(process_, &status_, 0);
  process_ = -1;
  Ended ended;
  if (WIFEXITED(status_)) ended.exit_code = WEXITSTATUS(status_);
  if (WIFSIGNALED(status_)) ended.signal = WTERMSIG(status_);
  ended.output = rest_of(output_);
  ended.errors = rest_of(errors_);
  return ended;
}

bool can_mount() {
  ToolOptions options;
  options.read_only = fs::temp_directory_path();
  if (run_tool({"--version"}, options).exit_code == 0) return true;
  std::cout << "skipped: no disks can be mounted for one process here\n";
  return false;
}

Ended run_tool(const std::vector<std::string>& arguments, const ToolOptions& options) {
  return Tool(arguments, options).wait();
}

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), folder).string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> unfinished_below(const fs::path& folder) {
  std::vector<std::string> names = files_below(folder);
  std::erase_if(names, [](const std::string& name) { return name.find(".tmp") == std::string::npos; });
  return names;
}

}  // namespace weir::test
