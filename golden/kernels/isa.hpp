/// Instruction sets the fast kernels are written for, found out at run time. Results never depend on the choice.
#pragma once
#include <string>
#include <vector>

namespace weir::golden {

enum class Isa {
  Portable,         ///< any CPU: 128-bit vectors as the compiler maps them
  Avx2,             ///< 256-bit vectors
  Avx512Vpopcntdq,  ///< 512-bit vectors with three-input logic, VPOPCNTDQ and VNNI
};

/// "portable", "avx2", "avx512-vpopcntdq"
const char* name(Isa isa);
/// Throws Error isa-name with the legal names.
Isa parse_isa(const std::string& text);
/// What this CPU runs, slowest first; always begins with Portable.
std::vector<Isa> supported_isas();
/// The fastest supported one, or what the environment variable WEIR_ISA names.
/// Throws Error isa-name or isa-unsupported (the CPU lacks it).
Isa best_isa();

}  // namespace weir::golden
