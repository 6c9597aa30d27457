/// Simulation of a StageGraph in time: when every word moves on every stream, who waits for whom, where it deadlocks.
/// Two engines with one meaning: SystemC (values travel with the words) and max-plus (times only).
///
/// Cycle 0 is the first cycle after reset. A source offers word j from next_open(cycle after the previous word was
/// accepted) until it is accepted; a sink takes a word in any open cycle. FIFOs: systemc/process/schedule.hpp.
#pragma once
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "golden/values/words.hpp"
#include "systemc/process/stalls.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::golden {
struct StageGraph;
}

namespace weir::timing {

struct SimulationOptions {
  int frames = 1;
  Stalls stalls;
  bool record_transfers = false;  ///< keep the cycle of every word on every stream (memory grows with frames)
  /// Words of the graph's inputs for all frames, by stream name; absent = times only, values are not computed.
  const std::map<std::string, golden::Words>* inputs = nullptr;
  const std::atomic<bool>* stop = nullptr;  ///< set by another thread: ends the run with Error stopped

  void throw_if_stopped() const {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw Error("stopped", "the simulation was stopped");
  }
};

/// Every transfer on one stream; sizes differ only after a deadlock.
struct StreamRecord {
  std::vector<std::int64_t> written_cycles;  ///< word k enters the FIFO: gate cycle plus write latency
  std::vector<std::int64_t> read_cycles;     ///< word k leaves the FIFO
  golden::Words words;                       ///< values of the words written, when computed
};

/// Every cycle between the one in which a stage could have gone on and the one in which it did belongs to the stream
/// that was ready last: starved by a stream it reads, backpressured by one it writes. Of streams ready in the same
/// cycle the one it reads counts, of several the first port.
struct StageStatistics {
  std::string name, kind;
  std::int64_t work_cycles = 0;                        ///< iterations per frame
  double busy = 0, starved = 0, backpressured = 0;     ///< shares of the run, at most 1 together; busy = iterations
  std::string starved_by = {}, backpressured_by = {};  ///< the stream it waited for most; "" if never
  std::int64_t busy_cycles = 0;                        ///< of the run; the others by port
  std::vector<std::int64_t> starved_cycles = {}, backpressured_cycles = {};
};

struct FifoStatistics {
  std::string name;
  int depth_words = 0;
  int width_bits = 0;
  /// Most places in use at once. Word k takes its place at the gate cycle of its write and frees it in the cycle after
  /// its read. It is the smallest depth with which every word would have moved in the same cycle. Where
  /// counts_words() says so: FINN's maxcount, the most words at the start of a cycle; a full FIFO that is read would
  /// have taken one more.
  int high_water_words = 0;
};

/// Who waits for whom on what, in the state in which no word can ever move again.
struct Wait {
  std::string stage;  ///< stage, "source" or "sink"; a stage appears once per stream it waits for
  std::string stream;
  bool for_room = false;  ///< true: the stream is full; false: it is empty
  int occupancy_words = 0, depth_words = 0;
  bool operator==(const Wait&) const = default;
};
struct Deadlock {
  std::int64_t cycle = 0;           ///< first cycle from which no word enters or leaves a FIFO
  std::vector<Wait> waits;          ///< stages in graph order, then sources and sinks in stream order
  std::vector<std::string> circle;  ///< stages; each waits for the next, the last for the first
  bool operator==(const Deadlock&) const = default;
};

inline constexpr std::int64_t kMostRecordedWords = 30'000'000;  ///< that one run keeps the times of: 480 MB

struct SimulationResult {
  /// From cycle 0 to the last output word, both included; if it deadlocks, to the last word that moved. A sink takes an
  /// output word one cycle or more after it was written.
  std::int64_t cycles = 0;
  std::int64_t latency_cycles = 0;  ///< first input word accepted to last output word of frame 1, both included
  std::int64_t interval_cycles =
      0;  ///< last output word of the last frame but one to that of the last; 0 with one frame
  /// Mean interval over the middle third of the frames, where pipelines neither fill nor drain; interval_cycles with
  /// fewer than 6 frames.
  double steady_interval_cycles = 0;
  std::int64_t batch_cycles = 0;  ///< from the first input word entering its FIFO to the last output word entering its
  std::optional<Deadlock> deadlock;
  std::vector<StageStatistics> stages;
  std::vector<FifoStatistics> fifos;
  std::map<std::string, StreamRecord> streams;  ///< by stream name, when record_transfers
};

/// Repeatable in one program; runs from several threads wait for each other.
/// Throws Errors of validate(TimingGraph), Error no-schedule or no-values (a kind without), missing-input, word-size.
SimulationResult simulate_systemc(const golden::StageGraph& graph, const SimulationOptions& options);
/// Same cycles as simulate_systemc; never computes values. Its memory does not grow with the number of frames unless it
/// records transfers.
SimulationResult simulate_maxplus(const golden::StageGraph& graph, const SimulationOptions& options);

/// The same for schedules of any origin; times only.
SimulationResult simulate_systemc(const TimingGraph& graph, const SimulationOptions& options);
SimulationResult simulate_maxplus(const TimingGraph& graph, const SimulationOptions& options);

}  // namespace weir::timing
