/// ap_fixed<W, I, Q, O>, ap_ufixed<W, I, Q, O>: W bits of which I stand before the point, with every rounding (Q) and
/// overflow (O) of the Vitis API except AP_WRAP_SM and saturated bits with AP_WRAP. Included by ap_int.h.
#pragma once
#include "ap_int.h"

namespace weir_ap {

constexpr int larger(int a, int b) { return a > b ? a : b; }

/// Of a difference of quantisations: is the last kept bit to be counted up?
template <ap_q_mode Q>
WEIR_AP_INLINE constexpr bool rounds_up(bool first_dropped, bool rest_dropped, bool negative, bool odd) {
  switch (Q) {
    case AP_RND: return first_dropped;
    case AP_RND_ZERO: return first_dropped && (rest_dropped || negative);
    case AP_RND_MIN_INF: return first_dropped && rest_dropped;
    case AP_RND_INF: return first_dropped && (rest_dropped || !negative);
    case AP_RND_CONV: return first_dropped && (rest_dropped || odd);
    case AP_TRN_ZERO: return negative && (first_dropped || rest_dropped);
    default: return false;
  }
}

/// The W-bit pattern for a value of V bits with sign, whose point is where the target's is.
template <int W, bool S, ap_o_mode O, int V>
WEIR_AP_INLINE constexpr Box<W> limit(const _BitInt(V) & x) {
  static_assert(V > W + 1);
  if constexpr (O == AP_WRAP) {
    return static_cast<Bits<W>>(x);
  } else {
    static_assert(O != AP_WRAP_SM, "AP_WRAP_SM is not supported: write AP_WRAP or AP_SAT");
    _BitInt(V) one = 1;
    _BitInt(V) high = (one << (S ? W - 1 : W)) - 1;
    _BitInt(V) low = S ? -(one << (W - 1)) + (O == AP_SAT_SYM ? 1 : 0) : static_cast<_BitInt(V)>(0);
    if (x > high) return O == AP_SAT_ZERO ? static_cast<Bits<W>>(0) : static_cast<Bits<W>>(high);
    if (x < low) return O == AP_SAT_ZERO ? static_cast<Bits<W>>(0) : static_cast<Bits<W>>(low);
    return static_cast<Bits<W>>(x);
  }
}

/// The pattern of a fixed-point target (W, I, S, Q, O) for a source pattern (W2, I2, S2).
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int W2, int I2, bool S2>
WEIR_AP_INLINE constexpr Box<W> convert(const Bits<W2>& source) {
  constexpr int F = W - I, F2 = W2 - I2;
  constexpr int V = larger(I, I2) + larger(larger(F, F2), larger(-I, -I2)) + larger(W, W2) + 4;
  _BitInt(V) x = static_cast<_BitInt(V)>(resize<V, W2, S2>(source).v);
  if constexpr (F >= F2) {
    return limit<W, S, O, V>(static_cast<_BitInt(V)>(x << (F - F2)));
  } else if constexpr (F2 - F >= V) {  // nothing of the value is left but its sign
    const bool negative = x < 0;
    _BitInt(V) rest = rounds_up<Q>(false, x != 0, negative, negative) ? static_cast<_BitInt(V)>(0)
                                                                      : static_cast<_BitInt(V)>(-negative);
    return limit<W, S, O, V>(rest);
  } else {
    constexpr int dropped = F2 - F;
    Bits<V> pattern = static_cast<Bits<V>>(x);
    const bool first = static_cast<bool>((pattern >> (dropped - 1)) & Bits<V>(1));
    bool rest = false;
    if constexpr (dropped > 1) rest = (pattern & ((Bits<V>(1) << (dropped - 1)) - Bits<V>(1))) != 0;
    _BitInt(V) kept = x >> dropped;
    kept = kept + rounds_up<Q>(first, rest, x < 0, static_cast<bool>(static_cast<Bits<V>>(kept) & Bits<V>(1)));
    return limit<W, S, O, V>(kept);
  }
}

}  // namespace weir_ap

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
struct ap_fixed_base {
  static_assert(W >= 1, "an ap_fixed needs at least one bit");
  static_assert(N == 0, "saturated bits with AP_WRAP are not supported");
  static constexpr int width = W;
  static constexpr int iwidth = I;
  static constexpr bool sign_flag = S;
  static constexpr ap_q_mode qmode = Q;
  static constexpr ap_o_mode omode = O;
  weir_ap::Bits<W> bits;

