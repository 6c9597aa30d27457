#include "tools/flow/kernel_compiler.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "golden/base/cache.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/base/jobs.hpp"
#include "golden/base/process.hpp"
#include "hls/codegen/names.hpp"
#include "hls/codegen/project.hpp"
#include "hls/codegen/resources.hpp"
#include "hls/codegen/rtl.hpp"
#include "hls/codegen/testbench.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

namespace {

constexpr int kBadInputOfCompiler = 2;

/// The compiler's own scratch folder goes below `folder`, where what a killed one leaves is removed with the rest.
std::string scratch_in(const fs::path& folder) { return "TMPDIR=" + fs::absolute(folder).string(); }

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
  /// `project`: somebody's, whose sources and kernels are compiled; "": Weir's own.
  explicit Toolbox(fs::path project = {}, const std::optional<hls::TargetClock>& clock = {})
      : resources_(hls::hls_resources()), compiler_(hls::hls_compiler()), project_(std::move(project)) {
    if (clock) {
      (void)hls::stage_budget_ns(*clock);  // before a compiler is started
      clock_ = {"--clk-mhz", fmt::format("{}", clock->mhz), "--fpga-part", clock->part};
    }
    kernels_ =
        !project_.empty() && fs::is_directory(project_ / "kernels") ? project_ / "kernels" : resources_.kernels();
    common_.add(read_text_file(compiler_));
    add_folder(common_, resources_.include());
    add_folder(common_, kernels_);
    add_folder(common_, resources_.rtl());
  }

  fs::path cached(const hls::KernelJob& job) const {
    Fnv1a hash = common_;
    hash.add(job.shape);
    for (const std::string& word : clock_) hash.add(word);
    if (!project_.empty()) hash.add(read_text_file(project_ / job.source));
    return cache_folder() / "kernels" / (job.module + "-" + hash.hex());
  }

  /// Says whether the kernel was not in the cache.
  bool compile(const hls::KernelJob& job, const fs::path& project, const Tick& tick) const {
    return ensure_cached(cached(job), [&](const fs::path& work) {
      std::vector<std::string> command{compiler_,
                                       project / job.source,
                                       "--top",
                                       job.top,
                                       "--module",
                                       job.module,
                                       "--strip-prefix",
                                       job.strip_prefix,
                                       "-I",
                                       resources_.include(),
                                       "-I",
                                       kernels_,
                                       "-I",
                                       (project / job.source).parent_path(),
                                       "-o",
                                       work};
      command.insert(command.end(), clock_.begin(), clock_.end());
      const ProcessResult result = run_process(command, {{}, false, tick, {scratch_in(work)}});
      if (result.exit_code != 0)
        throw Error(result.exit_code == kBadInputOfCompiler ? "kernel-failed" : "internal",
                    "the kernel of stage " + job.stage + " cannot be compiled", job.source, result.output);
    });
  }
  std::string hash() const { return common_.hex(); }

 private:
  hls::Resources resources_;
  fs::path compiler_, project_, kernels_;
  std::vector<std::string> clock_;  ///< options of the compiler
  Fnv1a common_;
};

/// Number of kernels that were not in the cache.
int compile_all(const Toolbox& toolbox, const std::vector<hls::KernelJob>& jobs, const fs::path& folder,
                const Progress& progress) {
  std::atomic<int> compiled = 0;
  run_jobs(
      jobs.size(), std::max(1u, std::thread::hardware_concurrency()),
      [&](std::size_t i, const Tick& tick) { compiled += toolbox.compile(jobs[i], folder, tick); },
      [&](std::size_t done) { progress(fmt::format("compiling kernels: {} of {}", done, jobs.size())); });
  return compiled;
}

/// Whole files: somebody else may be reading the same folder.
void copy_files(const fs::path& from, const fs::path& to) {
  for (const auto& file : fs::recursive_directory_iterator(from)) {
    const fs::path target = to / fs::relative(file, from);
    if (file.is_directory())
      create_output_folder(target);
    else
      write_text_file(target, read_text_file(file));
  }
}

KernelStatistics write_folder(const golden::StageGraph& graph, const Toolbox& toolbox, const fs::path& sources,
                              const fs::path& folder, const Progress& progress,
                              const std::optional<hls::TargetClock>& clock) {
  const std::vector<hls::KernelJob> jobs = hls::kernel_jobs(graph);
  hls::write_rtl_sources(graph, folder, clock ? std::optional(hls::KeptClock{clock->mhz, clock->part}) : std::nullopt);
  remove_left_overs(cache_folder());
  const auto start = std::chrono::steady_clock::now();
  const int compiled = compile_all(toolbox, jobs, sources, progress);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  create_output_folder(folder / "kernels");
  for (const auto& job : jobs) copy_files(toolbox.cached(job), folder / "kernels");
  return {static_cast<int>(jobs.size()), compiled, elapsed.count()};
}

