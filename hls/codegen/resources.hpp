/// Where the parts of the hardware library that are copied or included at run time are found.
#pragma once
#include <filesystem>

namespace weir::hls {

struct Resources {
  std::filesystem::path root;                                         ///< folder with include/, kernels/ and rtl/
  std::filesystem::path include() const { return root / "include"; }  ///< ap_int.h, hls_stream.h
  std::filesystem::path kernels() const { return root / "kernels"; }  ///< HLS C++ library
  std::filesystem::path rtl() const { return root / "rtl"; }          ///< SystemVerilog library
};

/// $WEIR_RESOURCES; else, seen from the program or the shared library that holds this code: ../share/weir/hls, the
/// folder named in a file `weir_resources.txt` beside it (build tree), share/weir/hls in a folder above (installed
/// Python package), or hls/ there (source tree, wheel).
/// Throws Error resources-missing, also when $WEIR_RESOURCES names something else.
Resources hls_resources();
/// The program weir-hlsc: beside the program or the shared library that holds this code, or in bin/ of a folder above.
/// Throws Error program-missing.
std::filesystem::path hls_compiler();

}  // namespace weir::hls
