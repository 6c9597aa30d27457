/// ap_uint<W>, ap_int<W>: the Vitis API on clang's _BitInt; ap_fixed comes with it (ap_fixed.h).
/// Serves the native C simulation and the compiler (-D__WEIR_HLSC__). A source that compiles here compiles unchanged
/// with the vendor's header. Widths of results follow the vendor's rules: sum and difference one bit more, product the
/// sum of the widths, quotient the dividend's (one more for a signed divisor), remainder the narrower of the two,
/// shifts the left width; a shift by the width or more leaves zeros, or the sign. Values are two's complement and wrap on assignment. Default construction leaves the value undefined, as
/// hardware does.
#pragma once

#ifndef __clang__
#error "the open ap_int.h needs clang (_BitInt): compile with clang++-19, or use the vendor's headers"
#endif

#define WEIR_AP_INT 1
#define WEIR_AP_INLINE __attribute__((always_inline))
#ifdef __WEIR_HLSC__
/// The compiler wants tables as constants; the C simulation wants a fast build, so it fills them when the program
/// starts.
#define WEIR_AP_TABLE WEIR_AP_INLINE constexpr
#else
#define WEIR_AP_TABLE __attribute__((noinline)) inline
#endif

enum ap_q_mode { AP_RND, AP_RND_ZERO, AP_RND_MIN_INF, AP_RND_INF, AP_RND_CONV, AP_TRN, AP_TRN_ZERO };
enum ap_o_mode { AP_SAT, AP_SAT_ZERO, AP_SAT_SYM, AP_WRAP, AP_WRAP_SM };

template <int W, bool S>
struct ap_int_base;
template <int W>
struct ap_uint;
template <int W>
struct ap_int;
template <int W, int I, bool S, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
struct ap_fixed_base;

