/// The part of a kernel set that is written once over the vector type: bit-sliced kernels and those on planes. Each
/// file that is compiled for one instruction set starts from it and adds its own.
#pragma once
#include "golden/kernels/byte_kernels.hpp"
#include "golden/kernels/kernel_set.hpp"
#include "golden/kernels/plain.hpp"
#include "golden/kernels/plane_kernels.hpp"
#include "golden/kernels/sliced.hpp"
#include "golden/kernels/winograd_kernels.hpp"

namespace weir::golden {

template <class Bits, class Planes, class Tag>
constexpr KernelSet common_kernels(Isa isa) {
  KernelSet set{};
  set.isa = isa;
  set.lanes = Bits::kWords * 64;
  set.transpose_64xL = Sliced<Bits>::transpose;
  set.gather_nxL = Sliced<Bits>::template move<false>;
  set.scatter_nxL = Sliced<Bits>::template move<true>;
  set.tables_u1_18xL = Sliced<Bits>::tables;
  set.count_w1u1_144_nxL = Sliced<Bits>::template count<3>;
  set.count_w1u1_72_nxL = Sliced<Bits>::template count<2>;
  set.count_w1u1_36_nxL = Sliced<Bits>::template count<1>;
  set.count_w1u1_18_nxL = Sliced<Bits>::template count<0>;
  set.fire_64xL = Sliced<Bits>::fire;
  set.threshold_nxn = Plain<Tag>::threshold;
  set.levels_i32u8_nxn = ByteKernels<Tag>::levels;
  set.depthwise_i8u8_nxn = ByteKernels<Tag>::depthwise;
  set.winograd_inputs_u8 = WinogradKernels<Tag, Bits::kWords * 8>::inputs;
  set.winograd_outputs_i32 = WinogradKernels<Tag, Bits::kWords * 8>::outputs;
  set.max_u8_nxn = ByteKernels<Tag>::max;
  set.widen_u8_i32 = ByteKernels<Tag>::widen;
  set.narrow_i32_u8 = ByteKernels<Tag>::narrow;
  set.add_u8_i32 = ByteKernels<Tag>::add;
  set.pack_depthwise_weights = ByteKernels<Tag>::pack_depthwise;
  set.pack_i32_nxn = Plain<Tag>::pack;
  set.pack_u8_sign = Plain<Tag>::pack_sign;
  set.threshold_u4_nxn = Planes::threshold;
  set.add_u4_nxn = Planes::add;
  set.max_u4_nxn = Planes::max;
  return set;
}

}  // namespace weir::golden
