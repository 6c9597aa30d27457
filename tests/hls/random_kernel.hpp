/// Random small kernels in the compiler's subset, and their reduction to what still fails.
#pragma once
#include <functional>
#include <optional>

#include "tests/hls/bench.hpp"

namespace weir::test {

/// One statement of a loop's body. Without it, a definition becomes `zero`, anything else vanishes.
struct KernelLine {
  std::string text, defines, zero;
};

/// One to two loops, or a nest of two, with code before, between and behind them, some without a pragma, with II 1 to
/// 4: streams read and written in iterations that counters choose, some twice in an iteration, arithmetic of every kind
/// on 1 to 72 bits, division and fixed point among it, loop-carried values, a table, a RAM that is read and written at
/// data-dependent addresses, an array with contents, and a structure. In every ninth seed data
/// decide about the writes, too.
///
/// A region has four functions between its streams: a kernel, one that packs a stream of it into structures, one that
/// unpacks them, and a second kernel that reads the result.
struct RandomKernel {
  struct Loop {
    std::string head, tail;
    std::vector<KernelLine> body;
  };
  std::string name, prologue, epilogue;
  std::vector<PortShape> inputs, outputs;
  std::vector<Loop> loops;
  std::vector<ProcessCase> processes;  ///< of a region
  std::uint64_t word_seed = 0;         ///< of the input words
  int frames = 3, fifo_depth = 4;
  double delay_budget = 8;
  std::string source() const;
};

struct KernelForm {
  const char *input = "a", *output = "x";  ///< first letter of the ports
  bool may_choose = true;                  ///< data may decide about writes
};

RandomKernel random_kernel(const std::string& name, std::uint64_t seed, const KernelForm& form = {});
RandomKernel random_region(const std::string& name, std::uint64_t seed);
KernelCase case_of(const RandomKernel& kernel);

/// A kernel that `fails` as well, from which no single line can be dropped.
RandomKernel minimised(RandomKernel kernel, const std::function<bool(const RandomKernel&)>& fails);

/// Source with a first line that says all that case_of() needs, and back.
std::string to_regression(const RandomKernel& kernel);
KernelCase read_regression(const std::filesystem::path& path);

}  // namespace weir::test
