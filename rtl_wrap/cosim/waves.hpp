/// A waveform (FST, for GTKWave) of chosen streams in a chosen window of cycles, not of the whole design: tracing that
/// costs a Verilated model most of its speed. Time is the cycle, 0 the first after reset.
///
/// Scope per stream, named as it: `enters` and `word` (a word enters its FIFO in this cycle, that word), `leaves` (a
/// word leaves it in this cycle); of graph inputs and outputs also `tvalid`, `tready`, `tdata` at the boundary.
#pragma once
#include <filesystem>
#include <limits>
#include <optional>

#include "golden/base/file.hpp"
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"

namespace weir::rtl {

struct WaveOptions {
  std::filesystem::path file;
  std::vector<std::string> streams;  ///< empty = all
  std::int64_t first_cycle = 0, last_cycle = std::numeric_limits<std::int64_t>::max();
};

class Waves {
 public:
  /// Throws Errors unknown-stream with suggestions, Error output-unwritable, waves-unavailable (built without
  /// Verilator's FST writer).
  Waves(const WaveOptions& options, const golden::StageGraph& graph, const BenchPorts& ports);
  /// Without finish() nothing is left behind.
  ~Waves();
  Waves(const Waves&) = delete;
  Waves& operator=(const Waves&) = delete;

  /// The settled design in `cycle`; call with rising cycles.
  void sample(std::int64_t cycle);
  /// Completes the file. Throws Error output-unwritable if the disk did not take all of it.
  void finish();

 private:
  struct Signal {
    std::uint32_t handle = 0;
    const std::uint8_t* data = nullptr;
    int bits = 1;
    std::vector<std::uint8_t> last;  ///< empty before the first sample
  };
  void add(const std::string& name, const std::uint8_t* data, int bits);
  void add_boundary(const BoundaryPort& port, const golden::Stream& stream);
  void close();

  WaveOptions options_;
  std::optional<AtomicFile> file_;
  void* writer_ = nullptr;
  std::vector<Signal> signals_;
  std::string text_;
};

}  // namespace weir::rtl
