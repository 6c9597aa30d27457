/// The network that a request names, loaded, with what there is to warn of.
#pragma once
#include "golden/import/import.hpp"
#include "golden/network/stage_graph.hpp"
#include "tools/report/build_report.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

/// Tells which build and step it is, where NETWORK is a build's folder. `with_parameters`: a built-in network has its
/// random weights, which large ones take a while to make.
golden::FoldedNetwork load(const NetworkRequest& request, const Session& session, bool with_parameters = true);
golden::StageGraph load_graph(const NetworkRequest& request, const Session& session, bool with_parameters = true);

/// The build whose folder NETWORK is; nothing if it is something else.
std::optional<golden::FinnBuild> find_build(const NetworkRequest& request);
/// `asked`, or the clock of that build where none was asked for; 0 where nobody says.
double choose_clk_mhz(const NetworkRequest& request, double asked);
/// Part and clock of that build, or the defaults, where `target` asks for none.
void complete(PartAndClock& target, const NetworkRequest& request);

/// NETWORK and --folding as a shell takes them.
std::string arguments_of(const NetworkRequest& request);

}  // namespace weir::tools
