/// C++ around a top function whose source stays as it is: what makes its arguments streams where they are none, and
/// what writes down every word that goes in and out when it runs natively.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/flow/kernel_signature.hpp"

namespace weir::tools {

/// A port of the compiled design, as <top>.ports.json tells it.
struct KernelPortFacts {
  std::string name;
  bool is_input = false;
  int bits = 0;
  int argument = 0, element = 0;
  std::int64_t words_per_call = 0;  ///< -1: depends on data
};

/// The top and what stands for its integer arguments.
struct KernelTop {
  std::string name;
  TopSignature signature;
  std::map<std::string, std::int64_t> constants;  ///< integer arguments with a value of their own

  /// A top of arrays, integers and a result: the arrays arrive as streams before the call, lowest index first, and
  /// leave behind it; so do integers without a value, and the result as stream "returned".
  bool needs_adapter() const;
  std::string adapter_name() const { return name + "_streams"; }
};

/// A function of streams around the top, with the sources it is made from. Throws Error argument for a pointer whose
/// size nobody knows.
std::string adapter_source(const KernelTop& top, const HlsSources& sources);

/// extern "C" <recorder_name> with the top's arguments: calls it and appends to <argument>_<element>.words (hex, a word
/// a line) and .counts (words of the call, a line) what it has read and written. Arguments are those of the compiled
/// function: of the adapter where there is one.
constexpr const char* kRecorderName = "weir_recorded";
std::string recorder_source(const KernelTop& top, const HlsSources& sources, const std::vector<KernelPortFacts>& ports);

/// The same function, which writes "name elements" of every pointer and unsized array into `file`: so many as the
/// object has from there on that it points into. Nothing where that is not known (no address sanitiser).
std::string measurer_source(const KernelTop& top, const HlsSources& sources, const std::string& file);

/// main(SEED, CALLS): calls of the recorder with random words, behind the recorder in one source.
std::string random_main(const KernelTop& top, const std::vector<KernelPortFacts>& ports);

}  // namespace weir::tools
