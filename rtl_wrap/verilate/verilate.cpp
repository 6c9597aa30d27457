#include "rtl_wrap/verilate/verilate.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>
#include <sstream>

#include "golden/base/cache.hpp"
#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/base/process.hpp"
#include "rtl_wrap/verilate/shim.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPrefix = "Vweir_model";
constexpr const char* kLibrary = "model.so";
constexpr const char* kLog = "log.txt";
constexpr const char* kOverride = "weir_override.h";

/// Flags that decide the result; paths that differ from machine to machine are not among them.
std::vector<std::string> verilator_flags(const RtlFolder& rtl, const VerilateOptions& options) {
  std::vector<std::string> flags{"--cc",         "-O3",        "--x-assign", "fast",       "--x-initial",    "fast",
                                 "--no-timing",  "-Wno-fatal", "-Wno-lint",  "-Wno-style", "--output-split", "20000",
                                 "--top-module", rtl.top,      "--prefix",   kPrefix};
  if (rtl.has_monitors()) flags.push_back("-DWEIR_MONITOR");
  for (const auto& define : options.defines) flags.push_back("-D" + define);
  flags.insert(flags.end(), options.verilator_flags.begin(), options.verilator_flags.end());
  return flags;
}

std::set<fs::path> source_folders(const RtlFolder& rtl) {
  std::set<fs::path> folders;
  for (const auto& source : rtl.sources) folders.insert(source.parent_path());
  return folders;
}

/// What beside the sources may be included, once any source includes something: what exactly is Verilator's business.
std::vector<fs::path> included_headers(const RtlFolder& rtl) {
  static const std::set<std::string> kinds{".svh", ".vh", ".h", ".inc", ".sv", ".v"};
  const bool any = std::any_of(rtl.sources.begin(), rtl.sources.end(), [](const fs::path& source) {
    return read_text_file(source).find("`include") != std::string::npos;
  });
  std::vector<fs::path> headers;
  if (!any) return headers;
  for (const fs::path& folder : source_folders(rtl))
    for (const auto& entry : fs::directory_iterator(folder))
      if (kinds.contains(entry.path().extension().string()) &&
          std::find(rtl.sources.begin(), rtl.sources.end(), entry.path()) == rtl.sources.end())
        headers.push_back(entry.path());
  std::sort(headers.begin(), headers.end());
  return headers;
}

std::string design_hash(const RtlFolder& rtl, const VerilateOptions& options, const Toolchain& toolchain) {
  Fnv1a hash;
  const auto add = [&](const std::string& text) { hash.add(std::string_view(text)); };
  for (const auto& flag : verilator_flags(rtl, options)) add(flag);
  add(toolchain_hash(toolchain));
  for (const auto& level : {options.optimisation.hot, options.optimisation.cold, options.optimisation.runtime})
    add(level);
  add(shim_source(kPrefix, {}));
  add(options.override_header.empty() ? "" : read_text_file(options.override_header));
  std::vector<fs::path> files = rtl.sources;
  for (const auto& header : included_headers(rtl)) files.push_back(header);
  for (const auto& file : files) {
    add(file.filename().string());
    add(read_text_file(file));
  }
  return hash.hex();
}

struct Build {
  const RtlFolder& rtl;
  const VerilateOptions& options;
  const Toolchain& toolchain;
  fs::path cache;  ///< folder of all entries
  fs::path entry;  ///< folder to create
  fs::path failure_log() const { return entry.string() + ".log"; }
  /// Tells it now, and is to be told again while it lasts.
  std::function<void()> step(const std::string& text) const {
    if (!options.progress) return {};
    options.progress(text);
    return [this, text] { options.progress(text); };
  }
};

/// In a file: a thousand of them are longer than a command line may be.
std::string source_arguments(const RtlFolder& rtl) {
  std::string text;
  for (const auto& folder : source_folders(rtl)) text += "\"-I" + folder.string() + "\"\n";
  for (const auto& source : rtl.sources) text += "\"" + source.string() + "\"\n";
  return text;
}

