/// The JSON files of this folder, compiled in: a program finds its profiles wherever it is installed.
#pragma once
#include <string>
#include <vector>

namespace weir::timing {

struct EmbeddedProfile {
  std::string file, json;
};
std::vector<EmbeddedProfile> embedded_profiles();

}  // namespace weir::timing
