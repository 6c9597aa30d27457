// weir-hlsc: one HLS C++ kernel to SystemVerilog.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "golden/network/error.hpp"
#include "hls/compiler/compile.hpp"

int main(int argc, char** argv) {
  CLI::App app("Compile one HLS C++ kernel (a pipelined loop between streams) to SystemVerilog");
  weir::hls::CompileOptions options;
  std::string folder = ".";
  app.add_option("source", options.source, "C++ source file")->required();
  app.add_option("--top", options.top, "function to compile; its arguments are streams")->required();
  app.add_option("--module", options.module, "name of the module (default: the top)");
  app.add_option("--strip-prefix", options.strip_prefix, "prefix to drop from the names of tables");
  app.add_option("-I", options.include_dirs, "folder of headers");
  app.add_option("-D", options.defines, "macro: NAME or NAME=VALUE");
  app.add_option("--delay-budget", options.delay_budget, "combinational delay per stage, in LUT levels")
      ->capture_default_str();
  app.add_option("--clang", options.clang, "clang++ to use")->capture_default_str();
  app.add_option("-o", folder, "output folder")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    weir::hls::write_files(weir::hls::compile(options), folder);
    return 0;
  } catch (const weir::Error& e) {
    std::fprintf(stderr, "%s\n", e.text().c_str());
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "internal error: %s\n", e.what());
    return 3;
  }
}
