/// weir cosim: does the RTL made from the HLS sources compute what golden computes, in the cycles SystemC predicts?
#include "tools/request/cosim.hpp"

#include <fmt/core.h>

#include <limits>
#include <regex>
#include <thread>
#include <utility>

#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/base/process.hpp"
#include "golden/base/temporary_folder.hpp"
#include "golden/model/model.hpp"
#include "golden/network/blocks.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "rtl_wrap/synthesis/netlist.hpp"
#include "rtl_wrap/verilate/toolchain.hpp"
#include "tools/flow/blocks_flow.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/declared_types.hpp"
#include "tools/flow/layers_flow.hpp"
#include "tools/flow/register_writes.hpp"
#include "tools/flow/vectors_flow.hpp"
#include "tools/flow/words_flow.hpp"
#include "tools/report/cosim_report.hpp"
#include "tools/report/number_text.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/performance_file.hpp"
#include "tools/weir/picture_options.hpp"
#include "tools/weir/vendor_note.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kClockMhz = 100.0;

std::vector<Tensor> frames_of(const CosimOptions& options, const golden::FoldedNetwork& loaded,
                              const Session& session) {
  const int sources = (options.random > 0) + !options.vectors.empty() + !options.pictures.inputs.empty();
  if (sources > 1) throw Error("usage", "give one of --vectors, --input and --random");
  if (!options.vectors.empty()) return read_input_frames(options.vectors, *loaded.network);
  const int most = options.limit > 0 ? options.limit : 20;
  if (!options.pictures.inputs.empty()) return open(options.pictures, *loaded.network, most).next_elements(most);
  return golden::random_frames(*loaded.network, options.random > 0 ? options.random : kRandomFrames, session.seed);
}

/// "FROM:TO", either of which may be left out.
std::pair<std::int64_t, std::int64_t> window_of(const std::string& text) {
  std::pair<std::int64_t, std::int64_t> window{0, std::numeric_limits<std::int64_t>::max()};
  static const std::regex form(R"((\d{0,15}):(\d{0,15}))");
  std::smatch parts;
  if (text.empty()) return window;
  const bool fits = std::regex_match(text, parts, form);
  if (fits && parts[1].length() > 0) window.first = std::stoll(parts[1]);
  if (fits && parts[2].length() > 0) window.second = std::stoll(parts[2]);
  if (!fits || window.first > window.second)
    throw Error("usage", "--wave-cycles is \"" + text + "\"", "", "FROM:TO with FROM <= TO, e.g. 1000:2000 or 1000:");
  return window;
}

std::optional<rtl::WaveOptions> waves_of(const CosimOptions& options) {
  if (options.waves.empty()) {
    if (!options.wave_streams.empty() || !options.wave_cycles.empty())
      throw Error("usage", "--wave-streams and --wave-cycles need --waves FILE");
    return std::nullopt;
  }
  const auto [first, last] = window_of(options.wave_cycles);
  return rtl::WaveOptions{options.waves, options.wave_streams, first, last};
}

/// The failing frame alone, as a vector file that replays it.
std::string write_replay(const CosimOptions& options, const golden::StageGraph& graph,
                         const std::vector<Tensor>& frames, const rtl::CosimResult& result) {
  if (!result.first_mismatch || options.output.empty()) return {};
  const auto path = std::filesystem::path(options.output) / "replay.h5";
  std::vector<Tensor> failing{frames.at(static_cast<std::size_t>(result.first_mismatch->frame))};
  write_vectors(
      path, graph, [&] { return std::exchange(failing, {}); }, 0);
  return fmt::format(
      "weir cosim {}{}{}{}{} --vectors {}", shell_quoted(options.network.network),
      options.network.fc_weights.empty() ? "" : " --fc-weights " + shell_quoted(options.network.fc_weights),
      options.network.folding.empty() ? "" : " --folding " + shell_quoted(options.network.folding),
      options.stage.empty() ? "" : " --stage " + options.stage,
      (options.rtl.empty() ? "" : " --rtl " + shell_quoted(options.rtl)) +
          (options.hls.empty() ? "" : " --hls " + shell_quoted(options.hls)) +
          (options.top.empty() ? "" : " --top " + options.top),
      shell_quoted(path.string()));
}

