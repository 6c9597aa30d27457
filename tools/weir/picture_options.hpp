/// The pictures that a request names, opened.
#pragma once
#include <spdlog/spdlog.h>

#include "golden/import/frame_source.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

inline golden::FrameSource open(const PictureRequest& request, const golden::Network& network, std::int64_t limit) {
  using golden::RecordFormat;
  const std::string& format = request.format;
  const RecordFormat records = format == "raw"        ? RecordFormat::Raw
                               : format == "cifar10"  ? RecordFormat::Cifar10
                               : format == "cifar100" ? RecordFormat::Cifar100
                                                      : RecordFormat::Auto;
  const auto warn = [](const std::string& text) { spdlog::warn("warning: {}", text); };
  return {network,
          {request.inputs.begin(), request.inputs.end()},
          golden::FrameOptions{limit, request.preprocessing(), records, warn}};
}

}  // namespace weir::tools
