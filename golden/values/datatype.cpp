#include "golden/values/datatype.hpp"

#include <charconv>

#include "golden/base/error.hpp"

namespace weir {

namespace {

constexpr int kMaxBits = 32;

Error bad_name(const std::string& name) {
  return {"dtype-name", "\"" + name + "\" is not a data type", "",
          "legal: BIPOLAR, BINARY, UINT1..UINT32, INT2..INT32"};
}

}  // namespace

DataType DataType::parse(const std::string& name) {
  if (name == "BIPOLAR") return bipolar();
  if (name == "BINARY") return binary();
  if (name == "TERNARY") return int_(2);  // -1, 0, 1: two bits in every memory
  const bool is_unsigned = name.starts_with("UINT");
  if (!is_unsigned && !name.starts_with("INT")) throw bad_name(name);
  const char* first = name.data() + (is_unsigned ? 4 : 3);
  const char* last = name.data() + name.size();
  int bits = 0;
  const auto [end, status] = std::from_chars(first, last, bits);
  const int least = is_unsigned ? 1 : 2;
  if (status != std::errc{} || end != last || bits < least || bits > kMaxBits) throw bad_name(name);
  return is_unsigned ? uint(bits) : int_(bits);
}

std::string DataType::name() const {
  switch (kind) {
    case Kind::Bipolar: return "BIPOLAR";
    case Kind::Binary: return "BINARY";
    case Kind::UInt: return "UINT" + std::to_string(bits);
    case Kind::Int: return "INT" + std::to_string(bits);
  }
  return {};
}

std::int64_t DataType::min() const {
  switch (kind) {
    case Kind::Bipolar: return -1;
    case Kind::Int: return -(std::int64_t{1} << (bits - 1));
    default: return 0;
  }
}

std::int64_t DataType::max() const {
  switch (kind) {
    case Kind::Int: return (std::int64_t{1} << (bits - 1)) - 1;
    case Kind::UInt: return (std::int64_t{1} << bits) - 1;
    default: return 1;
  }
}

bool DataType::holds(std::int64_t value) const {
  return value >= min() && value <= max() && !(kind == Kind::Bipolar && value == 0);
}

std::uint32_t DataType::encode(std::int64_t value) const {
  if (kind == Kind::Bipolar) return value > 0 ? 1 : 0;
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) & mask);
}

std::int64_t DataType::decode(std::uint32_t code) const {
  if (kind == Kind::Bipolar) return (code & 1) != 0 ? 1 : -1;
  const std::int64_t value = static_cast<std::int64_t>(code & ((std::uint64_t{1} << bits) - 1));
  return kind == Kind::Int && value > max() ? value - (std::int64_t{1} << bits) : value;
}

DataType smallest_type(std::int64_t low, std::int64_t high) {
  if (low < DataType::int_(kMaxBits).min() ||
      high > (low < 0 ? DataType::int_(kMaxBits) : DataType::uint(kMaxBits)).max())
    throw Error("dtype-range", "no type holds " + std::to_string(low) + " to " + std::to_string(high), "",
                "legal: what INT32 or UINT32 hold");
  if (low >= 0) {
    int bits = 1;
    while (bits < kMaxBits && DataType::uint(bits).max() < high) ++bits;
    return DataType::uint(bits);
  }
  int bits = 2;
  while (bits < kMaxBits && (DataType::int_(bits).min() > low || DataType::int_(bits).max() < high)) ++bits;
  return DataType::int_(bits);
}

}  // namespace weir
