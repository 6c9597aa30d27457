#include "golden/import/finn_build.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <regex>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/json.hpp"
#include "golden/finn/build_steps.hpp"

namespace weir::golden {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// The latest choice first.
constexpr std::array kFoldings{"final_hw_config.json", "auto_folding_config.json", "folding_config.json"};
constexpr const char* kMeasured = "rtlsim_performance.json";
constexpr const char* kEstimated = "estimate_network_performance.json";
constexpr const char* kWants =
    "a build folder holds .onnx files of its steps, itself or in intermediate_models/, and reports beside them or in "
    "report/; name one of its .onnx files to take that one";

bool is_folder(const fs::path& path) {
  std::error_code status;
  return fs::is_directory(path, status);
}

/// In the order of their names; empty for what is no folder.
std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code status;
  for (const auto& entry : fs::directory_iterator(folder, status))
    if (entry.path().extension() == extension) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// The build's folder of a path that may be its folder of models.
fs::path root_of(const fs::path& folder) {
  const fs::path whole = folder.has_filename() ? folder : folder.parent_path();
  return whole.filename() == "intermediate_models" && whole.has_parent_path() ? whole.parent_path() : whole;
}

Json read_report(const fs::path& file) {
  const Json json = parse_json(read_text_file(file), "finn-build", file.string());
  if (!json.is_object()) throw Error("finn-build", "the report is no JSON object", file.string());
  return json;
}

double number_of(const Json& json, const char* key, const fs::path& file) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number())
    throw Error("finn-build", std::string("the report has no number \"") + key + "\"", file.string(),
                "move the file away if it is of no use");
  return found->get<double>();
}

/// A step's place in the build; files of other names have none.
class StepOrder {
 public:
  explicit StepOrder(const std::map<std::string, fs::path>& reports) {
    for (const BuildStep& step : build_steps()) names_.push_back(step.name);
    const auto timed = reports.find("time_per_step.json");
    if (timed == reports.end()) return;
    std::vector<std::string> done;
    const Json times = read_report(timed->second);
    for (const auto& [name, seconds] : times.items()) done.push_back(name);
    if (!done.empty()) names_ = std::move(done);
  }

  std::optional<std::pair<int, int>> place(const fs::path& file) const {
    static const std::regex kNumbered("^([0-9]{1,6})_(.+)$");
    std::string stem = file.stem().string();
    std::smatch match;
    int number = 0;
    if (std::regex_match(stem, match, kNumbered)) {
      number = std::stoi(match[1]) + 1;
      stem = match[2].str();
    }
    const auto named = std::find(names_.begin(), names_.end(), stem);
    if (number == 0 && named == names_.end()) return std::nullopt;
    return std::pair{number, named == names_.end() ? -1 : static_cast<int>(named - names_.begin())};
  }

 private:
  std::vector<std::string> names_;
};

/// The steps, latest first; without any the only model there is.
std::vector<fs::path> find_steps(const FinnBuild& build) {
  std::vector<fs::path> models = files_in(build.folder / "intermediate_models", ".onnx");
  for (fs::path& file : files_in(build.folder, ".onnx")) models.push_back(std::move(file));
  const StepOrder order(build.reports);
  std::vector<std::pair<std::pair<int, int>, fs::path>> steps;
  for (const fs::path& model : models)
    if (const auto place = order.place(model)) steps.emplace_back(*place, model);
  std::stable_sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<fs::path> found;
  for (auto& [place, model] : steps) found.push_back(std::move(model));
  if (found.empty() && models.size() > 1) {
    const std::string names = joined(models, ", ", [&](const fs::path& model) { return model.filename().string(); });
    throw Error("finn-build",
                "\"" + build.folder.string() + "\" holds " + std::to_string(models.size()) +
                    " models, none of which is called as a step of FINN",
                "", "name one of them: " + names);
  }
  return found.empty() ? models : found;
}

void read_measured(FinnBuild& build) {
  const auto found = build.reports.find(kMeasured);
  if (found == build.reports.end()) return;
  const fs::path& file = found->second;
  const Json json = read_report(file);
  const auto whole = [&](const char* key) { return static_cast<std::int64_t>(number_of(json, key, file)); };
  MeasuredPerformance measured{file,
                               whole("N"),
                               whole("cycles"),
                               whole("latency_cycles"),
                               number_of(json, "throughput[images/s]", file),
                               number_of(json, "fclk[mhz]", file),
                               json.value("TIMEOUT", 0) != 0};
  if (measured.frames < 1 || measured.cycles < 1 || !(measured.clk_mhz > 0))
    throw Error("finn-build", "N, cycles and fclk[mhz] are to be above 0", file.string());
  build.clk_mhz = measured.clk_mhz;
  build.clk_origin = kMeasured;
  build.measured = measured;
}

