/// A hardware file that holds converters and FIFOs alone: a network without layers, whose words have another width at
/// its other end.
#pragma once
#include <optional>

#include "golden/network/stage_graph.hpp"

namespace weir::golden {

/// Notes in `folding` what such a file says of its ends, in elements per word.
void state_passing(std::int64_t in_elements, std::int64_t out_elements, const Implementation& node, Folding& folding);

/// One stage that hands its words on, between the network's input as the file's first node takes it and the network's
/// output as its last one makes it; nullopt of any network with layers, and where no file says the widths.
/// Throws Error fold-divide where a frame is no whole number of such words.
std::optional<StageGraph> passing_graph(const std::shared_ptr<const Network>& network, const Folding& folding);

}  // namespace weir::golden
