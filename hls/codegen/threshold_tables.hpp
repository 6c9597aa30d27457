/// Tables of thresholds as weir::mvau, weir::vvau and weir::thresholding take them (hls/kernels/mvau.hpp): one, or one
/// per step of the search for more than 15 levels.
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

struct ThresholdTables {
  int rows = 0;    ///< MH or channels
  int levels = 0;  ///< per row; 0: no table
  int PE = 1;
  int bits = 1;  ///< TB
  golden::Compare compare = golden::Compare::LessEqual;
};

/// "thresholds", and for a search "thresholds_1", ...; appended to the kernel's tables.
void add_threshold_tables(StageKernel& kernel, const ThresholdTables& tables);
/// Their contents in the same order, from thresholds [rows, levels].
void add_threshold_contents(std::vector<golden::Words>& contents, const ThresholdTables& tables,
                            const Tensor& thresholds);

}  // namespace weir::hls
