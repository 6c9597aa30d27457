/// A constant per channel: every iteration reads and writes a word. The published design adds its bias inside the MVAU;
/// as a process of its own it costs its read-to-write stages of latency.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::ChannelwiseOp& kind, const Site& site);

}  // namespace weir::timing::hlslib
