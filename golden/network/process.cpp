#include "golden/network/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "golden/network/error.hpp"

namespace weir {

namespace {

constexpr int kCannotStart = 127;

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::filesystem::path& folder, int output,
                         int failure) {
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  const int empty = ::open("/dev/null", O_RDONLY);
  ::dup2(empty, STDIN_FILENO);
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  if (folder.empty() || ::chdir(folder.c_str()) == 0) ::execvp(argv[0], argv.data());
  const int reason = errno;
  [[maybe_unused]] const auto written = ::write(failure, &reason, sizeof reason);
  ::_exit(kCannotStart);
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count > 0)
      text.append(buffer.data(), static_cast<std::size_t>(count));
    else if (count == 0 || errno != EINTR)
      return text;
  }
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
  std::array<int, 2> output{}, failure{};
  if (::pipe2(output.data(), O_CLOEXEC) != 0 || ::pipe2(failure.data(), O_CLOEXEC) != 0)
    throw Error("program-missing", std::string("cannot open a pipe: ") + std::strerror(errno));
  const pid_t child = ::fork();
  if (child < 0) throw Error("program-missing", std::string("cannot start a process: ") + std::strerror(errno));
  if (child == 0) become(arguments, folder, output[1], failure[1]);
  ::close(output[1]);
  ::close(failure[1]);
  ProcessResult result;
  result.output = read_all(output[0]);
  const std::string reason = read_all(failure[0]);
  ::close(output[0]);
  ::close(failure[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!reason.empty()) {
    int code = 0;
    std::memcpy(&code, reason.data(), sizeof code);
    throw Error("program-missing", "cannot run \"" + arguments.front() + "\": " + std::strerror(code), "",
                "run tools/setup; `weir doctor` shows what is missing");
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::filesystem::path executable_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

}  // namespace weir
