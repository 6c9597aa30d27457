/// What the profile says of one layer alone, and which pipeline depth explains what its RTL was measured at.
#pragma once
#include <cstdint>
#include <optional>

#include "golden/network/stage_graph.hpp"

namespace weir::tools {

/// First word in to last word out of a frame, and between the ends of the last two frames.
struct LayerTimes {
  std::int64_t latency_cycles = 0, interval_cycles = 0;
  bool operator==(const LayerTimes&) const = default;
};

/// Of a part of a graph of FINN's hardware between a source and a sink that never pause, without FIFOs at its ends, in
/// the profile of its file. nullopt for what has no law, and for other hardware.
std::optional<LayerTimes> profile_times(const golden::StageGraph& part, int frames);

/// Of a layer by Vitis HLS.
struct MeasuredDepth {
  int iterations = 1;           ///< N, systemc/generators/finn/pipeline_depth.hpp
  bool in_submodule = false;    ///< its loop is a function of its own
  std::int64_t gap_cycles = 0;  ///< of the interval, beyond one cycle per iteration
};

/// The depth with which the profile's law gives both of the measured times; nullopt if none does, or the part is no
/// layer with such a depth.
std::optional<MeasuredDepth> measured_depth(const golden::StageGraph& part, const LayerTimes& measured, int frames);

}  // namespace weir::tools
