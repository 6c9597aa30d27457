#include "tools/flow/csim_flow.hpp"

#include <fmt/core.h>

#include "golden/base/jobs.hpp"
#include "golden/base/process.hpp"
#include "hls/codegen/project.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::tools {

namespace {

void run_build(const std::vector<std::string>& command, const std::filesystem::path& folder, const Tick& tick) {
  const ProcessResult result = run_process(command, {folder, false, tick});
  if (result.exit_code != 0)
    throw Error("csim-build", result.output, folder.string(), "weir doctor tells what is missing");
}

}  // namespace

CsimOutcome run_csim(const golden::StageGraph& graph, const std::vector<Tensor>& frames,
                     const std::filesystem::path& folder, const Progress& progress) {
  hls::write_hls_project(graph, folder, {});
  CsimOutcome outcome;
  const auto words = golden_words(graph, frames);
  for (const auto& stream : graph.streams) {
    hls::write_csim_words(folder / "vectors", stream, words.at(stream.name));
    outcome.words += stream.words_per_frame() * static_cast<std::int64_t>(frames.size());
  }
  outcome.streams = graph.streams.size();
  const Tick compiling = [&] { progress(fmt::format("compiling {} kernels as C++", graph.stages.size())); };
  compiling();
  run_build({"cmake", "-S", "csim", "-B", "build"}, folder, compiling);
  run_build({"cmake", "--build", "build", "--parallel"}, folder, compiling);
  const ProcessResult run =
      run_process({"build/csim", "vectors"}, {folder, false, [&] { progress("running the C simulation"); }});
  if (run.exit_code != 0 && run.exit_code != 1) throw Error("csim-run", run.output, folder.string());
  outcome.equal = run.exit_code == 0;
  outcome.output = run.output;
  return outcome;
}

}  // namespace weir::tools
