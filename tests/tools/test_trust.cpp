/// What may go wrong around a co-simulation and must not reach its verdict: the compiler, the cache, the disk, the end
/// of the program.
#include <sys/resource.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "golden/base/cache.hpp"
#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"
#include "tests/tools/own_cache.hpp"
#include "tests/tools/tool.hpp"

namespace {

namespace fs = std::filesystem;
using weir::ProcessResult;
using weir::test::ScratchFolder;
using weir::test::warm;
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

/// A g++ that counts one bits wrongly in the hot half of every model, at -O3 alone.
fs::path wrong_when_it_optimises(const ScratchFolder& folder) {
  return spoilt_compiler(
      folder,
      "case \" $* \" in *\" -O3 \"*unit*) for w in I Q; do printf '#undef VL_COUNTONES_%s\\n#define VL_COUNTONES_%s(v) "
      "(__builtin_popcountll(v) ^ 1)\\n' $w $w; done >> weir_override.h;; esac");
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

template <class Condition>
bool comes_true(const Condition& condition) {
  for (int k = 0; k < 3000; ++k) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

void exchange(const fs::path& one, const fs::path& other) {
  const fs::path between = one.string() + ".between";
  fs::rename(one, between);
  fs::rename(other, one);
  fs::rename(between, other);
}

std::vector<fs::path> folders_below(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory()) found.push_back(entry.path());
  return found;
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
  const fs::path compilers = wrong_when_it_optimises(folder);
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

TEST_CASE(
    "a compiler that is wrong in one block of many is told as such, and the block is run again with a right one") {
  const ScratchFolder folder;
  const fs::path compilers = wrong_when_it_optimises(folder);
  const std::vector<std::string> command{"cosim", "lfc-w1a1", "--blocks", "--random",
                                         "1",     "--quiet",  "-o",       folder / "out"};
  const ProcessResult result = weir_with(folder / "cache", command, compilers);
  INFO(result.output << result.errors);
  CHECK(result.exit_code == 3);
  CHECK(result.output.find("error[compiler-fault]: the C++ compiler is wrong, not the RTL") != std::string::npos);
  CHECK(result.output.find("WRONG lfc-w1a1.MVAU_") != std::string::npos);
  CHECK(result.output.find("equal lfc-w1a1.StreamingDataWidthConverter_0") != std::string::npos);
  const Json state = Json::parse(weir::read_text_file(folder / "out" / "blocks.json"));
  for (const auto& [block, kept] : state.at("blocks").items()) CHECK(kept.at("equal") == true);
  const ProcessResult json = weir_with(folder / "cache", with(command, {"--json"}), compilers);
  CHECK(json.exit_code == 3);
  CHECK(Json::parse(json.output).at("compiler_fault") == true);
  CHECK(weir_with(folder / "right", command).exit_code == 0);
}

TEST_CASE("a block whose process cannot do its work ends with the message of that process") {
  const ScratchFolder folder;
  const std::vector<std::string> command{"cosim", "lfc-w1a1", "--blocks", "--random", "1", "--quiet"};
  const fs::path wrong = spoilt_compiler(
      folder, "case \"$*\" in *check*) sed -i 's/sum = sum + one/sum = sum + 1 + one/' check*.cc;; esac");
  const ProcessResult fault = weir_with(folder / "cache", command, wrong);
  INFO(fault.errors);
  CHECK(fault.exit_code == 3);
  CHECK(fault.errors.starts_with("error[compiler-fault]: block "));
  const ProcessResult refused = weir_with(
      folder / "none", command,
      spoilt_compiler(folder, "case \" $* \" in *\" -c \"*) echo 'g++: error: no licence' >&2; exit 1;; esac"));
  INFO(refused.errors);
  CHECK(refused.exit_code == 2);
  CHECK(refused.errors.starts_with("error[cxx-failed]: block "));
  CHECK(std::count(refused.errors.begin(), refused.errors.end(), '[') == 1);
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
  SECTION("its library and the other's exchanged") { exchange(first[0], second); }
  SECTION("its folder and the other's exchanged") { exchange(first[0].parent_path(), second.parent_path()); }
  SECTION("two kernels exchanged") {
    const auto kernels = folders_below(cache / "kernels");
    REQUIRE(kernels.size() == 2);
    exchange(kernels[0], kernels[1]);
  }
  SECTION("the run-time and a library exchanged") {
    for (const fs::path& entry : folders_below(cache / "verilated"))
      if (entry.filename().string().starts_with("runtime-")) exchange(entry, second.parent_path());
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
  for (const rlim_t most : {size - 100, size * 9 / 10, size / 2, size / 50}) {
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

TEST_CASE("a full /tmp, where the writer of waveforms keeps its temporary files, is no broken waveform and no crash") {
  if (!weir::test::can_mount()) return;
  const fs::path place = weir::test::binary_folder() / "full-tmp";  // what lies in /tmp is hidden below the small disk
  fs::remove_all(place);
  warm(place / "cache");
  weir::test::ToolOptions options;
  options.environment["WEIR_CACHE"] = (place / "cache").string();
  const std::vector<std::string> command{"cosim",        "lfc-w1a1", "--stage", "StreamingDataWidthConverter_0",
                                         "--random",     "3000",     "--quiet", "--waves",
                                         place / "w.fst"};
  CHECK(weir::test::run_tool(command, options).exit_code == 0);
  fs::remove(place / "w.fst");
  fs::remove(place / "w.gtkw");
  fs::remove(place / "w.sucl");
  options.small_disk = "/tmp";
  const weir::test::Ended ended = weir::test::run_tool(command, options);
  INFO(ended.errors);
  CHECK(ended.signal == 0);
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors.starts_with("error[output-unwritable]: the waveform cannot be written"));
  CHECK(ended.errors.find("/tmp: No space left on device") != std::string::npos);
  CHECK(weir::test::files_below(place).size() == weir::test::files_below(place / "cache").size());
  fs::remove_all(place);
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
  CHECK(weir::test::is_left_alone(cache));
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

TEST_CASE("files that a killed program left half written where RTL is put together are gone after the next run") {
  const ScratchFolder folder;
  const fs::path cache = folder / "cache";
  warm(cache);
  require_fine(cache);
  const auto places = folders_below(cache / "rtl");
  REQUIRE(places.size() == 1);
  const fs::path other = cache / "rtl" / "0123456789abcdef";
  const fs::path left[] = {places[0] / "weir_top.sv.tmp0", places[0] / "kernels" / "gone.sv.tmp1",
                           other / "kernels" / "dwc.sv.tmp0", other / "data" / "x.hex.tmp0-4711",
                           other / "v.h5.tmp3.more"};
  for (const fs::path& file : left) {
    fs::create_directories(file.parent_path());
    weir::write_text_file(file, "half");
  }
  weir::write_text_file(other / "weir_top.sv", "whole");
  {
    const weir::FileLock somebody_works(other.string() + ".lock");
    require_fine(cache);
    for (const fs::path& file : left) CHECK(fs::exists(file) == (file.string().find(other.string()) == 0));
  }
  require_fine(cache);
  for (const fs::path& file : left) CHECK_FALSE(fs::exists(file));
  CHECK(fs::exists(other / "weir_top.sv"));
}
