/// What the vendor's compiler cannot take though Weir can.
#pragma once
#include "golden/network/stage_graph.hpp"

namespace weir::hls {

constexpr int kWidestVendorWord = 32768;  ///< bits of an ap_uint in Vitis HLS

/// Words of streams and tables above that width; each names the stage, the width and a folding that helps. Of a stage
/// without a kernel only the streams are known.
std::vector<Error> words_too_wide(const golden::StageGraph& graph);

}  // namespace weir::hls
