/// A VVAU seen as an MVAU, for those who share its arithmetic and tables.
#pragma once
#include "golden/layers/vvau.hpp"

namespace weir::golden {

/// The arithmetic of each channel: the pixels of the window are the inputs, every channel is a row.
Mvau mvau_of_channels(const Vvau& m);

}  // namespace weir::golden
