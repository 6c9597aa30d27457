#include "rtl_wrap/synthesis/synthesis.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "golden/base/cache.hpp"
#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/base/jobs.hpp"
#include "golden/base/process.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kFifoModule = "weir_fifo";
constexpr const char* kStatistics = "stat.json";

/// LUTs that one memory cell takes, as the vendor's libraries guide says.
const std::map<std::string, std::int64_t> kMemoryLuts{
    {"RAM32X1S", 1}, {"RAM64X1S", 1},  {"RAM128X1S", 2}, {"RAM256X1S", 4}, {"RAM32X1D", 2},
    {"RAM64X1D", 2}, {"RAM128X1D", 4}, {"RAM256X1D", 8}, {"RAM32M", 4},    {"RAM64M", 4},
    {"RAM32M16", 8}, {"RAM64M8", 8},   {"SRL16E", 1},    {"SRLC16E", 1},   {"SRLC32E", 1}};

std::string family_of(const std::string& part) {
  if (part.starts_with("xc7")) return "xc7";
  for (const char* prefix : {"xczu", "xcu", "xcvu", "xcku"})
    if (part.starts_with(prefix)) return "xcup";
  throw Error("unknown-part", "yosys cannot map to part \"" + part + "\"", "",
              "known families: xc7* (7 series), xczu* xcu* xcvu* xcku* (UltraScale+)");
}

/// One run of yosys: files by the names under which the sources know them.
struct Job {
  std::string module, parameters;  ///< "W 8 DEPTH 2"
  fs::path source;
  std::map<std::string, fs::path> tables;
};

struct Result {
  CellCounts cells;
  bool from_cache = false;
};

class Synthesiser {
 public:
  explicit Synthesiser(const SynthesisOptions& options)
      : family_(family_of(options.fpga_part)),
        cache_((options.cache.empty() ? cache_folder() : options.cache) / "synthesis") {
    const ProcessResult version = run_process({"yosys", "-V"});
    version_ = version.output.substr(0, version.output.find('\n'));
  }

  const std::string& version() const { return version_; }

  Result run(const Job& job, const Tick& tick) const {
    const fs::path entry = cache_ / hash_of(job);
    const bool is_new = ensure_cached(entry, [&](const fs::path& work) { synthesise(job, work, tick); });
    return {counts_of(read_text_file(entry / kStatistics)), !is_new};
  }

 private:
  void synthesise(const Job& job, const fs::path& work, const Tick& tick) const {
    for (const auto& [name, file] : job.tables) fs::copy_file(file, work / name);
    std::string script = "read_verilog -sv " + job.source.string() + "; ";
    if (!job.parameters.empty()) script += "chparam " + job.parameters + job.module + "; ";
    script += "synth_xilinx -family " + family_ + " -top " + job.module + " -flatten -noiopad; tee -o " + kStatistics +
              " stat -json";
    const ProcessResult result = run_process({"yosys", "-q", "-p", script}, {work, false, tick});
    if (result.exit_code != 0 || !fs::exists(work / kStatistics)) {
      const auto error = result.output.find("ERROR");
      throw Error("synthesis-failed",
                  "yosys fails on " + job.module + ": " +
                      (error == std::string::npos ? result.output : result.output.substr(error)),
                  job.source.string());
    }
    for (const auto& [name, file] : job.tables) fs::remove(work / name);
  }

  std::string hash_of(const Job& job) const {
    Fnv1a hash;
    for (const std::string& text : {version_, family_, job.module, job.parameters, read_text_file(job.source)})
      hash.add(text);
    for (const auto& [name, file] : job.tables) {
      hash.add(name);
      hash.add(read_text_file(file));
    }
    return hash.hex();
  }

  static CellCounts counts_of(const std::string& stat) {
    std::vector<std::pair<std::string, std::int64_t>> cells;
    const json document = json::parse(stat);
    for (const auto& [type, count] : document.at("design").at("num_cells_by_type").items())
      cells.emplace_back(type, count.get<std::int64_t>());
    return count_cells(cells);
  }

  std::string family_, version_;
  fs::path cache_;
};