  ap_fixed_base() = default;
  WEIR_AP_INLINE constexpr ap_fixed_base(const ap_fixed_base& x) : bits(x.bits) {}
  WEIR_AP_INLINE constexpr ap_fixed_base& operator=(const ap_fixed_base& x) {
    bits = x.bits;
    return *this;
  }
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2, int N2>
  WEIR_AP_INLINE constexpr ap_fixed_base(const ap_fixed_base<W2, I2, S2, Q2, O2, N2>& x)
      : bits(weir_ap::convert<W, I, S, Q, O, W2, I2, S2>(x.bits).v) {}
  template <int V, bool T>
  WEIR_AP_INLINE constexpr ap_fixed_base(const ap_int_base<V, T>& x)
      : bits(weir_ap::convert<W, I, S, Q, O, V, V, T>(x.bits).v) {}
  template <weir_ap::Reference R>
  WEIR_AP_INLINE constexpr ap_fixed_base(const R& x) : ap_fixed_base(ap_int_base<R::weir_reference_width, false>(x)) {}
  template <weir_ap::Native T>
  WEIR_AP_INLINE constexpr ap_fixed_base(T x) : ap_fixed_base(weir_ap::wrap<T>(x)) {}
  /// Exact for constants of up to 50 bits on both sides of the point: the compiler knows them before there is hardware.
  WEIR_AP_INLINE constexpr ap_fixed_base(double x)
      : bits(weir_ap::convert<W, I, S, Q, O, 116, 64, true>(scaled(x).v).v) {}
  WEIR_AP_INLINE constexpr ap_fixed_base(float x) : ap_fixed_base(static_cast<double>(x)) {}

  WEIR_AP_INLINE constexpr int length() const { return W; }
  /// The bits themselves, wherever the point stands.
  WEIR_AP_INLINE constexpr ap_range_ref<W, S> range(int hi, int lo) const { return {pattern(), hi, lo}; }
  WEIR_AP_INLINE constexpr ap_range_ref<W, S> range() const { return range(W - 1, 0); }
  WEIR_AP_INLINE constexpr ap_range_ref<W, S> operator()(int hi, int lo) const { return range(hi, lo); }
  WEIR_AP_INLINE constexpr ap_bit_ref<W, S> operator[](int index) { return {pattern(), index}; }
  WEIR_AP_INLINE constexpr bool operator[](int index) const {
    return static_cast<bool>((bits >> index) & weir_ap::Bits<W>(1));
  }

  /// Towards zero, as a C++ conversion.
  WEIR_AP_INLINE constexpr auto to_ap_int_base() const {
    using R = ap_int_base<(I > 1 ? I : 1), S>;
    return R::from(weir_ap::convert<R::width, R::width, S, AP_TRN_ZERO, AP_WRAP, W, I, S>(bits).v);
  }
  WEIR_AP_INLINE constexpr int to_int() const { return to_ap_int_base().to_int(); }
  WEIR_AP_INLINE constexpr unsigned to_uint() const { return to_ap_int_base().to_uint(); }
  WEIR_AP_INLINE constexpr long long to_int64() const { return to_ap_int_base().to_int64(); }
  WEIR_AP_INLINE constexpr unsigned long long to_uint64() const { return to_ap_int_base().to_uint64(); }
  constexpr double to_double() const {
    double x = ap_int_base<W, S>::from(bits).to_double();
    for (int k = I; k < W; ++k) x /= 2;
    for (int k = W; k < I; ++k) x *= 2;
    return x;
  }
  constexpr float to_float() const { return static_cast<float>(to_double()); }
  explicit WEIR_AP_INLINE constexpr operator int() const { return to_int(); }
  explicit WEIR_AP_INLINE constexpr operator unsigned() const { return to_uint(); }
  explicit WEIR_AP_INLINE constexpr operator bool() const { return bits != 0; }
  explicit constexpr operator double() const { return to_double(); }
  explicit constexpr operator float() const { return to_float(); }

