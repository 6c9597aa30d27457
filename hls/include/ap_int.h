/// ap_uint<W>, ap_int<W>: the part of the Vitis API that our kernels use, on clang's _BitInt.
/// Serves the native C simulation and the compiler (-D__WEIR_HLSC__). A source that compiles here compiles unchanged
/// with the vendor's header; the vendor's header has more (division, concatenation operator, printing). Widths of
/// results follow the vendor's rules: sum and difference one bit more, product the sum of the widths, shifts the left
/// width. Values are two's complement and wrap on assignment. Default construction leaves the value undefined, as
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

template <int W, bool S>
struct ap_int_base;
template <int W>
struct ap_uint;
template <int W>
struct ap_int;

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

template <int A, bool SA, int B, bool SB>
struct result {
  static constexpr int a = A + (SB && !SA), b = B + (SA && !SB);
  static constexpr int logic_width = a > b ? a : b;
  static constexpr bool any_signed = SA || SB;
  using logic = ap_int_base<logic_width, any_signed>;
  using plus = ap_int_base<logic_width + 1, any_signed>;
  using minus = ap_int_base<logic_width + 1, true>;
  using times = ap_int_base<A + B, any_signed>;
};

WEIR_AP_INLINE constexpr unsigned digit(char c) {
  return c <= '9' ? static_cast<unsigned>(c - '0') : (static_cast<unsigned>(c) & 0xdfu) - 'A' + 10u;
}

/// "0x1f" or "1f" in base 16 (2, 8 and 10 too); more digits than fit are cut off at the top.
template <int W>
WEIR_AP_TABLE Box<W> parse(const char* text, int radix) {
  const bool negative = *text == '-';
  if (negative) ++text;
  if (radix == 16 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) text += 2;
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
  ap_int_base<W, S>& whole;
  int hi, lo;

  WEIR_AP_INLINE constexpr weir_ap::Box<W> mask() const {
    return static_cast<weir_ap::Bits<W>>(~weir_ap::Bits<W>(0)) >> (W - 1 - hi + lo);
  }
  WEIR_AP_INLINE constexpr weir_ap::Box<W> get() const { return (whole.bits >> lo) & mask().v; }
  WEIR_AP_INLINE constexpr void set(const weir_ap::Bits<W>& x) {
    whole.bits = (whole.bits & ~(mask().v << lo)) | ((x & mask().v) << lo);
  }

  WEIR_AP_INLINE constexpr operator unsigned long long() const { return static_cast<unsigned long long>(get().v); }
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
};

/// One bit of a value, readable and assignable.
template <int W, bool S>
struct ap_bit_ref {
  ap_int_base<W, S>& whole;
  int index;

  WEIR_AP_INLINE constexpr bool get() const { return static_cast<bool>((whole.bits >> index) & weir_ap::Bits<W>(1)); }
  WEIR_AP_INLINE constexpr operator bool() const { return get(); }
  WEIR_AP_INLINE constexpr ap_bit_ref& operator=(bool x) {
    weir_ap::Bits<W> one = 1;  // not const: clang 19 dies of const local _BitInt of 129, 130, ... bits
    one = one << index;
    whole.bits = (whole.bits & ~one) | (static_cast<weir_ap::Bits<W>>(x) << index);
    return *this;
  }
  WEIR_AP_INLINE constexpr ap_bit_ref& operator=(const ap_bit_ref& x) { return *this = x.get(); }
};

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
  template <weir_ap::Native T>
  WEIR_AP_INLINE constexpr ap_int_base(T x)
      : bits(weir_ap::resize<W, weir_ap::native<T>::width, weir_ap::native<T>::is_signed>(
                 static_cast<weir_ap::Bits<weir_ap::native<T>::width>>(x))
                 .v) {}
  WEIR_AP_TABLE ap_int_base(const char* text, signed char radix = 10) : bits(weir_ap::parse<W>(text, radix).v) {}

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
  WEIR_AP_INLINE constexpr int length() const { return W; }

  WEIR_AP_INLINE constexpr ap_range_ref<W, S> range(int hi, int lo) const {
    return {const_cast<ap_int_base&>(*this), hi, lo};
  }
  WEIR_AP_INLINE constexpr ap_range_ref<W, S> operator()(int hi, int lo) const { return range(hi, lo); }
  WEIR_AP_INLINE constexpr ap_bit_ref<W, S> operator[](int index) { return {*this, index}; }
  WEIR_AP_INLINE constexpr bool operator[](int index) const {
    return static_cast<bool>((bits >> index) & weir_ap::Bits<W>(1));
  }

  WEIR_AP_INLINE constexpr ap_int_base operator~() const { return from(~bits); }
  WEIR_AP_INLINE constexpr typename weir_ap::result<W, S, 1, false>::minus operator-() const {
    using R = typename weir_ap::result<W, S, 1, false>::minus;
    return R::from(weir_ap::Bits<R::width>(0) - weir_ap::resize<R::width, W, S>(bits).v);
  }
  WEIR_AP_INLINE constexpr ap_int_base operator<<(int n) const { return from(bits << n); }
  WEIR_AP_INLINE constexpr ap_int_base operator>>(int n) const {
    if constexpr (S && W > 1) {
      return from(static_cast<weir_ap::Bits<W>>(static_cast<_BitInt(W)>(bits) >> n));
    } else {
      return from(bits >> n);
    }
  }
  WEIR_AP_INLINE constexpr ap_int_base& operator++() { return *this = from(bits + weir_ap::Bits<W>(1)); }
  WEIR_AP_INLINE constexpr ap_int_base& operator--() { return *this = from(bits - weir_ap::Bits<W>(1)); }
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
  WEIR_AP_INLINE constexpr ap_int_base& operator<<=(int n) { return *this = *this << n; }
  WEIR_AP_INLINE constexpr ap_int_base& operator>>=(int n) { return *this = *this >> n; }

  /// The value with exactly these bits (not part of the vendor's API).
  WEIR_AP_INLINE static constexpr ap_int_base from(const weir_ap::Bits<W>& b) {
    ap_int_base x(false);
    x.bits = b;
    return x;
  }
};

