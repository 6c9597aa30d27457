#include "rtl_wrap/synthesis/netlist.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/process.hpp"
#include "rtl_wrap/foreign/vendor_models.hpp"
#include "rtl_wrap/synthesis/programs.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kNetlist = "netlist.v";
constexpr const char* kCells = "ecp5_cells.v";
constexpr const char* kMemory = "ecp5_memory.sv";

/// yosys' models of its cells. Behind them the library has black boxes and files of synthesis alone.
std::string cell_models() {
  const fs::path library =
      fs::canonical(find_program({"yosys"}, "", "")).parent_path().parent_path() / "share/yosys/ecp5/cells_sim.v";
  const std::string text = read_text_file(library), end = "(* blackbox *)";
  const auto boxes = text.find(end);
  if (boxes == std::string::npos)
    throw Error("netlist-cells", "the library of cells is not as in yosys 0.23: it has no black boxes",
                library.string());
  return text.substr(0, boxes);
}

std::string memory_model() {
  const auto& models = vendor_models();
  const auto found = std::find_if(models.begin(), models.end(),
                                  [](const VendorModel& model) { return std::string(model.file) == kMemory; });
  if (found == models.end()) throw Error("internal", std::string("no model is named ") + kMemory);
  return found->text;
}

void require_models(const fs::path& folder) {
  std::set<std::string> known;
  static const std::regex module(R"((?:^|\n)\s*module\s+([A-Za-z_]\w*))");
  for (const char* file : {kCells, kMemory}) {
    const std::string text = read_text_file(folder / file);
    for (std::sregex_iterator it(text.begin(), text.end(), module), end; it != end; ++it) known.insert((*it)[1]);
  }
  // yosys begins an instance with two spaces and the cell, whose name is in capitals.
  std::set<std::string> missing;
  std::istringstream netlist(read_text_file(folder / kNetlist));
  for (std::string line; std::getline(netlist, line);) {
    if (!line.starts_with("  ") || line.size() < 3 || line[2] < 'A' || line[2] > 'Z') continue;
    const std::string cell = line.substr(2, line.find(' ', 2) - 2);
    if (known.count(cell) == 0) missing.insert(cell);
  }
  if (!missing.empty())
    throw Error("netlist-cells",
                "no simulation model is known of " + joined(missing, ", ") + ", which the netlist uses",
                (folder / kNetlist).string(), "compare the RTL itself: without --netlist");
}

}  // namespace

std::vector<std::string> synthesis_sources(const RtlFolder& rtl) {
  std::vector<std::string> sources{"weir_fifo.sv"};
  for (const auto& stage : rtl.stages) {
    const std::string tail = ".kernel.json", report = stage.kernel_report;
    if (!report.ends_with(tail))
      throw Error("rtl-manifest", "stage " + stage.name + " has no kernel report, so its source is not known",
                  (rtl.folder / kManifestName).string());
    const std::string source = report.substr(0, report.size() - tail.size()) + ".sv";
    if (std::find(sources.begin(), sources.end(), source) == sources.end()) sources.push_back(source);
  }
  sources.push_back(rtl.top + ".sv");
  return sources;
}

void run_yosys(const std::string& script, const fs::path& folder, const std::string& what,
               const std::function<void(const std::string&)>& progress) {
  const auto tick = [&] {
    if (progress) progress(what);
  };
  const ProcessResult result = run_process({"yosys", "-q", "-p", script}, {folder, false, tick});
  if (result.exit_code == 0) return;
  const auto error = result.output.find("ERROR");
  throw Error("synthesis-failed",
              "yosys fails: " + (error == std::string::npos ? result.output : result.output.substr(error)),
              folder.string());
}

void write_netlist_folder(const RtlFolder& rtl, const fs::path& folder,
                          const std::function<void(const std::string&)>& progress) {
  const fs::path out = fs::absolute(folder);
  json manifest = json::parse(read_text_file(rtl.folder / kManifestName));
  run_yosys("read_verilog -sv -defer -D WEIR_MONITOR " + joined(synthesis_sources(rtl), " ") + "; " + kSynthEcp5 +
                " -top " + rtl.top + "; write_verilog -noattr \"" + (out / kNetlist).string() + "\"",
            rtl.folder, "yosys makes a netlist of " + rtl.top, progress);
  write_text_file(out / kCells, cell_models());
  write_text_file(out / kMemory, memory_model());
  require_models(out);
  for (const auto& stage : rtl.stages) {
    create_output_folder((out / stage.kernel_report).parent_path());
    write_text_file(out / stage.kernel_report, read_text_file(rtl.folder / stage.kernel_report));
  }
  manifest["sources"] = manifest["sim_sources"] = {kCells, kMemory, kNetlist};
  manifest["data"] = ".";
  write_text_file(out / kManifestName, manifest.dump(2) + "\n");
}

}  // namespace weir::rtl
