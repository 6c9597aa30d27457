/// Kernels under test with their inputs and, for MVAU and DWC, the outputs of a plain integer reference.
#pragma once
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace weir::test {

struct Port {
  std::string name;
  int bits = 0;
  std::vector<std::string>
      words;           ///< hex; inputs of all frames, or expected outputs (empty: only the C simulation says)
  std::string type{};  ///< of a word, where it is no ap_uint<bits>
};

/// One function of a region: its ports have names that no other port of the region has, but for those that a local
/// stream joins.
struct ProcessCase {
  std::string name;
  std::vector<Port> inputs, outputs;  ///< without words
};

struct KernelCase {
  std::string name;    ///< function, file and instance name
  std::string source;  ///< C++ text
  std::string shares;  ///< case whose module this one instantiates, with tables of its own; empty: its own module
  std::vector<Port> inputs, outputs;
  std::vector<std::pair<std::string, std::string>> tables;  ///< external ROMs: name without prefix, hex text
  int frames = 1;
  int fifo_depth = 4;
  double delay_budget = 8;
  double clk_mhz = 0;  ///< instead of the budget, on an ECP5 of speed grade 8; 0: none
  /// Of a top with DATAFLOW, in order: a port of the same name as another's is the same local stream.
  std::vector<ProcessCase> processes{};
};

/// Each word and a line end behind it.
std::string lines(const std::vector<std::string>& words);

/// Parameters of one MVAU as hls/kernels/mvau.hpp takes them; codings by their names there.
struct MvauShape {
  std::string input_coding, weight_coding;
  int MW = 1, MH = 1, SIMD = 1, PE = 1, vectors = 1;
  int IB = 1, WB = 1, levels = 1, TB = 1, OB = 1, act_val = 0, acc_bits = 1;
  bool strict = true;
  std::string coding() const { return input_coding + std::to_string(IB) + "x" + weight_coding + std::to_string(WB); }
  /// Arguments of the template up to ACC_BITS.
  std::string arguments() const;
  /// Declarations of the tables as the compiler sees them, with `prefix`.
  std::string declarations(const std::string& prefix) const;
};

using RandomBits = std::mt19937_64;

/// A legal shape with random codings; `limit` bounds SIMD * PE * IB * WB.
MvauShape random_mvau(RandomBits& random, int limit);
KernelCase mvau_case(const std::string& name, const MvauShape& shape, int frames, RandomBits& random);
KernelCase dwc_case(const std::string& name, int in_bits, int out_bits, int words, int frames, RandomBits& random);
/// A file of tests/hls/kernels; its top is `name`, its ports are given as (name, bits, words per frame).
struct PortShape {
  std::string name;
  int bits;
  int words;
};
KernelCase file_case(const std::string& name, const std::vector<PortShape>& inputs,
                     const std::vector<PortShape>& outputs, int frames, RandomBits& random);

}  // namespace weir::test
