/// A waveform (FST, for GTKWave and Surfer) of chosen streams in a chosen window of cycles, not of the whole design:
/// tracing that costs a Verilated model most of its speed. A cycle is 1 ns: cycle 419 stands at 419 ns, 0 is the first
/// after reset. Beside FILE.fst, FILE.gtkw and FILE.sucl arrange the signals (wave_views.hpp), with the marker at the
/// first finding.
///
/// `clock` rises with each cycle. Scope per stream, named as it: `enters` and `word` (a word enters its FIFO in this
/// cycle, that word), `leaves` (a word leaves it in this cycle), `fill_words` (in the FIFO before this cycle's edge);
/// of graph inputs and outputs also `tvalid`, `tready`, `tdata` at the boundary. `frame` and `index` (of the word in
/// its frame) number the word that enters, or has entered last; `expected` is what golden says of it, `mismatch` is 1
/// in a cycle in which another word enters. Where only a boundary is seen, "enters" means that its handshake is done.
#pragma once
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>

#include "golden/base/file.hpp"
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"
#include "rtl_wrap/cosim/scoreboard.hpp"
#include "rtl_wrap/cosim/wave_views.hpp"

namespace weir::rtl {

struct WaveOptions {
  std::filesystem::path file;
  std::vector<std::string> streams;  ///< empty = all
  std::int64_t first_cycle = 0, last_cycle = std::numeric_limits<std::int64_t>::max();

  /// The arrangements of the signals, for GTKWave and for Surfer.
  std::filesystem::path view() const { return std::filesystem::path(file).replace_extension(".gtkw"); }
  std::filesystem::path surfer_view() const { return std::filesystem::path(file).replace_extension(".sucl"); }
};

/// Throws Errors unknown-stream, with a suggestion or all names, for chosen streams that `graph` lacks.
void require_streams(const WaveOptions& options, const golden::StageGraph& graph);

struct StreamWave;

class Waves {
 public:
  /// `checks`: by stream, outlive this; they count the words. Throws Errors unknown-stream with suggestions, Error
  /// output-unwritable, waves-unavailable (built without Verilator's FST writer).
  Waves(const WaveOptions& options, const golden::StageGraph& graph, const BenchPorts& ports,
        std::span<const StreamCheck> checks);
  /// Without finish() nothing is left behind.
  ~Waves();
  Waves(const Waves&) = delete;
  Waves& operator=(const Waves&) = delete;

  /// The settled design in `cycle`, before the checks count its words; call with rising cycles.
  void sample(std::int64_t cycle);
  /// Completes the three files; `marker_cycle` is where to look. Throws Error output-unwritable if the disk did not
  /// take all.
  void finish(std::optional<std::int64_t> marker_cycle);

 private:
  struct Signal : WaveSignal {
    std::uint32_t handle = 0;
    const std::uint8_t* data = nullptr;
    std::vector<std::uint8_t> last;  ///< empty before the first sample
  };
  void add_stream(const BenchPorts& ports, std::size_t index, const StreamCheck& check);
  void add(const std::string& name, const std::uint8_t* data, int bits, bool is_number = false);
  void emit(Signal& signal);
  void close();
  void check_written() const;

  WaveOptions options_;
  std::optional<AtomicFile> file_;
  void* writer_ = nullptr;
  std::vector<std::unique_ptr<StreamWave>> streams_;
  std::vector<Signal> signals_;
  std::string scope_, text_;
  std::uint32_t clock_ = 0;
};

}  // namespace weir::rtl
