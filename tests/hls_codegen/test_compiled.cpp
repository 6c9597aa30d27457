/// The generated sources through our own compiler, and the stitched top in front of Verilator.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "hls/codegen/project.hpp"
#include "hls/codegen/resources.hpp"
#include "hls/codegen/rtl.hpp"
#include "hls/compiler/compile.hpp"
#include "tests/data.hpp"
#include "tests/hls_codegen/graphs.hpp"

using namespace weir;
using namespace weir::test;

namespace {

hls::CompileResult compile_job(const hls::KernelJob& job, const std::filesystem::path& folder) {
  const hls::Resources resources = hls::hls_resources();
  hls::CompileOptions options;
  options.source = folder / job.source;
  options.top = job.top;
  options.module = job.module;
  options.strip_prefix = job.strip_prefix;
  options.include_dirs = {resources.include(), resources.kernels()};
  return hls::compile(options);
}

ProcessResult lint(const std::filesystem::path& folder, const std::string& list, bool monitored) {
  const auto json = nlohmann::json::parse(read_text_file(folder / "weir_rtl.json"));
  std::vector<std::string> command{"verilator", "--lint-only", "-Wno-fatal", "--top-module", "weir_top"};
  if (monitored) command.push_back("-DWEIR_MONITOR");
  for (const std::string file : json[list]) command.push_back(file);
  return run_process(command, folder);
}

/// Verilog without its first line, the comment that names the source.
std::string body(const std::string& verilog) { return verilog.substr(verilog.find('\n')); }

}  // namespace

TEST_CASE("the stitched top of random graphs and of an LFC passes Verilator with its compiled kernels",
          "[hls][codegen][rtl]") {
  std::vector<golden::StageGraph> graphs{random_graph(3), random_graph(5)};
  const auto builtin = golden::make_builtin("lfc-w1a1");
  graphs.push_back(golden::build_stage_graph(builtin.network, builtin.folding));
  for (const auto& graph : graphs) {
    const ScratchFolder folder;
    hls::write_rtl_sources(graph, folder.path());
    for (const auto& job : hls::kernel_jobs(graph))
      hls::write_files(compile_job(job, folder.path()), folder / "kernels");
    for (const char* list : {"sources", "sim_sources"}) {
      for (const bool monitored : {false, true}) {
        const ProcessResult result = lint(folder.path(), list, monitored);
        INFO(graph.name << " " << list << ": " << result.output);
        CHECK(result.exit_code == 0);
        CHECK(result.output.find("weir_top.sv") == std::string::npos);  // no warning in our own text
      }
    }
  }
}

TEST_CASE("two stages of equal shape compile to the same module", "[hls][codegen][rtl]") {
  golden::StageGraph graph = random_graph(3);
  const ScratchFolder folder;
  const hls::KernelJob first = hls::kernel_jobs(graph).front();
  hls::write_rtl_sources(graph, folder.path());
  const hls::CompileResult one = compile_job(first, folder.path());
  graph.stages.front().name = "another";
  const hls::KernelJob second = hls::kernel_jobs(graph).front();
  hls::write_rtl_sources(graph, folder.path());
  const hls::CompileResult two = compile_job(second, folder.path());
  CHECK(first.source != second.source);
  CHECK(one.report.module == two.report.module);
  CHECK(body(one.verilog) == body(two.verilog));
  CHECK(body(one.simulation) == body(two.simulation));
  CHECK(hls::schedule_hash(one.report) == hls::schedule_hash(two.report));
}
