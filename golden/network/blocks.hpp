/// Blocks: the parts of a StageGraph between which a single stream passes. A residual block with its fork and join is
/// one block, a stage in a chain is one by itself.
#pragma once
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"

namespace weir::golden {

struct Block {
  std::string name;         ///< of its only stage, or "<first stage>_block"
  std::vector<int> stages;  ///< indices, one after the other
  bool has_branches() const { return stages.size() > 1; }
};

/// In topological order; every stage is in one block.
std::vector<Block> blocks_of(const StageGraph& graph);

/// The graph of these stages alone with the FIFOs on their ports.
StageGraph part_of(const StageGraph& graph, const std::vector<int>& stages, const std::string& name);

/// The part that is called so: a block or a stage. Throws Error unknown-stage with a suggestion.
StageGraph part_named(const StageGraph& graph, const std::string& name);

}  // namespace weir::golden
