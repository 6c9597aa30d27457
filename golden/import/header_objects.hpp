/// Constants in C++ headers, as training exporters write them: `#define NAME integer`, and objects initialised by
/// nested braces of numbers, `Type<arguments> NAME[dimensions] = {...};`, with comments and line breaks anywhere.
/// Numbers: decimal or 0x, quoted or not, up to 128 bits. Errors header-syntax, header-number with file:line.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace weir::golden {

/// A number of up to 128 bits in two's complement, lowest word first.
struct Literal {
  std::array<std::uint64_t, 2> words{};
  /// Bits low .. low + count - 1, count at most 32, as unsigned or (two's complement) signed number.
  std::int64_t bits(int low, int count, bool is_signed) const;
  std::int64_t value() const { return static_cast<std::int64_t>(words[0]); }
};

struct HeaderObject {
  std::string name, type;               ///< "weights_conv0", "ap_uint"
  std::vector<std::string> arguments;   ///< of the type, without blanks: {"24*4"}; {"2", "32", "3", "ap_int<16>", ...}
  std::vector<std::string> dimensions;  ///< of an array: {"64", "49"}
  std::vector<Literal> values;          ///< in order, whatever the nesting
  int line = 0;
};

using Defines = std::map<std::string, std::int64_t>;

/// Integer macros; others are left out.
Defines read_defines(const std::filesystem::path& path);
std::vector<HeaderObject> read_header_objects(const std::filesystem::path& path);
/// A number, a macro of `defines`, or a product of them. Throws Error header-number naming `where`.
std::int64_t evaluate(const std::string& expression, const Defines& defines, const std::string& where);

}  // namespace weir::golden
