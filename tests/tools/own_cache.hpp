/// A cache of a test's own, and who is still at work in it.
#pragma once
#include <filesystem>

namespace weir::test {

/// Puts Verilator's compiled run-time into `cache`, which takes longer than all else that a small co-simulation needs.
void warm(const std::filesystem::path& cache);

/// Processes that work in `folder` or name it.
int processes_about(const std::filesystem::path& folder);

/// Half a minute at most, until no process does.
bool is_left_alone(const std::filesystem::path& folder);

}  // namespace weir::test
