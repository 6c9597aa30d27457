/// What FINN calls the nodes of a graph: the op's name in one of its releases, the back end if it has one, and a count
/// of its own ("MVAU_hls_3", "StreamingFCLayer_Batch_0").
#pragma once
#include <map>
#include <string>
#include <vector>

namespace weir::rtl {

class FinnNames {
 public:
  /// All that the next node of `op` ("MVAU") with back end `style` ("hls", "rtl", "" = unknown) may be called; to be
  /// asked for in the order of the graph.
  std::vector<std::string> next(const std::string& op, const std::string& style);

 private:
  std::string counted(const std::string& name);
  std::map<std::string, int> counts_;
};

}  // namespace weir::rtl