namespace weir_ap {

template <int W>
using Bits = unsigned _BitInt(W);

/// Carries bits into and out of functions. The platform passes 65 to 128 bits in two registers; a class with a copy
/// constructor of its own goes through memory, which the compiler turns back into one value.
template <int W>
struct Box {
  Bits<W> v;
  WEIR_AP_INLINE constexpr Box(const Bits<W>& bits) : v(bits) {}
  WEIR_AP_INLINE constexpr Box(const Box& other) : v(other.v) {}
};

/// The W-bit pattern v, read as signed or unsigned, as a pattern of V bits.
template <int V, int W, bool S>
WEIR_AP_INLINE constexpr Box<V> resize(const Bits<W>& v) {
  if constexpr (!S || V <= W) {
    return static_cast<Bits<V>>(v);
  } else if constexpr (W == 1) {
    return static_cast<Bits<V>>(0) - static_cast<Bits<V>>(v);
  } else {
    return static_cast<Bits<V>>(static_cast<_BitInt(V)>(static_cast<_BitInt(W)>(v)));
  }
}

template <class T>
struct native;  // width and sign of a C++ integer type
template <int N, bool S>
struct native_is {
  static constexpr int width = N;
  static constexpr bool is_signed = S;
};
template <>
struct native<bool> : native_is<1, false> {};
template <>
struct native<char> : native_is<8, true> {};
template <>
struct native<signed char> : native_is<8, true> {};
template <>
struct native<unsigned char> : native_is<8, false> {};
template <>
struct native<short> : native_is<16, true> {};
template <>
struct native<unsigned short> : native_is<16, false> {};
template <>
struct native<int> : native_is<32, true> {};
template <>
struct native<unsigned> : native_is<32, false> {};
template <>
struct native<long> : native_is<64, true> {};
template <>
struct native<unsigned long> : native_is<64, false> {};
template <>
struct native<long long> : native_is<64, true> {};
template <>
struct native<unsigned long long> : native_is<64, false> {};

template <class T>
concept Native = requires {
  native<T>::width;
};

template <Native T>
using wrap = ap_int_base<native<T>::width, native<T>::is_signed>;

/// Values with a width of their own that are no ap_int: a range of bits, one bit, a concatenation.
template <class T>
concept Reference = requires(const T& x) {
  T::weir_reference_width;
  x.get();
  x.length();
};

/// What a C++ integer type holds; for others there is no shift.
template <Native T>
WEIR_AP_INLINE constexpr unsigned shift_amount(T n, int width) {
  if constexpr (native<T>::is_signed) {
    // A counter that is an int; the vendor's header shifts the other way when it is negative.
    return n < 0 ? static_cast<unsigned>(width) : static_cast<unsigned>(n);
  } else {
    return n >= static_cast<T>(width) && static_cast<unsigned long long>(width) <= static_cast<unsigned long long>(T(-1))
               ? static_cast<unsigned>(width)
               : static_cast<unsigned>(n);
  }
}

template <Reference R>
WEIR_AP_INLINE constexpr auto value_of(const R& x);

template <int A, bool SA, int B, bool SB>
struct result {
  static constexpr int a = A + (SB && !SA), b = B + (SA && !SB);
  static constexpr int logic_width = a > b ? a : b;
  static constexpr bool any_signed = SA || SB;
  using logic = ap_int_base<logic_width, any_signed>;
  using plus = ap_int_base<logic_width + 1, any_signed>;
  using minus = ap_int_base<logic_width + 1, true>;
  using times = ap_int_base<A + B, any_signed>;
  using over = ap_int_base<A + SB, any_signed>;
  using rest = ap_int_base<(A < B + (SA && !SB) ? A : B + (SA && !SB)), SA>;
};

WEIR_AP_INLINE constexpr unsigned digit(char c) {
  return c <= '9' ? static_cast<unsigned>(c - '0') : (static_cast<unsigned>(c) & 0xdfu) - 'A' + 10u;
}

/// "0x1f" or "1f" in base 16 (2, 8 and 10 too; 0: as "0x", "0b" or "0o" says, else 10); more digits than fit are cut off at the top.
template <int W>
WEIR_AP_TABLE Box<W> parse(const char* text, int radix) {
  const bool negative = *text == '-';
  if (negative) ++text;
  const char mark = text[0] == '0' ? static_cast<char>(text[1] | 0x20) : ' ';
  const int marked = mark == 'x' ? 16 : mark == 'b' ? 2 : mark == 'o' ? 8 : 0;
  if (radix == 0) radix = marked != 0 ? marked : 10;
  if (marked == radix) text += 2;
  Bits<W> value = 0;
  if (radix == 16) {  // 15 digits at a time: one wide shift per machine word
    while (*text) {
      unsigned long long chunk = 0;
      int digits = 0;
      for (; *text && digits < 15; ++text, ++digits) chunk = chunk << 4 | digit(*text);
      if constexpr (W > 60) {
        value = static_cast<Bits<W>>(value << (4 * digits)) | static_cast<Bits<W>>(chunk);
      } else {
        value =
            static_cast<Bits<W>>(static_cast<Bits<W + 60>>(value) << (4 * digits) | static_cast<Bits<W + 60>>(chunk));
      }
    }
  } else {
    for (; *text; ++text) {
      value = static_cast<Bits<W>>(static_cast<Bits<W + 8>>(value) * static_cast<Bits<W + 8>>(radix) + digit(*text));
    }
  }
  return negative ? static_cast<Bits<W>>(Bits<W>(0) - value) : value;
}

}  // namespace weir_ap

/// Bits hi..lo of a value, readable and assignable.
template <int W, bool S>
struct ap_range_ref {
  static constexpr int weir_reference_width = W;
  ap_int_base<W, S>& whole;
  int hi, lo;

  WEIR_AP_INLINE constexpr weir_ap::Box<W> mask() const {
    return static_cast<weir_ap::Bits<W>>(~weir_ap::Bits<W>(0)) >> (W - 1 - hi + lo);
  }
  WEIR_AP_INLINE constexpr weir_ap::Box<W> get() const { return (whole.bits >> lo) & mask().v; }
  WEIR_AP_INLINE constexpr void set(const weir_ap::Bits<W>& x) {
    whole.bits = (whole.bits & ~(mask().v << lo)) | ((x & mask().v) << lo);
  }

  WEIR_AP_INLINE constexpr int length() const { return hi - lo + 1; }
  WEIR_AP_INLINE constexpr bool or_reduce() const { return get().v != 0; }
  WEIR_AP_INLINE constexpr bool and_reduce() const { return get().v == mask().v; }
  WEIR_AP_INLINE constexpr bool xor_reduce() const { return __builtin_popcountg(get().v) % 2 != 0; }

