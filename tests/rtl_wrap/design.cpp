#include "tests/rtl_wrap/design.hpp"

#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace weir::test {

namespace fs = std::filesystem;
using golden::StageGraph;
using golden::Stream;

void add_chain(StageGraph& graph, const ChainShape& chain, const std::string& prefix) {
  const int stages = static_cast<int>(chain.latencies.size());
  const int first_stage = static_cast<int>(graph.stages.size()), first_stream = static_cast<int>(graph.streams.size());
  for (int i = 0; i <= stages; ++i) {
    Stream stream;
    stream.name = prefix + (i == 0 ? "in" : i == stages ? "out" : "mid" + std::to_string(i));
    stream.tensor = prefix + "x";
    stream.type = chain.type;
    stream.shape = chain.shape;
    stream.elements_per_word = chain.elements[static_cast<std::size_t>(i)];
    stream.depth_words = chain.depths[static_cast<std::size_t>(i)];
    stream.producer = i == 0 ? golden::kOutside : first_stage + i - 1;
    stream.consumer = i == stages ? golden::kOutside : first_stage + i;
    graph.streams.push_back(stream);
  }
  for (int i = 0; i < stages; ++i) {
    golden::Stage stage;
    stage.name = prefix + "stage_" + std::to_string(i);
    golden::Dwc dwc;
    dwc.shape = chain.shape;
    dwc.type = chain.type;
    dwc.in_elements = chain.elements[static_cast<std::size_t>(i)];
    dwc.out_elements = chain.elements[static_cast<std::size_t>(i) + 1];
    stage.kind = dwc;
    stage.inputs = {first_stream + i};
    stage.outputs = {first_stream + i + 1};
    stage.latency_cycles = chain.latencies[static_cast<std::size_t>(i)];
    graph.stages.push_back(stage);
  }
}

rtl::ExpectedWords random_words(const StageGraph& graph, int frames, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  rtl::ExpectedWords words;
  std::vector<std::int32_t> elements;
  for (const Stream& stream : graph.streams) {
    if (stream.producer == golden::kOutside) {
      elements.resize(static_cast<std::size_t>(frames * element_count(stream.shape)));
      for (auto& element : elements)
        element = static_cast<std::int32_t>(stream.type.decode(
            static_cast<std::uint32_t>(random()) & static_cast<std::uint32_t>((1ull << stream.type.bits) - 1)));
    }
    words[stream.name] = golden::pack_stream(elements, stream);
  }
  return words;
}

namespace {

class TopWriter {
 public:
  TopWriter(const StageGraph& graph, Fifo kind) : graph_(graph), kind_(kind) {}

  std::string text() {
    port("input logic ap_clk");
    port("input logic ap_rst_n");
    int inputs = 0, outputs = 0;
    for (std::size_t i = 0; i < graph_.streams.size(); ++i) fifo(i, inputs, outputs);
    for (std::size_t i = 0; i < graph_.stages.size(); ++i) stage(i);
    return "module weir_top (\n" + ports_ + ");\n" + body_.str() + "endmodule\n";
  }

 private:
  void port(const std::string& declaration) { ports_ += (ports_.empty() ? "  " : ",\n  ") + declaration; }
  static std::string bits(int width) { return "[" + std::to_string(width - 1) + ":0] "; }

  void fifo(std::size_t i, int& inputs, int& outputs) {
    const Stream& stream = graph_.streams[i];
    const std::string f = "f" + std::to_string(i), width = bits(stream.word_bits()),
                      padded = bits(8 * stream.word_bytes());
    body_ << "  int " << f << "_depth; initial if (!$value$plusargs(\"depth_" << i << "=%d\", " << f << "_depth)) " << f
          << "_depth = " << stream.depth_words << ";\n  logic " << width << f << "_wd, " << f << "_rd; logic " << f
          << "_room, " << f << "_take, " << f << "_wv, " << f << "_rv, " << f << "_rr;\n  ";
    if (kind_ == Fifo::Weir)
      body_ << "weir_fifo #(.W(" << stream.word_bits() << "), .DEPTH(" << stream.depth_words << ")) " << f;
    else
      body_ << "test_fifo #(.W(" << stream.word_bits() << ")) " << f;
    body_ << " (.ap_clk, .ap_rst_n, " << (kind_ == Fifo::Weir ? "" : ".depth(6'(" + f + "_depth)), ") << ".room(" << f
          << "_room), .take(" << f << "_take), .in_tdata(" << f << "_wd), .in_tvalid(" << f << "_wv), .out_tdata(" << f
          << "_rd), .out_tvalid(" << f << "_rv), .out_tready(" << f << "_rr));\n";
    if (stream.producer == golden::kOutside) {
      const std::string p = "s_axis_" + std::to_string(inputs++);
      port("input logic " + padded + p + "_tdata");
      port("input logic " + p + "_tvalid");
      port("output logic " + p + "_tready");
      body_ << "  assign " << f << "_wd = " << p << "_tdata[" << stream.word_bits() - 1 << ":0]; assign " << f
            << "_wv = " << p << "_tvalid & " << f << "_room; assign " << f << "_take = " << f << "_wv; assign " << p
            << "_tready = " << f << "_room;\n";
    }
    if (stream.consumer == golden::kOutside) {
      const std::string p = "m_axis_" + std::to_string(outputs++);
      port("output logic " + padded + p + "_tdata");
      port("output logic " + p + "_tvalid");
      port("input logic " + p + "_tready");
      body_ << "  assign " << p << "_tdata = " << 8 * stream.word_bytes() << "'(" << f << "_rd); assign " << p
            << "_tvalid = " << f << "_rv; assign " << f << "_rr = " << p << "_tready;\n";
    }
    monitor(i, f, width);
  }

