/// Co-simulation at scale: blocks in processes of their own, a run that is ended and goes on, and RTL that is broken
/// when it is composed of its kernels.
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <nlohmann/json.hpp>
#include <regex>
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

std::vector<std::string> blocks_command(const fs::path& folder, const std::string& stalls = "0.2") {
  return {kWeir, "cosim",    "lfc-w1a1", "--blocks", "--jobs",  "1",  "--random",
          "3",   "--stalls", stalls,     "--json",   "--quiet", "-o", folder.string()};
}

Json run(const std::vector<std::string>& command) {
  const ProcessResult result = weir::run_process(command);
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  return Json::parse(result.output);
}

std::size_t finished_blocks(const fs::path& state) {
  if (!fs::exists(state)) return 0;
  return Json::parse(weir::read_text_file(state)).at("blocks").size();
}

/// Starts the command in a process group of its own and ends all of it once `enough` blocks are finished.
void run_until(const std::vector<std::string>& command, const fs::path& state, std::size_t enough) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::setpgid(0, 0);
    std::vector<char*> arguments;
    for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    ::freopen("/dev/null", "w", stdout);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::setpgid(child, child);
  int status = 0;
  while (finished_blocks(state) < enough && ::waitpid(child, &status, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  ::kill(-child, SIGKILL);
  ::waitpid(child, &status, 0);
}

}  // namespace

TEST_CASE("blocks that were finished before a run was killed are not run again, and the result is the same") {
  const ScratchFolder folder;
  const Json whole = run(blocks_command(folder / "whole"));
  CHECK(whole.at("equal") == true);
  CHECK(whole.at("blocks_compared") == 6);
  CHECK(whole.at("blocks_resumed") == 0);
  CHECK(whole.at("words_compared") == 1314);
  CHECK(whole.at("cycle_differences") == 0);
  run_until(blocks_command(folder / "killed"), folder / "killed/blocks.json", 2);
  const std::size_t known = finished_blocks(folder / "killed/blocks.json");
  CHECK(known >= 2);
  CHECK(known < 6);
  const Json resumed = run(blocks_command(folder / "killed"));
  CHECK(resumed.at("blocks_resumed") == known);
  CHECK(resumed.at("blocks") == whole.at("blocks"));
  CHECK(run(blocks_command(folder / "killed")).at("blocks_resumed") == 6);
}

TEST_CASE("finished blocks of other frames, stalls or weights are not taken for these, and a damaged file is refused") {
  const ScratchFolder folder;
  run(blocks_command(folder.path()));
  CHECK(run(blocks_command(folder.path(), "0.1")).at("blocks_resumed") == 0);
  for (const char* text :
       {"", "{", "[1]", "{\"schema_version\": 1, \"blocks\": []}", "{\"schema_version\": 9, \"blocks\": {}}"}) {
    weir::write_text_file(folder / "blocks.json", text);
    const ProcessResult result = weir::run_process(blocks_command(folder.path()));
    INFO(result.output);
    CHECK(result.exit_code == 2);
    CHECK(result.output.find("error[state-file]") == 0);
    CHECK(weir::read_text_file(folder / "blocks.json") == text);
  }
}

TEST_CASE("RTL that is broken ends a composed run with one message or a finding, never a hang") {
  const ScratchFolder folder;
  const fs::path rtl = folder / "rtl";
  REQUIRE(weir::run_process({kWeir, "rtl", "lfc-w1a1", "--quiet", "-o", rtl}).exit_code == 0);
  fs::path kernel;
  for (const auto& entry : fs::directory_iterator(rtl / "kernels"))
    if (entry.path().filename().string().starts_with("dwc_") && entry.path().string().ends_with(".sim.sv"))
      kernel = entry.path();
  REQUIRE_FALSE(kernel.empty());
  const std::string good = weir::read_text_file(kernel);
  const auto run_with = [&](const std::string& text) {
    weir::write_text_file(kernel, text);
    return weir::run_process(
        {kWeir, "cosim", "lfc-w1a1", "--random", "1", "--quiet", "--assembly", "composed", "--rtl", rtl});
  };
  const auto refused = [&](const std::string& text, const std::string& message) {
    const ProcessResult result = run_with(text);
    INFO(result.output);
    CHECK(result.exit_code == 2);
    CHECK(result.output.find(message) != std::string::npos);
  };
  CHECK(run_with(good).exit_code == 0);
  refused("this is not Verilog\n", "error[verilator-failed]");
  refused(std::regex_replace(good, std::regex("in0_tready"), "in0_tredy"), "error[rtl-port-missing]");
  refused(std::regex_replace(good, std::regex(R"((output logic \[)\d+(:0\] out0_tdata))"), "$01023$2"),
          "error[rtl-port-width]");
  const ProcessResult stuck =
      run_with(std::regex_replace(good, std::regex("assign in0_tready = "), "assign in0_tready = 1'b0 & "));
  INFO(stuck.output);
  CHECK(stuck.exit_code == 1);
  CHECK(stuck.output.find("StreamingDataWidthConverter") != std::string::npos);
  fs::remove(kernel);
  CHECK(weir::run_process(
            {kWeir, "cosim", "lfc-w1a1", "--random", "1", "--quiet", "--assembly", "composed", "--rtl", rtl})
            .exit_code == 2);
}
