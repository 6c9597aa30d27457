/// FINN's minimisation of types (MinimizeWeightBitWidth, MinimizeAccumulatorWidth, v0.10): the smallest weight type
/// that holds the trained weights, the smallest accumulator that holds every sum the weights and the input type allow.
/// Thresholds no sum can tell apart move into the accumulator's range. What the network computes does not change.
#pragma once
#include "golden/network/network.hpp"

namespace weir::golden {

enum class BipolarWeights {
  Keep,        ///< one bit each, as Weir's own hardware has them
  BecomeInt2,  ///< where the input is not BIPOLAR, as in FINN
};

/// Weights that are streamed from memory keep their types. Sums that leave unthresholded change the type of their
/// stream: at the network's output rounded up to whole bytes, as in FINN; where a layer reads them that does not take
/// just any type, they stay as they are.
Network minimize_bit_widths(const Network& network, BipolarWeights bipolar);

}  // namespace weir::golden
