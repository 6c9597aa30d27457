/// What a build keeps after each step, below intermediate_models/: <step>.h5, the network with its folding,
/// <step>.json, a page for people that also holds what the folding says beyond PE and SIMD, and <step>.onnx for
/// viewers: the graph as given, of an ONNX file, up to streamlining; from then on FINN's hardware nodes
/// (hardware_model.hpp).
#pragma once
#include <filesystem>

#include "golden/builtin/builtin.hpp"
#include "golden/finn/hardware_node.hpp"
#include "tools/flow/build/context.hpp"

namespace weir::tools::build {

struct Intermediate {
  golden::FoldedNetwork model;
  golden::AttributeTable attributes;
};

/// `copy_of`: the step before, if nothing changed since; its bundle is copied.
void write_intermediate(const Context& context, const std::string& step, const std::string& copy_of);

/// Throws Error config-resume if there is none, or what the bundle's reader throws.
Intermediate read_intermediate(const std::filesystem::path& output, const std::string& step);

}  // namespace weir::tools::build