/// A loop that writes a memory with <= must be unrolled; Verilator gives up at 64 turns unless told otherwise. Larger
/// counts only where it asks for them: they make initial loops over memories longer code, too. Its time grows with the
/// square of the turns: 0.7 s for 2,048, 6 s for 8,192.
const std::vector<std::string> kLongLoops{"--unroll-count", "16384", "--unroll-stmts", "1000000"};

/// Returns the number of warnings.
int run_verilator(const Build& build, const fs::path& folder, const fs::path& log) {
  const auto tick = build.step("Verilator reads " + std::to_string(build.rtl.sources.size()) + " files");
  std::vector<std::string> command{build.toolchain.verilator};
  for (const auto& flag : verilator_flags(build.rtl, build.options)) command.push_back(flag);
  const fs::path list = folder / "sources.f";
  write_text_file(list, source_arguments(build.rtl));
  command.insert(command.end(), {"-Mdir", folder.string(), "-f", list.string()});
  ProcessResult result = run_process(command, {build.rtl.folder, false, tick});
  if (result.exit_code != 0 && result.output.find("BLKLOOPINIT") != std::string::npos) {
    command.insert(command.end(), kLongLoops.begin(), kLongLoops.end());
    result = run_process(command, {build.rtl.folder, false, tick});
  }
  std::ofstream(log, std::ios::app) << result.output;
  if (result.exit_code != 0)
    throw_tool_error("verilator-failed", "Verilator rejects \"" + build.rtl.top + "\"", result.output, "%Error",
                     build.failure_log());
  int warnings = 0;
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);) warnings += line.starts_with("%Warning");
  return warnings;
}

void compile(const Build& build, const fs::path& folder, const fs::path& log) {
  const auto ports = parse_ports(read_text_file(folder / (std::string(kPrefix) + ".h")));
  write_text_file(folder / "weir_shim.cpp", shim_source(kPrefix, ports));
  write_text_file(folder / "weir_runtime.h", runtime_header());
  const auto tick = build.step(build.toolchain.compiler + " compiles the model");
  CompileJob job{build.toolchain,
                 folder,
                 build_runtime(build.toolchain, build.options.optimisation, build.cache, tick),
                 build.options.optimisation,
                 {},
                 build.options.jobs,
                 tick};
  if (!build.options.override_header.empty()) {
    write_text_file(folder / kOverride, read_text_file(build.options.override_header));
    job.extra_flags = {"-include", kOverride};
  }
  try {
    compile_model(job, log);
  } catch (Error& error) {
    error.where = build.failure_log().string();
    throw;
  }
}

/// Leaves the library and the log in `entry`. Returns Verilator's warnings.
int fill_entry(const Build& build, const fs::path& entry) {
  const fs::path objects = entry / "obj", log = entry / kLog;
  create_output_folder(objects);
  int warnings = 0;
  try {
    warnings = run_verilator(build, objects, log);
    compile(build, objects, log);
  } catch (const Error&) {
    std::error_code ignored;
    fs::rename(log, build.failure_log(), ignored);
    throw;
  }
  fs::rename(objects / kLibrary, entry / kLibrary);
  fs::remove_all(objects);
  return warnings;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

VerilatedDesign verilate(const RtlFolder& rtl, const VerilateOptions& options) {
  return verilate(rtl, options, find_toolchain());
}

VerilatedDesign verilate(const RtlFolder& rtl, const VerilateOptions& options, const Toolchain& toolchain) {
  const auto start = std::chrono::steady_clock::now();
  const fs::path cache = (options.cache.empty() ? cache_folder() : fs::absolute(options.cache)) / "verilated";
  const Build build{rtl, options, toolchain, cache, cache / design_hash(rtl, options, toolchain)};
  VerilatedDesign design;
  design.library = build.entry / kLibrary;
  design.log = build.entry / kLog;
  design.from_cache =
      !ensure_cached(build.entry, [&](const fs::path& entry) { design.warnings = fill_entry(build, entry); });
  design.model = Model::load(design.library);
  if (!design.from_cache) design.build_seconds = seconds_since(start);
  return design;
}

std::vector<std::string> plusargs(const RtlFolder& rtl) { return {"+weir_data=" + rtl.data.string()}; }

}  // namespace weir::rtl
