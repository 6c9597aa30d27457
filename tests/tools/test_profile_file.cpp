/// A timing profile of one's own: does one JSON file, and no code, reach every command that knows time?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

using Json = nlohmann::json;
using weir::ProcessResult;
using weir::test::ScratchFolder;

constexpr int kDepth = 2,
              kMoreDepth = 10;  // iterations in flight of the slowest matrix unit: by class, and more in ours
constexpr const char* kBase = "finn-v0.10";
constexpr const char* kNetwork = "cnv-finn-1w1a-core";

ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

Json json_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--json", "--quiet"});
  const ProcessResult result = weir_tool(arguments);
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  return Json::parse(result.output.substr(result.output.find('{')));
}

/// FINN's profile under another name, its matrix units deeper.
std::string write_mine(const ScratchFolder& scratch, const Json& traits = nullptr) {
  const auto source = weir::test::source_folder() / "systemc/profile/finn-0.10.json";
  Json profile = Json::parse(weir::read_text_file(source));
  profile["name"] = "mine";
  profile["parameters"]["MVAU.pipeline_depth"] = {
      {"value", kDepth + kMoreDepth}, {"origin", "derived"}, {"source", "this test"}};
  if (!traits.is_null()) profile["traits"] = traits;
  weir::write_text_file(scratch / "mine.json", profile.dump(2));
  return (scratch / "mine.json").string();
}

}  // namespace

TEST_CASE("simulate, fifo and fold time a network by a profile from a file") {
  const ScratchFolder scratch;
  const std::string mine = write_mine(scratch);
  // An MVAU of depth N sets the interval of this network; it stands still for N + 4 cycles between frames
  // (systemc/generators/finn/README.md).
  const auto is_slower = [&](const std::string& field, std::vector<std::string> command) {
    const auto with = [&](const std::string& profile) {
      std::vector<std::string> arguments = command;
      arguments.insert(arguments.begin() + 2, {"--profile", profile});
      return json_of(arguments).at(field).get<double>();
    };
    CHECK(with(mine) == with(kBase) + kMoreDepth);
  };
  is_slower("interval_cycles", {"simulate", kNetwork, "--engine", "maxplus"});
  is_slower("interval_cycles", {"fifo", kNetwork, "--method", "largefifo"});
  is_slower("interval_cycles", {"fold", kNetwork, "--method", "cheapest", "--target-fps", "100", "-o",
                                (scratch / "folding.json").string()});
}

TEST_CASE("weir build measures in a profile from a file beside its configuration, and the driver keeps it") {
  const ScratchFolder scratch;
  write_mine(scratch);
  constexpr int kFrames = 3;
  const auto cycles = [&](const std::string& profile, const std::string& output) {
    const Json config{{"output_dir", output},
                      {"synth_clk_period_ns", 10.0},
                      {"generate_outputs", {"rtlsim_performance", "pynq_driver"}},
                      {"auto_fifo_depths", false},
                      {"rtlsim_batch_size", kFrames},
                      {"weir_profile", profile}};
    weir::write_text_file(scratch / "build.json", config.dump());
    const ProcessResult built = weir_tool({"build", scratch / "build.json", kNetwork, "--quiet"});
    INFO(built.output);
    REQUIRE(built.exit_code == 0);
    const auto report = scratch / (output + "/report/rtlsim_performance.json");
    return Json::parse(weir::read_text_file(report)).at("cycles").get<double>();
  };
  const Json run = json_of({"simulate", kNetwork, "--engine", "maxplus", "--frames", std::to_string(kFrames),
                            "--profile", (scratch / "mine.json").string()});
  CHECK(cycles("mine.json", "mine") == run["cycles"].get<double>());
  CHECK(cycles("mine.json", "mine") > cycles(kBase, "base") + (kFrames - 1) * kMoreDepth);  // and a later first frame
  const Json settings = Json::parse(weir::read_text_file(scratch / "mine/driver/io_shape.json"));
  CHECK(settings.at("profile") == "profile.json");
  CHECK(weir::read_text_file(scratch / "mine/driver/profile.json") == weir::read_text_file(scratch / "mine.json"));
}

TEST_CASE("what a profile's traits do not know is refused by their name") {
  const ScratchFolder scratch;
  const std::string mine = write_mine(scratch, Json::object());
  const ProcessResult sized = weir_tool({"fifo", kNetwork, "--profile", mine, "--method", "largefifo", "--quiet"});
  CHECK(sized.exit_code == 2);
  CHECK(sized.output.find("trait \"largefifo\"") != std::string::npos);
  const ProcessResult verified = weir_tool({"fifo", kNetwork, "--profile", mine, "--verify-rtl", "--quiet"});
  CHECK(verified.exit_code == 2);
  CHECK(verified.output.find("error[no-rtl]") != std::string::npos);
  const std::string wrong = write_mine(scratch, {{"largefifo", "maximal"}, {"rtl", 1}, {"frame", 3}});
  const ProcessResult read = weir_tool({"simulate", kNetwork, "--profile", wrong, "--quiet"});
  CHECK(read.exit_code == 2);
  CHECK(read.output.find("traits: largefifo is \"maximal\"") != std::string::npos);
  CHECK(read.output.find("legal: none peak maxcount") != std::string::npos);
  CHECK(read.output.find("traits: rtl is 1") != std::string::npos);
  CHECK(read.output.find("traits: frame is unknown") != std::string::npos);
}

TEST_CASE("a folding with the depths found leaves out FIFOs of converters that the profile adds, and says so") {
  const ScratchFolder scratch;
  const std::string profile_file = (scratch / "copier.json").string(), folding = (scratch / "sized.json").string();
  Json profile =
      Json::parse(weir::read_text_file(weir::test::source_folder() / "systemc/profile/finn-hlslib-2020.json"));
  profile["name"] = "copier";
  profile["networks"]["lfc-w1a1"]["converters"] = {
      {{"streams", "inter0"}, {"words", "same"}, {"fifo_words", 16}, {"source", "this test"}}};
  weir::write_text_file(profile_file, profile.dump(2));
  const ProcessResult sized = weir_tool({"fifo", "lfc-w1a1", "--profile", profile_file, "--quiet", "-o", folding});
  INFO(sized.output);
  REQUIRE(sized.exit_code == 0);
  CHECK(sized.output.find("1 FIFOs belong to converters that profile " + profile_file + " adds") != std::string::npos);
  CHECK(sized.output.find("inter0_copy ") != std::string::npos);
  const Json run = json_of({"simulate", "lfc-w1a1", "--profile", profile_file, "--folding", folding, "--frames", "8"});
  CHECK(run["interval_cycles"] == 512);  // the widest layer's loop; the added FIFO's 16 words are enough
}
