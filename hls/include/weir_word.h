/// A value of a stream as one word of bits: ap types and C++ integers as they are, structures member by member, the
/// first one lowest, arrays element by element. Not part of the vendor's API.
#pragma once
#include <cstddef>
#include <type_traits>
#include <utility>

#include "ap_int.h"

namespace weir_ap {

/// ap_uint, ap_int, ap_ufixed, ap_fixed.
template <class T>
concept Patterned = requires(T x) {
  x.bits;
  T::width;
  T::from(x.bits);
};

/// A structure that says itself what its word is (ap_axi_sdata.h).
template <class T>
concept SelfPacked = requires(const T& x) {
  T::weir_word_width;
  x.weir_pack();
};

struct Anything {
  template <class U>
    requires(!std::is_pointer_v<U>)
  constexpr operator U() const;
};

template <std::size_t>
using Nth = Anything;

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{Nth<I>{}...}; };
}
template <class T, std::size_t... I, std::size_t... J, std::size_t... K>
constexpr bool takes(std::index_sequence<I...>, std::index_sequence<J...>, std::index_sequence<K...>) {
  return requires { T{Nth<I>{}..., {Nth<J>{}...}, Nth<K>{}...}; };
}
template <std::size_t N>
using Upto = std::make_index_sequence<N>;

constexpr std::size_t kMostSlots = 256;

/// Scalars that an aggregate takes, elements of arrays counted one by one.
template <class T, std::size_t N = 0>
constexpr std::size_t slots() {
  static_assert(N < kMostSlots, "a structure of a stream has too many elements");
  if constexpr (takes<T>(Upto<N + 1>{})) {
    return slots<T, N + 1>();
  } else {
    return N;
  }
}

/// Slots of the member that begins at slot `At`: more than one for an array.
template <class T, std::size_t All, std::size_t At, std::size_t M = 1>
constexpr std::size_t slots_of_member() {
  if constexpr (M == 1 && takes<T>(Upto<At>{}, Upto<1>{}, Upto<All - At - 1>{})) {
    return 1;
  } else if constexpr (At + M >= All) {
    return All - At;
  } else if constexpr (M > 1 && takes<T>(Upto<At>{}, Upto<M>{}, Upto<All - At - M>{}) &&
                       !takes<T>(Upto<At>{}, Upto<M + 1>{}, Upto<0>{})) {
    return M;
  } else {
    return slots_of_member<T, All, At, M + 1>();
  }
}

template <class T, std::size_t All = slots<T>(), std::size_t At = 0>
constexpr int members() {
  if constexpr (At >= All) {
    return 0;
  } else {
    return 1 + members<T, All, At + slots_of_member<T, All, At>()>();
  }
}

/// Calls f with every member of a structure.
template <class T, class F>
WEIR_AP_INLINE constexpr void each_member(T& x, F f) {
  constexpr int n = members<std::remove_const_t<T>>();
  static_assert(n >= 1 && n <= 8, "a structure of a stream has 1 to 8 members, all public");
  if constexpr (n == 1) {
    auto& [a] = x;
    f(a);
  } else if constexpr (n == 2) {
    auto& [a, b] = x;
    f(a), f(b);
  } else if constexpr (n == 3) {
    auto& [a, b, c] = x;
    f(a), f(b), f(c);
  } else if constexpr (n == 4) {
    auto& [a, b, c, d] = x;
    f(a), f(b), f(c), f(d);
  } else if constexpr (n == 5) {
    auto& [a, b, c, d, e] = x;
    f(a), f(b), f(c), f(d), f(e);
  } else if constexpr (n == 6) {
    auto& [a, b, c, d, e, g] = x;
    f(a), f(b), f(c), f(d), f(e), f(g);
  } else if constexpr (n == 7) {
    auto& [a, b, c, d, e, g, h] = x;
    f(a), f(b), f(c), f(d), f(e), f(g), f(h);
  } else {
    auto& [a, b, c, d, e, g, h, i] = x;
    f(a), f(b), f(c), f(d), f(e), f(g), f(h), f(i);
  }
}

template <class T>
constexpr int word_width();

template <class... M>
struct Sum {
  static constexpr int value = (word_width<std::remove_const_t<M>>() + ...);
};

