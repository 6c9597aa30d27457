/// build_dataflow.log: what a build did, line by line, also while it runs.
#pragma once
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace weir::tools::build {

class Log {
 public:
  using Listener = std::function<void(const std::string&)>;

  /// Begins the file anew. Throws Error output-unwritable.
  Log(const std::filesystem::path& file, Listener listener);
  void line(const std::string& text);

 private:
  std::ofstream file_;
  Listener listener_;
};

}  // namespace weir::tools::build
