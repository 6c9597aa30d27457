#include "golden/kernels/kernel_set.hpp"

#include "golden/kernels/sets.hpp"

namespace weir::golden {

const KernelSet& kernels(Isa isa) {
#ifdef WEIR_X86_KERNELS
  if (isa == Isa::Avx512Vpopcntdq) return kAvx512Kernels;
  if (isa == Isa::Avx2) return kAvx2Kernels;
#endif
  (void)isa;
  return kPortableKernels;
}

}  // namespace weir::golden
