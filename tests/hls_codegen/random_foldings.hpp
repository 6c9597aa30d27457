/// Random chains of layers with weights or thresholds in whatever shape and folding is legal.
#pragma once
#include "golden/network/stage_graph.hpp"

namespace weir::test {

/// Three to six layers on a picture of 1 to 6 pixels: MVAUs of every coding (XNOR, BIPOLAR, 1 to 16 bits) as fully
/// connected layers or as convolutions, depthwise convolutions and thresholdings, with 1 to 4,095 thresholds, none at
/// the end; SIMD and PE from 1 to the full width, of up to 577 inputs.
golden::StageGraph random_folding_graph(std::uint64_t seed);

}  // namespace weir::test
