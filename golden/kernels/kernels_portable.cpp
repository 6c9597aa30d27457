#include "golden/kernels/common_set.hpp"
#include "golden/kernels/sets.hpp"

namespace weir::golden {

namespace {

struct Bits : VectorPolicy<16> {};
struct Word : VectorPolicy<8> {};
using Planes = PlaneKernels<Bits, Word>;

struct Tag {
  static std::uint64_t bits(const PackJob& job, const std::int32_t* values, int plane, int first) {
    return Plain<Tag>::bits(job, values, plane, first);
  }
  static std::uint64_t fired(const ThresholdJob& job, const std::int32_t* sums, int level, int first) {
    return Plain<Tag>::fired(job, sums, level, first);
  }
};

}  // namespace

constinit const KernelSet kPortableKernels = [] {
  KernelSet set = common_kernels<Bits, Planes, Tag>(Isa::Portable);
  set.popcount_w1u1_8xn = Plain<Tag>::popcount;
  set.dot_i8u8_16xn = Plain<Tag>::dot;
  set.pack_dot_weights = Plain<Tag>::pack_dot;
  return set;
}();

}  // namespace weir::golden
