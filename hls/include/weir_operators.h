/// Operators of ap_int between values, C++ integers, and parts of values. Included by ap_int.h.
#pragma once

namespace weir_ap {

template <Reference R>
WEIR_AP_INLINE constexpr auto value_of(const R& x) {
  return ap_int_base<R::weir_reference_width, false>::from(Bits<R::weir_reference_width>(x.get().v));
}
template <int W, bool S>
WEIR_AP_INLINE constexpr bool value_of(const ap_bit_ref<W, S>& x) {
  return x.get();
}

template <int W, bool S>
constexpr int length_of(const ap_int_base<W, S>&) {
  return W;
}
template <Reference R>
WEIR_AP_INLINE constexpr int length_of(const R& x) {
  return x.length();
}
template <int W, bool S>
WEIR_AP_INLINE constexpr Box<W> bits_of(const ap_int_base<W, S>& x) {
  return x.bits;
}
template <Reference R>
WEIR_AP_INLINE constexpr Box<R::weir_reference_width> bits_of(const R& x) {
  return Bits<R::weir_reference_width>(x.get().v);
}
template <int W, bool S>
WEIR_AP_INLINE constexpr Box<1> bits_of(const ap_bit_ref<W, S>& x) {
  return Bits<1>(x.get());
}
template <class T>
struct width_of;
template <int W, bool S>
struct width_of<ap_int_base<W, S>> {
  static constexpr int value = W;
};
template <int W>
struct width_of<ap_uint<W>> {
  static constexpr int value = W;
};
template <int W>
struct width_of<ap_int<W>> {
  static constexpr int value = W;
};
template <Reference R>
struct width_of<R> {
  static constexpr int value = R::weir_reference_width;
};

/// What has bits to concatenate: a value or a part of one.
template <class T>
concept Bitwise = requires { width_of<T>::value; };

}  // namespace weir_ap

template <weir_ap::Bitwise A, weir_ap::Bitwise B>
WEIR_AP_INLINE constexpr auto operator,(const A& a, const B& b) {
  constexpr int V = weir_ap::width_of<A>::value + weir_ap::width_of<B>::value;
  const int low = weir_ap::length_of(b);
  return ap_concatenation<V>(static_cast<weir_ap::Bits<V>>((static_cast<weir_ap::Bits<V>>(weir_ap::bits_of(a).v) << low) |
                                                           static_cast<weir_ap::Bits<V>>(weir_ap::bits_of(b).v)),
                             weir_ap::length_of(a) + low);
}
namespace weir_ap {
template <int A, bool SA, int B, bool SB>
WEIR_AP_INLINE constexpr ap_pair_ref<A, SA, B, SB> pair_of(ap_int_base<A, SA>& a, ap_int_base<B, SB>& b) {
  return {a, b};
}
}  // namespace weir_ap
template <weir_ap::Bitwise A, weir_ap::Bitwise B>
  requires(!weir_ap::Reference<A> && !weir_ap::Reference<B>)
WEIR_AP_INLINE constexpr auto operator,(A& a, B& b) {
  return weir_ap::pair_of(a, b);
}

// One macro for the forms of each binary operator (value op value, value op C++ integer, C++ integer op value, and
// parts of values on either side).
#define WEIR_AP_PARTS(OP)                                                    \
  template <weir_ap::Reference R, class X>                                   \
  WEIR_AP_INLINE constexpr auto operator OP(const R& a, const X& b) {        \
    return weir_ap::value_of(a) OP b;                                        \
  }                                                                          \
  template <class X, weir_ap::Reference R>                                   \
    requires(!weir_ap::Reference<X>)                                         \
  WEIR_AP_INLINE constexpr auto operator OP(const X& a, const R& b) {        \
    return a OP weir_ap::value_of(b);                                        \
  }
#define WEIR_AP_ALL(M) M(+) M(-) M(*) M(&) M(|) M(^) M(/) M(%) M(==) M(!=) M(<) M(<=) M(>) M(>=)
WEIR_AP_ALL(WEIR_AP_PARTS)
#undef WEIR_AP_ALL
#undef WEIR_AP_PARTS

/// As the vendor's header: both in one bit more than the wider one has, with its sign (of equally wide ones: signed if
/// one is), so that a negative divisor beside a wider value without sign is a large one, as in C++.
#define WEIR_AP_DIVIDE(OP, KIND)                                                                        \
  template <int A, bool SA, int B, bool SB>                                                             \
  WEIR_AP_INLINE constexpr auto operator OP(const ap_int_base<A, SA>& a, const ap_int_base<B, SB>& b) { \
    using R = typename weir_ap::result<A, SA, B, SB>::KIND;                                             \
    constexpr int V = (A > B ? A : B) + (SA || SB);                                                     \
    constexpr bool T = A > B ? SA : B > A ? SB : SA || SB;                                              \
    const weir_ap::Box<V> x = weir_ap::resize<V, A, SA>(a.bits), y = weir_ap::resize<V, B, SB>(b.bits); \
    if constexpr (T) {                                                                                  \
      const weir_ap::Box<V> z =                                                                         \
          static_cast<weir_ap::Bits<V>>(static_cast<_BitInt(V)>(x.v) OP static_cast<_BitInt(V)>(y.v));  \
      return R::from(weir_ap::resize<R::width, V, true>(z.v).v);                                        \
    } else {                                                                                            \
      const weir_ap::Box<V> z = static_cast<weir_ap::Bits<V>>(x.v OP y.v);                              \
      return R::from(weir_ap::resize<R::width, V, false>(z.v).v);                                       \
    }                                                                                                   \
  }                                                                                                     \
  template <int A, bool SA, weir_ap::Native T>                                                          \
  WEIR_AP_INLINE constexpr auto operator OP(const ap_int_base<A, SA>& a, T b) {                         \
    return a OP weir_ap::wrap<T>(b);                                                                    \
  }                                                                                                     \
  template <weir_ap::Native T, int B, bool SB>                                                          \
  WEIR_AP_INLINE constexpr auto operator OP(T a, const ap_int_base<B, SB>& b) {                         \
    return weir_ap::wrap<T>(a) OP b;                                                                    \
  }
WEIR_AP_DIVIDE(/, over)
WEIR_AP_DIVIDE(%, rest)
#undef WEIR_AP_DIVIDE

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