  WEIR_AP_INLINE constexpr auto operator-() const {
    using R = ap_fixed_base<W + 1, I + 1, true>;
    return R::from(weir_ap::Bits<W + 1>(0) - weir_ap::resize<W + 1, W, S>(bits).v);
  }
  WEIR_AP_INLINE constexpr ap_fixed_base operator+() const { return *this; }
  WEIR_AP_INLINE constexpr bool operator!() const { return bits == 0; }
  template <class X>
  WEIR_AP_INLINE constexpr ap_fixed_base operator<<(X n) const {
    return from((ap_int_base<W, S>::from(bits) << n).bits);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_fixed_base operator>>(X n) const {
    return from((ap_int_base<W, S>::from(bits) >> n).bits);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_fixed_base& operator+=(const X& x) {
    return *this = ap_fixed_base(*this + x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_fixed_base& operator-=(const X& x) {
    return *this = ap_fixed_base(*this - x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_fixed_base& operator*=(const X& x) {
    return *this = ap_fixed_base(*this * x);
  }
  template <class X>
  WEIR_AP_INLINE constexpr ap_fixed_base& operator/=(const X& x) {
    return *this = ap_fixed_base(*this / x);
  }

  /// The value with exactly these bits (not part of the vendor's API).
  WEIR_AP_INLINE static constexpr ap_fixed_base from(const weir_ap::Bits<W>& b) {
    ap_fixed_base x(false);
    x.bits = b;
    return x;
  }

 private:
  /// The pattern is one member, as it is in ap_int_base.
  WEIR_AP_INLINE ap_int_base<W, S>& pattern() const {
    return *reinterpret_cast<ap_int_base<W, S>*>(const_cast<ap_fixed_base*>(this));
  }
  WEIR_AP_INLINE static constexpr weir_ap::Box<116> scaled(double x) {
    bool negative = x < 0;
    if (negative) x = -x;
    weir_ap::Bits<116> value = 0;
    weir_ap::Bits<64> whole = static_cast<weir_ap::Bits<64>>(static_cast<unsigned long long>(x));
    x -= static_cast<double>(static_cast<unsigned long long>(x));
    value = static_cast<weir_ap::Bits<116>>(whole) << 52;
    value |= static_cast<weir_ap::Bits<116>>(static_cast<unsigned long long>(x * 4503599627370496.0));
    return negative ? static_cast<weir_ap::Bits<116>>(weir_ap::Bits<116>(0) - value) : value;
  }
};

namespace weir_ap {

template <int W, int I, bool S, int W2, int I2, bool S2>
struct fixed_result {
  static constexpr int F = W - I, F2 = W2 - I2;
  static constexpr int whole = larger(I + (S2 && !S), I2 + (S && !S2)), fraction = larger(F, F2);
  static constexpr bool any_signed = S || S2;
  using plus = ap_fixed_base<whole + 1 + fraction, whole + 1, any_signed>;
  using minus = ap_fixed_base<whole + 1 + fraction, whole + 1, true>;
  using common = ap_fixed_base<whole + 1 + fraction, whole + 1, true>;
  using times = ap_fixed_base<W + W2, I + I2, any_signed>;
};

template <class T>
struct as_fixed;
template <int V, bool T>
struct as_fixed<ap_int_base<V, T>> {
  using type = ap_fixed_base<V, V, T>;
};
template <int V>
struct as_fixed<ap_uint<V>> : as_fixed<ap_int_base<V, false>> {};
template <int V>
struct as_fixed<ap_int<V>> : as_fixed<ap_int_base<V, true>> {};
template <Native T>
struct as_fixed<T> : as_fixed<wrap<T>> {};

/// Integers beside a fixed-point value.
template <class T>
concept Whole = requires {
  typename as_fixed<T>::type;
};

}  // namespace weir_ap

#define WEIR_AP_FIXED_FORMS(OP)                                                                     \
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N, weir_ap::Whole X>                \
  WEIR_AP_INLINE constexpr auto operator OP(const ap_fixed_base<W, I, S, Q, O, N>& a, const X& b) { \
    return a OP typename weir_ap::as_fixed<X>::type(b);                                             \
  }                                                                                                 \
  template <weir_ap::Whole X, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>                \
  WEIR_AP_INLINE constexpr auto operator OP(const X& a, const ap_fixed_base<W, I, S, Q, O, N>& b) { \
    return typename weir_ap::as_fixed<X>::type(a) OP b;                                             \
  }
#define WEIR_AP_FIXED_SUM(OP, KIND)                                                                       \
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N, int W2, int I2, bool S2, ap_q_mode Q2, \
            ap_o_mode O2, int N2>                                                                         \
  WEIR_AP_INLINE constexpr auto operator OP(const ap_fixed_base<W, I, S, Q, O, N>& a,                     \
                                            const ap_fixed_base<W2, I2, S2, Q2, O2, N2>& b) {             \
    using R = typename weir_ap::fixed_result<W, I, S, W2, I2, S2>::KIND;                                  \
    return R::from(R(a).bits OP R(b).bits);                                                               \
  }                                                                                                       \
  WEIR_AP_FIXED_FORMS(OP)
WEIR_AP_FIXED_SUM(+, plus)
WEIR_AP_FIXED_SUM(-, minus)
#undef WEIR_AP_FIXED_SUM

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N, int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2,
          int N2>
WEIR_AP_INLINE constexpr auto operator*(const ap_fixed_base<W, I, S, Q, O, N>& a,
                                        const ap_fixed_base<W2, I2, S2, Q2, O2, N2>& b) {
  using R = typename weir_ap::fixed_result<W, I, S, W2, I2, S2>::times;
  return R::from(weir_ap::resize<R::width, W, S>(a.bits).v * weir_ap::resize<R::width, W2, S2>(b.bits).v);
}
WEIR_AP_FIXED_FORMS(*)

/// The quotient toward zero, with as many bits behind the point as the dividend has beyond the divisor's shift.
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N, int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2,
          int N2>
WEIR_AP_INLINE constexpr auto operator/(const ap_fixed_base<W, I, S, Q, O, N>& a,
                                        const ap_fixed_base<W2, I2, S2, Q2, O2, N2>& b) {
  constexpr int F2 = W2 - I2, up = F2 > 0 ? F2 : 0;
  constexpr int V = weir_ap::larger(W + up + (S2 && !S), W2 + (S && !S2));
  using R = ap_fixed_base<W + up + S2, I + F2 + S2, S || S2>;
  using Whole = ap_int_base<V, S || S2>;
  const Whole dividend = Whole::from(static_cast<weir_ap::Bits<V>>(weir_ap::resize<V, W, S>(a.bits).v << up));
  const Whole divisor = Whole::from(weir_ap::resize<V, W2, S2>(b.bits).v);
  const Whole quotient = dividend / divisor;  // the least value by -1 wraps, as the vendor's does
  return R::from(ap_int_base < R::width, S || S2 > (quotient).bits);
}
// An integer by a fixed-point value is not here: the vendor's open header computes something else than the quotient.
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N, weir_ap::Whole X>
WEIR_AP_INLINE constexpr auto operator/(const ap_fixed_base<W, I, S, Q, O, N>& a, const X& b) {
  return a / typename weir_ap::as_fixed<X>::type(b);
}

#define WEIR_AP_FIXED_COMPARE(OP)                                                                         \
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N, int W2, int I2, bool S2, ap_q_mode Q2, \
            ap_o_mode O2, int N2>                                                                         \
  WEIR_AP_INLINE constexpr bool operator OP(const ap_fixed_base<W, I, S, Q, O, N>& a,                     \
                                            const ap_fixed_base<W2, I2, S2, Q2, O2, N2>& b) {             \
    using R = typename weir_ap::fixed_result<W, I, S, W2, I2, S2>::common;                                \
    return ap_int_base<R::width, true>::from(R(a).bits) OP ap_int_base<R::width, true>::from(R(b).bits);  \
  }                                                                                                       \
  WEIR_AP_FIXED_FORMS(OP)
WEIR_AP_FIXED_COMPARE(==)
WEIR_AP_FIXED_COMPARE(!=)
WEIR_AP_FIXED_COMPARE(<)
WEIR_AP_FIXED_COMPARE(<=)
WEIR_AP_FIXED_COMPARE(>)
WEIR_AP_FIXED_COMPARE(>=)
#undef WEIR_AP_FIXED_COMPARE
#undef WEIR_AP_FIXED_FORMS

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
struct ap_fixed : ap_fixed_base<W, I, true, Q, O, N> {
  using Base = ap_fixed_base<W, I, true, Q, O, N>;
  using Base::Base;
  ap_fixed() = default;
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2, int N2>
  WEIR_AP_INLINE constexpr ap_fixed(const ap_fixed_base<W2, I2, S2, Q2, O2, N2>& x) : Base(x) {}
};

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
struct ap_ufixed : ap_fixed_base<W, I, false, Q, O, N> {
  using Base = ap_fixed_base<W, I, false, Q, O, N>;
  using Base::Base;
  ap_ufixed() = default;
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2, int N2>
  WEIR_AP_INLINE constexpr ap_ufixed(const ap_fixed_base<W2, I2, S2, Q2, O2, N2>& x) : Base(x) {}
};
