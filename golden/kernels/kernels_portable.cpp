#include "golden/kernels/plain.hpp"
#include "golden/kernels/plane_kernels.hpp"
#include "golden/kernels/sets.hpp"
#include "golden/kernels/sliced.hpp"

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

const KernelSet kPortableKernels = {
    .isa = Isa::Portable,
    .lanes = Bits::kWords * 64,
    .transpose_64xL = Sliced<Bits>::transpose,
    .gather_nxL = Sliced<Bits>::move<false>,
    .scatter_nxL = Sliced<Bits>::move<true>,
    .tables_u1_18xL = Sliced<Bits>::tables,
    .count_w1u1_144_nxL = Sliced<Bits>::count<3>,
    .count_w1u1_72_nxL = Sliced<Bits>::count<2>,
    .count_w1u1_36_nxL = Sliced<Bits>::count<1>,
    .count_w1u1_18_nxL = Sliced<Bits>::count<0>,
    .fire_64xL = Sliced<Bits>::fire,
    .popcount_w1u1_8xn = Plain<Tag>::popcount,
    .dot_i8u8_16xn = Plain<Tag>::dot,
    .threshold_nxn = Plain<Tag>::threshold,
    .pack_i32_nxn = Plain<Tag>::pack,
    .pack_u8_sign = Plain<Tag>::pack_sign,
    .threshold_u4_nxn = Planes::threshold,
    .add_u4_nxn = Planes::add,
    .max_u4_nxn = Planes::max,
    .pack_dot_weights = Plain<Tag>::pack_dot,
};

}  // namespace weir::golden
