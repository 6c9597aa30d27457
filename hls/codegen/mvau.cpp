#include "hls/codegen/mvau.hpp"

namespace weir::hls {

namespace {

const char* coding(const golden::Mvau& m, DataType type) {
  if (m.binary_xnor) return "weir::XNOR";
  switch (type.kind) {
    case DataType::Kind::Bipolar: return "weir::BIPOLAR";
    case DataType::Kind::Int: return "weir::INT";
    case DataType::Kind::Binary:
    case DataType::Kind::UInt: break;
  }
  return "weir::UINT";
}

/// Width of the accumulator as a signed number, for sums and thresholds alike.
int signed_bits(DataType type) { return type.kind == DataType::Kind::Int ? type.bits : type.bits + 1; }

void require_buildable(const golden::Mvau& m, const golden::Stage& stage) {
  if (m.accumulator.kind == DataType::Kind::Bipolar || signed_bits(m.accumulator) > 32)
    throw Error("no-hls", "stage " + stage.name + ": the MVAU kernel cannot accumulate in " + m.accumulator.name(), "",
                "INT2..INT32 or UINT1..UINT31");
}

golden::Words weight_tiles(const golden::Mvau& m, const golden::LayerFolding& f, const Tensor& weights) {
  const std::int64_t SF = m.MW / f.SIMD, NF = m.MH / f.PE;
  std::vector<std::int32_t> tiles;
  tiles.reserve(weights.data.size());
  for (std::int64_t nf = 0; nf < NF; ++nf) {
    for (std::int64_t sf = 0; sf < SF; ++sf) {
      for (std::int64_t pe = 0; pe < f.PE; ++pe) {
        const auto first = weights.data.begin() + (nf * f.PE + pe) * m.MW + sf * f.SIMD;
        tiles.insert(tiles.end(), first, first + f.SIMD);
      }
    }
  }
  return golden::pack_words(tiles, m.weight, std::int64_t{f.PE} * f.SIMD);
}

}  // namespace

StageKernel kernel_of(const golden::Mvau& m, const golden::Stage& stage) {
  require_buildable(m, stage);
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const golden::LayerFolding& f = stage.folding;
  const int acc_bits = signed_bits(m.accumulator);
  StageKernel kernel{"mvau", "mvau.hpp", m.external_weights ? "weir::streamed_mvau" : "weir::mvau", {}, {}};
  kernel.arguments = {{"MW", number(m.MW)},
                      {"MH", number(m.MH)},
                      {"SIMD", number(f.SIMD)},
                      {"PE", number(f.PE)},
                      {"NUM_VECTORS", number(golden::vectors_per_frame(m))},
                      {"MMV", number(f.MMV)},
                      {"IC", coding(m, m.input)},
                      {"IB", number(m.input.bits)},
                      {"WC", coding(m, m.weight)},
                      {"WB", number(m.weight.bits)},
                      {"LEVELS", number(m.levels)},
                      {"TB", number(acc_bits)},
                      {"OB", number(m.output.bits)},
                      {"ACT_VAL", number(m.act_val)},
                      {"STRICT", m.compare == golden::Compare::Less ? "true" : "false"},
                      {"ACC_BITS", number(acc_bits)},
                      {"LATENCY", number(stage.latency_cycles)}};
  if (!m.external_weights)
    kernel.roms.push_back({"weights", f.PE * f.SIMD * m.weight.bits, (m.MW / f.SIMD) * (m.MH / f.PE)});
  if (m.levels > 0) kernel.roms.push_back({"thresholds", f.PE * m.levels * acc_bits, m.MH / f.PE});
  return kernel;
}

std::vector<golden::Words> rom_contents(const golden::Mvau& m, const golden::LayerFolding& f,
                                        const golden::Parameters& parameters) {
  std::vector<golden::Words> roms;
  if (!m.external_weights) roms.push_back(weight_tiles(m, f, parameters.weights));
  if (m.levels > 0) {
    // Rows are stored in the order nf, pe, k already.
    const DataType type = DataType::int_(signed_bits(m.accumulator));
    roms.push_back(golden::pack_words(parameters.thresholds.data, type, std::int64_t{f.PE} * m.levels));
  }
  return roms;
}

}  // namespace weir::hls