/// A configuration of the build, whoever called it how: it says the period it asked for.
void read_configuration(FinnBuild& build) {
  for (const auto& [name, file] : build.reports) {
    Json json;
    try {
      json = read_report(file);
    } catch (const Error&) {
      continue;  // of a report that nobody asks for
    }
    const auto period = json.find("synth_clk_period_ns");
    if (period == json.end() || !period->is_number() || !(period->get<double>() > 0)) continue;
    if (!build.clk_mhz) {
      build.clk_mhz = 1000.0 / period->get<double>();
      build.clk_origin = name;
    }
    if (const auto part = json.find("fpga_part"); build.part.empty() && part != json.end() && part->is_string()) {
      build.part = part->get<std::string>();
      build.part_origin = name;
    }
  }
}

void read_estimated(FinnBuild& build) {
  const auto found = build.reports.find(kEstimated);
  if (found == build.reports.end()) return;
  const Json json = read_report(found->second);
  build.estimated_fps = number_of(json, "estimated_throughput_fps", found->second);
  // FINN divides the clock by the cycles of the slowest layer.
  const double clk_mhz = *build.estimated_fps * number_of(json, "max_cycles", found->second) / 1e6;
  if (build.clk_mhz || !(clk_mhz > 0)) return;
  build.clk_mhz = clk_mhz;
  build.clk_origin = kEstimated;
}

/// Vivado's project of the stitched IP names the part.
void read_part(FinnBuild& build) {
  if (!build.part.empty()) return;
  static const std::regex kPart("Name=\"Part\" Val=\"([^\"]+)\"");
  for (const fs::path& file : files_in(build.folder / "stitched_ip", ".xpr")) {
    const std::string text = read_text_file(file);
    std::smatch match;
    if (!std::regex_search(text, match, kPart)) continue;
    build.part = match[1];
    build.part_origin = "stitched_ip/" + file.filename().string();
    return;
  }
}

bool is_folding(const std::string& name) {
  return std::find(kFoldings.begin(), kFoldings.end(), name) != kFoldings.end() ||
         name.find("folding_config") != std::string::npos;
}

/// Folders below that are builds, as a hint.
std::string builds_below(const fs::path& folder) {
  std::string names;
  std::error_code status;
  std::vector<fs::path> below;
  for (const auto& entry : fs::directory_iterator(folder, status))
    if (entry.is_directory(status) && looks_like_finn_build(entry.path())) below.push_back(entry.path());
  std::sort(below.begin(), below.end());
  for (const fs::path& path : below) names += (names.empty() ? "" : ", ") + path.filename().string();
  return names;
}

void find_reports(FinnBuild& build) {
  // FINN's name for them, and Brainsmith's.
  for (const fs::path& folder : {build.folder, build.folder / "report", build.folder / "reports"})
    for (const fs::path& file : files_in(folder, ".json"))
      if (!is_folding(file.filename().string())) build.reports.emplace(file.filename().string(), file);
}

}  // namespace

std::optional<double> MeasuredPerformance::interval_cycles() const {
  if (frames < 2 || cycles <= latency_cycles) return std::nullopt;
  return static_cast<double>(cycles - latency_cycles) / static_cast<double>(frames - 1);
}

bool looks_like_finn_build(const fs::path& folder) {
  if (!is_folder(folder)) return false;
  if (!files_in(folder, ".onnx").empty() || !files_in(folder / "intermediate_models", ".onnx").empty()) return true;
  std::error_code status;
  for (const char* name : {kFoldings[0], kFoldings[1], kMeasured, kEstimated})
    if (fs::exists(folder / name, status) || fs::exists(folder / "report" / name, status)) return true;
  return !builds_below(folder).empty();
}

FinnBuild find_finn_build(const fs::path& folder) {
  FinnBuild build;
  build.folder = root_of(folder);
  find_reports(build);
  build.steps = find_steps(build);
  for (const char* name : kFoldings)
    if (const fs::path file = build.folder / name; build.config.empty() && fs::exists(file)) build.config = file;
  if (build.steps.empty() && build.config.empty()) {
    const std::string below = builds_below(build.folder);
    throw Error("finn-build", "\"" + folder.string() + "\" holds no model and no folding of a build", "",
                below.empty() ? kWants : "builds below it: " + below);
  }
  read_measured(build);
  read_configuration(build);
  read_estimated(build);
  read_part(build);
  return build;
}

}  // namespace weir::golden
