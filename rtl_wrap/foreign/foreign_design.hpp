/// A design from elsewhere, set up: its memories read, nothing of it missing.
#pragma once
#include <memory>

#include "rtl_wrap/foreign/foreign_rtl.hpp"
#include "rtl_wrap/foreign/memory_files.hpp"
#include "rtl_wrap/verilate/model.hpp"

namespace weir::rtl {

/// A fresh copy that has settled once. Throws Error rtl-memory when it opens a file that is not there (with all that
/// was asked for in vain), MissingModules for instances without a module, rtl-stopped.
std::unique_ptr<Instance> start_foreign(const Model& model, const ForeignRtl& rtl, std::shared_ptr<MemoryFiles> files);

}  // namespace weir::rtl
