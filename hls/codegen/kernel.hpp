/// How a stage becomes C++: the library function it calls, with which template arguments, and the tables it reads.
/// What a layer kind needs for it: hls/codegen/card.hpp.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "golden/network/words.hpp"

namespace weir::hls {

/// One table of constants: `words` words, lowest address first. In the source it is named <stage>_<name>.
struct StageRom {
  std::string name;
  int word_bits = 0;
  std::int64_t words = 0;  ///< of one bank
  int banks = 0;           ///< 0: [words]; else [banks][words], each read by itself
};

struct StageKernel {
  std::string family;                                          ///< "mvau": lower case, first part of module names
  std::string header;                                          ///< in hls/kernels
  std::string function;                                        ///< "weir::mvau"
  std::vector<std::pair<std::string, std::string>> arguments;  ///< template parameter and value, in order
  std::vector<StageRom> roms;                                  ///< passed after the streams, in order
};

/// Op types of the kinds that have a kernel.
std::vector<std::string> kinds_with_kernel();
/// Throws Error no-hls for a kind, or a shape of it, that the kernel library does not build.
StageKernel kernel_of(const golden::Stage& stage);

/// Contents of kernel_of(stage).roms, in the same order.
std::vector<golden::Words> rom_contents(const golden::StageGraph& graph, const golden::Stage& stage);

/// The stage's <stage>.cpp: one top function on hls::streams. With another `name` than the stage's own it is the same
/// text about a function of that name.
std::string stage_source(const golden::StageGraph& graph, const golden::Stage& stage, const std::string& name);

/// The stage's <stage>.params.h: declarations, and definitions outside of Weir's own compiler. Empty without tables.
std::string stage_params(const golden::StageGraph& graph, const golden::Stage& stage);

/// "void MVAU_0(hls::stream<ap_uint<64>>& in0, hls::stream<ap_uint<32>>& out0)"
std::string stage_signature(const golden::StageGraph& graph, const golden::Stage& stage, const std::string& name);

/// Lines to stand before the first include of ap_int.h in a source with words of up to `bits` bits; empty if none
/// needed.
std::string width_guard(int bits);

/// Hex digits of a word, most significant first, leading zeros kept.
std::string hex_digits(const golden::Words& words, std::int64_t index);

}  // namespace weir::hls
