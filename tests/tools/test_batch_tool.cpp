/// weir simulate as a benchmark: what a call takes, what of it is proven, and how a deadlock would open.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

using Json = nlohmann::json;

weir::ProcessResult simulate(const std::string& network, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {weir::test::binary_folder() / "weir", "simulate", network, "--profile",
                                       "finn-hlslib-2020", "--engine", "maxplus", "--quiet"});
  return weir::run_process(arguments);
}

Json json_of(const std::string& network, std::vector<std::string> arguments) {
  arguments.push_back("--json");
  const auto result = simulate(network, arguments);
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  return Json::parse(result.output);
}

}  // namespace

TEST_CASE("weir simulate tells the time of a call with the profile's clock and host overhead, or with others",
          "[tools][batch]") {
  const Json call = json_of("lfc-w1a1", {"--frames", "10000"}).at("call");
  CHECK(call.at("cycles") == 8410965);
  CHECK(call.at("latency_ms").get<double>() == Approx(84.10965 + 0.002));
  CHECK(call.at("throughput_fps").get<double>() == Approx(10000 / 0.08411165));
  const Json other =
      json_of("lfc-w1a1", {"--frames", "10000", "--clk-mhz", "300", "--host-overhead-us", "50"}).at("call");
  CHECK(other.at("latency_ms").get<double>() == Approx(28.03655 + 0.05));
  // Published for this network at 100 MHz: 84,116 us.
  const Json with_memory = json_of("lfc-w1a1", {"--frames", "10000", "--memory"}).at("call");
  CHECK(with_memory.at("latency_ms").get<double>() == Approx(84.116).margin(0.001));
}

TEST_CASE("weir simulate says what of a batch was run and what is exact by its period", "[tools][batch]") {
  const Json period = json_of("lfc-w1a1", {"--frames", "1000"}).at("period");
  CHECK(period.at("period_cycles") == 841);
  CHECK(period.at("exact") == true);
  CHECK(period.at("simulated_frames").get<int>() < 1000);
  const Json all = json_of("lfc-w1a1", {"--frames", "1000", "--every-frame"});
  CHECK(all.at("period").is_null());
  CHECK(all.at("call").at("cycles") == 1806 + 999 * 841);
}

TEST_CASE("the interval of weir simulate is the steady one, and none after a single frame", "[tools][batch]") {
  // 8,411,600 cycles were measured for 10,000 images; the last image finds the pipeline draining and comes earlier.
  const Json many = json_of("lfc-w1a1", {"--frames", "10000", "--clk-mhz", "100"});
  CHECK(many.at("interval_cycles") == 841);
  CHECK(many.at("last_interval_cycles").get<int>() < 841);
  CHECK(many.at("throughput_fps").get<double>() == Approx(1e8 / 841));
  const Json one = json_of("lfc-w1a1", {"--frames", "1"});
  CHECK(one.at("interval_cycles").is_null());
  CHECK(one.at("throughput_fps").is_null());
  CHECK(one.at("latency_cycles").get<int>() > 841);
  CHECK(simulate("lfc-w1a1", {"--frames", "1"}).output.find("not known from one frame") != std::string::npos);
}

TEST_CASE("weir simulate writes both of its reports with every engine and profile", "[tools][batch]") {
  const weir::test::ScratchFolder scratch;
  const Json json = json_of("lfc-w1a1", {"--frames", "30", "-o", scratch / "out"});
  const Json performance = Json::parse(weir::read_text_file(scratch / "out/rtlsim_performance.json"));
  CHECK(performance.at("N") == 30);
  CHECK(performance.at("latency_cycles") == json.at("latency_cycles"));
  CHECK(performance.at("N_IN_TXNS") == 30 * 13);  // 784 pixels of a bit, in words of 64
  CHECK(std::filesystem::exists(scratch / "out/simulation.json"));
}

TEST_CASE("weir simulate names what was calibrated", "[tools][batch]") {
  const Json json = json_of("resnet50-w1a2", {"--frames", "100"});
  CHECK(json.at("call").at("latency_ms").get<double>() == Approx(38.4).epsilon(0.03));
  CHECK(json.at("call").at("throughput_fps").get<double>() == Approx(2605).epsilon(0.03));
  std::vector<std::string> names;
  for (const Json& parameter : json.at("calibrated")) {
    names.push_back(parameter.at("name"));
    CHECK(parameter.at("source").get<std::string>().size() > 5);
  }
  for (const char* name : {"clock_mhz", "host_overhead_us", "Thresholding.initiation_interval"})
    CHECK(std::count(names.begin(), names.end(), name) == 1);
}

TEST_CASE("weir simulate says which bypass of ResNet50 needs how many words", "[tools][batch]") {
  const weir::test::ScratchFolder scratch;
  // Bypasses of 3.6 rows instead of 4; streams are numbered in the order of weir info.
  const auto info = weir::run_process({weir::test::binary_folder() / "weir", "info", "resnet50-w1a2", "--json"});
  REQUIRE(info.exit_code == 0);
  Json folding{{"Defaults", Json::object()}};
  int index = 0;
  const Json design = Json::parse(info.output);
  for (const Json& stream : design.at("streams")) {
    const std::string name = stream.at("name");
    if (name.ends_with("_bypass"))
      folding["StreamingFIFO_" + std::to_string(index)] = {{"depth", stream.at("depth_words").get<int>() * 9 / 10}};
    ++index;
  }
  const auto file = scratch / "cut.json";
  weir::write_text_file(file, folding.dump());
  const auto result = simulate("resnet50-w1a2", {"--frames", "2", "--folding", file.string(), "--json"});
  INFO(result.output);
  REQUIRE(result.exit_code == 1);
  const Json deadlock = Json::parse(result.output).at("deadlock");
  CHECK(deadlock.at("circle").dump().find("res5b_add") != std::string::npos);
  // res5b and res5c alike; the published design has 1792 words and runs.
  REQUIRE(deadlock.at("needs").size() == 2);
  CHECK(deadlock.at("needs")[0].at("stream") == "res5b_bypass");
  CHECK(deadlock.at("needs")[1].at("stream") == "res5c_bypass");
  for (const Json& need : deadlock.at("needs")) {
    CHECK(need.at("needed").get<int>() > 1612);
    CHECK(need.at("needed").get<int>() <= 1792);
  }
}
