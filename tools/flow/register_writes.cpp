#include "tools/flow/register_writes.hpp"

#include <algorithm>
#include <regex>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir::tools {

namespace {

constexpr std::uint64_t kRegisterBytes = 4;

/// The numbers of a file, one per line.
std::vector<std::uint32_t> numbers_of(const std::string& path) {
  static const std::regex form(R"(\s*([0-9a-fA-F]{1,8})\s*)");
  std::vector<std::uint32_t> numbers;
  std::istringstream lines(read_text_file(path));
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::smatch parts;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!std::regex_match(line, parts, form))
      throw Error("register-file", "a register's value is \"" + line.substr(0, 40) + "\"",
                  path + ":" + std::to_string(number), "one hexadecimal number of at most 8 digits per line");
    numbers.push_back(static_cast<std::uint32_t>(std::stoull(parts[1], nullptr, 16)));
  }
  if (numbers.empty()) throw Error("register-file", "the file holds no registers", path);
  return numbers;
}

}  // namespace

std::vector<rtl::RegisterWrite> read_register_writes(const std::vector<std::string>& texts) {
  static const std::regex form(R"((\w+):(0[xX][0-9a-fA-F]{1,15}|\d{1,15})(==?)(0[xX][0-9a-fA-F]{1,8}|\d{1,9}|@.+))");
  std::vector<rtl::RegisterWrite> writes;
  for (const std::string& text : texts) {
    std::smatch parts;
    if (!std::regex_match(text, parts, form))
      throw Error(
          "usage", "--axi-lite is \"" + text + "\"", "",
          "PORT:ADDRESS=VALUE, or PORT:ADDRESS==VALUE to read it back, e.g. s_axi_control:0x10=5; @FILE as VALUE "
          "for a row of registers");
    std::uint64_t address = std::stoull(parts[2], nullptr, 0);
    const std::string value = parts[4];
    const auto values = value.starts_with("@")
                            ? numbers_of(value.substr(1))
                            : std::vector{static_cast<std::uint32_t>(std::stoull(value, nullptr, 0))};
    for (const std::uint32_t each : values) {
      writes.push_back({parts[1], address, each, parts[3] == "=="});
      address += kRegisterBytes;
    }
  }
  return writes;
}

}  // namespace weir::tools
