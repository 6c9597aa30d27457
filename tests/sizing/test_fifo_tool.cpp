/// Does `weir fifo` write a file that the rest of Weir reads back, and say what it found?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/network/process.hpp"
#include "tests/data.hpp"

namespace {

weir::ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), std::filesystem::path(WEIR_BINARY_FOLDER) / "weir");
  return weir::run_process(arguments);
}

}  // namespace

TEST_CASE("the file of weir fifo, given to weir simulate, keeps the interval it promised", "[sizing][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string file = scratch / "final_hw_config.json";
  const auto sized = weir_tool({"fifo", "lfc-w1a1", "--json", "--quiet", "-o", file});
  INFO(sized.output);
  REQUIRE(sized.exit_code == 0);
  const auto answer = nlohmann::json::parse(sized.output);
  CHECK(answer["interval_cycles"] == 512);
  CHECK(answer["bram18"] == 0);
  CHECK(answer["lower_bound_bram18"] == 0);
  const auto simulated = weir_tool(
      {"simulate", "lfc-w1a1", "--folding", file, "--engine", "systemc", "--frames", "12", "--json", "--quiet"});
  INFO(simulated.output);
  REQUIRE(simulated.exit_code == 0);
  const auto run = nlohmann::json::parse(simulated.output);
  CHECK(run["interval_cycles"] == 512);
  CHECK(run["latency_cycles"] == answer["latency_cycles"]);
  REQUIRE(run["fifos"].size() == answer["fifos"].size());
  for (std::size_t i = 0; i < run["fifos"].size(); ++i) {
    CHECK(run["fifos"][i]["name"] == answer["fifos"][i]["name"]);
    CHECK(run["fifos"][i]["depth"] == answer["fifos"][i]["depth"]);
  }
}

TEST_CASE("weir fifo refuses a profile whose stages are not elastic", "[sizing][tool]") {
  const auto result = weir_tool({"fifo", "lfc-w1a1", "--profile", "finn-hlslib-2020"});
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[unknown-profile]") == 0);
}
