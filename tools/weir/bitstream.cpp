/// weir bitstream: a network on a board of ECP5, by open tools alone.
#include "rtl_wrap/synthesis/bitstream.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "hls/codegen/resources.hpp"
#include "tools/flow/guarded_folder.hpp"
#include "tools/flow/kernel_compiler.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/vendor_note.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct BoardOptions {
  NetworkRequest network;
  std::string stage, output, board = "ulx3s-85f";
  double clk_mhz = 50;
  int placement_seed = 1;
  bool force = false;
};

Form describe(BoardOptions& options) {
  Words names;
  for (const rtl::Board& board : rtl::boards()) names.push_back(board.name);
  Form form{.command = "bitstream",
            .summary = "put a network on a board of ECP5 by yosys, nextpnr-ecp5 and ecppack",
            .about =
                "Frames go in and out as bytes over the board's serial line. A bitstream is written only if the "
                "placed and routed network keeps the clock; otherwise the exit code is 1. nextpnr-ecp5 and "
                "ecppack are optional programs."};
  form.add(fields_of(options.network));
  form.add(
      {{.name = "stage",
        .target = &options.stage,
        .help = "one stage alone with the FIFOs on its ports",
        .value = "STAGE"},
       {.name = "board", .target = &options.board, .help = "the board", .legal = names, .value = "BOARD"},
       {.name = "clk-mhz",
        .target = &options.clk_mhz,
        .help = "clock of the network in MHz, for which the kernels are compiled too; the PLL makes the highest not "
                "above it",
        .legal = kClocksMhz,
        .value = "MHZ"},
       {.name = "placement-seed",
        .target = &options.placement_seed,
        .help = "where nextpnr begins: another one places otherwise",
        .legal = WholeNumbers{1, 1'000'000},
        .value = "N"},
       force_field(options.force),
       output_field(options.output, "folder for rtl/, board.bit, bitstream.json and the tools' files", "FOLDER",
                    true)});
  return form;
}

Json host_json(const rtl::RtlFolder& folder) {
  const auto side = [&](bool is_input) {
    const rtl::HostStream stream = rtl::host_stream(folder, is_input);
    return Json{{"word_bits", stream.word_bits}, {"word_bytes", stream.word_bytes}};
  };
  return {{"baud", rtl::kBaud},
          {"format", "8N1, lowest byte of a word first"},
          {"input", side(true)},
          {"output", side(false)}};
}

Json bitstream_json(const rtl::Bitstream& made, const rtl::RtlFolder& folder, const rtl::Board& board) {
  Json json{{"schema_version", 1}, {"board", board.name}, {"part", board.part}};
  for (const auto& use : made.uses) json["utilisation"][use.name] = {{"used", use.used}, {"available", use.available}};
  json["clk_mhz"] = made.constraint_mhz;
  json["fmax_mhz"] = made.fmax_mhz;
  json["is_fast_enough"] = made.is_fast_enough();
  json["critical_path"] = Json::array();
  for (const auto& step : made.critical_path)
    json["critical_path"].push_back(
        {{"stage", step.stage}, {"cell", step.cell}, {"port", step.port}, {"kind", step.kind}, {"ns", step.ns}});
  for (Json& step : json["critical_path"])
    if (step["source"] == "") step.erase("source");
  json["host"] = host_json(folder);
  json["bitstream"] = made.file.empty() ? Json(nullptr) : Json(made.file.filename().string());
  json["yosys_version"] = made.yosys_version;
  json["nextpnr_version"] = made.nextpnr_version;
  return json;
}

/// FINN's name and keys of the file; what fills them is told in it.
Json ooc_json(const rtl::Bitstream& made) {
  const auto used = [&](const std::string& name) {
    for (const auto& use : made.uses)
      if (use.name == name) return use.used;
    return 0;
  };
  return {{"LUT", used("LUT4")},
          {"FF", used("FF")},
          {"DSP", used("MULT18X18D")},
          {"BRAM_18K", used("DP16KD")},
          {"Delay", 1000 / made.fmax_mhz},
          {"WNS", 1000 / made.constraint_mhz - 1000 / made.fmax_mhz},
          {"fmax_mhz", made.fmax_mhz},
          {"tool",
           made.yosys_version + ", " + made.nextpnr_version + ": placed and routed with the board's top, LUT of 4"}};
}

