/// Faults put into an RTL folder on purpose, as files: a flipped weight bit, a threshold off by one, swapped PE lanes,
/// a FIFO that holds one word less. Hex files have one word per line, most significant digit first.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weir::test {

/// Bits of one ROM word, lowest first.
using Bits = std::vector<bool>;

/// Changes line `line` of a hex file of `width`-bit words by `change`.
template <class Change>
void change_rom_word(const std::filesystem::path& file, std::size_t line, std::size_t width, Change change);

std::vector<std::string> read_lines(const std::filesystem::path& file);
void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines);
Bits bits_of_hex(const std::string& digits, std::size_t width);
std::string hex_of_bits(const Bits& bits);

/// Replaces the only occurrence of `from` in a text file; fails the test when there is none or more than one.
void replace_once(const std::filesystem::path& file, const std::string& from, const std::string& to);

template <class Change>
void change_rom_word(const std::filesystem::path& file, std::size_t line, std::size_t width, Change change) {
  auto lines = read_lines(file);
  Bits bits = bits_of_hex(lines.at(line), width);
  change(bits);
  lines[line] = hex_of_bits(bits);
  write_lines(file, lines);
}

}  // namespace weir::test
