/// Whole numbers that do not wrap: sums and products in 64 and 128 bits, and ratios of them.
#pragma once
#include <compare>
#include <cstdint>
#include <numeric>
#include <string>

#include "golden/base/error.hpp"

namespace weir::sdf {

__extension__ typedef __int128 Wide;

[[noreturn]] inline void throw_too_large(const std::string& what) {
  throw Error("sdf-too-large", what + " do not fit into the integers that keep the answer exact", "",
              "smaller execution times, or rates with a common factor");
}

template <class Whole>
Whole checked_product(Whole a, Whole b, const char* what) {
  Whole product{};
  if (__builtin_mul_overflow(a, b, &product)) throw_too_large(what);
  return product;
}

template <class Whole>
Whole checked_sum(Whole a, Whole b, const char* what) {
  Whole sum{};
  if (__builtin_add_overflow(a, b, &sum)) throw_too_large(what);
  return sum;
}

inline std::int64_t checked_lcm(std::int64_t a, std::int64_t b, const char* what) {
  return checked_product(a / std::gcd(a, b), b, what);
}

inline std::int64_t floor_modulo(std::int64_t a, std::int64_t modulus) {
  const std::int64_t rest = a % modulus;
  return rest < 0 ? rest + modulus : rest;
}

/// Lowest terms, denominator above 0.
struct Ratio {
  std::int64_t numerator = 0, denominator = 1;

  static Ratio of(Wide numerator, Wide denominator) {
    Wide a = numerator < 0 ? -numerator : numerator, b = denominator;
    while (b != 0) a = std::exchange(b, a % b);
    const Wide n = numerator / a, d = denominator / a;
    const Ratio ratio{static_cast<std::int64_t>(n), static_cast<std::int64_t>(d)};
    if (ratio.numerator != n || ratio.denominator != d) throw_too_large("numerator and denominator of a ratio");
    return ratio;
  }
  double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
  /// "841" or "2163/4".
  std::string text() const {
    return std::to_string(numerator) + (denominator == 1 ? "" : "/" + std::to_string(denominator));
  }
  bool operator==(const Ratio&) const = default;
  std::strong_ordering operator<=>(const Ratio& other) const {
    return Wide{numerator} * other.denominator <=> Wide{other.numerator} * denominator;
  }
};

}  // namespace weir::sdf
