/// Which Weir this is, so that a saved report can be traced.
#pragma once
#include <string>

namespace weir::tools {

/// "0.1.0 (commit 1a2b3c4)"; without a commit where the sources were in no repository.
std::string version_text();
/// "1a2b3c4", with "-dirty" if the sources were changed; "unknown" where they were in no repository.
std::string commit_text();
/// "weir 0.1.0 (commit 1a2b3c4, g++ 12.2.0)"
std::string full_version_text();

}  // namespace weir::tools
