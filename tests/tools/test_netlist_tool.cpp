/// Is what yosys makes of a stage's RTL compared like the RTL, and does a bitstream say what it lacks?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

const std::string kWeir = (weir::test::binary_folder() / "weir").string();

bool has_yosys() { return weir::run_process({"sh", "-c", "command -v yosys"}).exit_code == 0; }

}  // namespace

TEST_CASE("the netlist of a stage with block RAM, LUT RAM and carry chains sends golden's words in SystemC's cycles",
          "[tools][netlist]") {
  if (!has_yosys()) {
    WARN("skipped: yosys is not installed");
    return;
  }
  const auto run = weir::run_process({kWeir, "cosim", "lfc-w1a1", "--stage", "MVAU_3", "--netlist", "--random", "2",
                                      "--stalls", "0.3", "--json", "--quiet"},
                                     {{}, true, {}});
  INFO(run.output + run.errors);
  REQUIRE(run.exit_code == 0);
  const auto json = nlohmann::json::parse(run.output);
  CHECK(json.at("equal") == true);
  CHECK(json.at("frames") == 2);
}

TEST_CASE("a fault of the RTL is in its netlist", "[tools][netlist]") {
  if (!has_yosys()) {
    WARN("skipped: yosys is not installed");
    return;
  }
  const weir::test::ScratchFolder scratch;
  const std::string stage = "StreamingDataWidthConverter_1", rtl = scratch / "rtl";
  REQUIRE(weir::run_process({kWeir, "rtl", "lfc-w1a1", "--stage", stage, "-o", rtl, "--quiet"}).exit_code == 0);
  std::string top = weir::read_text_file(rtl + "/weir_top.sv");
  const std::string right = "assign stream_0_in = ";
  const auto at = top.find(right);
  REQUIRE(at != std::string::npos);
  weir::write_text_file(rtl + "/weir_top.sv", top.insert(at + right.size(), "~"));
  const auto run = weir::run_process(
      {kWeir, "cosim", "lfc-w1a1", "--stage", stage, "--rtl", rtl, "--netlist", "--random", "1", "--quiet"});
  INFO(run.output);
  CHECK(run.exit_code == 1);
}

TEST_CASE("a bitstream without its tools, for no board, or with other RTL's netlist is refused in one message",
          "[tools][netlist]") {
  const weir::test::ScratchFolder scratch;
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& why) {
    std::vector<std::string> command{"env", "PATH=" + scratch.path().string(), "WEIR_ECP5=" + scratch.path().string(),
                                     kWeir};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto run = weir::run_process(command);
    INFO(run.output);
    CHECK(run.exit_code == 2);
    CHECK(run.output.find(why) != std::string::npos);
  };
  refused({"bitstream", "lfc-w1a1", "-o", scratch / "out"}, "tools/interop ecp5");
  CHECK_FALSE(std::filesystem::exists(scratch / "out"));
  refused({"bitstream", "lfc-w1a1", "--board", "ulx3s-86f", "-o", scratch / "out"}, "ulx3s-85f");
  refused({"cosim", "lfc-w1a1", "--netlist", "--assembly", "composed"}, "--netlist");
}
