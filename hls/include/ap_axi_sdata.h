/// ap_axis, ap_axiu, qdma_axis: words of AXI4-Stream with side channels. On our ports they are one word: data, keep,
/// strb, user, last, id, dest, the first one lowest; channels of no bits are left out.
#pragma once
#include <ap_int.h>

#ifndef WEIR_AP_INLINE  // another maker's ap_int.h
#define WEIR_AP_INLINE inline
#endif

namespace weir_ap {

/// A member of W bits, or nothing of them.
constexpr int at_least_one(int w) { return w > 0 ? w : 1; }

#ifdef WEIR_AP_INT
template <int W>
struct SidePacker {
  ap_int_base<W, false> word = 0;
  int at = 0;
  template <int V, bool S>
  WEIR_AP_INLINE constexpr void add(const ap_int_base<V, S>& x, int width) {
    if (width == 0) return;
    word.bits |= static_cast<Bits<W>>(static_cast<Bits<W>>(x.bits) << at);
    at += width;
  }
  template <int V, bool S>
  WEIR_AP_INLINE constexpr void take(ap_int_base<V, S>& x, int width) {
    x.bits = width == 0 ? static_cast<Bits<V>>(0) : static_cast<Bits<V>>(word.bits >> at);
    at += width;
  }
};
#endif

}  // namespace weir_ap

template <class Data, int D, int U, int TI, int TD>
struct weir_axi_word {
  static constexpr int keep_width = (D + 7) / 8;
  static constexpr int weir_word_width = D + 2 * keep_width + U + 1 + TI + TD;
  Data data;
  ap_uint<keep_width> keep;
  ap_uint<keep_width> strb;
  ap_uint<weir_ap::at_least_one(U)> user;
  ap_uint<1> last;
  ap_uint<weir_ap::at_least_one(TI)> id;
  ap_uint<weir_ap::at_least_one(TD)> dest;

#ifdef WEIR_AP_INT
  WEIR_AP_INLINE constexpr auto weir_pack() const {
    weir_ap::SidePacker<weir_word_width> all;
    all.add(data, D), all.add(keep, keep_width), all.add(strb, keep_width), all.add(user, U), all.add(last, 1);
    all.add(id, TI), all.add(dest, TD);
    return all.word;
  }
  WEIR_AP_INLINE constexpr void weir_unpack(const ap_int_base<weir_word_width, false>& word) {
    weir_ap::SidePacker<weir_word_width> all{word, 0};
    all.take(data, D), all.take(keep, keep_width), all.take(strb, keep_width), all.take(user, U), all.take(last, 1);
    all.take(id, TI), all.take(dest, TD);
  }
#endif
};

template <int D, int U = 0, int TI = 0, int TD = 0>
struct ap_axiu : weir_axi_word<ap_uint<D>, D, U, TI, TD> {};
template <int D, int U = 0, int TI = 0, int TD = 0>
struct ap_axis : weir_axi_word<ap_int<D>, D, U, TI, TD> {};

/// Data, keep and last alone.
template <int D, int U, int TI, int TD>
struct qdma_axis {
  static_assert(U == 0 && TI == 0 && TD == 0, "a qdma_axis has no user, id and dest");
  static constexpr int keep_width = (D + 7) / 8;
  static constexpr int weir_word_width = D + keep_width + 1;

  qdma_axis() = default;
  WEIR_AP_INLINE ap_uint<D> get_data() const { return data; }
  WEIR_AP_INLINE void set_data(const ap_uint<D>& x) { data = x; }
  WEIR_AP_INLINE ap_uint<keep_width> get_keep() const { return keep; }
  WEIR_AP_INLINE void set_keep(const ap_uint<keep_width>& x) { keep = x; }
  WEIR_AP_INLINE void keep_all() { keep = ap_uint<keep_width>(-1); }
  WEIR_AP_INLINE ap_uint<1> get_last() const { return last; }
  WEIR_AP_INLINE void set_last(const ap_uint<1>& x) { last = x; }

#ifdef WEIR_AP_INT
  WEIR_AP_INLINE constexpr auto weir_pack() const {
    weir_ap::SidePacker<weir_word_width> all;
    all.add(data, D), all.add(keep, keep_width), all.add(last, 1);
    return all.word;
  }
  WEIR_AP_INLINE constexpr void weir_unpack(const ap_int_base<weir_word_width, false>& word) {
    weir_ap::SidePacker<weir_word_width> all{word, 0};
    all.take(data, D), all.take(keep, keep_width), all.take(last, 1);
  }
#endif

 private:
  ap_uint<D> data;
  ap_uint<keep_width> keep;
  ap_uint<1> last;
};
