/// The C++ that turns a Verilated class into a shared library with a plain C interface, and the types of that
/// interface.
///
/// Exported: weir_model_abi, weir_model_create/_destroy, weir_model_eval (0 = fine, else the design or the Verilated
/// run-time stopped), weir_model_files (who finds the files that the design reads), weir_model_messages (all that the
/// design printed), weir_model_ports; from the run-time's objects weir_model_check (compiler_check.hpp). The run-time
/// prints and aborts by itself; here messages are kept and a stop becomes a return value, so that a design cannot end
/// the program.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace weir::rtl {

constexpr int kModelAbi = 3;

/// One port of the top as the library hands it out; `data` holds the bits little-endian, padded with zeros.
struct AbiPort {
  const char* name;
  std::int32_t bits;
  std::int32_t is_input;
  void* data;
};

struct PortDeclaration {
  std::string name;
  int bits = 1;
  bool input = true;
};

/// Ports in the header that Verilator generated for class `prefix`. Throws Error verilator-header when there is none.
std::vector<PortDeclaration> parse_ports(const std::string& header);
/// Force-included everywhere: reroutes the run-time's printing.
std::string runtime_header();
/// `prefix`: name of the Verilated class.
std::string shim_source(const std::string& prefix, const std::vector<PortDeclaration>& ports);
/// Compiler flags that go with it.
std::vector<std::string> runtime_flags();

}  // namespace weir::rtl
