/// The blocks of a network (golden/network/blocks.hpp), each co-simulated by itself in a process of its own. Finished
/// blocks are kept in a file, so that a run that was ended goes on where it was.
#pragma once
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/flow/kernel_compiler.hpp"

namespace weir::tools {

struct BlocksRequest {
  std::vector<std::string> blocks;
  /// Arguments of the program that co-simulates one block: its JSON on stdout, exit code 0 (equal), 1 (not) or 3 (the
  /// compiler is wrong).
  std::function<std::vector<std::string>(const std::string& block)> command;
  int jobs = 1;                 ///< processes at a time
  std::filesystem::path state;  ///< file of the finished blocks; empty = none
  std::string key;              ///< of all that the results depend on; a file with another key is begun anew
  Progress progress = [](const std::string&) {};
};

struct BlocksOutcome {
  std::vector<nlohmann::ordered_json> results;  ///< what each block's process printed, by block
  int resumed = 0;                              ///< of them from the file
};

/// A block whose difference is the C++ compiler's (rtl_wrap/cosim/confirm.hpp) is a result, but none that is kept.
/// Throws Error state-file for a file that is not one of ours, the Error that a block's process ended with,
/// block-failed if a signal ended it; what is finished by then is in the file.
BlocksOutcome cosimulate_blocks(const BlocksRequest& request);

}  // namespace weir::tools
