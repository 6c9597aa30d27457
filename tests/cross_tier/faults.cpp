#include "tests/cross_tier/faults.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace weir::test {

std::vector<std::string> read_lines(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  REQUIRE_FALSE(lines.empty());
  return lines;
}

void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::ofstream out(file);
  for (const auto& line : lines) out << line << '\n';
}

Bits bits_of_hex(const std::string& digits, std::size_t width) {
  Bits bits(width);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = std::stoi(std::string(1, digits[digits.size() - 1 - i]), nullptr, 16);
    for (std::size_t b = 0; b < 4 && 4 * i + b < width; ++b) bits[4 * i + b] = ((digit >> b) & 1) != 0;
  }
  return bits;
}

std::string hex_of_bits(const Bits& bits) {
  std::string digits;
  for (std::size_t low = 0; low < bits.size(); low += 4) {
    int digit = 0;
    for (std::size_t b = 0; b < 4 && low + b < bits.size(); ++b) digit |= bits[low + b] ? 1 << b : 0;
    digits.insert(digits.begin(), "0123456789abcdef"[digit]);
  }
  return digits;
}

void replace_once(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  std::string text = content.str();
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(from, at + 1) == std::string::npos);
  text.replace(at, from.size(), to);
  std::ofstream(file) << text;
}

}  // namespace weir::test
