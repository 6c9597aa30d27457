/// ResNet50-PYNQ's published folder of C++ headers (src/w1a2_v1.0): inpipe, res2a .. res5c and outpipe, each with
/// config.h (macros) and params.h (initialised objects). PE, SIMD, bit widths, offsets and comparisons are read from
/// the template arguments and macros; the topology must be ResNet50's.
///
/// Object names end in the layer's place: 2-branch blocks top0 (bypass thresholds), br20 br21 br22 (2a 2b 2c), br10
/// (1); 1-branch blocks br20 (bypass thresholds), br21 br22 br23 (2a 2b 2c).
#pragma once
#include <filesystem>

#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// True if `folder` has inpipe/params.h.
bool looks_like_resnet50_headers(const std::filesystem::path& folder);
/// The classifier's weights are not part of it: see with_fc_weights().
/// Throws Error file-missing, or Errors header-syntax, header-number, header-missing, header-count, header-topology,
/// header-unsupported, or those of validation.
FoldedNetwork import_resnet50_headers(const std::filesystem::path& folder);

}  // namespace weir::golden
