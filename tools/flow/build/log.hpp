/// build_dataflow.log: what a build did, line by line, also while it runs.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "golden/base/file.hpp"

namespace weir::tools::build {

class Log {
 public:
  using Listener = std::function<void(const std::string&)>;

  /// Of the listener alone.
  explicit Log(Listener listener) : listener_(std::move(listener)) {}
  /// Begins the file anew. Throws Error output-unwritable.
  Log(const std::filesystem::path& file, Listener listener);
  /// Throws Error output-unwritable: a disk that takes no line takes no report either.
  void line(const std::string& text);

 private:
  std::optional<OutputFile> file_;
  Listener listener_;
};

}  // namespace weir::tools::build
