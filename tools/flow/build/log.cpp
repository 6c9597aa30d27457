#include "tools/flow/build/log.hpp"

#include <fcntl.h>

namespace weir::tools::build {

Log::Log(const std::filesystem::path& file, Listener listener)
    : file_(file, O_CREAT | O_TRUNC, file), listener_(std::move(listener)) {}

void Log::line(const std::string& text) {
  if (listener_) listener_(text);
  file_.write(text + "\n");
}

}  // namespace weir::tools::build
