#include "tools/flow/build/log.hpp"

#include "golden/network/error.hpp"

namespace weir::tools::build {

Log::Log(const std::filesystem::path& file, Listener listener) : file_(file), listener_(std::move(listener)) {
  if (!file_) throw Error("output-unwritable", "\"" + file.string() + "\" cannot be written");
}

void Log::line(const std::string& text) {
  file_ << text << std::endl;
  if (listener_) listener_(text);
}

}  // namespace weir::tools::build
