/// Depths of HLS loops from a file of its own, since no ONNX file of FINN has them:
///   { NODE: { "iterations_N": 5, "in_submodule": true, ATTRIBUTE: VALUE, ... } }     or shorter { NODE: 5 }
/// or several of those by name of a build. Nodes are named as in the network's file. Attributes beside the two must be
/// those that the network's file states: the depths of another build are an error.
#pragma once
#include <filesystem>

#include "golden/network/stage_graph.hpp"

namespace weir::golden {

/// Sets the attributes pipeline_depth and in_submodule of the stages' implementations. `build` chooses one of several
/// builds, "" if there is one. Throws Error file-missing, pipeline-depths (another shape, no or no such build), Errors
/// unknown-node, pipeline-depths (a number out of 1..1000, an attribute that differs).
void state_pipeline_depths(const std::filesystem::path& path, const std::string& build, StageGraph& graph);
/// The same of a text; `where` names it.
void state_pipeline_depths(const std::string& text, const std::string& where, const std::string& build,
                           StageGraph& graph);

}  // namespace weir::golden
