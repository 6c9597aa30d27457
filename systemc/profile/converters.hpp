/// Converters that a published design has and its StageGraph lacks, because they leave the words as they are: copies
/// between two FIFOs of equal width, and a gather-and-split pair around a FIFO of whole pixels. They hold words, and so
/// they matter to latency and deadlocks.
#pragma once
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"

namespace weir::timing {

enum class ConverterWords {
  Same,    ///< one converter that copies words: "<stream>_copier", and behind it the FIFO "<stream>_copy"
  Pixels,  ///< "<stream>_gather", FIFO "<stream>_pixels", "<stream>_split", FIFO "<stream>_words"
};

struct InsertedConverter {
  std::string streams;  ///< shell pattern of stream names
  ConverterWords words = ConverterWords::Same;
  int fifo_words = 0;  ///< depth of each new FIFO
  std::string source;
};

/// The graph with those converters at the end of each matching stream. Throws Error unknown-stream for a pattern that
/// matches no stream between two stages.
golden::StageGraph insert_converters(golden::StageGraph graph, const std::vector<InsertedConverter>& converters);

}  // namespace weir::timing
