/// NPY files (numpy's own array format, versions 1 to 3): integers and whole floating-point numbers in C or
/// Fortran order; what is read is in C order.
/// Errors, each with the file: file-missing, npy-format, npy-type, npy-size, npy-value (a fraction, NaN or infinity, or
/// a number that does not fit 32 bits), npy-shape.
#pragma once
#include <filesystem>
#include <span>

#include "golden/values/tensor.hpp"

namespace weir::golden {

/// True if the file starts as NPY files do.
bool looks_like_npy(const std::filesystem::path& path);
Tensor read_npy(const std::filesystem::path& path);
/// The same, and Error npy-shape unless the array has `shape`.
Tensor read_npy(const std::filesystem::path& path, const Shape& shape);
/// Of a file already read; `where` names it in messages.
Tensor parse_npy(std::span<const std::uint8_t> bytes, const std::string& where);
/// Fractions, too: what a network's output stands for rather than its elements.
struct NpyNumbers {
  Shape shape;
  std::vector<double> data;
};
NpyNumbers read_npy_numbers(const std::filesystem::path& path);
NpyNumbers parse_npy_numbers(std::span<const std::uint8_t> bytes, const std::string& where);
/// The array's bytes as they are stored: the file without its header.
std::span<const std::uint8_t> npy_data(std::span<const std::uint8_t> bytes, const std::string& where);

/// As int32, through a temporary name. Throws Error output-unwritable.
void write_npy(const std::filesystem::path& path, const Tensor& tensor);

}  // namespace weir::golden
