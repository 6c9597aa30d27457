#include "hls/codegen/word_mover.hpp"

namespace weir::hls {

namespace {

using Arguments = std::vector<std::pair<std::string, std::int64_t>>;

/// A kernel whose file and function have the family's name and whose arguments are numbers, LATENCY last.
StageKernel mover(const std::string& family, const Arguments& arguments, const golden::Stage& stage) {
  StageKernel kernel{family, family + ".hpp", "weir::" + family, {}, {}};
  for (const auto& [name, value] : arguments) kernel.arguments.emplace_back(name, std::to_string(value));
  kernel.arguments.emplace_back("LATENCY", std::to_string(stage.latency_cycles));
  return kernel;
}

}  // namespace

StageKernel kernel_of(const golden::FmPadding& p, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("fm_padding",
               {{"H", p.in_size[0]},
                {"W", p.in_size[1]},
                {"GROUPS", p.channels / SIMD},
                {"TOP", p.padding[0]},
                {"LEFT", p.padding[1]},
                {"BOTTOM", p.padding[2]},
                {"RIGHT", p.padding[3]},
                {"WORD_BITS", SIMD * p.type.bits}},
               stage);
}

StageKernel kernel_of(const golden::DuplicateStreams& d, const golden::Stage& stage) {
  const int PE = stage.folding.PE;
  return mover("duplicate_streams",
               {{"WORD_BITS", PE * d.input.bits}, {"NUM", element_count(d.num_input_vectors) * d.channels / PE}},
               stage);
}

StageKernel kernel_of(const golden::DownSampler& d, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("down_sampler",
               {{"H", d.in_size[0]},
                {"W", d.in_size[1]},
                {"GROUPS", d.channels / SIMD},
                {"S", d.stride},
                {"WORD_BITS", SIMD * d.input.bits}},
               stage);
}

}  // namespace weir::hls
