/// Values side by side. Included by ap_int.h.
#pragma once

/// (a, b): the bits of a above those of b. Ranges are as wide as they are at that moment; W is the most.
template <int W>
struct ap_concatenation {
  static constexpr int weir_reference_width = W;
  weir_ap::Bits<W> bits;
  int own_length;

  WEIR_AP_INLINE constexpr ap_concatenation(const weir_ap::Bits<W>& b, int n) : bits(b), own_length(n) {}
  WEIR_AP_INLINE constexpr ap_concatenation(const ap_concatenation& x) : bits(x.bits), own_length(x.own_length) {}
  WEIR_AP_INLINE constexpr weir_ap::Box<W> get() const { return bits; }
  WEIR_AP_INLINE constexpr int length() const { return own_length; }
  WEIR_AP_INLINE constexpr operator unsigned long long() const { return static_cast<unsigned long long>(bits); }
};

/// (a, b) = x for two values.
template <int A, bool SA, int B, bool SB>
struct ap_pair_ref {
  static constexpr int weir_reference_width = A + B;
  ap_int_base<A, SA>& high;
  ap_int_base<B, SB>& low;

  WEIR_AP_INLINE constexpr weir_ap::Box<A + B> get() const {
    return static_cast<weir_ap::Bits<A + B>>((static_cast<weir_ap::Bits<A + B>>(high.bits) << B) |
                                             static_cast<weir_ap::Bits<A + B>>(low.bits));
  }
  WEIR_AP_INLINE constexpr int length() const { return A + B; }
  WEIR_AP_INLINE constexpr operator unsigned long long() const { return static_cast<unsigned long long>(get().v); }
  template <class X>
  WEIR_AP_INLINE constexpr ap_pair_ref& operator=(const X& x) {
    const ap_int_base<A + B, false> all(x);
    high = ap_int_base<A, SA>(all >> B);
    low = ap_int_base<B, SB>(all);
    return *this;
  }
};
