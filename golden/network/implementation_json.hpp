/// What a file states of its hardware, as JSON in a bundle:
/// {"implementations": {STAGE: {"generator", "release", "backend", "file_name", "attributes": {NAME: TEXT}}},
///  "fifos": {STREAM: [{"depth", "impl_style", "file_name"}]} or null}
#pragma once
#include "golden/network/folding.hpp"

namespace weir::golden {

/// Does `folding` have anything that it would say?
bool states_hardware(const Folding& folding);
std::string implementations_to_json(const Folding& folding);
/// Into `folding`. Throws Error network-json, `where` names the text.
void read_implementations(const std::string& text, const std::string& where, Folding& folding);

}  // namespace weir::golden
