#include "golden/network/node_name.hpp"

namespace weir::golden {

NodeName parse_node_name(const std::string& node) {
  NodeName name{node, std::nullopt};
  const auto replace = [&](const std::string& old, const std::string& now, bool at_front) {
    const auto at = name.layer.rfind(old);
    if (at == std::string::npos || (at_front && at != 0)) return false;
    name.layer.replace(at, old.size(), now);
    return true;
  };
  for (const auto& [tag, backend] : {std::pair{"_hls_", Backend::Hls}, {"_rtl_", Backend::Rtl}})
    if (replace(tag, "_", false)) {
      name.backend = backend;
      return name;
    }
  bool is_old = replace("_Batch_", "_", false);
  for (const auto& [old, now] : {std::pair{"StreamingFCLayer_", "MVAU_"},
                                 {"MatrixVectorActivation_", "MVAU_"},
                                 {"VectorVectorActivation_", "VVAU_"},
                                 {"Vector_Vector_Activate_", "VVAU_"}})
    is_old |= replace(old, now, true);
  if (is_old) name.backend = Backend::Hls;
  return name;
}

}  // namespace weir::golden
