#include "tools/flow/build/log.hpp"

#include <fcntl.h>

namespace weir::tools::build {

Log::Log(const std::filesystem::path& file, Listener listener) : listener_(std::move(listener)) {
  file_.emplace(file, O_CREAT | O_TRUNC, file);
}

void Log::line(const std::string& text) {
  if (listener_) listener_(text);
  if (file_) file_->write(text + "\n");
}

}  // namespace weir::tools::build