  void monitor(std::size_t i, const std::string& f, const std::string& width) {
    const std::string m = "mon_" + std::to_string(i);
    ports_ += "\n`ifdef WEIR_MONITOR\n  , output logic " + m + "_wvalid, output logic " + width + m +
              "_wdata, output logic " + m + "_rvalid\n`endif\n";
    body_ << "`ifdef WEIR_MONITOR\n  assign " << m << "_wvalid = " << f << "_wv; assign " << m << "_wdata = " << f
          << "_wd; assign " << m << "_rvalid = " << f << "_rv & " << f << "_rr;\n`endif\n";
  }

  void stage(std::size_t i) {
    const golden::Stage& stage = graph_.stages[i];
    const auto in = static_cast<std::size_t>(stage.inputs[0]), out = static_cast<std::size_t>(stage.outputs[0]);
    const std::string s = "s" + std::to_string(i), a = "f" + std::to_string(in), b = "f" + std::to_string(out);
    body_ << "  int " << s << "_fault, " << s << "_at; initial begin if (!$value$plusargs(\"fault_" << i << "=%d\", "
          << s << "_fault)) " << s << "_fault = 0; if (!$value$plusargs(\"at_" << i << "=%d\", " << s << "_at)) " << s
          << "_at = 0; end\n  test_stage #(.IN(" << graph_.streams[in].word_bits() << "), .OUT("
          << graph_.streams[out].word_bits() << "), .LANE(" << graph_.streams[out].type.bits << "), .LATENCY("
          << stage.latency_cycles << ")) " << s << " (.ap_clk, .ap_rst_n, .fault(" << s << "_fault), .at(" << s
          << "_at), .in0_tdata(" << a << "_rd), .in0_tvalid(" << a << "_rv), .in0_tready(" << a << "_rr), .out0_tdata("
          << b << "_wd), .out0_tvalid(" << b << "_wv), .out0_room(" << b << "_room), .out0_take(" << b << "_take));\n";
  }

  const StageGraph& graph_;
  Fifo kind_;
  std::string ports_;
  std::ostringstream body_;
};

}  // namespace

rtl::RtlFolder write_design(const StageGraph& graph, const fs::path& folder, Fifo fifo) {
  fs::create_directories(folder / "data");
  const fs::path& root = weir::test::source_folder();
  write_text_file(folder / "test_parts.sv", read_text_file(root / "tests" / "rtl_wrap" / "rtl" / "test_parts.sv"));
  write_text_file(folder / "weir_top.sv", TopWriter(graph, fifo).text());
  nlohmann::json manifest{{"schema_version", 1},
                          {"top", "weir_top"},
                          {"sources", {"test_parts.sv", "weir_top.sv"}},
                          {"sim_sources", nlohmann::json::array()},
                          {"data", "data"},
                          {"network_hash", ""},
                          {"folding_hash", ""},
                          {"stages", nlohmann::json::array()},
                          {"streams", nlohmann::json::array()},
                          {"inputs", graph.input_streams()},
                          {"outputs", graph.output_streams()}};
  if (fifo == Fifo::Weir) {
    write_text_file(folder / "weir_fifo.sv", read_text_file(root / "hls" / "rtl" / "weir_fifo.sv"));
    manifest["sources"].push_back("weir_fifo.sv");
  }
  for (const auto& stage : graph.stages)
    manifest["stages"].push_back({{"name", stage.name}, {"module", "test_stage"}, {"kernel_report", ""}});
  for (const Stream& stream : graph.streams)
    manifest["streams"].push_back({{"name", stream.name},
                                   {"word_bits", stream.word_bits()},
                                   {"depth_words", stream.depth_words},
                                   {"producer", nullptr},
                                   {"consumer", nullptr}});
  write_text_file(folder / rtl::kManifestName, manifest.dump(1));
  return rtl::read_rtl_folder(folder);
}

fs::path shared_cache() { return weir::test::binary_folder() / ".." / "test-cache"; }

rtl::VerilatedDesign build(const rtl::RtlFolder& folder) {
  rtl::VerilateOptions options;
  options.cache = shared_cache();
  return rtl::verilate(folder, options);
}

Design make_design(StageGraph graph, Fifo fifo) {
  const ScratchFolder scratch;
  auto model = build(write_design(graph, scratch.path(), fifo)).model;
  return {std::move(graph), std::move(model)};
}

const Design& pass_chain() {
  static const Design design = [] {
    StageGraph graph;
    graph.name = "pass";
    add_chain(graph, {{4, 4, 4}, {3, 0}, {2, 6, 2}});
    return make_design(std::move(graph));
  }();
  return design;
}

rtl::CosimResult simulate(const Design& design, const StageGraph& graph, const Run& run) {
  std::vector<std::string> plusargs = run.plusargs;
  for (std::size_t i = 0; i < graph.streams.size(); ++i)
    plusargs.push_back("+depth_" + std::to_string(i) + "=" + std::to_string(graph.streams[i].depth_words));
  timing::SimulationOptions timing_options;
  timing_options.frames = run.frames;
  timing_options.stalls = run.stalls;
  timing_options.record_transfers = true;
  timing::SimulationResult timing;
  rtl::CosimOptions options;
  options.frames = run.frames;
  options.stalls = run.stalls;
  options.max_cycles = run.max_cycles;
  options.waves = run.waves;
  if (run.compare_cycles) {
    timing = timing::simulate_maxplus(graph, timing_options);
    options.timing = &timing;
  }
  const auto instance = design.model->create(plusargs);
  return rtl::cosimulate(*instance, graph, random_words(graph, run.frames, 7), options);
}

rtl::CosimResult simulate(const Design& design, const Run& run) { return simulate(design, design.graph, run); }

}  // namespace weir::test