// One macro for the three forms of each binary operator (value op value, value op C++ integer, C++ integer op value).
#define WEIR_AP_BINARY(OP, KIND)                                                                              \
  template <int A, bool SA, int B, bool SB>                                                                   \
  WEIR_AP_INLINE constexpr auto operator OP(const ap_int_base<A, SA>& a, const ap_int_base<B, SB>& b) {       \
    using R = typename weir_ap::result<A, SA, B, SB>::KIND;                                                   \
    return R::from(weir_ap::resize<R::width, A, SA>(a.bits).v OP weir_ap::resize<R::width, B, SB>(b.bits).v); \
  }                                                                                                           \
  template <int A, bool SA, weir_ap::Native T>                                                                \
  WEIR_AP_INLINE constexpr auto operator OP(const ap_int_base<A, SA>& a, T b) {                               \
    return a OP weir_ap::wrap<T>(b);                                                                          \
  }                                                                                                           \
  template <weir_ap::Native T, int B, bool SB>                                                                \
  WEIR_AP_INLINE constexpr auto operator OP(T a, const ap_int_base<B, SB>& b) {                               \
    return weir_ap::wrap<T>(a) OP b;                                                                          \
  }
WEIR_AP_BINARY(+, plus)
WEIR_AP_BINARY(-, minus)
WEIR_AP_BINARY(*, times)
WEIR_AP_BINARY(&, logic)
WEIR_AP_BINARY(|, logic)
WEIR_AP_BINARY(^, logic)
#undef WEIR_AP_BINARY

#define WEIR_AP_COMPARE(OP)                                                                             \
  template <int A, bool SA, int B, bool SB>                                                             \
  WEIR_AP_INLINE constexpr bool operator OP(const ap_int_base<A, SA>& a, const ap_int_base<B, SB>& b) { \
    using R = typename weir_ap::result<A, SA, B, SB>::logic;                                            \
    if constexpr (R::sign_flag) {                                                                       \
      constexpr int V = R::width + 1;                                                                   \
      return static_cast<_BitInt(V)>(weir_ap::resize<V, A, SA>(a.bits).v)                               \
          OP static_cast<_BitInt(V)>(weir_ap::resize<V, B, SB>(b.bits).v);                              \
    } else {                                                                                            \
      return weir_ap::resize<R::width, A, SA>(a.bits).v OP weir_ap::resize<R::width, B, SB>(b.bits).v;  \
    }                                                                                                   \
  }                                                                                                     \
  template <int A, bool SA, weir_ap::Native T>                                                          \
  WEIR_AP_INLINE constexpr bool operator OP(const ap_int_base<A, SA>& a, T b) {                         \
    return a OP weir_ap::wrap<T>(b);                                                                    \
  }                                                                                                     \
  template <weir_ap::Native T, int B, bool SB>                                                          \
  WEIR_AP_INLINE constexpr bool operator OP(T a, const ap_int_base<B, SB>& b) {                         \
    return weir_ap::wrap<T>(a) OP b;                                                                    \
  }
WEIR_AP_COMPARE(==)
WEIR_AP_COMPARE(!=)
WEIR_AP_COMPARE(<)
WEIR_AP_COMPARE(<=)
WEIR_AP_COMPARE(>)
WEIR_AP_COMPARE(>=)
#undef WEIR_AP_COMPARE

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
