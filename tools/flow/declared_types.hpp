/// What a hardware file declares for the elements of each stage's outputs, where Weir has such a type.
#pragma once
#include <map>
#include <string>

#include "golden/network/stage_graph.hpp"

namespace weir::tools {

/// By stream. A part of a graph needs those of the whole: what comes in was declared by a stage outside.
std::map<std::string, DataType> declared_types(const golden::StageGraph& graph);

}  // namespace weir::tools
