/// RTL of a network that Weir does not know, against expected words from files.
#pragma once
#include <filesystem>
#include <vector>

#include "tools/flow/cosim_flow.hpp"

namespace weir::tools {

/// NPY files of integers, one per stream in the order of the design's ports: [frames, words], or [frames, words,
/// elements] with element 0 lowest. An element has as many bits as the data port has per element; it is signed where
/// any value of the file is negative. Or FILE.h5#STREAM of a file of test vectors, words as they are there.
struct WordFiles {
  std::vector<std::filesystem::path> inputs, outputs;
};

/// `request` names the RTL folder and the top; its frames are not used. Throws Errors words-shape (with the file) for
/// what does not go with the ports or with the other files, what adopt_foreign_rtl() and rtl::cosimulate() throw.
CosimOutcome cosimulate_words(const WordFiles& files, const CosimRequest& request);

}  // namespace weir::tools
