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

/// Concat and Split: the lengths of the narrow streams come last, and the words may come from any number of them.
template <class Kind>
StageKernel along_channels(const std::string& function, const Kind& kind, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  StageKernel kernel = mover(
      function, {{"WORD_BITS", SIMD * kind.input.bits}, {"NUM_VECTORS", element_count(kind.num_input_vectors)}}, stage);
  kernel.header = "concat.hpp";
  for (const std::int64_t channels : kind.channels)
    kernel.arguments.emplace_back("WORDS", std::to_string(channels / SIMD));
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

StageKernel kernel_of(const golden::Concat& c, const golden::Stage& stage) {
  return along_channels("concat", c, stage);
}
StageKernel kernel_of(const golden::Split& s, const golden::Stage& stage) { return along_channels("split", s, stage); }

StageKernel kernel_of(const golden::Upsample& u, const golden::Stage& stage) {
  return mover("upsample",
               {{"H", u.in_size[0]},
                {"W", u.in_size[1]},
                {"FH", u.factor[0]},
                {"FW", u.factor[1]},
                {"WORD_BITS", u.channels * u.input.bits}},
               stage);
}

StageKernel kernel_of(const golden::Crop& c, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("crop",
               {{"H", c.in_size[0]},
                {"W", c.in_size[1]},
                {"GROUPS", c.channels / SIMD},
                {"NORTH", c.border[0]},
                {"EAST", c.border[1]},
                {"SOUTH", c.border[2]},
                {"WEST", c.border[3]},
                {"WORD_BITS", SIMD * c.input.bits}},
               stage);
}

StageKernel kernel_of(const golden::PixelPadding& p, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("pixel_padding",
               {{"H", p.in_size[0]},
                {"W", p.in_size[1]},
                {"GROUPS", p.channels / SIMD},
                {"SH", p.stride[0]},
                {"SW", p.stride[1]},
                {"WORD_BITS", SIMD * p.input.bits}},
               stage);
}

}  // namespace weir::hls
