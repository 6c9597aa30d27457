/// Element types of streams, weights and thresholds, named as FINN names them: BIPOLAR, BINARY, UINTn, INTn.
#pragma once
#include <compare>
#include <cstdint>
#include <string>

namespace weir {

/// The type of one tensor element. A value is a plain integer; its code is the bit pattern in a stream word.
struct DataType {
  enum class Kind : std::uint8_t { Bipolar, Binary, UInt, Int };
  Kind kind = Kind::UInt;
  int bits = 8;  ///< 1..32; always 1 for Bipolar and Binary

  static constexpr DataType bipolar() { return {Kind::Bipolar, 1}; }
  static constexpr DataType binary() { return {Kind::Binary, 1}; }
  static constexpr DataType uint(int bits) { return {Kind::UInt, bits}; }
  static constexpr DataType int_(int bits) { return {Kind::Int, bits}; }

  /// "BIPOLAR", "BINARY", "UINT4", "INT16". Throws Error dtype-name.
  static DataType parse(const std::string& name);
  std::string name() const;

  bool is_signed() const { return kind == Kind::Int || kind == Kind::Bipolar; }
  std::int64_t min() const;
  std::int64_t max() const;
  /// True if `value` is an element; BIPOLAR has -1 and +1 but no 0.
  bool holds(std::int64_t value) const;
  /// Bit pattern of `value` in the low `bits` bits: two's complement, BIPOLAR -1/+1 as 0/1.
  std::uint32_t encode(std::int64_t value) const;
  std::int64_t decode(std::uint32_t code) const;

  auto operator<=>(const DataType&) const = default;
};

/// Smallest INTn (if `low` < 0) or UINTn that holds both bounds.
DataType smallest_type(std::int64_t low, std::int64_t high);

}  // namespace weir
