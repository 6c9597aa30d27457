/// Are the pages made from the requests' descriptions the ones in the repository, and do they work where they are read?
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"
#include "tests/tools/tool.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir::test;
using Json = nlohmann::ordered_json;

Json json_of(const std::vector<std::string>& arguments, int exit_code) {
  const Ended ended = run_tool(arguments);
  INFO(ended.output << ended.errors);
  REQUIRE(ended.exit_code == exit_code);
  return Json::parse(ended.output);
}

/// What bash offers for the last of `words`.
std::string completed(const fs::path& script, const std::string& words, int place) {
  const std::string code = ". " + script.string() + "; COMP_WORDS=(" + words +
                           "); COMP_CWORD=" + std::to_string(place) + "; _weir; echo \"${COMPREPLY[*]}\"";
  const auto result = weir::run_process(std::vector<std::string>{"bash", "--norc", "-c", code});
  INFO(result.output);
  CHECK(result.exit_code == 0);
  return result.output.substr(0, result.output.find('\n'));
}

}  // namespace

TEST_CASE("the reference page and Python's stub in the repository are those of the program") {
  const ScratchFolder scratch;
  REQUIRE(run_tool({"help", "--write", scratch.path().string(), "--quiet"}).exit_code == 0);
  // To renew them: weir help --write FOLDER, and copy the two files.
  CHECK(weir::read_text_file(scratch / "reference.md") == weir::read_text_file(source_folder() / "tools/reference.md"));
  CHECK(weir::read_text_file(scratch / "requests.pyi") ==
        weir::read_text_file(source_folder() / "tools/python/weir/requests.pyi"));
}

TEST_CASE("troff has nothing against the manual pages, of which every command has one") {
  const ScratchFolder scratch;
  REQUIRE(run_tool({"help", "--write", scratch.path().string(), "--quiet"}).exit_code == 0);
  if (!fs::exists("/usr/bin/groff")) {
    WARN("skipped: manual pages through troff (groff is not installed)");
    return;
  }
  std::size_t pages = 0;
  for (const auto& entry : fs::directory_iterator(scratch.path())) {
    if (entry.path().extension() != ".1") continue;
    ++pages;
    const std::vector<std::string> command{"groff", "-ww", "-man", "-Tascii", "-P-cbou", entry.path().string()};
    const auto result = weir::run_process(command, {{}, true, {}});
    INFO(entry.path());
    CHECK(result.exit_code == 0);
    CHECK(result.errors.empty());
    if (entry.path().filename() == "weir-simulate.1") {
      CHECK(result.output.find("--clk-mhz MHZ") != std::string::npos);
      CHECK(result.output.find("weir simulate NETWORK [OPTION...]") != std::string::npos);
    }
  }
  const Json help = json_of({"help", "--json"}, 0);
  CHECK(pages == help["commands"].size() + 1);
  CHECK(pages > 17);
}

TEST_CASE("bash completes commands, options, legal words and built-in networks") {
  const ScratchFolder scratch;
  REQUIRE(run_tool({"help", "--write", scratch.path().string(), "--quiet"}).exit_code == 0);
  const fs::path script = scratch / "weir.bash";
  CHECK(completed(script, "weir si", 1) == "simulate");
  CHECK(completed(script, "weir simulate lfc-w1a", 2) == "lfc-w1a1 lfc-w1a2");
  CHECK(completed(script, "weir simulate lfc-w1a1 --fr", 3) == "--frames");
  CHECK(completed(script, "weir simulate lfc-w1a1 --engine m", 4) == "maxplus");
  CHECK(completed(script, "weir fifo lfc-w1a1 --profile finn-h", 4) == "finn-hlslib-2020");
  CHECK(completed(script, "weir help coms", 2).empty());
  CHECK(completed(script, "weir help cos", 2) == "cosim");
}

