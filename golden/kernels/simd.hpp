/// Vectors of bits for the sliced kernels: one policy per register width. A policy gives V, kWords (64-bit words per
/// V), load/store, the shifts of 64-bit lanes, and the three-input logic that counting needs.
///
/// Everything here is inlined into one source file per instruction set: nothing compiled for a wide CPU may be shared
/// with code that runs on a narrow one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

#define WEIR_INLINE __attribute__((always_inline)) inline

namespace weir::golden {

/// The compiler's own vectors; maps to whatever registers the source file is compiled for.
template <int Bytes>
struct VectorPolicy {
  typedef std::uint64_t V __attribute__((vector_size(Bytes), may_alias));
  static constexpr int kWords = Bytes / 8;
  static constexpr int kLevels = 5;  ///< masks that fit 16 registers beside what makes them

  static WEIR_INLINE V load(const std::uint64_t* p) { return *reinterpret_cast<const V*>(p); }
  static WEIR_INLINE void store(std::uint64_t* p, V v) { *reinterpret_cast<V*>(p) = v; }
  /// The same at any address of words.
  static WEIR_INLINE V load_words(const std::uint64_t* p) {
    V v;
    std::memcpy(&v, p, sizeof v);
    return v;
  }
  static WEIR_INLINE void store_words(std::uint64_t* p, V v) { std::memcpy(p, &v, sizeof v); }
  static WEIR_INLINE V splat(std::uint64_t word) { return V{} + word; }
  static WEIR_INLINE V splat32(const std::uint32_t* mask) { return splat(*mask | std::uint64_t{*mask} << 32); }
  static WEIR_INLINE V invert(V a) { return ~a; }
  static WEIR_INLINE V both(V a, V b) { return a & b; }
  static WEIR_INLINE V either(V a, V b) { return a | b; }
  static WEIR_INLINE V differ(V a, V b) { return a ^ b; }
  static WEIR_INLINE V parity(V a, V b, V c) { return a ^ b ^ c; }
  static WEIR_INLINE V majority(V a, V b, V c) { return (a & b) | (c & (a ^ b)); }
  /// Bits of a where mask is 1, else of b.
  static WEIR_INLINE V select(V mask, V a, V b) { return b ^ (mask & (a ^ b)); }
  /// One stage of a bit transpose: swaps the bits of a outside `mask` with those of b inside it, Bits lower.
  template <int Bits>
  static WEIR_INLINE void exchange(V& a, V& b, V mask) {
    const V t = ((a >> Bits) ^ b) & mask;
    b ^= t;
    a ^= t << Bits;
  }
  /// One step of comparing sum >= threshold from the lowest plane up: with equal bits the lower planes decide.
  static WEIR_INLINE V at_least(V below, V sum, const std::uint32_t* threshold) {
    return (sum & below) | ((sum | below) & ~splat32(threshold));
  }
};

}  // namespace weir::golden
