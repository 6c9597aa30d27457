/// From frames to test vectors: runs the golden model in batches and appends every stream, so that memory stays
/// bounded.
#pragma once
#include <functional>

#include "testvectors/schema/vector_file.hpp"

namespace weir::vectors {

/// Where the frames come from: the next batch, empty at the end.
using NextFrames = std::function<std::vector<Tensor>()>;

/// Appends all frames to `writer`; `streams` as given to the writer (empty = all). Returns the number of frames.
std::int64_t generate(const golden::StageGraph& graph, const NextFrames& next, const std::vector<std::string>& streams,
                      VectorWriter& writer);

}  // namespace weir::vectors