/// "MVAU_0 (6.1 ns), inter0 (1.2 ns)": in the order of the path, each once in a row.
std::string path_text(const std::vector<rtl::Bitstream::Step>& path) {
  std::string text;
  for (std::size_t i = 0; i < path.size();) {
    double ns = 0;
    std::size_t next = i;
    for (; next < path.size() && path[next].stage == path[i].stage; ++next) ns += path[next].ns;
    text += fmt::format("{}{} {:.1f} ns", text.empty() ? "" : ", ",
                        path[i].stage.empty() ? "the board's top" : path[i].stage, ns);
    i = next;
  }
  return text;
}

std::string screen_text(const rtl::Bitstream& made, const BoardOptions& options, const rtl::Board& board) {
  std::string text = fmt::format("{:<10} {}\n", "board", board.name + ", " + board.part);
  for (const auto& use : made.uses) text += fmt::format("{:<10} {} of {}\n", use.name, use.used, use.available);
  text += fmt::format("{:<10} {:.1f} MHz after place and route; the clock is {:g} MHz\n", "fmax", made.fmax_mhz,
                      made.constraint_mhz);
  double whole = 0;
  for (const auto& step : made.critical_path) whole += step.ns;
  std::vector<std::string> sources;
  for (const auto& step : made.critical_path)
    if (!step.source.empty() && std::find(sources.begin(), sources.end(), step.source) == sources.end())
      sources.push_back(step.source);
  if (!made.critical_path.empty())
    text += fmt::format("{:<10} {:.1f} ns: {}\n           from {} to {}\n", "path", whole,
                        path_text(made.critical_path), made.critical_path.front().cell, made.critical_path.back().cell);
  if (!sources.empty()) text += "           lines " + joined(sources, ", ") + "\n";
  if (made.file.empty())
    return text + fmt::format(
                      "none       the clock is missed, so no bitstream is written: --clk-mhz {:.0f}, or another "
                      "--placement-seed\n",
                      std::floor(made.fmax_mhz));
  text += fmt::format("{:<10} {}", "bitstream", (std::filesystem::path(options.output) / "board.bit").string());
  return board.remark.empty() ? text : text + fmt::format("\n{:<10} {}", "board", board.remark);
}

/// rtl/ below the output folder, with the board's top.
rtl::RtlFolder write_sources(const golden::StageGraph& graph, const BoardOptions& options,
                             const rtl::BitstreamOptions& how) {
  const std::filesystem::path folder = std::filesystem::path(options.output) / "rtl";
  GuardedFolder guarded(folder, options.force);
  write_rtl_folder(graph, guarded.work(), how.progress, hls::TargetClock{how.pll.mhz, how.board.part});
  const rtl::RtlFolder made = rtl::read_rtl_folder(guarded.work());
  const std::string link = "weir_uart_link.sv";
  write_text_file(guarded.work() / link, read_text_file(hls::hls_resources().rtl() / link));
  write_text_file(guarded.work() / (std::string(rtl::kBoardTop) + ".sv"), rtl::board_top(made, how.board, how.pll));
  write_text_file(guarded.work() / "board.lpf", rtl::board_constraints(how.board));
  guarded.commit();
  return rtl::read_rtl_folder(folder);
}

int write_bitstream(BoardOptions& options, const Session& session) {
  rtl::find_ecp_tools();  // before any work
  rtl::BitstreamOptions how;
  how.board = rtl::board_named(options.board);
  how.pll = rtl::pll_for(how.board.oscillator_mhz, options.clk_mhz);
  rtl::cycles_per_bit(how.pll.mhz);
  how.seed = options.placement_seed;
  how.progress = [&session](const std::string& text) { session.progress(text); };
  const golden::StageGraph network = load_graph(options.network, session);
  const golden::StageGraph graph = options.stage.empty() ? network : single_stage(network, options.stage);
  note_wide_words(graph);
  create_output_folder(options.output);
  const rtl::RtlFolder folder = write_sources(graph, options, how);
  const rtl::Bitstream made = rtl::make_bitstream(folder, options.output, how);
  session.progress_done();
  const Json json = bitstream_json(made, folder, how.board);
  write_text_file(std::filesystem::path(options.output) / "bitstream.json", json.dump(2) + "\n");
  write_text_file(std::filesystem::path(options.output) / "ooc_synth_and_timing.json", ooc_json(made).dump(2) + "\n");
  if (session.json) session.print_json(json);
  session.print(screen_text(made, options, how.board));
  return made.is_fast_enough() ? kFine : kFinding;
}

}  // namespace

void add_bitstream(CLI::App& app, Session& session) { add_command(app, session, &write_bitstream); }

}  // namespace weir::tools
