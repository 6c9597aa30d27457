// Do the vendor's tools understand our scripts? They are not here: stub.tcl and v++ know their commands, options, order
// and files, and a block design's netlist. What they accept is their manuals' word, not a tool's.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "hls/codegen/project.hpp"
#include "tests/data.hpp"
#include "tests/hls_codegen/graphs.hpp"
#include "tests/paths.hpp"
#include "tools/flow/build/stitched_ip.hpp"
#include "tools/flow/kernel_compiler.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

fs::path stubs() { return source_folder() / "tests" / "vendor_scripts"; }

ProcessResult run_tcl(const std::string& tool, const fs::path& script, std::vector<std::string> variables = {}) {
  ProcessOptions options;
  options.folder = script.parent_path();
  options.variables = std::move(variables);
  return run_process({"tclsh", (stubs() / "stub.tcl").string(), tool, script.string()}, options);
}

ProcessResult run_vpp(const fs::path& project) {
  ProcessOptions options;
  options.folder = project;
  options.variables = {"PATH=" + stubs().string() + ":" + std::getenv("PATH")};
  return run_process({"sh", "vpp_xclbin.sh"}, options);
}

golden::StageGraph builtin_graph(const std::string& name) {
  const auto builtin = golden::make_builtin(name);
  return golden::build_stage_graph(builtin.network, builtin.folding);
}

/// With vectors for the C simulation and all that the scripts read.
void write_project(const golden::StageGraph& graph, const fs::path& folder, const std::string& part) {
  hls::ProjectOptions options;
  options.standalone = true;
  options.part = part;
  hls::write_hls_project(graph, folder, options);
  write_vectors(graph, golden_words(graph, 1, 1), folder);
}

/// The script at `name` in the project, with its only `from` replaced.
void edit(const fs::path& file, const std::string& from, const std::string& to) {
  std::string text = read_text_file(file);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  write_text_file(file, text.replace(at, from.size(), to));
}

void require_success(const ProcessResult& run) {
  INFO(run.output);
  REQUIRE(run.exit_code == 0);
}

void require_refusal(const ProcessResult& run, const std::string& reason) {
  INFO(run.output);
  CHECK(run.exit_code == 1);
  CHECK(run.output.find(reason) != std::string::npos);
}

}  // namespace

TEST_CASE("the scripts of LFC and of random picture networks lead to a bitfile and an xclbin, on either Zynq family") {
  std::vector<golden::StageGraph> graphs{builtin_graph("lfc-w1a1")};
  for (const std::uint64_t seed : {1, 2}) graphs.push_back(random_picture_graph(seed));
  for (const golden::StageGraph& graph : graphs) {
    for (const char* part : {"xc7z020clg400-1", "xczu7ev-ffvc1156-2-e"}) {
      INFO(graph.network->name << " on " << part);
      const ScratchFolder project;
      write_project(graph, project.path(), part);
      const ProcessResult hls = run_tcl("vitis_hls", project / "vitis_hls.tcl");
      require_success(hls);
      for (const golden::Stage& stage : graph.stages)
        CHECK(hls.output.find("export " + stage.name + "\n") != std::string::npos);
      require_success(run_tcl("vivado", project / "vivado_bitfile.tcl"));
      CHECK(fs::exists(project / "weir.bit"));
      CHECK(fs::exists(project / "weir.hwh"));
      require_success(run_vpp(project.path()));
      CHECK(fs::exists(project / "weir.xclbin"));
    }
  }
}

TEST_CASE("the steps, tops, part and clock of the environment reach Vitis HLS") {
  const ScratchFolder project;
  write_project(random_picture_graph(1), project.path(), "xc7z020clg400-1");
  const ProcessResult run = run_tcl("vitis_hls", project / "vitis_hls.tcl",
                                    {"STEPS=csynth", "TOPS=weir_top", "PART=xczu7ev-ffvc1156-2-e", "CLOCK_NS=5"});
  require_success(run);
  CHECK(run.output == "csynth weir_top xczu7ev-ffvc1156-2-e 5\n");
}

