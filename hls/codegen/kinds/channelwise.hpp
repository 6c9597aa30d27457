/// A call of weir::channelwise_op (hls/kernels/channelwise_op.hpp). Throws Error no-hls for results that are BIPOLAR.
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline std::string channelwise_function(const golden::ChannelwiseOp& c) {
  if (c.function == "add") return "weir::ADD";
  if (c.function == "mul") return "weir::MULTIPLY";
  return c.function == "cmp_le" ? "weir::AT_MOST" : "weir::AT_LEAST";
}

/// Throws Error no-hls for constants beyond 32 bits two's complement.
inline StageKernel kernel_of(const golden::ChannelwiseOp& c, const golden::Stage& stage) {
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

/// "constants": word g holds the constant of channel g * PE + pe at bit pe * PB, two's complement.
inline std::vector<golden::Words> rom_contents(const golden::ChannelwiseOp& c, const golden::LayerFolding& f,
                                               const golden::Parameters& parameters) {
  // int_() of the constants' width, not their own type: the table is two's complement for unsigned ones too.
  return {golden::pack_words(parameters.bias.data, DataType::int_(signed_bits(c.parameter)), f.PE)};
}

}  // namespace weir::hls
