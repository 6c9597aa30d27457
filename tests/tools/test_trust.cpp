/// What may go wrong around a co-simulation and must not reach its verdict: the compiler, the cache, the disk, the end
/// of the program.
#include <sys/resource.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;
using weir::ProcessResult;
using weir::test::ScratchFolder;
using Json = nlohmann::ordered_json;

const std::string kWeir = (weir::test::binary_folder() / "weir").string();
/// A stage of little work for every tool.
const std::vector<std::string> kSmall{"cosim",    "lfc-w1a1", "--stage", "StreamingDataWidthConverter_0",
                                      "--random", "1",        "--quiet"};

std::vector<std::string> with(const std::vector<std::string>& first, const std::vector<std::string>& more) {
  std::vector<std::string> all = first;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// `weir` with a cache, and with `compilers` (a folder with a g++) before all others.
ProcessResult weir_with(const fs::path& cache, const std::vector<std::string>& arguments,
                        const fs::path& compilers = {}) {
  std::vector<std::string> command{"env", "WEIR_CACHE=" + cache.string()};
  if (!compilers.empty()) command.push_back("PATH=" + compilers.string() + ":" + std::getenv("PATH"));
  return weir::run_process(with(with(command, {kWeir}), arguments), {{}, true, {}});
}

/// A g++ that does `script` first.
fs::path spoilt_compiler(const ScratchFolder& folder, const std::string& script) {
  const fs::path place = folder / "bin";
  fs::create_directories(place);
  weir::write_text_file(place / "g++", "#!/bin/bash\n" + script + "\nexec /usr/bin/g++ \"$@\"\n");
  fs::permissions(place / "g++", fs::perms::owner_all);
  return place;
}

/// Every Verilated library below the cache.
std::vector<fs::path> libraries(const fs::path& cache) {
  std::vector<fs::path> found;
  for (const auto& file : fs::recursive_directory_iterator(cache / "verilated"))
    if (file.path().filename() == "model.so") found.push_back(file.path());
  return found;
}

/// Starts weir in a process group of its own.
class Running {
 public:
  Running(const fs::path& cache, const std::vector<std::string>& arguments, rlim_t most_file_bytes = RLIM_INFINITY) {
    const std::vector<std::string> command = with({kWeir}, arguments);
    std::vector<char*> argv;
    for (const auto& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    id_ = ::fork();
    REQUIRE(id_ >= 0);
    if (id_ != 0) return;
    ::setpgid(0, 0);
    for (const int each : {SIGTERM, SIGINT, SIGHUP}) std::signal(each, SIG_DFL);
    ::setenv("WEIR_CACHE", cache.c_str(), 1);
    const rlimit limit{most_file_bytes, most_file_bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::freopen("/dev/null", "w", stdout);
    ::freopen((cache.parent_path() / "errors").c_str(), "w", stderr);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  /// The exit code, or 128 + the signal that ended it.
  int wait() const {
    int status = 0;
    ::waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  void signal(int number) const { ::kill(id_, number); }
  bool has_ended() const {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT);
    return info.si_pid == id_;
  }

 private:
  pid_t id_ = -1;
};

/// Processes that work in `folder` or name it.
int processes_about(const fs::path& folder) {
  int count = 0;
  std::error_code status;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    if (!std::isdigit(static_cast<unsigned char>(entry.path().filename().string()[0]))) continue;
    const std::string place = fs::read_symlink(entry.path() / "cwd", status).string();
    std::ifstream in(entry.path() / "cmdline", std::ios::binary);
    std::string line;
    std::getline(in, line);
    count += place.starts_with(folder.string()) || line.find(folder.string()) != std::string::npos;
  }
  return count;
}

template <class Condition>
bool comes_true(const Condition& condition) {
  for (int k = 0; k < 3000; ++k) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// Puts Verilator's compiled run-time there, which takes longer than all else.
void warm(const fs::path& cache) {
  static const ScratchFolder prepared;
  const fs::path from = prepared / "cache" / "verilated";
  if (!fs::exists(from)) REQUIRE(weir_with(prepared / "cache", kSmall).exit_code == 0);
  fs::create_directories(cache / "verilated");
  for (const auto& entry : fs::directory_iterator(from))
    if (entry.is_directory() && entry.path().filename().string().starts_with("runtime-"))
      fs::copy(entry.path(), cache / "verilated" / entry.path().filename(),
               fs::copy_options::recursive | fs::copy_options::skip_existing);
}

void require_fine(const fs::path& cache) {
  const ProcessResult result = weir_with(cache, kSmall);
  INFO(result.output << result.errors);
  CHECK(result.exit_code == 0);
  CHECK(result.output.starts_with("equal: 1 frame"));
}

}  // namespace

TEST_CASE("a compiler that is wrong only when it optimises gives no FAIL of the RTL, however it is assembled") {
  const std::string assembly = GENERATE("stitched", "composed");
  const ScratchFolder folder;
  const fs::path compilers = spoilt_compiler(
      folder,
      "case \" $* \" in *\" -O3 \"*unit*) for w in I Q; do printf '#undef VL_COUNTONES_%s\\n#define VL_COUNTONES_%s(v) "
      "(__builtin_popcountll(v) ^ 1)\\n' $w $w; done >> weir_override.h;; esac");
  const std::vector<std::string> command{"cosim", "lfc-w1a1",   "--stage", "MVAU_3", "--random",
                                         "1",     "--assembly", assembly,  "--quiet"};
  const ProcessResult result = weir_with(folder / "cache", command, compilers);
  INFO(result.output << result.errors);
  CHECK(result.exit_code == 3);
  CHECK(result.output.starts_with("error[compiler-fault]: the C++ compiler is wrong, not the RTL"));
  const ProcessResult again = weir_with(folder / "cache", with(command, {"--json"}), compilers);
  CHECK(again.exit_code == 3);
  const Json json = Json::parse(again.output);
  CHECK(json.at("compiler_fault") == true);
  CHECK(json.at("confirmed_without_optimisation") == false);
  CHECK(json.at("equal") == false);
  CHECK(weir_with(folder / "right", command).exit_code == 0);
}

TEST_CASE("a compiler that gets a known expression wrong ends a co-simulation, and weir doctor tells of it") {
  const ScratchFolder folder;
  const fs::path compilers = spoilt_compiler(
      folder, "case \"$*\" in *check*) sed -i 's/sum = sum + one/sum = sum + 1 + one/' check*.cc;; esac");
  const ProcessResult result = weir_with(folder / "cache", kSmall, compilers);
  INFO(result.output << result.errors);
  CHECK(result.exit_code == 3);
  CHECK(result.errors.starts_with("error[compiler-fault]: the C++ compiler is wrong"));
  const ProcessResult doctor = weir_with(folder / "cache", {"doctor", "--json"}, compilers);
  CHECK(doctor.exit_code == 1);
  const Json levels = Json::parse(doctor.output).at("compiler_check").at("levels");
  CHECK(levels.size() == 3);
  for (const Json& level : levels) CHECK(level.at("wrong") > 0);
  const ProcessResult healthy = weir_with(folder / "cache", {"doctor", "--json"});
  INFO(healthy.output);
  const Json check = Json::parse(healthy.output).at("compiler_check");
  CHECK(check.at("expressions") > 200);
  for (const Json& level : check.at("levels")) CHECK(level.at("wrong") == 0);
}

TEST_CASE("a Verilated library that was truncated or swapped is built again, and the result is right") {
  const ScratchFolder folder;
  const fs::path cache = folder / "cache";
  warm(cache);
  require_fine(cache);
  const auto first = libraries(cache);
  REQUIRE(first.size() == 1);
  const std::vector<std::string> other{"cosim",    "lfc-w1a1", "--stage", "StreamingDataWidthConverter_1",
                                       "--random", "1",        "--quiet"};
  CHECK(weir_with(cache, other).exit_code == 0);
  const auto both = libraries(cache);
  REQUIRE(both.size() == 2);
  const fs::path second = both[0] == first[0] ? both[1] : both[0];
  const auto size = fs::file_size(first[0]);
  SECTION("half of it") { fs::resize_file(first[0], size / 2); }
  SECTION("its first page") { fs::resize_file(first[0], 4096); }
  SECTION("nothing of it") { fs::resize_file(first[0], 0); }
  SECTION("another design's") { fs::copy_file(second, first[0], fs::copy_options::overwrite_existing); }
  SECTION("another design's folder") {
    fs::remove_all(first[0].parent_path());
    fs::copy(second.parent_path(), first[0].parent_path(), fs::copy_options::recursive);
  }
  SECTION("kernels cut in half") {
    for (const auto& file : fs::recursive_directory_iterator(cache / "kernels"))
      if (file.path().extension() == ".sv") fs::resize_file(file.path(), fs::file_size(file.path()) / 2);
  }
  require_fine(cache);
  CHECK(fs::file_size(first[0]) == size);
  CHECK(weir_with(cache, other).exit_code == 0);
}

TEST_CASE("two programs on one empty cache both have the right result") {
  const ScratchFolder folder;
  const fs::path cache = folder / "cache";
  const Running one(cache, kSmall), two(cache, kSmall);
  CHECK(one.wait() == 0);
  CHECK(two.wait() == 0);
  CHECK(libraries(cache).size() == 1);
  require_fine(cache);
}

TEST_CASE("a disk that is full below the cache is one message, and the next run is right") {
  const ScratchFolder folder;
  const fs::path cache = folder / "cache";
  const rlim_t most = GENERATE(0, 500, 20'000, 400'000);
  if (most > 500) warm(cache);
  const Running run(cache, kSmall, most);
  CHECK(run.wait() == 2);
  const std::string errors = weir::read_text_file(folder / "errors");
  INFO(most << ": " << errors);
  CHECK(errors.find("error[cache-unwritable]: the cache cannot be written: File too large") ==
        (most == 0 ? errors.npos : 0));
  if (most == 0) return;  // not even the message can be written to a file
  CHECK(std::count(errors.begin(), errors.end(), '\n') == 3);
  warm(cache);
  require_fine(cache);
}

TEST_CASE("a disk that is full under a waveform is no finding, and leaves no half file") {
  const ScratchFolder folder;
  const fs::path cache = folder / "cache", waves = folder / "w.fst";
  warm(cache);
  const std::vector<std::string> command{"cosim",       "lfc-w1a1", "--stage", "StreamingDataWidthConverter_0",
                                         "--random",    "20",       "--quiet", "--waves",
                                         waves.string()};
  REQUIRE(weir_with(cache, command).exit_code == 0);
  const auto size = fs::file_size(waves);
  fs::remove(waves);
  for (const rlim_t most : {size - 100, size * 9 / 10, size / 2}) {
    const Running run(cache, command, most);
    CHECK(run.wait() == 2);
    const std::string errors = weir::read_text_file(folder / "errors");
    INFO(most << " of " << size << ": " << errors);
    CHECK(errors.find("error[") == 0);
    CHECK(errors.find("-unwritable]") != errors.npos);
    CHECK_FALSE(fs::exists(waves));
    for (const auto& entry : fs::directory_iterator(folder.path()))
      CHECK(entry.path().filename().string().find("w.fst") != 0);
  }
}

TEST_CASE("whatever ends weir ends its compilers, leaves the cache right, and its remains go at the next start") {
  const int number = GENERATE(SIGTERM, SIGINT, SIGHUP, SIGKILL);
  const ScratchFolder folder;
  const fs::path cache = folder / "cache";
  const Running run(cache, kSmall);
  const auto is_compiling = [&] {
    std::error_code status;
    for (const auto& file : fs::recursive_directory_iterator(cache, status))
      if (file.path().filename() == "weir.mk" || file.path().filename() == "runtime.cc") return true;
    return false;
  };
  REQUIRE(comes_true([&] { return is_compiling() || run.has_ended(); }));
  run.signal(number);
  CHECK(run.wait() == 128 + number);
  CHECK(comes_true([&] { return processes_about(cache) == 0; }));
  const auto remains = [&] {
    int count = 0;
    for (const auto& file : fs::recursive_directory_iterator(cache))
      count += file.path().filename().string().find(".tmp") != std::string::npos;
    return count;
  };
  CHECK(remains() > 0);
  warm(cache);
  require_fine(cache);
  CHECK(remains() == 0);
}
