/// Elements of a stream word as numbers.
#pragma once
#include <ap_int.h>

#include "latency.hpp"

namespace weir {

namespace detail {

/// Value of one element; BINARY {0,1} is UINT of 1 bit. At most 32 bits.
template <int CODING, int BITS>
struct Element {
  static long long value(const ap_uint<BITS>& x) {
    const ap_int<BITS + 1> wide = x;
    return static_cast<long long>(wide);
  }
};
template <int BITS>
struct Element<INT, BITS> {
  static long long value(const ap_uint<BITS>& x) {
    const ap_int<BITS> number = x;
    return static_cast<long long>(number);
  }
};
template <>
struct Element<BIPOLAR, 1> {
  static long long value(const ap_uint<1>& x) { return x[0] ? 1 : -1; }
};

/// Smallest and largest number of a data type.
template <int CODING, int BITS>
struct Range {
  static const long long lowest = CODING == INT ? -(1ll << (BITS - 1)) : CODING == BIPOLAR ? -1 : 0;
  static const long long largest = CODING == INT ? (1ll << (BITS - 1)) - 1 : (1ll << BITS) - 1;
};

}  // namespace detail

}  // namespace weir