/// Is the file of the project as Weir writes it? Lines alone count, whoever's their ends.
bool is_as_written(const fs::path& project, const fs::path& written, const std::string& name) {
  const auto text = [&](const fs::path& folder) {
    std::string lines = read_text_file(folder / name);
    std::erase(lines, '\r');
    return lines;
  };
  return text(project) == text(written);
}

void require_edits_that_count(const golden::StageGraph& graph, const fs::path& project, const fs::path& scratch) {
  std::vector<std::string> compiled;
  for (const hls::KernelJob& job : hls::kernel_jobs(graph)) compiled.push_back(job.stage);
  Errors errors;
  const auto refuse = [&](const std::string& what, const std::string& hint) {
    errors.add("hls-project", what, project.string(), hint);
  };
  for (const golden::Stage& stage : graph.stages) {
    const std::string source = "src/" + stage.name + ".cpp", tables = "src/" + stage.name + ".params.h";
    if (!fs::exists(project / source)) {
      refuse("the project has no " + source, "it is to be the project of this network and folding: weir hls");
      continue;
    }
    hls::write_stage_source(graph, stage, scratch);
    if (fs::exists(scratch / tables) && (!fs::exists(project / tables) || !is_as_written(project, scratch, tables)))
      refuse(tables + " differs from the network's parameters, which the RTL takes from the network",
             "give the network that it was made from");
    if (std::find(compiled.begin(), compiled.end(), stage.name) == compiled.end() &&
        !is_as_written(project, scratch, source))
      refuse(source + " was edited, but the stage is built from another stage's source of the same shape",
             "--stage " + stage.name + " verifies it alone");
  }
  errors.throw_if_any();
}

}  // namespace

KernelStatistics write_rtl_folder(const golden::StageGraph& graph, const fs::path& folder, const Progress& progress,
                                  const std::optional<hls::TargetClock>& clock) {
  return write_folder(graph, Toolbox({}, clock), folder, folder, progress, clock);
}

KernelStatistics write_rtl_folder_of_project(const golden::StageGraph& graph, const fs::path& project,
                                             const fs::path& folder, const Progress& progress,
                                             const std::optional<hls::TargetClock>& clock) {
  if (!fs::is_directory(project / "src"))
    throw Error("hls-project", "\"" + project.string() + "\" is no project of `weir hls`", "", "it has a folder src/");
  const fs::path scratch = folder / "as_written";
  create_output_folder(scratch);
  require_edits_that_count(graph, project, scratch);
  fs::remove_all(scratch);
  return write_folder(graph, Toolbox(project, clock), project, folder, progress, clock);
}

std::vector<std::string> attributes_not_built(const golden::StageGraph& graph) {
  std::vector<std::string> sentences;
  for (const golden::Stage& stage : graph.stages)
    if (const std::string stated = golden::stated_cycles(stage.folding); !stated.empty())
      sentences.push_back(
          "stage " + stage.name + " is built without " + stated +
          ", which changes its cycles: the values are right, the cycles are those of a layer without it");
  return sentences;
}

std::string toolbox_hash() { return Toolbox().hash(); }

rtl::RtlFolder write_dataflow_folder(const golden::StageGraph& graph, const fs::path& folder,
                                     const Progress& progress) {
  hls::write_rtl_sources(graph, folder);
  for (const auto& stage : graph.stages) hls::write_stage_source(graph, stage, folder);
  write_text_file(folder / "weir_top.hpp", hls::top_header(graph));
  write_text_file(folder / "weir_top.cpp", hls::top_source(graph));
  const hls::Resources resources = hls::hls_resources();
  const fs::path output = folder / kDataflowFolder;
  fs::remove_all(output);
  create_output_folder(output);
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
  command.insert(command.end(), {"--top", hls::kTopName, "-o", output});
  const ProcessResult result = run_process(
      command, {{}, false, [&] { progress("compiling the network's DATAFLOW top"); }, {scratch_in(output)}});
  if (result.exit_code != 0)
    throw Error(result.exit_code == kBadInputOfCompiler ? "kernel-failed" : "internal",
                "the network's DATAFLOW top cannot be compiled", folder / "weir_top.cpp", result.output);
  rtl::RtlFolder rtl;
  rtl.folder = fs::absolute(folder);
  rtl.data = rtl.folder / "data";
  rtl.sources = {rtl.folder / "weir_fifo.sv", rtl.folder / kDataflowFolder / (std::string(hls::kTopName) + ".sv")};
  for (const auto& entry : fs::directory_iterator(output))
    if (entry.path().string().ends_with(".sim.sv")) rtl.sources.push_back(fs::absolute(entry.path()));
  std::sort(rtl.sources.begin(), rtl.sources.end());
  return rtl;
}

}  // namespace weir::tools
