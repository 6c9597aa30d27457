// weir-hlsc: one HLS C++ kernel, or a DATAFLOW top of several, to SystemVerilog.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <regex>

#include "golden/base/error.hpp"
#include "hls/compiler/compile.hpp"

namespace {

std::map<std::string, int> port_depths(const std::vector<std::string>& texts) {
  static const std::regex form(R"((\w+)=(\d{1,7}))");
  std::map<std::string, int> depths;
  for (const std::string& text : texts) {
    std::smatch parts;
    if (!std::regex_match(text, parts, form))
      throw weir::Error("usage", "--port-depth is \"" + text + "\"", "", "NAME=N");
    depths[parts[1]] = std::stoi(parts[2]);
  }
  return depths;
}

std::map<std::string, std::int64_t> scalars(const std::vector<std::string>& texts) {
  static const std::regex form(R"((\w+)=(-?\d{1,18}))");
  std::map<std::string, std::int64_t> values;
  for (const std::string& text : texts) {
    std::smatch parts;
    if (!std::regex_match(text, parts, form))
      throw weir::Error("usage", "--argument is \"" + text + "\"", "", "NAME=N");
    values[parts[1]] = std::stoll(parts[2]);
  }
  return values;
}

std::optional<weir::hls::TargetClock> target_clock(double clk_mhz, const std::string& fpga_part) {
  if (clk_mhz == 0 && fpga_part.empty()) return std::nullopt;
  if (!(clk_mhz > 0) || fpga_part.empty())
    throw weir::Error("usage", "a clock to keep needs both --clk-mhz and --fpga-part", "",
                      "--clk-mhz 100 --fpga-part lfe5u-85f-8");
  return weir::hls::TargetClock{clk_mhz, fpga_part};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Compile an HLS C++ kernel (a pipelined loop between streams), or a DATAFLOW top of kernels, to SystemVerilog");
  weir::hls::CompileOptions options;
  std::string folder = ".";
  std::vector<std::filesystem::path> sources;
  std::vector<std::string> depths, arguments;
  app.add_option("source", sources, "C++ source file, or several that belong together")->required();
  app.add_option("--top", options.top, "function to compile; its arguments are streams and integers")->required();
  app.add_option("--module", options.module, "name of the module (default: the top)");
  app.add_option("--strip-prefix", options.strip_prefix, "prefix to drop from the names of tables");
  app.add_option("-I", options.include_dirs, "folder of headers");
  app.add_option("-D", options.defines, "macro: NAME or NAME=VALUE");
  app.add_option("--delay-budget", options.delay_budget, "combinational delay per stage, in LUT levels")
      ->capture_default_str();
  double clk_mhz = 0;
  std::string fpga_part;
  app.add_option("--clk-mhz", clk_mhz, "keep this clock on --fpga-part instead of the delay budget");
  app.add_option("--fpga-part", fpga_part, "part with its speed grade, for example lfe5u-85f-8");
  app.add_option("--port-depth", depths,
                 "NAME=N: FIFO at an argument of a DATAFLOW top (outputs: 2 and the stages of what writes)");
  app.add_option("--argument", arguments, "NAME=N: value of an integer argument of the top");
  app.add_flag("--axi-top", options.axi_top, "a single kernel too gets a top with AXI4-Stream ports and FIFOs");
  app.add_option("--clang", options.clang, "clang++ to use")->capture_default_str();
  app.add_option("-o", folder, "output folder")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    options.source = sources.front();
    options.more_sources.assign(sources.begin() + 1, sources.end());
    options.port_depths = port_depths(depths);
    options.scalars = scalars(arguments);
    options.clock = target_clock(clk_mhz, fpga_part);
    const weir::hls::CompiledDesign design = weir::hls::compile_design(options);
    for (const std::string& note : design.notes) std::fprintf(stderr, "note: %s\n", note.c_str());
    weir::hls::write_files(design, folder);
    return 0;
  } catch (const weir::Error& e) {
    std::fprintf(stderr, "%s\n", e.text().c_str());
    return e.code == "clang-died" ? 3 : 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "internal error: %s\n", e.what());
    return 3;
  }
}
