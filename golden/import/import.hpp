/// Trained networks of others, by what their folder or file looks like.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "golden/import/onnx/import_onnx.hpp"

namespace weir::golden {

/// "bnn-pynq", "resnet50-pynq", "npy", "qonnx", "finn-onnx"
std::vector<std::string> import_formats();
/// `format`: one of import_formats(), or "auto". Throws Error import-format (not recognised, or unknown name), or what
/// the format's reader throws.
/// `options` are for ONNX files.
BuiltIn import_network(const std::filesystem::path& source, const std::string& format = "auto",
                       const OnnxOptions& options = {});

}  // namespace weir::golden