/// Everything in `jobs`, several at a time; the first failure ends it.
std::map<std::string, Result> run_all(const Synthesiser& synthesiser, const std::map<std::string, Job>& jobs,
                                      const SynthesisOptions& options) {
  std::vector<const Job*> list;
  for (const auto& [key, job] : jobs) list.push_back(&job);
  std::vector<Result> made(list.size());
  run_jobs(
      list.size(), static_cast<std::size_t>(std::max(1, options.jobs)),
      [&](std::size_t i, const Tick& tick) { made[i] = synthesiser.run(*list[i], tick); },
      [&](std::size_t done) {
        if (options.progress)
          options.progress("yosys: " + std::to_string(done) + " of " + std::to_string(list.size()) + " modules");
      });
  std::map<std::string, Result> results;
  auto next = made.begin();
  for (const auto& [key, job] : jobs) results[key] = *next++;
  return results;
}

Job kernel_job(const RtlFolder& rtl, const RtlFolder::Stage& stage) {
  const std::string report = stage.kernel_report, tail = ".kernel.json";
  Job job{stage.module, "", rtl.folder / (report.substr(0, report.size() - tail.size()) + ".sv"), {}};
  const std::string prefix = stage.name + ".";
  for (const auto& entry : fs::directory_iterator(rtl.data)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix)) job.tables[stage.module + name.substr(prefix.size() - 1)] = entry.path();
  }
  return job;
}

Job fifo_job(const RtlFolder& rtl, const RtlFolder::Stream& stream) {
  return {kFifoModule,
          "-set W " + std::to_string(stream.word_bits) + " -set DEPTH " + std::to_string(stream.depth_words) + " ",
          rtl.folder / (std::string(kFifoModule) + ".sv"),
          {}};
}

}  // namespace

CellCounts& CellCounts::operator+=(const CellCounts& other) {
  lut += other.lut;
  lutram += other.lutram;
  ff += other.ff;
  bram18 += other.bram18;
  bram36 += other.bram36;
  uram += other.uram;
  dsp += other.dsp;
  carry += other.carry;
  return *this;
}

CellCounts count_cells(const std::vector<std::pair<std::string, std::int64_t>>& cells) {
  CellCounts counts;
  for (const auto& [type, number] : cells) {
    const auto memory = kMemoryLuts.find(type);
    if (memory != kMemoryLuts.end()) {
      counts.lutram += number * memory->second;
      counts.lut += number * memory->second;
    } else if (type.size() == 4 && type.starts_with("LUT")) {
      counts.lut += number;
    } else if (type.starts_with("FD") || type.starts_with("LD")) {
      counts.ff += number;
    } else if (type.starts_with("RAMB18")) {
      counts.bram18 += number;
    } else if (type.starts_with("RAMB36")) {
      counts.bram36 += number;
    } else if (type.starts_with("URAM")) {
      counts.uram += number;
    } else if (type.starts_with("DSP")) {
      counts.dsp += number;
    } else if (type.starts_with("CARRY")) {
      counts.carry += number;
    }
  }
  return counts;
}

Synthesis synthesise(const RtlFolder& rtl, const SynthesisOptions& options) {
  const Synthesiser synthesiser(options);
  std::map<std::string, Job> jobs;  // by module, or FIFO parameters
  for (const auto& stage : rtl.stages) jobs.try_emplace(stage.module, kernel_job(rtl, stage));
  for (const auto& stream : rtl.streams) {
    const Job job = fifo_job(rtl, stream);
    jobs.try_emplace(job.parameters, job);
  }
  const auto results = run_all(synthesiser, jobs, options);
  Synthesis synthesis;
  synthesis.yosys_version = synthesiser.version();
  synthesis.modules = static_cast<int>(jobs.size());
  for (const auto& [key, result] : results) synthesis.from_cache += result.from_cache;
  const auto add = [&](std::vector<Synthesis::Part>& list, const std::string& name, const std::string& key) {
    list.push_back({name, results.at(key).cells});
    synthesis.total += list.back().cells;
  };
  for (const auto& stage : rtl.stages) add(synthesis.stages, stage.name, stage.module);
  for (const auto& stream : rtl.streams) add(synthesis.fifos, stream.name, fifo_job(rtl, stream).parameters);
  return synthesis;
}

}  // namespace weir::rtl
