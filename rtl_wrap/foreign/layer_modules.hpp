/// Which module of a stitched design is which stage, by the names that FINN gives to its nodes and their instances:
/// the op, the back end if it has one, and a count ("MVAU_hls_3", "ConvolutionInputGenerator_rtl_0",
/// "FMPadding_Batch_1").
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

struct StageModule {
  std::string stage;
  std::string module, instance;  ///< "" where no instance has one of the stage's names
};

/// One entry per stage of `graph`, in its order, from the instances in what `top` needs. Throws what find_sources() and
/// order_sources() throw.
std::vector<StageModule> stage_modules(const golden::StageGraph& graph, const std::filesystem::path& folder,
                                       const std::string& top);

}  // namespace weir::rtl
