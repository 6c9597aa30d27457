/// The pattern of random stalls that SystemC, the max-plus engine and the RTL test bench share: each source and sink
/// pauses with a probability per cycle, as a pure function of seed, port and cycle.
#pragma once
#include <cstdint>

namespace weir::timing {

struct Stalls {
  double probability = 0.0;  ///< 0 = never pauses; below 1
  std::uint64_t seed = 0;

  /// May the source or sink on graph stream `stream` move a word in `cycle`?
  bool open(int stream, std::int64_t cycle) const {
    if (probability <= 0.0) return true;
    std::uint64_t x = seed * 0x9e3779b97f4a7c15ull + static_cast<std::uint64_t>(stream) * 0xd1342543de82ef95ull +
                      static_cast<std::uint64_t>(cycle) * 0xaf251af3b0f025b5ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    x ^= x >> 31;
    return static_cast<double>(x >> 11) * 0x1.0p-53 >= probability;
  }
  /// First cycle >= `cycle` in which open() holds.
  std::int64_t next_open(int stream, std::int64_t cycle) const {
    while (!open(stream, cycle)) ++cycle;
    return cycle;
  }
};

}  // namespace weir::timing
