/// Base of the passes that rebuild the graph: copies every live node through the folding builders; a pass overrides
/// what it changes.
#pragma once
#include <vector>

#include "hls/compiler/ir.hpp"

namespace weir::hls {

class Rewriter {
 public:
  explicit Rewriter(const ir::Graph& old) : old_(old), map_(old.nodes.size(), ir::none) {}
  virtual ~Rewriter() = default;

  ir::Graph run();

 protected:
  /// The new node for an old pure node or load; arguments are mapped already. Same width.
  virtual ir::Id translate(ir::Id x) { return copy(x); }
  /// Width of the new register or RAM; values are cut to it and extended on reading.
  virtual unsigned register_width(std::size_t index) const { return old_.width(old_.registers[index].node); }
  virtual bool register_signed(std::size_t) const { return false; }
  virtual unsigned ram_width(std::size_t index) const { return old_.memories[index].width; }

  ir::Id copy(ir::Id x);
  ir::Id mapped(ir::Id x) const { return map_[static_cast<std::size_t>(x)]; }
  ir::Id arg(ir::Id x, std::size_t k) const { return mapped(old_[x].args[k]); }

  const ir::Graph& old_;
  ir::Graph new_;
  std::vector<ir::Id> map_;

 private:
  void copy_access(ir::Id x);
};

}  // namespace weir::hls
