#include "hls/codegen/elementwise.hpp"

#include "hls/codegen/element_types.hpp"

namespace weir::hls {

namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

template <class Kind>
std::string words_per_frame(const Kind& kind, const golden::Stage& stage) {
  return number(element_count(kind.num_input_vectors) * kind.channels / stage.folding.PE);
}

std::string channelwise_function(const golden::ChannelwiseOp& c) {
  if (c.function == "add") return "weir::ADD";
  if (c.function == "mul") return "weir::MULTIPLY";
  return c.function == "cmp_le" ? "weir::AT_MOST" : "weir::AT_LEAST";
}

}  // namespace

StageKernel kernel_of(const golden::AddStreams& a, const golden::Stage& stage) {
  require_number(a.output, stage);
  StageKernel kernel{"add_streams", "add_streams.hpp", "weir::add_streams", {}, {}};
  kernel.arguments = {{"PE", number(stage.folding.PE)},
                      {"NUM", words_per_frame(a, stage)},
                      {"AC", coding(a.lhs)},
                      {"AB", number(a.lhs.bits)},
                      {"BC", coding(a.rhs)},
                      {"BB", number(a.rhs.bits)},
                      {"OC", coding(a.output)},
                      {"OB", number(a.output.bits)},
                      {"OFFSET", number(a.offset)},
                      {"SATURATE", a.saturate ? "true" : "false"},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

StageKernel kernel_of(const golden::Relu& r, const golden::Stage& stage) {
  require_number(r.output, stage);
  StageKernel kernel{"relu", "relu.hpp", "weir::relu", {}, {}};
  kernel.arguments = {{"PE", number(stage.folding.PE)},
                      {"NUM", words_per_frame(r, stage)},
                      {"IC", coding(r.input)},
                      {"IB", number(r.input.bits)},
                      {"OB", number(r.output.bits)},
                      {"OFFSET", number(r.offset)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

StageKernel kernel_of(const golden::Eltwise& e, const golden::Stage& stage) {
  require_number(e.output, stage);
  const char* operation = e.operation == "Add" ? "weir::PLUS" : e.operation == "Sub" ? "weir::MINUS" : "weir::DISTANCE";
  StageKernel kernel{"eltwise", "eltwise.hpp", "weir::eltwise", {}, {}};
  kernel.arguments = {{"PE", number(stage.folding.PE)},
                      {"NUM", words_per_frame(e, stage)},
                      {"OPERATION", operation},
                      {"AC", coding(e.lhs)},
                      {"AB", number(e.lhs.bits)},
                      {"BC", coding(e.rhs)},
                      {"BB", number(e.rhs.bits)},
                      {"OB", number(e.output.bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  return kernel;
}

StageKernel kernel_of(const golden::ChannelwiseOp& c, const golden::Stage& stage) {
  require_number(c.output, stage);
  const int PE = stage.folding.PE, constant_bits = signed_bits(c.parameter);
  if (constant_bits > 32)
    throw Error("no-hls",
                "stage " + stage.name + ": the kernel of ChannelwiseOp has no constants of " + c.parameter.name(), "",
                "up to INT32 or UINT31");
  StageKernel kernel{"channelwise_op", "channelwise_op.hpp", "weir::channelwise_op", {}, {}};
  kernel.arguments = {{"CHANNELS", number(c.channels)},
                      {"PE", number(PE)},
                      {"NUM_VECTORS", number(element_count(c.num_input_vectors))},
                      {"FUNCTION", channelwise_function(c)},
                      {"IC", coding(c.input)},
                      {"IB", number(c.input.bits)},
                      {"PB", number(constant_bits)},
                      {"OB", number(c.output.bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  kernel.roms.push_back({"constants", PE * constant_bits, c.channels / PE});
  return kernel;
}

std::vector<golden::Words> rom_contents(const golden::ChannelwiseOp& c, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters) {
  // int_() of the constants' width, not their own type: the table is two's complement for unsigned ones too.
  return {golden::pack_words(parameters.bias.data, DataType::int_(signed_bits(c.parameter)), f.PE)};
}

}  // namespace weir::hls