void write_reports(const CosimOptions& options, const Json& json, const CosimOutcome& outcome) {
  if (options.output.empty()) return;
  const std::filesystem::path folder = options.output;
  PerformanceRun performance = outcome.performance;
  performance.clk_ns = 1000.0 / options.clk_mhz;
  write_text_file(folder / "cosim.json", json.dump(2) + "\n");
  write_performance(folder, performance, options.finn_schema);
}

/// The line for RTL whose cycles nothing predicts.
std::string speed_text(const rtl::CosimResult& result, double clk_mhz) {
  if (result.latency_cycles == 0) return "latency    unknown: no frame came out whole\n";
  std::string text =
      fmt::format("latency    {} cycles   {:.3f} us at {:g} MHz   (first word in -> last word out, frame 1)\n",
                  result.latency_cycles, static_cast<double>(result.latency_cycles) / clk_mhz, clk_mhz);
  if (result.steady_interval_cycles > 0)
    text += fmt::format("interval   {:.10g} cycles   {:.1f} frames/s\n", result.steady_interval_cycles,
                        frames_per_second(result.steady_interval_cycles, clk_mhz));
  return text;
}

/// Names of the files that the report of `request` leads to.
rtl::ReportOptions report_options(const CosimRequest& request, std::string replay = {}) {
  if (!request.waves) return {std::move(replay), {}, {}, {}};
  return {std::move(replay), shell_quoted(request.waves->file.string()), shell_quoted(request.waves->view().string()),
          shell_quoted(request.waves->surfer_view().string())};
}

Json layers_json(const LayersOutcome& outcome) {
  Json list = Json::array();
  for (const LayerOutcome& layer : outcome.layers) {
    Json entry{{"stage", layer.stage}, {"module", layer.module}};
    if (layer.result)
      entry.update(cosim_json(*layer.result));
    else
      entry["problem"] = layer.problem;
    if (layer.profile)
      entry["profile"] = {{"latency_cycles", layer.profile->latency_cycles},
                          {"interval_cycles", layer.profile->interval_cycles}};
    if (layer.depth)
      entry["pipeline_depth"] = {{"iterations_N", layer.depth->iterations},
                                 {"in_submodule", layer.depth->in_submodule},
                                 {"gap_cycles", layer.depth->gap_cycles}};
    list.push_back(std::move(entry));
  }
  return list;
}

Json fifos_json(const LayersOutcome& outcome) {
  Json list = Json::array();
  for (const MeasuredFifo& fifo : outcome.fifos) {
    Json entry{{"fifo", fifo.fifo.name},
               {"module", fifo.fifo.module},
               {"stream", fifo.fifo.stream},
               {"network_words", fifo.fifo.stated_words}};
    if (fifo.measured)
      entry.update(Json{{"holds_words", fifo.measured->holds_words},
                        {"hops", fifo.measured->hops},
                        {"keeps_words", fifo.measured->keeps_words}});
    list.push_back(std::move(entry));
  }
  return list;
}

/// What was done to the RTL of others so that it runs here.
std::string adaptations_text(const std::vector<std::string>& adaptations) {
  std::string text;
  for (const std::string& line : adaptations) text += "adapted    " + line + "\n";
  return text;
}

/// The clock that RTL is made for.
std::optional<hls::TargetClock> target_clock_of(const CosimOptions& options) {
  if (options.fpga_part.empty()) return std::nullopt;
  if (options.clk_mhz == 0) throw Error("usage", "--fpga-part names a part to keep a clock on: give --clk-mhz as well");
  if (!options.rtl.empty() || options.assembly == "dataflow")
    throw Error("usage", "--fpga-part compiles kernels for a clock: give no --rtl and no --assembly dataflow");
  return hls::TargetClock{options.clk_mhz, build::part_named(options.fpga_part)};
}

