#include "hls/codegen/thresholding.hpp"

namespace weir::hls {

namespace {

constexpr int kMaxBits = 32;
constexpr int kMaxLevels = 255;  // more do not fit into the stages between gate and write

int signed_bits(DataType type) { return type.kind == DataType::Kind::Int ? type.bits : type.bits + 1; }

const char* coding(DataType type) {
  switch (type.kind) {
    case DataType::Kind::Bipolar: return "weir::BIPOLAR";
    case DataType::Kind::Int: return "weir::INT";
    case DataType::Kind::Binary:
    case DataType::Kind::UInt: break;
  }
  return "weir::UINT";
}

void require_buildable(const golden::Thresholding& t, const golden::Stage& stage) {
  for (const DataType type : {t.input, t.threshold})
    if (signed_bits(type) > kMaxBits)
      throw Error("no-hls", "stage " + stage.name + ": the thresholding kernel cannot compare " + type.name(), "",
                  "up to INT32 or UINT31");
  if (t.levels > kMaxLevels)
    throw Error(
        "no-hls",
        "stage " + stage.name + ": the thresholding kernel cannot count " + std::to_string(t.levels) + " levels", "",
        "up to " + std::to_string(kMaxLevels));
}

}  // namespace

StageKernel kernel_of(const golden::Thresholding& t, const golden::Stage& stage) {
  require_buildable(t, stage);
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const int PE = stage.folding.PE, threshold_bits = signed_bits(t.threshold);
  StageKernel kernel{"thresholding", "thresholding.hpp", "weir::thresholding", {}, {}};
  kernel.arguments = {{"CHANNELS", number(t.channels)},
                      {"PE", number(PE)},
                      {"NUM_VECTORS", number(golden::vectors_per_frame(t))},
                      {"IC", coding(t.input)},
                      {"IB", number(t.input.bits)},
                      {"LEVELS", number(t.levels)},
                      {"TB", number(threshold_bits)},
                      {"OB", number(t.output.bits)},
                      {"ACT_VAL", number(t.act_val)},
                      {"STRICT", t.compare == golden::Compare::Less ? "true" : "false"},
                      {"LATENCY", number(stage.latency_cycles)}};
  kernel.roms.push_back({"thresholds", PE * t.levels * threshold_bits, t.channels / PE});
  return kernel;
}

std::vector<golden::Words> rom_contents(const golden::Thresholding& t, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters) {
  // Rows are stored in the order group, pe, k already.
  const DataType type = DataType::int_(signed_bits(t.threshold));
  return {golden::pack_words(parameters.thresholds.data, type, std::int64_t{f.PE} * t.levels)};
}

}  // namespace weir::hls
