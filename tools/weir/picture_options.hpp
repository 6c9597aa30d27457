/// The arguments by which commands take pictures from files.
#pragma once
#include <spdlog/spdlog.h>

#include "golden/import/frame_source.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

struct PictureOptions {
  std::vector<std::string> inputs;
  std::string preprocess, format = "auto";

  void add_to(CLI::App& command) {
    command.add_option("--input", inputs,
                       "pictures: JPEG, PNG, PPM, PGM, NPY, IDX, CIFAR records, raw frames, or folders of pictures");
    add_preprocess_to(command);
    command
        .add_option("--input-format", format, "what bytes are whose size fits several: auto, raw, cifar10, cifar100")
        ->check(CLI::IsMember({"auto", "raw", "cifar10", "cifar100"}))
        ->capture_default_str();
  }

  void add_preprocess_to(CLI::App& command) {
    command
        .add_option("--preprocess", preprocess,
                    "how pictures become the network's size; by default the built-in networks' own, else none")
        ->check(CLI::IsMember(golden::preprocessing_names()));
  }

  std::optional<golden::Preprocessing> preprocessing() const {
    return preprocess.empty() ? std::nullopt : std::optional(golden::preprocessing_named(preprocess));
  }

  golden::FrameSource open(const golden::Network& network, std::int64_t limit) const {
    using golden::RecordFormat;
    const RecordFormat records = format == "raw"        ? RecordFormat::Raw
                                 : format == "cifar10"  ? RecordFormat::Cifar10
                                 : format == "cifar100" ? RecordFormat::Cifar100
                                                        : RecordFormat::Auto;
    const auto warn = [](const std::string& text) { spdlog::warn("warning: {}", text); };
    return {network, {inputs.begin(), inputs.end()}, golden::FrameOptions{limit, preprocessing(), records, warn}};
  }
};

}  // namespace weir::tools
