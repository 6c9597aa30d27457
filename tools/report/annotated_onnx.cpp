#include "tools/report/annotated_onnx.hpp"

#include <fmt/core.h>

#include <cmath>

#include "tools/report/onnx_node.hpp"

namespace weir::tools {

namespace {

constexpr const char* kDomain = "weir.stages";

/// In per cent, of the steady interval where there is one.
template <class Shares>
void add_shares(onnx::NodeProto& node, const Shares& shares) {
  add_text(node, "busy", fmt::format("{:.1f} %", 100 * shares.busy));
  add_text(node, "starved", fmt::format("{:.1f} %", 100 * shares.starved));
  add_text(node, "starved_by", shares.starved_by);
  add_text(node, "backpressured", fmt::format("{:.1f} %", 100 * shares.backpressured));
  add_text(node, "backpressured_by", shares.backpressured_by);
}

void add_circle(onnx::NodeProto& node, const SimulateOutcome& outcome) {
  if (!outcome.explanation || !outcome.explanation->circle) return;
  const timing::CriticalCycle& circle = *outcome.explanation->circle;
  for (const auto& part : circle.parts)
    if (part.reason == timing::CriticalCycle::Reason::Work && part.name == node.name())
      add_text(
          node, "critical_circle",
          fmt::format("works {:.6g} of {:.6g} cycles",
                      static_cast<double>(part.cycles) / static_cast<double>(circle.frames), circle.interval_cycles()));
}

void describe(onnx::ValueInfoProto& tensor, const golden::Stream& stream, const timing::FifoStatistics* fifo) {
  tensor.set_name(stream.name);
  auto& type = *tensor.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);  // whose integers these are, the documentation says
  for (const std::int64_t extent : stream.shape) type.mutable_shape()->add_dim()->set_dim_value(extent);
  tensor.set_doc_string(fmt::format("{}, {} words of {} bits per frame, FIFO of {} words{}", stream.type.name(),
                                    stream.words_per_frame(), stream.word_bits(), stream.depth_words,
                                    fifo == nullptr ? "" : fmt::format(", {} in use at most", fifo->high_water_words)));
}

}  // namespace

std::string annotated_onnx(const golden::StageGraph& graph, const SimulateOutcome& outcome) {
  const timing::SimulationResult& result = outcome.batch.result;
  onnx::ModelProto model = model_with_domain(graph.name, kDomain);
  onnx::GraphProto& stages = *model.mutable_graph();
  stages.set_doc_string(fmt::format("latency {} cycles, interval {:.6g} cycles, profile {}, {} MHz",
                                    result.latency_cycles, result.steady_interval_cycles, outcome.profile.name,
                                    outcome.request.clk_mhz));
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const golden::Stage& stage = graph.stages[i];
    onnx::NodeProto& node = *stages.add_node();
    node.set_name(stage.name);
    node.set_domain(kDomain);
    node.set_op_type(golden::op_type(stage.kind));
    for (const int s : stage.inputs) node.add_input(graph.streams[static_cast<std::size_t>(s)].name);
    for (const int s : stage.outputs) node.add_output(graph.streams[static_cast<std::size_t>(s)].name);
    if (stage.layer >= 0) {
      add_integer(node, "PE", stage.folding.PE);
      add_integer(node, "SIMD", stage.folding.SIMD);
    }
    add_integer(node, "work_cycles", result.stages[i].work_cycles);
    if (outcome.steady)
      add_shares(node, outcome.steady->stages[i]);
    else
      add_shares(node, result.stages[i]);
    add_circle(node, outcome);
  }
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    const golden::Stream& stream = graph.streams[s];
    const bool is_known = s < result.fifos.size() && result.fifos[s].name == stream.name;
    onnx::ValueInfoProto* tensor = stream.producer == golden::kOutside   ? stages.add_input()
                                   : stream.consumer == golden::kOutside ? stages.add_output()
                                                                         : stages.add_value_info();
    describe(*tensor, stream, is_known ? &result.fifos[s] : nullptr);
  }
  return serialised(model);
}

}  // namespace weir::tools
