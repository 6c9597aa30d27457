/// Weir's own models of vendors' parts (rtl_wrap/vendor), which designs name and no download holds.
#pragma once
#include <string>
#include <vector>

namespace weir::rtl {

struct VendorModel {
  const char* file;  ///< e.g. xpm_fifo.sv
  const char* text;
};

const std::vector<VendorModel>& vendor_models();

}  // namespace weir::rtl
