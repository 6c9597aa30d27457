/// The network's HLS sources as plain C++: compiled, run on frames, every word of every stream compared with golden.
#pragma once
#include <filesystem>

#include "golden/network/stage_graph.hpp"
#include "tools/flow/kernel_compiler.hpp"

namespace weir::tools {

struct CsimOutcome {
  std::size_t streams = 0;  ///< each with every word of every frame
  std::int64_t words = 0;   ///< on all of them
  bool equal = false;
  std::string output;  ///< of the C simulation: the first differences and their number
};

/// The project (hls/codegen/project.hpp), its vectors and its build go to `folder`, which is made.
/// Throws Error no-hls (a stage without kernel), csim-build with the compiler's output, program-missing, csim-run.
CsimOutcome run_csim(const golden::StageGraph& graph, const std::vector<Tensor>& frames,
                     const std::filesystem::path& folder, const Progress& progress);

}  // namespace weir::tools
