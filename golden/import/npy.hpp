/// NPY files (numpy's own array format, versions 1 to 3): integers and whole floating-point numbers in C order.
/// Errors, each with the file: file-missing, npy-format, npy-type, npy-size, npy-value (a fraction, NaN or infinity, or
/// a number that does not fit 32 bits), npy-shape.
#pragma once
#include <filesystem>

#include "golden/network/tensor.hpp"

namespace weir::golden {

/// True if the file starts as NPY files do.
bool looks_like_npy(const std::filesystem::path& path);
Tensor read_npy(const std::filesystem::path& path);
/// The same, and Error npy-shape unless the array has `shape`.
Tensor read_npy(const std::filesystem::path& path, const Shape& shape);

}  // namespace weir::golden