/// The netlist of the RTL that is asked for, in `scratch`.
std::filesystem::path make_netlist(const CosimOptions& options, const golden::StageGraph& graph,
                                   const CosimRequest& request, const std::filesystem::path& scratch) {
  const auto rtl = options.rtl.empty() ? scratch / "rtl" : std::filesystem::path(options.rtl);
  if (options.rtl.empty()) {
    create_output_folder(rtl);
    write_rtl_folder(graph, rtl, request.progress, request.clock);
  }
  create_output_folder(scratch / "netlist");
  rtl::write_netlist_folder(rtl::read_rtl_folder(rtl), scratch / "netlist", request.progress);
  return scratch / "netlist";
}

int cosim(CosimOptions options, const Session& session) {
  const std::optional<hls::TargetClock> clock = target_clock_of(options);
  if (options.clk_mhz == 0) options.clk_mhz = choose_clk_mhz(options.network, 0);
  if (options.clk_mhz == 0) options.clk_mhz = kClockMhz;
  if (options.jobs > 0) throw Error("usage", "--jobs goes with --blocks");
  if (options.whole_network && !options.stage.empty()) throw Error("usage", "give either --stage NAME or --network");
  if (!options.top.empty() && options.rtl.empty()) throw Error("usage", "--top names a module of --rtl DIR");
  if (!options.top.empty() && !options.assembly.empty())
    throw Error("usage", "--assembly is for RTL that Weir made, --top for other RTL");
  if (options.top.empty() && (options.all_layers || !options.register_writes.empty()))
    throw Error("usage", "--all-layers and --axi-lite go with --rtl DIR --top T");
  if (!options.hls.empty() && (!options.rtl.empty() || options.assembly == "dataflow"))
    throw Error("usage", "--hls DIR compiles a project's kernels: give no --rtl and no --assembly dataflow");
  if (options.all_layers && !options.stage.empty()) throw Error("usage", "give either --stage NAME or --all-layers");
  if (!options.output.empty()) create_output_folder(options.output);
  const golden::FoldedNetwork loaded = load(options.network, session);
  const golden::StageGraph network_graph = golden::build_stage_graph(loaded.network, loaded.folding);
  const golden::StageGraph graph =
      options.stage.empty() ? network_graph : golden::part_named(network_graph, options.stage);
  if (options.top.empty()) note_wide_words(graph);
  CosimRequest request;
  request.frames = frames_of(options, loaded, session);
  request.stalls = {options.stalls, session.seed};
  if (!options.rtl.empty()) request.rtl = options.rtl;
  request.hls = options.hls;
  request.clock = clock;
  request.foreign_top = options.top;
  if (!options.top.empty()) request.declared_types = declared_types(network_graph);
  request.assembly = assembly_of(options);
  request.waves = waves_of(options);
  request.quiet_cycles = options.quiet_cycles;
  request.register_writes = read_register_writes(options.register_writes);
  request.progress = [&session](const std::string& text) { session.progress(text); };
  std::optional<TemporaryFolder> scratch;
  if (options.netlist) {
    scratch.emplace("weir-netlist");
    request.rtl = make_netlist(options, graph, request, scratch->path());
    request.assembly = Assembly::kStitched;
    session.print("netlist    by yosys' synth_ecp5, with the streams' monitors as ports");
  }
  LayersOutcome layers;
  if (options.all_layers) layers = cosimulate_layers(graph, request);
  const CosimOutcome outcome = options.all_layers ? layers.whole : cosimulate(graph, request);
  session.progress_done();
  Json json{{"network", graph.name}};
  json.update(cosim_json(outcome.result));
  if (options.all_layers) json["layers"] = layers_json(layers);
  if (options.all_layers) json["fifos"] = fifos_json(layers);
  if (layers.finn)
    json["finn_rtlsim"] = {{"latency_cycles", layers.finn->latency_cycles},
                           {"complete", layers.finn->is_complete},
                           {"equal", layers.finn->is_right}};
  if (layers.published_latency) json["published_latency_cycles"] = *layers.published_latency;
  if (!options.top.empty()) json["adaptations"] = outcome.adaptations;
  json = session.with_request(std::move(json));
  write_reports(options, json, outcome);
  const std::string replay = write_replay(options, network_graph, request.frames, outcome.result);
  if (session.json) session.print_json(json);
  session.print(rtl::render(outcome.result, report_options(request, replay)));
  if (options.all_layers) session.print(layers_text(layers));
  if (!options.top.empty())
    session.print(speed_text(outcome.result, options.clk_mhz) + adaptations_text(outcome.adaptations));
  if (outcome.result.is_compiler_fault()) return kInternal;
  if (layers.culprit() != nullptr || layers.wrong_fifo() != nullptr) return kFinding;
  return outcome.result.equal() ? kFine : kFinding;
}

