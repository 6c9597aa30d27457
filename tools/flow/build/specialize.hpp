/// specialize_layers_config_file: by HLS or RTL, layer by layer, as its user prefers.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "golden/network/folding.hpp"

namespace weir::tools::build {

/// template_specialize_layers_config.json: every layer with an empty preference.
nlohmann::ordered_json specialize_template(const golden::Network& network);

/// `base` with the preferences of the file. Throws Errors unknown-node, unknown-attribute (anything but
/// preferred_impl_style) and folding-type (other than "", "hls" and "rtl").
golden::Folding specialized(const golden::Network& network, const golden::Folding& base, const std::string& file);

/// The layers of which RTL is preferred that FINN has none for; it keeps to HLS there.
std::vector<std::string> without_rtl(const golden::Network& network, const golden::Folding& folding,
                                     const std::string& fpga_part);

}  // namespace weir::tools::build
