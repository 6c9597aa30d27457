/// MVAU as a call of weir::mvau, with external weights of weir::streamed_mvau (hls/kernels/mvau.hpp).
#pragma once
#include "hls/codegen/card.hpp"
#include "hls/codegen/threshold_tables.hpp"

namespace weir::hls {

inline const char* operand_coding(const golden::Mvau& m, DataType type) {
  return m.binary_xnor ? "weir::XNOR" : coding(type);
}

/// TB is the accumulator's width as a signed number.
inline ThresholdTables tables_of(const golden::Mvau& m, const golden::LayerFolding& f) {
  return {static_cast<int>(m.MH), m.levels, f.PE, signed_bits(m.accumulator), m.compare};
}

inline void require_buildable(const golden::Mvau& m, const golden::Stage& stage) {
  if (m.accumulator.kind == DataType::Kind::Bipolar || signed_bits(m.accumulator) > 32)
    throw Error("no-hls", "stage " + stage.name + ": the MVAU kernel cannot accumulate in " + m.accumulator.name(), "",
                "INT2..INT32 or UINT1..UINT31");
}

inline golden::Words weight_tiles(const golden::Mvau& m, const golden::LayerFolding& f, const Tensor& weights) {
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

/// Throws Error no-hls for a BIPOLAR accumulator, or an accumulator beyond 32 bits two's complement.
inline StageKernel kernel_of(const golden::Mvau& m, const golden::Stage& stage) {
  require_buildable(m, stage);
  const golden::LayerFolding& f = stage.folding;
  const int acc_bits = signed_bits(m.accumulator);
  StageKernel kernel{"mvau", "mvau.hpp", m.external_weights ? "weir::streamed_mvau" : "weir::mvau", {}, {}};
  kernel.arguments = {{"MW", number(m.MW)},
                      {"MH", number(m.MH)},
                      {"SIMD", number(f.SIMD)},
                      {"PE", number(f.PE)},
                      {"NUM_VECTORS", number(golden::vectors_per_frame(m))},
                      {"MMV", number(f.MMV)},
                      {"IC", operand_coding(m, m.input)},
                      {"IB", number(m.input.bits)},
                      {"WC", operand_coding(m, m.weight)},
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
  add_threshold_tables(kernel, tables_of(m, f));
  return kernel;
}

/// "weights" (not if they are external): word t = nf * SF + sf holds the weight of (pe, lane) at bit (pe * SIMD + lane)
/// * WB. The tables of thresholds: threshold_tables.hpp. TB is the accumulator's width as a signed number.
inline std::vector<golden::Words> rom_contents(const golden::Mvau& m, const golden::LayerFolding& f,
                                               const golden::Parameters& parameters) {
  std::vector<golden::Words> roms;
  if (!m.external_weights) roms.push_back(weight_tiles(m, f, parameters.weights));
  add_threshold_contents(roms, tables_of(m, f), parameters.thresholds);
  return roms;
}

}  // namespace weir::hls