/// A design whose network Weir does not know.
int cosim_words(CosimOptions options, const Session& session) {
  if (options.clk_mhz == 0) options.clk_mhz = kClockMhz;
  if (!options.network.network.empty() || options.rtl.empty() || options.top.empty() || options.words_out.empty())
    throw Error("usage",
                "--words-in and --words-out stand for the network: give --rtl DIR --top T and both, no NETWORK");
  if (options.all_layers || options.blocks || !options.stage.empty() || options.random > 0 ||
      !options.vectors.empty() || !options.pictures.inputs.empty() || !options.assembly.empty() ||
      !options.fpga_part.empty())
    throw Error("usage",
                "--words-in and --words-out go with --stalls, --waves, --axi-lite, --quiet-cycles and -o alone");
  if (!options.output.empty()) create_output_folder(options.output);
  CosimRequest request;
  request.rtl = options.rtl;
  request.foreign_top = options.top;
  request.stalls = {options.stalls, session.seed};
  request.waves = waves_of(options);
  request.quiet_cycles = options.quiet_cycles;
  request.register_writes = read_register_writes(options.register_writes);
  request.progress = [&session](const std::string& text) { session.progress(text); };
  const WordFiles files{{options.words_in.begin(), options.words_in.end()},
                        {options.words_out.begin(), options.words_out.end()}};
  const CosimOutcome outcome = cosimulate_words(files, request);
  session.progress_done();
  Json json{{"network", options.top}};
  json.update(cosim_json(outcome.result));
  json["adaptations"] = outcome.adaptations;
  json = session.with_request(std::move(json));
  write_reports(options, json, outcome);
  if (session.json) session.print_json(json);
  session.print(rtl::render(outcome.result, report_options(request)) + speed_text(outcome.result, options.clk_mhz) +
                adaptations_text(outcome.adaptations));
  if (outcome.result.is_compiler_fault()) return kInternal;
  return outcome.result.equal() ? kFine : kFinding;
}

/// As typed, for one block alone.
std::vector<std::string> block_command(const CosimOptions& options, const Session& session, const std::string& block) {
  std::vector<std::string> command{(executable_folder() / "weir").string(),
                                   "cosim",
                                   options.network.network,
                                   "--stage",
                                   block,
                                   "--json",
                                   "--quiet",
                                   "--seed",
                                   std::to_string(session.seed)};
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) command.insert(command.end(), {name, value});
  };
  add("--fc-weights", options.network.fc_weights);
  add("--folding", options.network.folding);
  if (options.network.lenient) command.push_back("--lenient");
  add("--vectors", options.vectors);
  for (const std::string& input : options.pictures.inputs) add("--input", input);
  add("--preprocess", options.pictures.preprocess);
  add("--input-format", options.pictures.format);
  if (options.random > 0) add("--random", std::to_string(options.random));
  if (options.limit > 0) add("--limit", std::to_string(options.limit));
  add("--assembly", options.assembly);
  add("--stalls", fmt::format("{}", options.stalls));
  return command;
}

/// All that the results of the blocks depend on.
std::string block_key(const CosimOptions& options, const Session& session, const golden::StageGraph& graph,
                      const std::vector<Tensor>& frames) {
  Fnv1a hash;
  hash.add(golden::network_hash(*graph.network));
  hash.add(golden::folding_hash(*graph.network, graph.folding));
  for (const Tensor& frame : frames)
    hash.add(std::string(reinterpret_cast<const char*>(frame.data.data()), frame.data.size() * sizeof(frame.data[0])));
  hash.add(fmt::format("{} {} {} {}", frames.size(), options.stalls, session.seed, options.assembly));
  hash.add(toolbox_hash());
  hash.add(rtl::toolchain_hash(rtl::find_toolchain()));
  hash.add(read_text_file("/proc/self/exe"));  // SystemC's model, golden and the bench are in it
  return hash.hex();
}

