/// The sets of each kernels_<isa>.cpp; use kernels() of kernel_set.hpp.
#pragma once
#include "golden/kernels/kernel_set.hpp"

namespace weir::golden {

extern const KernelSet kPortableKernels;
#ifdef WEIR_X86_KERNELS
extern const KernelSet kAvx2Kernels;
extern const KernelSet kAvx512Kernels;
#endif

}  // namespace weir::golden
