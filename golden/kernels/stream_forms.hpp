/// Which streams of up to 4 bits are kept as bytes instead of bit planes.
///
/// Planes serve layers that count bits; products of several bits and depthwise convolutions want bytes. A stream has
/// one form, and layers that hand elements on or combine them bit by bit keep the form of their inputs, so streams
/// that such layers join are decided together: bytes if a reader wants them and none needs planes.
#pragma once
#include <map>

#include "golden/kernels/packed.hpp"
#include "golden/network/network.hpp"

namespace weir::golden {

using StreamForms = std::map<std::string, Form>;  ///< by stream name

StreamForms choose_forms(const Network& network);

}  // namespace weir::golden
