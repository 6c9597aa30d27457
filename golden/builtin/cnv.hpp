/// CNV: the convolutional networks of BNN-PYNQ for 32x32 RGB pictures, six 3x3 convolutions, two 2x2 maxima, three
/// fully connected layers, classes padded to 64. Folding, stream widths and FIFO depths of the published designs.
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

struct CnvPrecision {
  int weight_bits = 1;      ///< 1: -1 and +1; 2: INT2, of which -2 is not used
  int activation_bits = 1;  ///< 1: BINARY, popcount sums behind layer 0; 2: INT2 codes -1, 0, 1
};

/// Topology and folding without parameters, for `class_count` classes.
/// Thresholds of layer 0 are in units of 1/128 of an input step: half the published ones, rounded down, which compares
/// the same because its sums are whole.
std::pair<Network, Folding> make_cnv(const std::string& name, CnvPrecision precision, int class_count);
/// With pseudo-random parameters.
FoldedNetwork make_builtin_cnv(const std::string& name, CnvPrecision precision, std::optional<std::uint64_t> seed);

}  // namespace weir::golden
