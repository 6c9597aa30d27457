/// Which layer of a network a path of FINN's names.
#pragma once
#include <filesystem>

#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

/// The layer whose name the file begins with or a folder of the path holds as a row of whole words ("MVAU_hls_1" is not
/// in gen_MVAU_hls_12_x): by the name of its node in the network's file, else as FINN's releases count nodes. Only
/// layers with weights or thresholds; null if none or several are named.
const golden::Layer* layer_named_in(const golden::StageGraph& graph, const std::filesystem::path& asked);

}  // namespace weir::rtl
