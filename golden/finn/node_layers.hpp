/// Which layer a name of FINN's means. FINN numbers nodes by op type and backend, so that of three MVAUs, the second by
/// RTL, the names are
///
///     MVAU_0 -> MVAU_hls_0     MVAU_1 -> MVAU_rtl_0     MVAU_2 -> MVAU_hls_1
///
/// and a name means another layer where backends are others.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "golden/finn/hardware_node.hpp"

namespace weir::golden {

/// By the file's name of a node, the network's of its layer; names that need no backends to be understood are left out.
using NodeLayers = std::map<std::string, std::string>;

/// Of the nodes of a folding file, JSON or YAML. Backends are those that `base` states, else FINN's choice; where the
/// file's names of an op type do not fit it and are of one backend, all its layers have that one.
/// Throws Error unknown-node for names of both backends that do not fit, and for two names of one layer; folding-json.
NodeLayers layers_of_nodes(const std::string& text, const std::string& where, const Network& network,
                           const Folding& base);

/// parse_folding() of a file with FINN's names.
Folding parse_finn_folding(const std::string& text, const std::string& where, const Network& network,
                           const Folding& base, bool lenient = false, std::vector<std::string>* warnings = nullptr);

/// parse_node_attributes() of a file with FINN's names.
AttributeTable read_node_attributes(const std::string& file, const Network& network, const Folding& base);

}  // namespace weir::golden
