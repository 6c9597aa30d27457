/// One Verilated model per distinct kernel of a network: stages of equal shape share it, a changed folding builds only
/// the kernels that it changes, and no C++ compiler ever sees the whole network. Composed again by
/// cosim/composition.hpp.
#pragma once
#include <map>

#include "rtl_wrap/verilate/verilate.hpp"

namespace weir::rtl {

struct KernelModels {
  std::map<std::string, std::shared_ptr<const Model>> by_module;
  int built = 0;             ///< the others came from the cache
  double build_seconds = 0;  ///< wall time
};

/// Builds as many at once as `options.jobs` says, the largest first. Every module must have a source of its own among
/// `rtl.sources`, named as it. Throws what verilate() throws, Error rtl-manifest for a module without source.
KernelModels verilate_kernels(const RtlFolder& rtl, const VerilateOptions& options = {});

}  // namespace weir::rtl