int cosim_blocks(const CosimOptions& options, const Session& session) {
  if (options.whole_network || !options.stage.empty() || !options.rtl.empty() || !options.hls.empty() ||
      !options.waves.empty() || !options.fpga_part.empty())
    throw Error("usage", "--blocks goes with neither of --network, --stage, --rtl, --hls, --fpga-part and --waves");
  if (!options.output.empty()) create_output_folder(options.output);
  const golden::FoldedNetwork loaded = load(options.network, session);
  const golden::StageGraph graph = golden::build_stage_graph(loaded.network, loaded.folding);
  BlocksRequest request;
  for (const golden::Block& block : golden::blocks_of(graph)) request.blocks.push_back(block.name);
  request.command = [&](const std::string& block) { return block_command(options, session, block); };
  request.jobs = options.jobs > 0 ? options.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  if (!options.output.empty()) request.state = std::filesystem::path(options.output) / "blocks.json";
  request.key = block_key(options, session, graph, frames_of(options, loaded, session));
  request.progress = [&session](const std::string& text) { session.progress(text); };
  const BlocksOutcome outcome = cosimulate_blocks(request);
  session.progress_done();
  Json json{{"network", graph.name},
            {"equal", true},
            {"compiler_fault", false},
            {"blocks_compared", request.blocks.size()},
            {"blocks_resumed", outcome.resumed}};
  for (const char* sum : {"words_compared", "mismatches", "cycle_differences"}) json[sum] = 0;
  std::string text;
  for (const Json& block : outcome.results) {
    const bool equal = block.at("equal"), is_fault = block.value("compiler_fault", false);
    if (!equal) json["equal"] = false;
    if (is_fault) json["compiler_fault"] = true;
    for (const char* sum : {"words_compared", "mismatches", "cycle_differences"})
      json[sum] = json[sum].get<std::int64_t>() + block.at(sum).get<std::int64_t>();
    text += fmt::format("{:5} {:40} {:>10} words  {} mismatches  {} cycle differences  {} cycles\n",
                        equal      ? "equal"
                        : is_fault ? "WRONG"
                                   : "FAIL",
                        block.at("network").get<std::string>(), block.at("words_compared").get<std::int64_t>(),
                        block.at("mismatches").get<std::int64_t>(), block.at("cycle_differences").get<std::int64_t>(),
                        block.at("cycles_rtl").get<std::int64_t>());
  }
  json["blocks"] = outcome.results;
  const bool equal = json.at("equal"), is_fault = json.at("compiler_fault");
  if (session.json) session.print_json(json);
  if (is_fault)
    text +=
        "error[compiler-fault]: the C++ compiler is wrong, not the RTL, in the blocks marked WRONG: built without "
        "optimisation their RTL agrees\n  no verdict of the usual build can be trusted; `weir doctor` checks the "
        "compiler, --stage BLOCK shows what it made of one\n";
  session.print(text + fmt::format("{} blocks, {} of them from {}: {}\n", request.blocks.size(), outcome.resumed,
                                   request.state.empty() ? "no file" : request.state.string(),
                                   equal ? "all equal" : "not all equal"));
  if (is_fault) return kInternal;
  return equal ? kFine : kFinding;
}

int run_cosim(CosimOptions& options, const Session& session) {
  const bool is_netlist_of_more = !options.top.empty() || !options.hls.empty() || options.blocks ||
                                  !options.words_in.empty() || !options.words_out.empty() ||
                                  options.assembly == "composed" || options.assembly == "dataflow";
  if (options.netlist && is_netlist_of_more)
    throw Error("usage",
                "--netlist is of the stitched RTL of a network: give no --top, --hls, --blocks, --words-in, "
                "--words-out, and no --assembly but stitched");
  if (!options.words_in.empty() || !options.words_out.empty()) return cosim_words(options, session);
  if (options.network.network.empty()) throw Error("usage", "NETWORK is required");
  return options.blocks ? cosim_blocks(options, session) : cosim(options, session);
}

}  // namespace

void add_cosim(CLI::App& app, Session& session) { add_command(app, session, &run_cosim); }

}  // namespace weir::tools
