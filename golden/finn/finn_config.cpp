#include "golden/finn/finn_config.hpp"

#include "golden/network/fifos.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

/// Which of its attributes FINN writes for a node; MMV, which FINN does not have, only where it is used.
template <class Kind>
Json attributes_of(const Kind&, const HardwareNode& node) {
  constexpr bool is_matrix = std::is_same_v<Kind, Mvau> || std::is_same_v<Kind, Vvau>;
  constexpr bool is_window = std::is_same_v<Kind, SlidingWindow>;
  constexpr bool has_simd = is_matrix || is_window || std::is_same_v<Kind, FmPadding> ||
                            std::is_same_v<Kind, PixelPadding> || std::is_same_v<Kind, DownSampler> ||
                            std::is_same_v<Kind, Crop> || std::is_same_v<Kind, Concat> || std::is_same_v<Kind, Split>;
  constexpr bool has_no_fold =
      std::is_same_v<Kind, Dwc> || std::is_same_v<Kind, Upsample> || std::is_same_v<Kind, Lookup>;
  Json json = Json::object();
  if (is_matrix || !(has_simd || has_no_fold)) json["PE"] = node.folding.PE;
  if (has_simd) json["SIMD"] = node.folding.SIMD;
  if (node.folding.MMV != 1) json["MMV"] = node.folding.MMV;
  if (is_window) json["parallel_window"] = node.parallel_window ? 1 : 0;
  if (is_window || is_matrix) json["ram_style"] = node.ram_style;
  if (is_matrix) {
    json["resType"] = node.res_type;
    json["mem_mode"] = node.mem_mode;
  }
  if (is_matrix || std::is_same_v<Kind, Thresholding>) json["runtime_writeable_weights"] = 0;
  if (std::is_same_v<Kind, Thresholding> && node.backend == Backend::Rtl) {
    json["depth_trigger_uram"] = node.depth_trigger_uram;
    json["depth_trigger_bram"] = node.depth_trigger_bram;
  }
  return json;
}

Json attributes_of(const HardwareNode& node) {
  return std::visit([&](const auto& kind) { return attributes_of(kind, node); }, node.layer->kind);
}

class HwConfig {
 public:
  HwConfig(const StageGraph& graph, const std::vector<HardwareNode>& nodes) : graph_(graph), nodes_(nodes) {
    json_["Defaults"] = Json::object();
    const std::vector<int> streams = streams_by_finn_number(graph_);
    number_of_.resize(graph_.streams.size());
    for (std::size_t k = 0; k < streams.size(); ++k) number_of_[static_cast<std::size_t>(streams[k])] = k;
    for (const int stream : graph_.input_streams()) add_fifo(stream);
    for (const Stage& stage : graph_.stages) {
      add_stage(stage);
      for (auto stream = stage.outputs.rbegin(); stream != stage.outputs.rend(); ++stream) add_fifo(*stream);
    }
  }

  Json take() { return std::move(json_); }

 private:
  const Stream& stream(int index) const { return graph_.streams[static_cast<std::size_t>(index)]; }

  Json depths(const std::vector<int>& streams) const {
    Json depths = Json::array();
    for (const int s : streams) depths.push_back(stream(s).has_fifo ? stream(s).depth_words : 0);
    return depths;
  }

  void add_fifo(int index) {
    const Stream& s = stream(index);
    if (!s.has_fifo || is_inside_converter(graph_, s)) return;
    const bool is_edge = s.producer == kOutside || s.consumer == kOutside;
    Json& fifo = json_["StreamingFIFO_rtl_" + std::to_string(number_of_[static_cast<std::size_t>(index)])];
    fifo["ram_style"] = "auto";
    fifo["depth"] = s.depth_words;
    fifo["impl_style"] = s.depth_words > kDeepestRtlFifoWords && !is_edge ? "vivado" : "rtl";
    fifo["inFIFODepths"] = Json::array({0});
    fifo["outFIFODepths"] = Json::array({0});
  }

  void add_stage(const Stage& stage) {
    if (stage.layer < 0) return add_converter(stage);
    const HardwareNode& node = nodes_[static_cast<std::size_t>(stage.layer)];
    Json attributes = attributes_of(node);
    attributes["inFIFODepths"] = depths(stage.inputs);
    attributes["outFIFODepths"] = depths(stage.outputs);
    json_[node.name] = std::move(attributes);
  }

  /// One node of FINN's, by HLS where the widths do not divide: both halves of it are one entry.
  void add_converter(const Stage& stage) {
    if (is_inside_converter(graph_, stream(stage.outputs.front()))) return;
    const Stream& in = stream(stage.inputs.front());
    const bool is_half = is_inside_converter(graph_, in);
    Json& attributes = json_[Dwc::op_type + (is_half ? "_hls_" + std::to_string(hls_converters_++)
                                                     : "_rtl_" + std::to_string(rtl_converters_++))];
    const auto first = static_cast<std::size_t>(in.producer);
    attributes["inFIFODepths"] = depths(is_half ? graph_.stages[first].inputs : stage.inputs);
    attributes["outFIFODepths"] = depths(stage.outputs);
  }

  const StageGraph& graph_;
  const std::vector<HardwareNode>& nodes_;
  std::vector<std::size_t> number_of_;  ///< FINN's, by stream
  int rtl_converters_ = 0, hls_converters_ = 0;
  Json json_;
};

}  // namespace

Json auto_folding_json(const Network& network, const Folding& folding, const AttributeTable& attributes,
                       const std::string& fpga_part) {
  Json json;
  json["Defaults"] = Json::object();
  for (const HardwareNode& node : hardware_nodes(network, folding, attributes, fpga_part))
    json[node.name] = attributes_of(node);
  return json;
}

Json final_hw_config_json(const StageGraph& graph, const AttributeTable& attributes, const std::string& fpga_part) {
  return HwConfig(graph, hardware_nodes(*graph.network, graph.folding, attributes, fpga_part)).take();
}

}  // namespace weir::golden