TEST_CASE("weir help COMMAND tells what the command's --help does, and refuses a command that there is not") {
  const Ended page = run_tool({"help", "simulate"});
  CHECK(page.exit_code == 0);
  CHECK(page.output.find("--pipeline-depths") != std::string::npos);
  CHECK(page.output == run_tool({"simulate", "--help"}).output);
  CHECK(run_tool({"help"}).output.find("cosim") != std::string::npos);
  const Ended refused = run_tool({"help", "simlate"});
  CHECK(refused.exit_code == 2);
  CHECK(refused.errors.starts_with("error[usage]: there is no command \"simlate\" (did you mean simulate?)"));
}

TEST_CASE("the version names the compiler") {
  const Ended ended = run_tool({"--version"});
  CHECK(ended.exit_code == 0);
  CHECK(std::regex_match(ended.output,
                         std::regex(R"(weir \d+\.\d+\.\d+ \((commit [0-9a-f]+(-dirty)?, )?(g|clang)\+\+ .*\)\n)")));
}

TEST_CASE("a report carries what was asked of it, with the profile that was chosen") {
  const Json request =
      json_of({"simulate", "lfc-w1a1", "--engine", "maxplus", "--frames", "4", "--json"}, 0)["request"];
  CHECK(request["command"] == "simulate");
  CHECK(request["network"] == "lfc-w1a1");
  CHECK(request["profile"] == "weir");
  CHECK(request["seed"] == 1);
  CHECK(request["engine"] == "maxplus");
  CHECK(request["frames"] == 4);
  CHECK_FALSE(request.contains("stalls"));
  CHECK(request["version"].get<std::string>().find('.') != std::string::npos);
}

TEST_CASE("with --json what is refused is an object on stdout, and the sentence on stderr as ever") {
  const auto require_told = [](std::vector<std::string> arguments, const std::string& code, const std::string& what) {
    const Ended plain = run_tool(arguments);
    arguments.push_back("--json");
    const Ended ended = run_tool(arguments);
    CHECK(ended.exit_code == 2);
    CHECK(ended.errors == plain.errors);
    CHECK(plain.output.empty());
    const Json json = Json::parse(ended.output);
    CHECK(json["exit_code"] == 2);
    CHECK(json["errors"][0]["code"] == code);
    CHECK(json["errors"][0]["what"] == what);
  };
  require_told({"simulate", "lfc-w1a1", "--frames", "0"}, "usage", "--frames: 0 is out of range");
  require_told({"simlate"}, "usage", "there is no command \"simlate\" (did you mean simulate?)");
  require_told({"golden", "lfc-w1a1"}, "usage", "give either --input FILE... or --random N");
}

TEST_CASE("a clock is given in MHz or as a period, and older names of options mean what they did") {
  const auto figures = [](std::vector<std::string> arguments) {
    arguments.push_back("--json");
    Json json = json_of(arguments, 0);
    json.erase("request");
    json.erase("origin");
    return json;
  };
  CHECK(figures({"estimate", "lfc-w1a1", "--clk-mhz", "200"}) == figures({"estimate", "lfc-w1a1", "--clk-ns", "5"}));
  CHECK(figures({"estimate", "lfc-w1a1", "--clk-mhz", "200"}) != figures({"estimate", "lfc-w1a1"}));
  CHECK(figures({"fifo", "lfc-w1a1", "--margin", "50"}) == figures({"fifo", "lfc-w1a1", "--margin-percent", "50"}));
  CHECK(figures({"bench", "lfc-w1a1", "--bs", "1,10"}) == figures({"bench", "lfc-w1a1", "--batch-sizes", "1,10"}));
  CHECK(figures({"estimate", "cnv-w1a1", "--fpga-part", "zcu104"}) ==
        figures({"estimate", "cnv-w1a1", "--fpga-part", "xczu7ev-ffvc1156-2-e"}));
  const Ended both = run_tool({"estimate", "lfc-w1a1", "--clk-ns", "5", "--clk-mhz", "200"});
  CHECK(both.exit_code == 2);
  CHECK(both.errors.find("--clk-mhz") != std::string::npos);
}
