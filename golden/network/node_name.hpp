/// Names of nodes as FINN's files spell them, in all releases.
#pragma once
#include <optional>
#include <string>

#include "golden/network/implementation.hpp"

namespace weir::golden {

struct NodeName {
  std::string layer;               ///< "MVAU_0", as networks name their layers
  std::optional<Backend> backend;  ///< that the name states
};

/// "MVAU_hls_0", "StreamingFIFO_rtl_3" and "FMPadding_rtl_0" say their backend. FINN up to 0.9 has names of its own, of
/// nodes by HLS: "StreamingFCLayer_Batch_0", "MatrixVectorActivation_0", "FMPadding_Batch_0".
NodeName parse_node_name(const std::string& node);

}  // namespace weir::golden
