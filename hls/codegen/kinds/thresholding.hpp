/// Standalone thresholding as a call of weir::thresholding (hls/kernels/thresholding.hpp).
#pragma once
#include <algorithm>

#include "hls/codegen/card.hpp"
#include "hls/codegen/threshold_tables.hpp"
#include "hls/kernels/latency.hpp"

namespace weir::hls {

constexpr int kMaxBits = 32;

/// A search pads its tables with what a value never falls below or exceeds.
inline ThresholdTables tables_of(const golden::Thresholding& t, const golden::LayerFolding& f) {
  const int own = signed_bits(t.threshold),
            bits = threshold_steps(t.levels) > 1 ? std::max(own, signed_bits(t.input)) : own;
  return {static_cast<int>(t.channels), t.levels, f.PE, bits, t.compare};
}

inline void require_buildable(const golden::Thresholding& t, const golden::Stage& stage) {
  for (const DataType type : {t.input, t.threshold})
    if (signed_bits(type) > kMaxBits)
      throw Error("no-hls", "stage " + stage.name + ": the thresholding kernel cannot compare " + type.name(), "",
                  "up to INT32 or UINT31");
}

/// Throws Error no-hls for inputs or thresholds beyond 32 bits two's complement.
inline StageKernel kernel_of(const golden::Thresholding& t, const golden::Stage& stage) {
  require_buildable(t, stage);
  const ThresholdTables tables = tables_of(t, stage.folding);
  StageKernel kernel{"thresholding", "thresholding.hpp", "weir::thresholding", {}, {}};
  kernel.arguments = {{"CHANNELS", number(t.channels)},
                      {"PE", number(stage.folding.PE)},
                      {"NUM_VECTORS", number(golden::vectors_per_frame(t))},
                      {"IC", coding(t.input)},
                      {"IB", number(t.input.bits)},
                      {"LEVELS", number(t.levels)},
                      {"TB", number(tables.bits)},
                      {"OB", number(t.output.bits)},
                      {"ACT_VAL", number(t.act_val)},
                      {"STRICT", t.compare == golden::Compare::Less ? "true" : "false"},
                      {"LATENCY", number(stage.latency_cycles)}};
  add_threshold_tables(kernel, tables);
  return kernel;
}

/// threshold_tables.hpp; channel g * PE + pe is row pe of group g.
inline std::vector<golden::Words> rom_contents(const golden::Thresholding& t, const golden::LayerFolding& f,
                                               const golden::Parameters& parameters) {
  std::vector<golden::Words> roms;
  add_threshold_contents(roms, tables_of(t, f), parameters.thresholds);
  return roms;
}

}  // namespace weir::hls
