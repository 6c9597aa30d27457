#include "tests/tools/own_cache.hpp"

#include <cctype>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/data.hpp"
#include "tests/tools/tool.hpp"

namespace weir::test {

namespace fs = std::filesystem;

void warm(const fs::path& cache) {
  static const ScratchFolder prepared;
  const fs::path from = prepared / "cache" / "verilated";
  if (!fs::exists(from)) {
    ToolOptions options;
    options.environment["WEIR_CACHE"] = (prepared / "cache").string();
    const Ended ended = run_tool(
        {"cosim", "lfc-w1a1", "--stage", "StreamingDataWidthConverter_0", "--random", "1", "--quiet"}, options);
    if (ended.exit_code != 0) throw std::runtime_error("no run-time to copy: " + ended.errors);
  }
  fs::create_directories(cache / "verilated");
  for (const auto& entry : fs::directory_iterator(from))
    if (entry.is_directory() && entry.path().filename().string().starts_with("runtime-"))
      fs::copy(entry.path(), cache / "verilated" / entry.path().filename(),
               fs::copy_options::recursive | fs::copy_options::skip_existing);
}

int processes_about(const fs::path& folder) {
  int count = 0;
  std::error_code status;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    if (std::isdigit(static_cast<unsigned char>(entry.path().filename().string()[0])) == 0) continue;
    const std::string place = fs::read_symlink(entry.path() / "cwd", status).string();
    std::ifstream in(entry.path() / "cmdline", std::ios::binary);
    std::string line;
    std::getline(in, line);
    count += place.starts_with(folder.string()) || line.find(folder.string()) != std::string::npos;
  }
  return count;
}

bool is_left_alone(const fs::path& folder) {
  for (int k = 0; k < 3000; ++k) {
    if (processes_about(folder) == 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace weir::test
