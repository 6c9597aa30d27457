/// Is every number, word and option of a command line that makes no sense refused with what is legal?
#include <catch2/catch.hpp>

#include "tests/tools/tool.hpp"

namespace {

using namespace weir::test;
using Words = std::vector<std::string>;

void require_refused(const Words& words, const std::string& message) {
  const Ended ended = run_tool(words);
  INFO(ended.errors);
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors.starts_with("error[usage]: " + message));
  CHECK(ended.output.empty());
}

}  // namespace

TEST_CASE("numbers that wrap round, are no numbers, or out of range are refused with the legal ones") {
  const std::string lfc = "lfc-w1a1";
  const std::string frames = "\n  legal: 1 .. 1000000000\n";
  require_refused({"simulate", lfc, "--frames", "99999999999"}, "--frames: 99999999999 is out of range" + frames);
  require_refused({"simulate", lfc, "--frames", "4294967297"}, "--frames: 4294967297 is out of range" + frames);
  require_refused({"simulate", lfc, "--frames", "0"}, "--frames: 0 is out of range" + frames);
  require_refused({"simulate", lfc, "--frames", "2.5"}, "--frames: 2.5 is no whole number" + frames);
  require_refused({"simulate", lfc, "--frames", "1e3"}, "--frames: 1e3 is no whole number" + frames);
  require_refused({"golden", lfc, "--random", "-1"}, "--random: -1 is out of range" + frames);
  require_refused({"golden", lfc, "--random", "1", "--threads", "100000"}, "--threads: 100000 is out of range");
  require_refused({"golden", lfc, "--random", "1", "--seed", "-1"}, "--seed: -1 is out of range");
  require_refused({"golden", lfc, "--limit", "99999999999999999999"}, "--limit: 99999999999999999999 is out of range");
  require_refused({"fifo", lfc, "--target-interval", "3000000000"}, "--target-interval: 3000000000 is out of range");
  require_refused({"fifo", lfc, "--margin", "-1"}, "--margin-percent: -1 is out of range");
  require_refused({"simulate", lfc, "--stalls", "2"}, "--stalls: 2 is out of range");
  require_refused({"simulate", lfc, "--stalls", "nan"}, "--stalls: nan is no number");
  require_refused({"simulate", lfc, "--clk-mhz", "inf"}, "--clk-mhz: inf is no number");
  require_refused({"simulate", lfc, "--clk-mhz", "0"}, "--clk-mhz: 0 is out of range");
  require_refused({"estimate", lfc, "--clk-ns", "-1"}, "--clk-ns: -1 is out of range");
  require_refused({"fold", lfc, "--target-fps", "0"}, "--target-fps: 0 is out of range");
  require_refused({"bench", lfc, "--bs", "1,0"}, "--batch-sizes: 0 is out of range");
  require_refused({"cosim", lfc, "--jobs", "0", "--blocks"}, "--jobs: 0 is out of range");
}

TEST_CASE("a command or option that does not exist is told with the nearest") {
  require_refused({"simlate", "lfc-w1a1"},
                  "there is no command \"simlate\" (did you mean simulate?)\n  commands: info");
  require_refused({"simulate", "lfc-w1a1", "--frmes", "3"},
                  "weir simulate has no option --frmes (did you mean --frames?)");
  require_refused({"info", "lfc-w1a1", "more"}, "\"more\" is one word too many");
  require_refused({"--frob"}, "weir has no option --frob");
  require_refused({}, "which command?\n  commands: info");
}

TEST_CASE("an output whose name promises another format is refused before any work") {
  const auto legal = [](const std::string& ending, const std::string& endings) {
    return "what weir writes there is no " + ending + " file\n  legal: a name ending in " + endings;
  };
  require_refused({"report", "lfc-w1a1", "-o", "lfc.pdf"}, "--output: " + legal(".pdf", ".html, .htm"));
  require_refused({"cosim", "lfc-w1a1", "--random", "1", "--waves", "w.VCD"}, "--waves: " + legal(".vcd", ".fst"));
  require_refused({"fifo", "lfc-w1a1", "--pareto", "front.svg"}, "--pareto: " + legal(".svg", ".csv"));
  require_refused({"import", "net.onnx", "-o", "net.json"}, "--output: " + legal(".json", ".h5, .hdf5, .xml"));
  require_refused({"fold", "lfc-w1a1", "--target-fps", "1000", "-o", "f.yaml"}, "--output: " + legal(".yaml", ".json"));
}

TEST_CASE("a word that is none of the legal ones, and an option without its value, are refused with what is legal") {
  require_refused({"simulate", "lfc-w1a1", "--engine", "maxpls"},
                  "--engine: there is no \"maxpls\" (did you mean maxplus?)\n  legal: systemc, maxplus, rtl\n");
  require_refused({"simulate", "lfc-w1a1", "--frames"}, "--frames takes a value");
  require_refused({"simulate", "lfc-w1a1", "--frames", "3", "--frames", "4"}, "--frames is given more than once");
  require_refused({"fifo", "lfc-w1a1", "--margin", "3", "--margin-percent", "4"},
                  "--margin-percent is given more than once");
  require_refused({"simulate"}, "NETWORK is required\n  `weir simulate --help` lists what is legal");
  require_refused({"fold", "lfc-w1a1"}, "--target-fps is required");
}
