#include "tools/flow/kernel_compiler.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "golden/network/cache.hpp"
#include "golden/network/file.hpp"
#include "golden/network/hash.hpp"
#include "golden/network/process.hpp"
#include "hls/codegen/names.hpp"
#include "hls/codegen/project.hpp"
#include "hls/codegen/resources.hpp"
#include "hls/codegen/rtl.hpp"
#include "hls/codegen/testbench.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

namespace {

constexpr int kBadInputOfCompiler = 2;

void add_folder(Fnv1a& hash, const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    hash.add(file.filename().string());
    hash.add(read_text_file(file));
  }
}

/// The compiler and the library it compiles: common to all kernels of a run.
class Toolbox {
 public:
  Toolbox() : resources_(hls::hls_resources()), compiler_(hls::hls_compiler()) {
    common_.add(read_text_file(compiler_));
    add_folder(common_, resources_.include());
    add_folder(common_, resources_.kernels());
  }

  fs::path cached(const hls::KernelJob& job) const {
    Fnv1a hash = common_;
    hash.add(job.shape);
    return cache_folder() / "kernels" / (job.module + "-" + hash.hex());
  }

  /// Compiles into the cache; whole or absent, also when two processes do it at once.
  void compile(const hls::KernelJob& job, const fs::path& project) const {
    const fs::path target = cached(job);
    create_output_folder(target.parent_path());
    const FileLock lock(target.string() + ".lock");
    if (fs::exists(target)) return;
    const fs::path work = target.string() + ".part";
    fs::remove_all(work);
    create_output_folder(work);
    const ProcessResult result =
        run_process({compiler_, project / job.source, "--top", job.top, "--module", job.module, "--strip-prefix",
                     job.strip_prefix, "-I", resources_.include(), "-I", resources_.kernels(), "-I",
                     (project / job.source).parent_path(), "-o", work});
    if (result.exit_code != 0) {
      fs::remove_all(work);
      throw Error(result.exit_code == kBadInputOfCompiler ? "kernel-failed" : "internal",
                  "the kernel of stage " + job.stage + " cannot be compiled", job.source, result.output);
    }
    fs::rename(work, target);
  }

 private:
  hls::Resources resources_;
  fs::path compiler_;
  Fnv1a common_;
};

void compile_all(const Toolbox& toolbox, const std::vector<hls::KernelJob>& jobs, const fs::path& folder,
                 const Progress& progress) {
  std::atomic<std::size_t> next = 0, done = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      toolbox.compile(jobs[i], folder);
      ++done;
    }
  };
  std::vector<std::future<void>> workers;
  const std::size_t count = std::min<std::size_t>(jobs.size(), std::max(1u, std::thread::hardware_concurrency()));
  for (std::size_t i = 0; i < count; ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) {
    while (worker.wait_for(std::chrono::milliseconds(200)) != std::future_status::ready)
      progress(fmt::format("compiling kernels: {} of {}", done.load(), jobs.size()));
    worker.get();
  }
}

}  // namespace

KernelStatistics write_rtl_folder(const golden::StageGraph& graph, const fs::path& folder, const Progress& progress) {
  const std::vector<hls::KernelJob> jobs = hls::kernel_jobs(graph);
  hls::write_rtl_sources(graph, folder);
  const Toolbox toolbox;
  std::vector<hls::KernelJob> missing;
  std::copy_if(jobs.begin(), jobs.end(), std::back_inserter(missing),
               [&](const auto& job) { return !fs::exists(toolbox.cached(job)); });
  const auto start = std::chrono::steady_clock::now();
  compile_all(toolbox, missing, folder, progress);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  create_output_folder(folder / "kernels");
  for (const auto& job : jobs)
    fs::copy(toolbox.cached(job), folder / "kernels",
             fs::copy_options::overwrite_existing | fs::copy_options::recursive);
  return {static_cast<int>(jobs.size()), static_cast<int>(missing.size()), elapsed.count()};
}

rtl::RtlFolder write_dataflow_folder(const golden::StageGraph& graph, const fs::path& folder) {
  hls::write_rtl_sources(graph, folder);
  for (const auto& stage : graph.stages) hls::write_stage_source(graph, stage, folder);
  write_text_file(folder / "weir_top.hpp", hls::top_header(graph));
  write_text_file(folder / "weir_top.cpp", hls::top_source(graph));
  const hls::Resources resources = hls::hls_resources();
  std::vector<std::string> command{hls::hls_compiler(), folder / "weir_top.cpp"};
  for (const auto& stage : graph.stages) command.push_back(folder / "src" / (stage.name + ".cpp"));
  for (const fs::path& include : {resources.include(), resources.kernels(), folder, folder / "src"})
    command.insert(command.end(), {"-I", include});
  const auto add_depths = [&](const std::vector<int>& streams, const std::string& side) {
    for (std::size_t k = 0; k < streams.size(); ++k)
      command.insert(command.end(),
                     {"--port-depth", fmt::format("{}{}={}", side, k,
                                                  graph.streams[static_cast<std::size_t>(streams[k])].depth_words)});
  };
  add_depths(graph.input_streams(), "in");
  add_depths(graph.output_streams(), "out");
  const fs::path output = folder / "dataflow";
  fs::remove_all(output);
  command.insert(command.end(), {"--top", hls::kTopName, "-o", output});
  const ProcessResult result = run_process(command);
  if (result.exit_code != 0)
    throw Error(result.exit_code == kBadInputOfCompiler ? "kernel-failed" : "internal",
                "the network's DATAFLOW top cannot be compiled", folder / "weir_top.cpp", result.output);
  rtl::RtlFolder rtl;
  rtl.folder = fs::absolute(folder);
  rtl.data = rtl.folder / "data";
  rtl.sources = {rtl.folder / "weir_fifo.sv", rtl.folder / "dataflow" / (std::string(hls::kTopName) + ".sv")};
  for (const auto& entry : fs::directory_iterator(output))
    if (entry.path().string().ends_with(".sim.sv")) rtl.sources.push_back(fs::absolute(entry.path()));
  std::sort(rtl.sources.begin(), rtl.sources.end());
  return rtl;
}

}  // namespace weir::tools
