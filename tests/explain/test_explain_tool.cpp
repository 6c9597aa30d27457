/// Does weir simulate tell what sets the interval, and what would change it?
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "golden/base/process.hpp"
#include "tests/paths.hpp"

namespace {

using Json = nlohmann::json;

weir::ProcessResult simulate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {weir::test::binary_folder() / "weir", "simulate", "lfc-w1a1", "--engine", "maxplus", "--quiet"});
  return weir::run_process(arguments);
}

}  // namespace

TEST_CASE("weir simulate --json holds circle, waterfall, what-if and FINN's estimate", "[explain][tool]") {
  const auto result = simulate({"--json"});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  const Json json = Json::parse(result.output).at("explanation");
  const Json& circle = json.at("critical_cycle");
  CHECK(circle.at("interval_cycles") == 724);
  std::int64_t cycles = 0;
  bool has_room = false;
  for (const Json& part : circle.at("parts")) {
    cycles += part.at("cycles").get<std::int64_t>();
    has_room |= part.at("reason") == "room" && part.at("name") == "inter1";
  }
  CHECK(circle.at("cycles") == cycles);
  CHECK(has_room);
  REQUIRE(json.at("waterfall").size() == 6);
  CHECK(json.at("waterfall").at(0).at("stage") == "MVAU_0");
  CHECK(json.at("waterfall").at(0).at("first_word_in_cycle") == 1);
  // 1024 rows x 1024 columns, PE 64 and SIMD 32, or PE 32 and SIMD 64: 512 cycles per image.
  CHECK(json.at("estimate").at("interval_cycles") == 512);
  REQUIRE(json.at("what_if").size() == 2);
  CHECK(json.at("what_if").at(0).at("stage") == json.at("bottleneck"));
}

TEST_CASE("weir simulate prints circle, estimate and hint, and nothing of them under stalls", "[explain][tool]") {
  const std::string text = simulate({}).output;
  INFO(text);
  CHECK(text.find("circle     724 cycles: ") != std::string::npos);
  CHECK(text.find("room in inter1") != std::string::npos);
  CHECK(text.find("estimate   FINN's formulas: interval 512 ") != std::string::npos);
  CHECK(text.find("hint       ") != std::string::npos);
  CHECK(text.find("first frame, cycle of") != std::string::npos);
  const std::string stalled = simulate({"--stalls", "0.2"}).output;
  CHECK(stalled.find("interval ") != std::string::npos);
  CHECK(stalled.find("circle ") == std::string::npos);
}
