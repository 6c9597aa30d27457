#include "hls/codegen/rtl.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "hls/codegen/kernel.hpp"
#include "hls/codegen/names.hpp"
#include "hls/codegen/project.hpp"
#include "hls/codegen/resources.hpp"

namespace weir::hls {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kDataFolder = "data";
constexpr const char* kStripped = "stage";  // any name that is the same for all stages

std::string shape_of(const golden::StageGraph& graph, const golden::Stage& stage) {
  return stage_source(graph, stage, kStripped);
}

/// "[63:0]"
std::string range(int bits) { return "[" + std::to_string(bits - 1) + ":0]"; }

int padded_bits(const golden::Stream& stream) { return stream.word_bytes() * 8; }

std::string net(int stream) { return "stream_" + std::to_string(stream); }

/// Declarations of the module's ports: AXI streams always, monitors between ifdefs.
std::string port_list(const golden::StageGraph& graph) {
  std::string text = "    input  wire ap_clk,\n    input  wire ap_rst_n";
  const auto add = [&](const std::vector<int>& streams, const char* prefix, const char* data, const char* back) {
    for (std::size_t k = 0; k < streams.size(); ++k) {
      const std::string port = prefix + std::to_string(k);
      const std::string width = range(padded_bits(graph.streams[static_cast<std::size_t>(streams[k])]));
      text += std::string(",\n    ") + data + " wire " + width + " " + port + "_tdata,\n    " + data + " wire " + port +
              "_tvalid,\n    " + back + " wire " + port + "_tready";
    }
  };
  add(graph.input_streams(), "s_axis_", "input ", "output");
  add(graph.output_streams(), "m_axis_", "output", "input ");
  text += "\n`ifdef WEIR_MONITOR\n";
  for (std::size_t i = 0; i < graph.streams.size(); ++i) {
    const std::string port = "mon_" + std::to_string(i);
    text += "    , output wire " + port + "_wvalid, output wire " + range(graph.streams[i].word_bits()) + " " + port +
            "_wdata, output wire " + port + "_rvalid  // " + graph.streams[i].name + "\n";
  }
  return text + "`endif\n";
}

std::string fifo(const golden::Stream& stream, int index) {
  const std::string n = net(index), bits = range(stream.word_bits());
  return "  // " + stream.name + "\n  wire " + bits + " " + n + "_in, " + n + "_out;\n  wire " + n + "_room, " + n +
         "_take, " + n + "_in_valid, " + n + "_out_valid, " + n + "_out_ready;\n  weir_fifo #(.W(" +
         std::to_string(stream.word_bits()) + "), .DEPTH(" + std::to_string(stream.depth_words) + ")) fifo_" +
         std::to_string(index) + " (.ap_clk(ap_clk), .ap_rst_n(ap_rst_n), .room(" + n + "_room), .take(" + n +
         "_take),\n      .in_tdata(" + n + "_in), .in_tvalid(" + n + "_in_valid), .out_tdata(" + n +
         "_out), .out_tvalid(" + n + "_out_valid), .out_tready(" + n + "_out_ready));\n";
}

std::string input_side(const golden::Stream& stream, int index, std::size_t k) {
  const std::string n = net(index), port = "s_axis_" + std::to_string(k);
  return "  assign " + n + "_in = " + port + "_tdata" + range(stream.word_bits()) + ";\n  assign " + n +
         "_take = " + port + "_tvalid & " + n + "_room;\n  assign " + n + "_in_valid = " + n + "_take;\n  assign " +
         port + "_tready = " + n + "_room;\n";
}

std::string output_side(const golden::Stream& stream, int index, std::size_t k) {
  const std::string n = net(index), port = "m_axis_" + std::to_string(k);
  const int padding = padded_bits(stream) - stream.word_bits();
  const std::string data = padding == 0 ? n + "_out" : "{" + std::to_string(padding) + "'b0, " + n + "_out}";
  return "  assign " + port + "_tdata = " + data + ";\n  assign " + port + "_tvalid = " + n + "_out_valid;\n  assign " +
         n + "_out_ready = " + port + "_tready;\n";
}

std::string monitor(int index) {
  const std::string n = net(index), port = "mon_" + std::to_string(index);
  return "  assign " + port + "_wvalid = " + n + "_in_valid;\n  assign " + port + "_wdata = " + n + "_in;\n  assign " +
         port + "_rvalid = " + n + "_out_valid & " + n + "_out_ready;\n";
}

/// Synthesis finds the tables by parameter; Verilated models find them by the instance's name.
std::string table_parameters(const golden::Stage& stage) {
  std::string text;
  for (const auto& rom : kernel_of(stage).roms) {
    std::string parameter = rom.name + "_hex";
    std::transform(parameter.begin(), parameter.end(), parameter.begin(),
                   [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
    text += (text.empty() ? "" : ", ") + ("." + parameter) + "(\"" + kDataFolder + "/" + stage.name + "." + rom.name +
            ".hex\")";
  }
  return text.empty() ? text : "#(" + text + ")\n      ";
}

std::string instance(const golden::StageGraph& graph, const golden::Stage& stage) {
  std::string text = "  " + module_name(graph, stage) + " " + table_parameters(stage) + stage.name +
                     " (.ap_clk(ap_clk), .ap_rst_n(ap_rst_n)";
  for (std::size_t p = 0; p < stage.inputs.size(); ++p) {
    const std::string n = net(stage.inputs[p]), port = "in" + std::to_string(p);
    text += ",\n      ." + port + "_tdata(" + n + "_out), ." + port + "_tvalid(" + n + "_out_valid), ." + port +
            "_tready(" + n + "_out_ready)";
  }
  for (std::size_t p = 0; p < stage.outputs.size(); ++p) {
    const std::string n = net(stage.outputs[p]), port = "out" + std::to_string(p);
    text += ",\n      ." + port + "_tdata(" + n + "_in), ." + port + "_tvalid(" + n + "_in_valid), ." + port +
            "_room(" + n + "_room), ." + port + "_take(" + n + "_take)";
  }
  return text + ");\n";
}

/// Lists of the manifest: library first, then kernels, then the top.
Json source_list(const std::vector<KernelJob>& jobs, const std::string& ending) {
  Json list = Json::array({"weir_fifo.sv"});
  for (const auto& job : jobs) list.push_back("kernels/" + job.module + ending);
  list.push_back(std::string(kTopName) + ".sv");
  return list;
}

std::string end_name(const golden::StageGraph& graph, int stage) {
  return stage == golden::kOutside ? "" : graph.stages[static_cast<std::size_t>(stage)].name;
}

std::string hex_text(const golden::Words& words) {
  std::string text;
  for (std::int64_t i = 0; i < words.count(); ++i) text += hex_digits(words, i) + "\n";
  return text;
}

}  // namespace

std::string module_name(const golden::StageGraph& graph, const golden::Stage& stage) {
  Fnv1a hash;
  hash.add(shape_of(graph, stage));
  return kernel_of(stage).family + "_" + hash.hex().substr(0, 8);
}

std::vector<KernelJob> kernel_jobs(const golden::StageGraph& graph) {
  require_names(graph);
  std::vector<KernelJob> jobs;
  std::map<std::string, std::string> shapes;  // by module
  for (const auto& stage : graph.stages) {
    const std::string module = module_name(graph, stage), shape = shape_of(graph, stage);
    const auto [known, is_new] = shapes.emplace(module, shape);
    if (!is_new && known->second != shape)
      throw Error("hls-name", "stages of different shapes hash to the same module name " + module,
                  "stage " + stage.name, "change the folding of one of them");
    if (is_new)
      jobs.push_back({module, stage.name, "src/" + stage.name + ".cpp", stage.name, stage.name + "_",
                      stage_source(graph, stage, module)});
  }
  return jobs;
}

std::string stitched_top(const golden::StageGraph& graph) {
  const std::vector<int> inputs = graph.input_streams(), outputs = graph.output_streams();
  std::string text =
      std::string("// Generated by Weir: the stages and FIFOs of one network.\n`default_nettype none\n\nmodule ") +
      kTopName + " (\n" + port_list(graph) + ");\n\n";
  for (std::size_t i = 0; i < graph.streams.size(); ++i) text += fifo(graph.streams[i], static_cast<int>(i));
  text += "\n";
  for (std::size_t k = 0; k < inputs.size(); ++k)
    text += input_side(graph.streams[static_cast<std::size_t>(inputs[k])], inputs[k], k);
  for (std::size_t k = 0; k < outputs.size(); ++k)
    text += output_side(graph.streams[static_cast<std::size_t>(outputs[k])], outputs[k], k);
  text += "\n";
  for (const auto& stage : graph.stages) text += instance(graph, stage);
  text += "\n`ifdef WEIR_MONITOR\n";
  for (std::size_t i = 0; i < graph.streams.size(); ++i) text += monitor(static_cast<int>(i));
  return text + "`endif\n\nendmodule\n\n`default_nettype wire\n";
}

std::string rtl_manifest(const golden::StageGraph& graph, const std::optional<KeptClock>& clock) {
  const std::vector<KernelJob> jobs = kernel_jobs(graph);
  Json json;
  json["schema_version"] = kRtlSchemaVersion;
  json["top"] = kTopName;
  json["sources"] = source_list(jobs, ".sv");
  json["sim_sources"] = source_list(jobs, ".sim.sv");
  json["data"] = kDataFolder;
  json["network_hash"] = golden::network_hash(*graph.network);
  json["folding_hash"] = golden::folding_hash(*graph.network, graph.folding);
  if (clock) json["clock"] = {{"mhz", clock->mhz}, {"fpga_part", clock->fpga_part}};
  json["stages"] = Json::array();
  for (const auto& stage : graph.stages) {
    const std::string module = module_name(graph, stage);
    json["stages"].push_back(
        {{"name", stage.name}, {"module", module}, {"kernel_report", "kernels/" + module + ".kernel.json"}});
  }
  json["streams"] = Json::array();
  for (const auto& stream : graph.streams)
    json["streams"].push_back({{"name", stream.name},
                               {"word_bits", stream.word_bits()},
                               {"depth_words", stream.depth_words},
                               {"producer", end_name(graph, stream.producer)},
                               {"consumer", end_name(graph, stream.consumer)}});
  json["inputs"] = graph.input_streams();
  json["outputs"] = graph.output_streams();
  return json.dump(2) + "\n";
}

void write_rtl_sources(const golden::StageGraph& graph, const fs::path& folder, const std::optional<KeptClock>& clock) {
  const std::vector<KernelJob> jobs = kernel_jobs(graph);
  const fs::path fifo_source = hls_resources().rtl() / "weir_fifo.sv";
  create_output_folder(folder / kDataFolder);
  for (const auto& job : jobs) write_stage_source(graph, *graph.find_stage(job.stage), folder);
  for (const auto& stage : graph.stages) {
    const auto roms = kernel_of(stage).roms;
    const auto contents = rom_contents(graph, stage);
    for (std::size_t i = 0; i < roms.size(); ++i)
      write_text_file(folder / kDataFolder / (stage.name + "." + roms[i].name + ".hex"), hex_text(contents[i]));
  }
  write_text_file(folder / "weir_fifo.sv", read_text_file(fifo_source));
  write_text_file(folder / (std::string(kTopName) + ".sv"), stitched_top(graph));
  write_text_file(folder / "weir_rtl.json", rtl_manifest(graph, clock));
}

}  // namespace weir::hls
