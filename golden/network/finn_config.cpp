#include "golden/network/finn_config.hpp"

#include <map>
#include <nlohmann/json.hpp>

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

/// FINN v0.10's choice where it has both: RTL for what moves words, HLS for what computes.
const char* backend_of(const std::string& op_type) {
  for (const char* rtl : {"FMPadding", "ConvolutionInputGenerator", "StreamingDataWidthConverter", "Thresholding"})
    if (op_type == rtl) return "rtl";
  return "hls";
}

class Writer {
 public:
  explicit Writer(const StageGraph& graph) : graph_(graph) { json_["Defaults"] = Json::object(); }

  std::string write() {
    for (const int stream : graph_.input_streams()) add_fifo(stream);
    for (const Stage& stage : graph_.stages) {
      add_stage(stage);
      for (const int stream : stage.outputs) add_fifo(stream);
    }
    return json_.dump(2) + "\n";
  }

 private:
  const Stream& stream(int index) const { return graph_.streams[static_cast<std::size_t>(index)]; }

  Json depths(const std::vector<int>& streams) const {
    Json depths = Json::array();
    for (const int s : streams) depths.push_back(stream(s).depth_words);
    return depths;
  }

  void add_fifo(int index) {
    const Stream& s = stream(index);
    const bool is_edge = s.producer == kOutside || s.consumer == kOutside;
    Json& fifo = json_["StreamingFIFO_rtl_" + std::to_string(index)];
    fifo["ram_style"] = "auto";
    fifo["depth"] = s.depth_words;
    fifo["impl_style"] = s.depth_words > kDeepestRtlFifoWords && !is_edge ? "vivado" : "rtl";
    fifo["inFIFODepths"] = fifo["outFIFODepths"] = Json::array({0});
  }

  void add_stage(const Stage& stage) {
    const std::string type = op_type(stage.kind);
    Json& node = json_[name_of(stage, type)] = Json::object();
    if (type == "MVAU" || type == "Thresholding" || type == "Pool" || type == "StreamingMaxPool" ||
        type == "AddStreams" || type == "DuplicateStreams" || type == "ChannelwiseOp" || type == "LabelSelect")
      node["PE"] = stage.folding.PE;
    if (type == "MVAU" || type == "FMPadding" || type == "ConvolutionInputGenerator" || type == "DownSampler")
      node["SIMD"] = stage.folding.SIMD;
    if (type == "ConvolutionInputGenerator") node["parallel_window"] = 0;
    if (type == "MVAU" || type == "ConvolutionInputGenerator") node["ram_style"] = stage.folding.ram_style;
    node["inFIFODepths"] = depths(stage.inputs);
    node["outFIFODepths"] = depths(stage.outputs);
  }

  /// A layer that already has a node name with its backend keeps it.
  std::string name_of(const Stage& stage, const std::string& type) {
    const std::string name = type + "_" + backend_of(type) + "_" + std::to_string(counts_[type]++);
    const bool is_named =
        stage.name.find("_hls_") != std::string::npos || stage.name.find("_rtl_") != std::string::npos;
    return is_named ? stage.name : name;
  }

  const StageGraph& graph_;
  std::map<std::string, int> counts_;
  Json json_;
};

}  // namespace

std::string finn_hw_config(const StageGraph& graph) { return Writer(graph).write(); }

}  // namespace weir::golden