TEST_CASE("a wrong argument, order or file of a script is refused by the stub of its tool") {
  const ScratchFolder project;
  write_project(random_picture_graph(1), project.path(), "xc7z020clg400-1");
  const auto hls = project / "vitis_hls.tcl", vivado = project / "vivado_bitfile.tcl";
  SECTION("an option that Vitis HLS does not know") {
    edit(hls, "open_project -reset", "open_project -fresh");
    require_refusal(run_tcl("vitis_hls", hls), "open_project knows no option -fresh");
  }
  SECTION("a command of no tool") {
    edit(hls, "set_top $top", "set_function $top");
    require_refusal(run_tcl("vitis_hls", hls), "invalid command name \"set_function\"");
  }
  SECTION("synthesis before the clock") {
    edit(hls, "  create_clock -period $period -name default\n", "");
    require_refusal(run_tcl("vitis_hls", hls), "csim_design is called before create_clock");
  }
  SECTION("a source that is missing") {
    fs::remove(project / "data_movers" / "odma_0.cpp");
    require_refusal(run_tcl("vitis_hls", hls), "add_files finds no file");
  }
  SECTION("a top that no source defines") {
    edit(hls, "set_top $top", "set_top other");
    require_refusal(run_tcl("vitis_hls", hls), "finds no definition of other");
  }
  SECTION("a port that the network does not have") {
    require_success(run_tcl("vitis_hls", hls));
    edit(vivado, " out0 in0 1", " out0 in7 1");
    require_refusal(run_tcl("vivado", vivado), "get_bd_intf_pins finds nothing");
  }
  SECTION("an interface that stays unconnected") {
    require_success(run_tcl("vitis_hls", hls));
    edit(vivado, "  connect_bd_intf_net [axis_port $m m_axi_gmem] [get_bd_intf_pins to_memory/S${n}_AXI]\n", "");
    require_refusal(run_tcl("vivado", vivado), "m_axi_gmem unconnected");
  }
  SECTION("a depth that the vendor's FIFO does not have") {
    require_success(run_tcl("vitis_hls", hls));
    edit(vivado, "CONFIG.FIFO_DEPTH $depth", "CONFIG.FIFO_DEPTH 17");
    require_refusal(run_tcl("vivado", vivado), "cannot be 17");
  }
  SECTION("cores that were not exported") {
    REQUIRE(run_tcl("vitis_hls", hls, {"STEPS=csynth"}).exit_code == 0);
    require_refusal(run_tcl("vivado", vivado), "no files matched glob pattern");
  }
  SECTION("an option that v++ does not know") {
    edit(project / "vpp_xclbin.sh", "--kernel_frequency", "--kernel_clock");
    require_refusal(run_vpp(project.path()), "knows no option --kernel_clock");
  }
  SECTION("a stream that leads from an input") {
    edit(project / "vpp_xclbin.sh", "network.out0:odma_0_1.in0", "odma_0_1.in0:network.out0");
    require_refusal(run_vpp(project.path()), "an output and an input are wanted");
  }
  SECTION("a kernel without its C name") {
    edit(project / "weir_top.hpp", "extern \"C\" ", "");
    require_refusal(run_vpp(project.path()), "it is not extern \"C\"");
  }
}

TEST_CASE("the RTL of a network is packed as an IP core and as an RTL kernel, every stream with its clock") {
  const golden::StageGraph graph = random_graph(1);
  const ScratchFolder folder;
  tools::write_rtl_folder(graph, folder.path(), [](const std::string&) {});
  tools::build::write_stitched_ip_scripts(graph, folder.path(), "xczu7ev-ffvc1156-2-e", 5);
  const auto script = folder / "make_project.tcl";
  require_success(run_tcl("vivado", script));
  CHECK(fs::exists(folder / "ip" / "component.xml"));
  CHECK_FALSE(fs::exists(folder / "weir_top.xo"));
  require_success(run_tcl("vivado", script, {"XO=1"}));
  CHECK(fs::exists(folder / "weir_top.xo"));
  SECTION("and a stream without one is found") {
    edit(script, "s_axis_0 m_axis_0", "s_axis_0");
    require_refusal(run_tcl("vivado", script), "leaves busses without a clock");
  }
  SECTION("and so is a source that is missing") {
    fs::remove(folder / "weir_fifo.sv");
    require_refusal(run_tcl("vivado", script), "add_files finds no file");
  }
}
