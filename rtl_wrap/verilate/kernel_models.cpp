#include "rtl_wrap/verilate/kernel_models.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>

#include "golden/base/error.hpp"
#include "golden/base/jobs.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

/// The kernel alone as a design.
RtlFolder kernel_folder(const RtlFolder& rtl, const std::string& module) {
  const auto source = std::find_if(rtl.sources.begin(), rtl.sources.end(), [&](const fs::path& file) {
    return file.filename().string().starts_with(module + ".");
  });
  if (source == rtl.sources.end())
    throw Error("rtl-manifest", "module \"" + module + "\" has no source of its own",
                (rtl.folder / kManifestName).string());
  RtlFolder kernel;
  kernel.folder = rtl.folder;
  kernel.top = module;
  kernel.sources = {*source};
  kernel.data = rtl.data;
  return kernel;
}

std::vector<RtlFolder> kernels_by_size(const RtlFolder& rtl) {
  std::set<std::string> modules;
  for (const auto& stage : rtl.stages) modules.insert(stage.module);
  std::vector<RtlFolder> kernels;
  for (const std::string& module : modules) kernels.push_back(kernel_folder(rtl, module));
  const auto size = [](const RtlFolder& kernel) { return fs::file_size(kernel.sources.front()); };
  std::stable_sort(kernels.begin(), kernels.end(),
                   [&](const RtlFolder& a, const RtlFolder& b) { return size(a) > size(b); });
  return kernels;
}

}  // namespace

KernelModels verilate_kernels(const RtlFolder& rtl, const VerilateOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Toolchain toolchain = find_toolchain();
  const std::vector<RtlFolder> kernels = kernels_by_size(rtl);
  VerilateOptions one = options;
  one.jobs = 1;
  one.progress = nullptr;
  one.defines.push_back("WEIR_ACTIVITY");
  KernelModels models;
  std::mutex mutex;  // guards models
  const auto build = [&](std::size_t i, const Tick& tick) {
    VerilateOptions own = one;
    own.progress = [&tick](const std::string&) { tick(); };
    const VerilatedDesign design = verilate(kernels[i], own, toolchain);
    const std::lock_guard lock(mutex);
    models.by_module[kernels[i].top] = design.model;
    models.built += !design.from_cache;
  };
  run_jobs(kernels.size(), static_cast<std::size_t>(std::max(1, options.jobs)), build, [&](std::size_t done) {
    if (options.progress)
      options.progress("Verilated kernels: " + std::to_string(done) + " of " + std::to_string(kernels.size()));
  });
  if (models.built > 0)
    models.build_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return models;
}

}  // namespace weir::rtl
