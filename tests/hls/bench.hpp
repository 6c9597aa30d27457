/// Runs kernels four ways: natively (clang++, our ap_int.h), as the compiler's IR after every pass, compiled to
/// SystemVerilog in one Verilated model, and as the recurrence
///   t(e) = max(t(e-1) + di, word read: available, word written: place free)
/// that predicts the cycle of every handshake from kernel.json and the FIFO rules alone.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hls/compiler/compile.hpp"
#include "tests/hls/cases.hpp"

namespace weir::test {

struct Handshake {
  long cycle = 0;
  std::string word;  ///< hex
  bool operator==(const Handshake&) const = default;
};
/// Handshakes by "kernel.port": inputs as the kernel takes them, outputs as the sink takes them from the FIFO.
using Handshakes = std::map<std::string, std::vector<Handshake>>;

/// Which cycles a source offers or a sink accepts, by "kernel.port".
using Stalls = std::map<std::string, std::vector<char>>;

struct Stimulus {
  double rate;  ///< share of cycles in which a port is willing
  int burst;    ///< willing or not for so many cycles in a row, on average
};
Stalls make_stalls(const std::vector<KernelCase>& cases, const Stimulus& s, long cycles, RandomBits& random);

/// Output words of every kernel from the native C simulation, by "kernel.port"; of a region those of its local streams
/// too, and the words that each of its functions writes for itself.
std::map<std::string, std::vector<std::string>> simulate_natively(const std::vector<KernelCase>& cases,
                                                                  const std::filesystem::path& folder);

using AfterPass = std::function<void(const hls::ir::Graph&, const std::string& pass)>;
hls::CompileResult compile_case(const KernelCase& k, const std::filesystem::path& folder,
                                const AfterPass& after_pass = {});

/// The same of a region.
hls::CompiledDesign compile_region(const KernelCase& k, const std::filesystem::path& folder,
                                   const AfterPass& after_pass = {});

/// A function of a region as a case of its own: `outputs` as of simulate_natively().
KernelCase process_case(const KernelCase& region, const ProcessCase& process,
                        const std::map<std::string, std::vector<std::string>>& outputs);

/// Compares the IR after every pass with the C simulation; keeps the first difference and the pass that made it.
class PassOracle {
 public:
  /// `outputs` as of simulate_natively().
  PassOracle(const KernelCase& k, const std::map<std::string, std::vector<std::string>>& outputs);
  void check(const hls::ir::Graph& graph, const std::string& pass);
  /// "after narrow: x0: word 3 is 1f, expected 1e"; "" if every pass kept every word.
  const std::string& finding() const { return finding_; }
  int passes() const { return passes_; }

 private:
  const KernelCase& case_;
  std::map<std::string, std::vector<std::string>> expected_;
  std::string finding_;
  int passes_ = 0;
};

/// One model of all kernels, each with a FIFO behind every output.
class RtlBench {
 public:
  /// Builds it. `simulation`: the container variant, else the exact one.
  RtlBench(const std::vector<KernelCase>& cases, const std::map<std::string, hls::CompileResult>& compiled,
           bool simulation, const std::filesystem::path& folder,
           const std::map<std::string, hls::CompiledDesign>& regions = {});
  Handshakes run(const Stalls& stalls, long cycles, const std::string& run_name) const;

 private:
  std::vector<KernelCase> cases_;
  std::filesystem::path folder_;
};

/// Cycles by the recurrence, words from `outputs`.
Handshakes predict(const KernelCase& k, const hls::KernelReport& report, const Stalls& stalls,
                   const std::map<std::string, std::vector<std::string>>& outputs);

/// Where `seen` differs from `expected` first, port by port; "" if nowhere. Ports and words beyond those expected do
/// not matter: a kernel begins its next frame until it needs a word.
std::string first_difference(const Handshakes& seen, const Handshakes& expected);

/// The same of words alone, for a kernel without a static schedule: those of `outputs`, in whatever cycles.
std::string first_wrong_word(const KernelCase& k, const Handshakes& seen,
                             const std::map<std::string, std::vector<std::string>>& outputs);

/// Runs a command; fails the test with the end of its log if it fails.
void run_command(const std::string& command, const std::filesystem::path& log);

}  // namespace weir::test
