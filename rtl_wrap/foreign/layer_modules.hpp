/// Which module of a stitched design is which stage, by the name that the network's file gives to its node, else by
/// those that FINN gives: the op, the back end if it has one, and a count ("MVAU_hls_3",
/// "ConvolutionInputGenerator_rtl_0", "FMPadding_Batch_1").
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/foreign/foreign_folder.hpp"

namespace weir::rtl {

/// The instances in what a top needs, by name; of several of one name the nearest to the top: a layer's block holds its
/// kernel under the same name.
class DesignInstances {
 public:
  /// Throws what order_sources() throws.
  DesignInstances(const ForeignFolder& folder, const std::string& top);
  /// Null where no instance is called so.
  const ModuleUse* find(const std::string& name) const;

 private:
  std::map<std::string, ModuleUse> nearest_;
};

struct StageModule {
  std::string name;                    ///< of the stage; of several that are one node of the file, the node's
  std::vector<int> stages;             ///< indices in the graph
  std::string module, instance;        ///< "" where no instance has one of the stage's names
  std::set<std::string> idle_streams;  ///< of its inputs those that never get a word in the design: TVALID held at zero
};

/// One entry per stage of `graph`, in its order; stages in a row that are one node of the file (two converters for one
/// of FINN's) are one entry.
std::vector<StageModule> stage_modules(const golden::StageGraph& graph, const DesignInstances& instances);

}  // namespace weir::rtl
