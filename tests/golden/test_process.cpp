/// Programs that Weir starts: what they say, how they end, and that nothing of them outlives who waits for them.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/jobs.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"

using namespace weir;
using weir::test::ScratchFolder;

namespace {

namespace fs = std::filesystem;

/// A program that starts another; both write their ids to `folder` and would run for minutes. Neither is told of the
/// other's end.
std::vector<std::string> long_family(const fs::path& folder) {
  const auto noted = [&](const std::string& name) {
    const std::string file = (folder / name).string();
    return "echo $$ > " + file + ".part; mv " + file + ".part " + file;
  };
  return {"sh", "-c", "sh -c '" + noted("child") + "; sleep 300' & " + noted("parent") + "; wait"};
}

bool is_there(const fs::path& folder) { return fs::exists(folder / "parent") && fs::exists(folder / "child"); }

bool is_running(const fs::path& id_file) {
  const std::string text = read_text_file(id_file);
  std::error_code status;
  const fs::path entry = "/proc/" + text.substr(0, text.find('\n'));
  if (!fs::exists(entry, status)) return false;
  std::ifstream in(entry / "stat");
  std::string id, name, state;
  in >> id >> name >> state;
  return state != "Z";  // ended, and waits for init to notice
}

template <class Condition>
bool comes_true(const Condition& condition) {
  for (int k = 0; k < 1000; ++k) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code;
  }
  return "";
}

}  // namespace

TEST_CASE("a program's output, errors and end are told as they were", "[process]") {
  const ScratchFolder folder;
  const auto both = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  CHECK(both.exit_code == 3);
  CHECK(both.output == "out\nerr\n");
  CHECK(both.errors.empty());
  const auto apart = run_process({"sh", "-c", "pwd; echo err >&2"}, {folder.path(), true, {}});
  CHECK(apart.output == folder.path().string() + "\n");
  CHECK(apart.errors == "err\n");
  CHECK(run_process({"sh", "-c", "kill -9 $$"}).exit_code == 128 + SIGKILL);
  CHECK(run_process({"sh", "-c", "head -c 300000 /dev/zero"}).output.size() == 300000);
  CHECK(run_process({"sh", "-c", "cat; echo end"}).output == "end\n");
  CHECK(code_of([] { run_process({"no-such-program-of-weir"}); }) == "program-missing");
  CHECK(code_of([&] { run_process({"true"}, folder / "absent"); }) == "program-missing");
}

TEST_CASE("what its tick throws ends a program and all that it has started", "[process]") {
  const ScratchFolder folder;
  const auto tick = [&] {
    if (is_there(folder.path())) throw Error("stopped", "enough");
  };
  CHECK(code_of([&] { run_process(long_family(folder.path()), {{}, false, tick}); }) == "stopped");
  CHECK_FALSE(is_running(folder / "parent"));
  CHECK(comes_true([&] { return !is_running(folder / "child"); }));
}

TEST_CASE("a variable that is added to the environment replaces what has its name, and nothing else", "[process]") {
  ::setenv("WEIR_TEST_ONE", "old", 1);
  ::setenv("WEIR_TEST_ONE_MORE", "kept", 1);
  const std::vector<std::string> command{"sh", "-c",
                                         "echo $WEIR_TEST_ONE $WEIR_TEST_ONE_MORE; env | grep -c ^WEIR_TEST"};
  CHECK(run_process(command, {{}, false, {}, {"WEIR_TEST_ONE=a=b"}}).output == "a=b kept\n2\n");
  CHECK(run_process(command).output == "old kept\n2\n");
  ::unsetenv("WEIR_TEST_ONE");
  ::unsetenv("WEIR_TEST_ONE_MORE");
}

TEST_CASE("a program that does not want to end is ended", "[process]") {
  const ScratchFolder folder;
  const auto tick = [&] {
    if (fs::exists(folder / "ready")) throw Error("stopped", "enough");
  };
  const std::string script = "trap '' TERM; touch " + (folder / "ready").string() + "; while :; do sleep 1; done";
  CHECK(code_of([&] { run_process({"sh", "-c", script}, {{}, false, tick}); }) == "stopped");
}

TEST_CASE("nothing that was started outlives a process that is ended by any signal", "[process]") {
  const int signal = GENERATE(SIGTERM, SIGINT, SIGHUP, SIGKILL);
  const ScratchFolder folder;
  const pid_t waiting = ::fork();
  REQUIRE(waiting >= 0);
  if (waiting == 0) {
    for (const int each : {SIGTERM, SIGINT, SIGHUP}) std::signal(each, SIG_DFL);
    try {
      run_process(long_family(folder.path()));
    } catch (const std::exception&) {
    }
    ::_exit(0);
  }
  REQUIRE(comes_true([&] { return is_there(folder.path()); }));
  ::kill(waiting, signal);
  int status = 0;
  ::waitpid(waiting, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(comes_true([&] { return !is_running(folder / "parent") && !is_running(folder / "child"); }));
}

TEST_CASE("the output of a program ends with it although another thread's program still runs", "[process]") {
  std::atomic<bool> is_over = false;
  std::jthread other([&] {
    try {
      run_process({"sleep", "300"}, {{}, false, [&] {
                                       if (is_over) throw Error("stopped", "enough");
                                     }});
    } catch (const Error&) {
    }
  });
  for (int k = 0; k < 20; ++k) CHECK(run_process({"echo", "x"}).output == "x\n");
  is_over = true;
}

TEST_CASE("all jobs are done once, by several threads, and told of", "[jobs]") {
  constexpr std::size_t kJobs = 100;
  std::vector<std::atomic<int>> done(kJobs);
  std::size_t most = 0;
  run_jobs(
      kJobs, 4, [&](std::size_t i, const Tick&) { ++done[i]; },
      [&](std::size_t count) { most = std::max(most, count); });
  for (const auto& count : done) CHECK(count == 1);
  CHECK(most <= kJobs);
  run_jobs(0, 4, [](std::size_t, const Tick&) { FAIL("there is no job"); }, {});
}

TEST_CASE("a job that fails ends those that run and keeps the others from being begun", "[jobs]") {
  std::atomic<int> begun = 0;
  const auto job = [&](std::size_t i, const Tick& tick) {
    ++begun;
    if (i == 1) throw Error("broken", "job 1");
    run_process({"sleep", "300"}, {{}, false, tick});
  };
  CHECK(code_of([&] { run_jobs(50, 2, job, {}); }) == "broken");
  CHECK(begun <= 3);
}

TEST_CASE("progress that throws, as Ctrl-C from Python does, ends all jobs", "[jobs]") {
  std::atomic<int> begun = 0;
  const auto job = [&](std::size_t, const Tick& tick) {
    ++begun;
    run_process({"sleep", "300"}, {{}, false, tick});
  };
  const auto progress = [&](std::size_t) {
    if (begun == 2) throw Error("interrupted", "by its user");
  };
  CHECK(code_of([&] { run_jobs(50, 2, job, progress); }) == "interrupted");
  CHECK(begun == 2);
}
