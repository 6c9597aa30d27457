/// Test-vector files for networks: writing the streams of a graph, reading back the frames that went in.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "testvectors/generator/generate.hpp"

namespace weir::tools {

/// Every stream of `graph` (or only those named) for the frames that `next` gives. Temporary name, then renamed.
/// Returns the number of frames.
std::int64_t write_vectors(const std::filesystem::path& path, const golden::StageGraph& graph,
                           const vectors::NextFrames& next, std::uint64_t seed,
                           const std::vector<std::string>& streams = {});

/// The same as raw words, <folder>/<stream>.bin for each stream, which the C simulation of `weir hls` reads. Throws
/// Error output-unwritable, also when words of other streams lie there, which the C simulation would compare too.
std::int64_t write_csim_vectors(const std::filesystem::path& folder, const golden::StageGraph& graph,
                                const vectors::NextFrames& next, const std::vector<std::string>& streams = {});

/// The frames of the network's input stream. Throws Error vectors-network when the file belongs to another network.
/// The folding may differ: elements do not depend on it.
std::vector<Tensor> read_input_frames(const std::filesystem::path& path, const golden::Network& network);

}  // namespace weir::tools