/// The sum over the members, without an object.
template <class T>
constexpr int width_of_members() {
  constexpr int n = members<T>();
  static_assert(n >= 1 && n <= 8, "a structure of a stream has 1 to 8 members, all public");
  const auto of = [](auto& x) {
    if constexpr (n == 1) {
      auto& [a] = x;
      return Sum<decltype(a)>{};
    } else if constexpr (n == 2) {
      auto& [a, b] = x;
      return Sum<decltype(a), decltype(b)>{};
    } else if constexpr (n == 3) {
      auto& [a, b, c] = x;
      return Sum<decltype(a), decltype(b), decltype(c)>{};
    } else if constexpr (n == 4) {
      auto& [a, b, c, d] = x;
      return Sum<decltype(a), decltype(b), decltype(c), decltype(d)>{};
    } else if constexpr (n == 5) {
      auto& [a, b, c, d, e] = x;
      return Sum<decltype(a), decltype(b), decltype(c), decltype(d), decltype(e)>{};
    } else if constexpr (n == 6) {
      auto& [a, b, c, d, e, g] = x;
      return Sum<decltype(a), decltype(b), decltype(c), decltype(d), decltype(e), decltype(g)>{};
    } else if constexpr (n == 7) {
      auto& [a, b, c, d, e, g, h] = x;
      return Sum<decltype(a), decltype(b), decltype(c), decltype(d), decltype(e), decltype(g), decltype(h)>{};
    } else {
      auto& [a, b, c, d, e, g, h, i] = x;
      return Sum<decltype(a), decltype(b), decltype(c), decltype(d), decltype(e), decltype(g), decltype(h),
                 decltype(i)>{};
    }
  };
  return decltype(of(std::declval<T&>()))::value;
}

template <class T>
constexpr int word_width() {
  if constexpr (Patterned<T>) {
    return T::width;
  } else if constexpr (Native<T>) {
    return native<T>::width;
  } else if constexpr (SelfPacked<T>) {
    return T::weir_word_width;
  } else if constexpr (std::is_array_v<T>) {
    return static_cast<int>(std::extent_v<T>) * word_width<std::remove_extent_t<T>>();
  } else {
    static_assert(std::is_aggregate_v<T>, "words of a stream are ap types, integers, or structures of them");
    return width_of_members<T>();
  }
}

template <class T>
WEIR_AP_INLINE constexpr Box<word_width<T>()> pack(const T& x);

/// Appends words above what is there.
template <int W>
struct Packer {
  Bits<W> word = 0;
  int at = 0;
  template <class T>
  WEIR_AP_INLINE constexpr void operator()(const T& x) {
    word |= static_cast<Bits<W>>(static_cast<Bits<W>>(pack(x).v) << at);
    at += word_width<T>();
  }
};

template <class T>
WEIR_AP_INLINE constexpr Box<word_width<T>()> pack(const T& x) {
  constexpr int W = word_width<T>();
  if constexpr (Patterned<T>) {
    return x.bits;
  } else if constexpr (Native<T>) {
    return static_cast<Bits<W>>(x);
  } else if constexpr (SelfPacked<T>) {
    return x.weir_pack().bits;
  } else {
    Packer<W> all;
    if constexpr (std::is_array_v<T>) {
      for (std::size_t k = 0; k < std::extent_v<T>; ++k) {
#ifdef __WEIR_HLSC__
        __weir_unroll();
#endif
        all(x[k]);
      }
    } else {
      each_member(x, [&](const auto& member) { all(member); });
    }
    return all.word;
  }
}

template <class T, int W>
WEIR_AP_INLINE constexpr void unpack(T& x, const Bits<W>& word, int at) {
  constexpr int V = word_width<T>();
  if constexpr (Patterned<T>) {
    x.bits = static_cast<Bits<V>>(word >> at);
  } else if constexpr (Native<T>) {
    x = static_cast<T>(static_cast<Bits<V>>(word >> at));
  } else if constexpr (SelfPacked<T>) {
    x.weir_unpack(ap_int_base<V, false>::from(static_cast<Bits<V>>(word >> at)));
  } else if constexpr (std::is_array_v<T>) {
    for (std::size_t k = 0; k < std::extent_v<T>; ++k) {
#ifdef __WEIR_HLSC__
      __weir_unroll();
#endif
      unpack<std::remove_extent_t<T>, W>(x[k], word, at + static_cast<int>(k) * word_width<std::remove_extent_t<T>>());
    }
  } else {
    each_member(x, [&](auto& member) {
      unpack<std::remove_reference_t<decltype(member)>, W>(member, word, at);
      at += word_width<std::remove_reference_t<decltype(member)>>();
    });
  }
}

}  // namespace weir_ap