  WEIR_AP_INLINE constexpr operator unsigned long long() const { return static_cast<unsigned long long>(get().v); }
  WEIR_AP_INLINE constexpr unsigned to_uint() const { return static_cast<unsigned>(get().v); }
  WEIR_AP_INLINE constexpr unsigned long long to_uint64() const { return static_cast<unsigned long long>(get().v); }
  WEIR_AP_INLINE constexpr int to_int() const { return static_cast<int>(get().v); }
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_range_ref& operator=(const ap_int_base<V, T>& x) {
    set(weir_ap::resize<W, V, T>(x.bits).v);
    return *this;
  }
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_range_ref& operator=(const ap_range_ref<V, T>& x) {
    set(static_cast<weir_ap::Bits<W>>(x.get().v));
    return *this;
  }
  WEIR_AP_INLINE constexpr ap_range_ref& operator=(const ap_range_ref& x) {
    set(x.get().v);
    return *this;
  }
  template <weir_ap::Native T>
  WEIR_AP_INLINE constexpr ap_range_ref& operator=(T x) {
    return *this = weir_ap::wrap<T>(x);
  }
  /// What stands before the point.
  template <int V, int I, bool T, ap_q_mode Q, ap_o_mode O, int N>
  WEIR_AP_INLINE constexpr ap_range_ref& operator=(const ap_fixed_base<V, I, T, Q, O, N>& x) {
    return *this = x.to_ap_int_base();
  }
  template <weir_ap::Reference R>
  WEIR_AP_INLINE constexpr ap_range_ref& operator=(const R& x) {
    return *this = weir_ap::value_of(x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_range_ref& operator|=(const X& x) {
    return *this = *this | x;
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_range_ref& operator&=(const X& x) {
    return *this = *this & x;
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_range_ref& operator^=(const X& x) {
    return *this = *this ^ x;
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_range_ref& operator+=(const X& x) {
    return *this = *this + x;
  }
};

/// One bit of a value, readable and assignable.
template <int W, bool S>
struct ap_bit_ref {
  static constexpr int weir_reference_width = 1;
  ap_int_base<W, S>& whole;
  int index;

  WEIR_AP_INLINE constexpr bool get() const { return static_cast<bool>((whole.bits >> index) & weir_ap::Bits<W>(1)); }
  WEIR_AP_INLINE constexpr int length() const { return 1; }
  WEIR_AP_INLINE constexpr operator bool() const { return get(); }
  WEIR_AP_INLINE constexpr bool operator~() const { return !get(); }
  WEIR_AP_INLINE constexpr ap_bit_ref& operator=(bool x) {
    weir_ap::Bits<W> one = 1;  // not const: clang 19 dies of const local _BitInt of 129, 130, ... bits
    one = one << index;
    whole.bits = (whole.bits & ~one) | (static_cast<weir_ap::Bits<W>>(x) << index);
    return *this;
  }
  WEIR_AP_INLINE constexpr ap_bit_ref& operator=(const ap_bit_ref& x) { return *this = x.get(); }
};

#include "weir_concatenation.h"

template <int W, bool S>
struct ap_int_base {
  static_assert(W >= 1, "an ap_int needs at least one bit");
  static constexpr int width = W;
  static constexpr bool sign_flag = S;
  weir_ap::Bits<W> bits;

  ap_int_base() = default;
  WEIR_AP_INLINE constexpr ap_int_base(const ap_int_base& x) : bits(x.bits) {}
  WEIR_AP_INLINE constexpr ap_int_base& operator=(const ap_int_base& x) {
    bits = x.bits;
    return *this;
  }
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_int_base(const ap_int_base<V, T>& x) : bits(weir_ap::resize<W, V, T>(x.bits).v) {}
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_int_base(const ap_range_ref<V, T>& x) : bits(static_cast<weir_ap::Bits<W>>(x.get().v)) {}
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_int_base(const ap_bit_ref<V, T>& x) : bits(static_cast<weir_ap::Bits<W>>(x.get())) {}
  template <int V>
  WEIR_AP_INLINE constexpr ap_int_base(const ap_concatenation<V>& x)
      : bits(static_cast<weir_ap::Bits<W>>(x.get().v)) {}
  template <int A, bool SA, int B, bool SB>
  WEIR_AP_INLINE constexpr ap_int_base(const ap_pair_ref<A, SA, B, SB>& x)
      : bits(static_cast<weir_ap::Bits<W>>(x.get().v)) {}
  /// Towards zero.
  template <int V, int I, bool T, ap_q_mode Q, ap_o_mode O, int N>
  WEIR_AP_INLINE constexpr ap_int_base(const ap_fixed_base<V, I, T, Q, O, N>& x) : ap_int_base(x.to_ap_int_base()) {}
  WEIR_AP_INLINE constexpr ap_int_base(double x) : ap_int_base(static_cast<long long>(x)) {}
  WEIR_AP_INLINE constexpr ap_int_base(float x) : ap_int_base(static_cast<long long>(x)) {}
  template <weir_ap::Native T>
  WEIR_AP_INLINE constexpr ap_int_base(T x)
      : bits(weir_ap::resize<W, weir_ap::native<T>::width, weir_ap::native<T>::is_signed>(
                 static_cast<weir_ap::Bits<weir_ap::native<T>::width>>(x))
                 .v) {}
  WEIR_AP_TABLE ap_int_base(const char* text, signed char radix = 0) : bits(weir_ap::parse<W>(text, radix).v) {}

  WEIR_AP_INLINE constexpr operator unsigned long long() const requires(!S) {
    return static_cast<unsigned long long>(bits);
  }
  WEIR_AP_INLINE constexpr operator long long() const requires(S) {
    return static_cast<long long>(weir_ap::resize<64, W, S>(bits).v);
  }
  WEIR_AP_INLINE constexpr int to_int() const { return static_cast<int>(weir_ap::resize<32, W, S>(bits).v); }
  WEIR_AP_INLINE constexpr unsigned to_uint() const { return static_cast<unsigned>(weir_ap::resize<32, W, S>(bits).v); }
  WEIR_AP_INLINE constexpr long long to_int64() const {
    return static_cast<long long>(weir_ap::resize<64, W, S>(bits).v);
  }
  WEIR_AP_INLINE constexpr unsigned long long to_uint64() const {
    return static_cast<unsigned long long>(weir_ap::resize<64, W, S>(bits).v);
  }
  WEIR_AP_INLINE constexpr long to_long() const { return static_cast<long>(to_int64()); }
  WEIR_AP_INLINE constexpr unsigned long to_ulong() const { return static_cast<unsigned long>(to_uint64()); }
  WEIR_AP_INLINE constexpr bool to_bool() const { return bits != 0; }
  WEIR_AP_INLINE constexpr char to_char() const { return static_cast<char>(to_int()); }
  WEIR_AP_INLINE constexpr short to_short() const { return static_cast<short>(to_int()); }
  constexpr double to_double() const {
    if constexpr (S && W > 1) {
      return static_cast<double>(static_cast<_BitInt(W)>(bits));
    } else {
      return static_cast<double>(bits);
    }
  }
  WEIR_AP_INLINE constexpr int length() const { return W; }
  WEIR_AP_INLINE constexpr bool sign() const { return S && operator[](W - 1); }
  WEIR_AP_INLINE constexpr bool is_neg() const { return sign(); }
  WEIR_AP_INLINE constexpr bool is_zero() const { return bits == 0; }
  WEIR_AP_INLINE constexpr bool or_reduce() const { return bits != 0; }
  WEIR_AP_INLINE constexpr bool nor_reduce() const { return bits == 0; }
  WEIR_AP_INLINE constexpr bool and_reduce() const { return bits == static_cast<weir_ap::Bits<W>>(~weir_ap::Bits<W>(0)); }
  WEIR_AP_INLINE constexpr bool nand_reduce() const { return !and_reduce(); }
  WEIR_AP_INLINE constexpr bool xor_reduce() const { return __builtin_popcountg(bits) % 2 != 0; }
  WEIR_AP_INLINE constexpr bool xnor_reduce() const { return !xor_reduce(); }
  WEIR_AP_INLINE constexpr bool test(int index) const { return operator[](index); }
  WEIR_AP_INLINE constexpr bool get_bit(int index) const { return operator[](index); }
  WEIR_AP_INLINE constexpr void set_bit(int index, bool x) { operator[](index) = x; }
  WEIR_AP_INLINE constexpr void set(int index) { operator[](index) = true; }
  WEIR_AP_INLINE constexpr void clear(int index) { operator[](index) = false; }
  WEIR_AP_INLINE constexpr void invert(int index) { operator[](index) = !operator[](index); }
  WEIR_AP_INLINE constexpr void reverse() {
    weir_ap::Bits<W> turned = 0;
    for (int k = 0; k < W; ++k) turned |= ((bits >> k) & weir_ap::Bits<W>(1)) << (W - 1 - k);
    bits = turned;
  }
  WEIR_AP_INLINE constexpr int countLeadingZeros() const { return bits == 0 ? W : __builtin_clzg(bits); }

  WEIR_AP_INLINE constexpr ap_range_ref<W, S> range(int hi, int lo) const {
    return {const_cast<ap_int_base&>(*this), hi, lo};
  }
  WEIR_AP_INLINE constexpr ap_range_ref<W, S> operator()(int hi, int lo) const { return range(hi, lo); }
  WEIR_AP_INLINE constexpr ap_range_ref<W, S> range() const { return range(W - 1, 0); }
  WEIR_AP_INLINE constexpr ap_bit_ref<W, S> bit(int index) { return {*this, index}; }
  WEIR_AP_INLINE constexpr bool bit(int index) const { return operator[](index); }
  WEIR_AP_INLINE constexpr ap_bit_ref<W, S> operator[](int index) { return {*this, index}; }
  WEIR_AP_INLINE constexpr bool operator[](int index) const {
    return static_cast<bool>((bits >> index) & weir_ap::Bits<W>(1));
  }

  WEIR_AP_INLINE constexpr ap_int_base operator~() const { return from(~bits); }
  WEIR_AP_INLINE constexpr typename weir_ap::result<W, S, 1, false>::minus operator-() const {
    using R = typename weir_ap::result<W, S, 1, false>::minus;
    return R::from(weir_ap::Bits<R::width>(0) - weir_ap::resize<R::width, W, S>(bits).v);
  }
  WEIR_AP_INLINE constexpr ap_int_base operator+() const { return *this; }
  WEIR_AP_INLINE constexpr bool operator!() const { return bits == 0; }
  template <weir_ap::Native T>
  WEIR_AP_INLINE constexpr ap_int_base operator<<(T n) const {
    const unsigned by = weir_ap::shift_amount(n, W);
    return by < W ? from(bits << by) : from(0);
  }
  template <weir_ap::Native T>
  WEIR_AP_INLINE constexpr ap_int_base operator>>(T n) const {
    const unsigned by = weir_ap::shift_amount(n, W);
    if constexpr (S && W > 1) {
      return from(static_cast<weir_ap::Bits<W>>(static_cast<_BitInt(W)>(bits) >> (by < W ? by : W - 1)));
    } else {
      return by < W ? from(bits >> by) : from(S ? bits : weir_ap::Bits<W>(0));
    }
  }
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_int_base operator<<(const ap_int_base<V, T>& n) const {
    return *this << (V <= 32 ? n.to_uint() : n.to_uint64());
  }
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_int_base operator>>(const ap_int_base<V, T>& n) const {
    return *this >> (V <= 32 ? n.to_uint() : n.to_uint64());
  }
  WEIR_AP_INLINE constexpr ap_int_base& operator++() { return *this = from(bits + weir_ap::Bits<W>(1)); }
  WEIR_AP_INLINE constexpr ap_int_base& operator--() { return *this = from(bits - weir_ap::Bits<W>(1)); }
  WEIR_AP_INLINE constexpr ap_int_base operator++(int) {
    const ap_int_base before(*this);
    ++*this;
    return before;
  }
  WEIR_AP_INLINE constexpr ap_int_base operator--(int) {
    const ap_int_base before(*this);
    --*this;
    return before;
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator+=(const X& x) {
    return *this = ap_int_base(*this + x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator-=(const X& x) {
    return *this = ap_int_base(*this - x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator*=(const X& x) {
    return *this = ap_int_base(*this * x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator&=(const X& x) {
    return *this = ap_int_base(*this & x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator|=(const X& x) {
    return *this = ap_int_base(*this | x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator^=(const X& x) {
    return *this = ap_int_base(*this ^ x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator/=(const X& x) {
    return *this = ap_int_base(*this / x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator%=(const X& x) {
    return *this = ap_int_base(*this % x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator<<=(const X& n) {
    return *this = *this << n;
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_int_base& operator>>=(const X& n) {
    return *this = *this >> n;
  }

  /// The value with exactly these bits (not part of the vendor's API).
  WEIR_AP_INLINE static constexpr ap_int_base from(const weir_ap::Bits<W>& b) {
    ap_int_base x(false);
    x.bits = b;
    return x;
  }
};

#include "weir_operators.h"

template <int W>
struct ap_uint : ap_int_base<W, false> {
  using ap_int_base<W, false>::ap_int_base;
  ap_uint() = default;
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_uint(const ap_int_base<V, T>& x) : ap_int_base<W, false>(x) {}
};

template <int W>
struct ap_int : ap_int_base<W, true> {
  using ap_int_base<W, true>::ap_int_base;
  ap_int() = default;
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_int(const ap_int_base<V, T>& x) : ap_int_base<W, true>(x) {}
};

/// Number of ones (not part of the vendor's API: kernels use hls/kernels/popcount.hpp).
template <int W>
WEIR_AP_INLINE constexpr int weir_popcount(const ap_uint<W>& x) {
  return __builtin_popcountg(x.bits);
}

#include "ap_fixed.h"
