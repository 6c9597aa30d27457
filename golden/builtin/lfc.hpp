/// LFC: the fully connected networks of BNN-PYNQ, 784 (padded to 832) - 1024 - 1024 - 1024 - classes (padded to 64).
/// Folding and FIFO depths of the published designs.
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// Activations of 1 bit (W1A1: BINARY, popcount sums) or 2 bits (W1A2: INT2 codes -1, 0, 1).
struct LfcPrecision {
  int activation_bits = 1;
};

/// Topology and folding without parameters, for `class_count` classes.
std::pair<Network, Folding> make_lfc(const std::string& name, LfcPrecision precision, int class_count);
/// With pseudo-random parameters; output rows that are no class never fire.
FoldedNetwork make_builtin_lfc(const std::string& name, LfcPrecision precision, std::optional<std::uint64_t> seed);

}  // namespace weir::golden
