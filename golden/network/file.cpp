#include "golden/network/file.hpp"

#include <unistd.h>

#include <fstream>
#include <system_error>

#include "golden/network/error.hpp"

namespace weir {

namespace fs = std::filesystem;

AtomicFile::AtomicFile(fs::path target) : target_(std::move(target)) {
  temporary_ = target_;
  temporary_ += ".tmp" + std::to_string(::getpid());
  const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  std::error_code status;
  if (fs::is_directory(target_, status))
    throw Error("output-unwritable", "\"" + target_.string() + "\" is a folder, not a file");
  if (!fs::is_directory(folder, status))
    throw Error("output-unwritable", "folder \"" + folder.string() + "\" does not exist", target_.string(),
                "create it, or name another output");
  if (::access(folder.c_str(), W_OK) != 0)
    throw Error("output-unwritable", "folder \"" + folder.string() + "\" is not writable", target_.string());
}

AtomicFile::~AtomicFile() {
  std::error_code ignored;
  if (!committed_) fs::remove(temporary_, ignored);
}

void AtomicFile::commit() {
  std::error_code status;
  fs::rename(temporary_, target_, status);
  if (status) throw Error("output-unwritable", "cannot write \"" + target_.string() + "\": " + status.message());
  committed_ = true;
}

void write_text_file(const fs::path& target, const std::string& text) {
  AtomicFile file(target);
  {
    std::ofstream out(file.temporary(), std::ios::binary);
    out << text;
    out.close();
    if (!out) throw Error("output-unwritable", "cannot write \"" + target.string() + "\"");
  }
  file.commit();
}

void create_output_folder(const fs::path& folder) {
  std::error_code status;
  fs::create_directories(folder, status);
  if (status || !fs::is_directory(folder))
    throw Error("output-unwritable", "cannot create folder \"" + folder.string() + "\"", "",
                status ? status.message() : "a file of that name is in the way");
}

std::vector<std::uint8_t> read_binary_file(const fs::path& path) {
  const std::string text = read_text_file(path);
  return {text.begin(), text.end()};
}

std::string read_text_file(const fs::path& path) {
  std::error_code status;
  if (!fs::exists(path, status)) throw Error("file-missing", "\"" + path.string() + "\" does not exist");
  if (!fs::is_regular_file(path, status)) throw Error("file-unreadable", "\"" + path.string() + "\" is not a file");
  std::ifstream in(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(fs::file_size(path, status)), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in) throw Error("file-unreadable", "cannot read \"" + path.string() + "\"");
  return text;
}

}  // namespace weir
