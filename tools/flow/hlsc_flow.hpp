/// HLS C++ of anybody: compiled by weir-hlsc, run natively, and its RTL compared with the native run word by word; the
/// co-simulation of one function, without a network and without the vendor's tools.
#pragma once
#include <atomic>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hls/compiler/kernel_report.hpp"
#include "rtl_wrap/cosim/result.hpp"
#include "tools/flow/kernel_compiler.hpp"
#include "tools/flow/kernel_harness.hpp"

namespace weir::tools {

struct HlscRequest {
  HlsSources sources;
  std::string top;
  /// A C++ program that calls the top, with main(): its words are compared. Among the sources: their own main(). Empty:
  /// random words.
  std::filesystem::path test_bench;
  std::map<std::string, std::int64_t> constants;  ///< integer arguments with a value of their own
  std::map<std::string, std::int64_t> elements;   ///< of pointers and arrays without a size
  std::filesystem::path folder;                   ///< of the results: rtl/ and, if there is one, the adapter
  int calls = 2;                                  ///< with random words
  std::uint64_t seed = 1;
  double stalls = 0;
  std::int64_t quiet_cycles = 0;  ///< after which the RTL is given up when nothing moves; 0: kHlscQuietCycles
  Progress progress = [](const std::string&) {};
};

constexpr std::int64_t kHlscQuietCycles = 2'000'000;

/// What a FIFO between the processes of a DATAFLOW top held at most.
struct FifoPeak {
  std::string name;
  int depth_words = 0;
  std::int64_t peak_words = 0;
};

struct HlscOutcome {
  std::vector<std::string> notes;  ///< the compiler's
  bool has_adapter = false;
  std::vector<hls::KernelReport> kernels;
  std::vector<KernelPortFacts> ports;
  std::int64_t calls = 0;
  bool calls_are_frames = false;  ///< every call moves as many words: latency and interval are those of calls
  rtl::CosimResult result;
  std::vector<FifoPeak> fifos;
};

/// Writes into `request.folder`, which is there. Throws Error with the compiler's own code, what and place for what
/// cannot become hardware; native-build, native-run for C++ that does not build or ends badly, argument, no-words.
HlscOutcome cosimulate_source(const HlscRequest& request);

}  // namespace weir::tools
