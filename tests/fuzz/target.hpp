/// A fuzz target: one file in targets/ that defines read() for one reader of foreign files.
///
/// Two programs are made of each: with libFuzzer (preset "fuzz", libfuzzer.cpp), and in every normal build a test that
/// runs the target's corpus and fixed mutations of it (run_corpus.cpp). In both, an input is either read or refused by
/// weir::Error or weir::Errors; anything else - another exception, a crash, a leak - is a failure.
///
/// Files of a corpus whose name starts with "ok-" must be read, all others refused. "finding-<what>" are minimised
/// inputs that once failed; the rest is written by make_corpus.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace weir::fuzz {

using Input = std::span<const std::uint8_t>;

/// Defined by each target. Throws Error or Errors if it refuses the input.
void read(Input input);

inline std::string text_of(Input input) { return {input.begin(), input.end()}; }

/// Parts of an input for targets that read more than one file: text before and after the first line "----".
inline std::pair<std::string, std::string> split(const std::string& text) {
  static const std::string kLine = "\n----\n";
  const auto at = text.find(kLine);
  if (at == std::string::npos) return {text, ""};
  return {text.substr(0, at), text.substr(at + kLine.size())};
}

/// A file in memory with a path, for readers that take paths.
class MemoryFile {
 public:
  explicit MemoryFile(Input bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    if (descriptor_ < 0 || ::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error("cannot make a file in memory");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace weir::fuzz
