/// What the timing engines run: schedules and FIFOs, nothing else. Made from a StageGraph
/// (systemc/generators), or by hand for kernels that golden does not know.
#pragma once
#include <optional>

#include "systemc/process/finn/block.hpp"
#include "systemc/process/pace.hpp"
#include "systemc/process/rigid.hpp"
#include "systemc/process/schedule.hpp"
#include "systemc/process/traits.hpp"

namespace weir::timing {

constexpr int kOutside = -1;           ///< producer of a graph's input, consumer of its output
constexpr int kDefaultDepthWords = 2;  ///< of a FIFO that nobody has chosen

struct TimingStage {
  std::string name, kind;
  Schedule schedule;
  std::vector<int> inputs, outputs;              ///< stream indices in port order
  std::optional<RigidLoop> loop = std::nullopt;  ///< what `schedule` was made from, if the stage is rigid
  /// What the stage is instead of a schedule, of which only `iterations` counts then. Both kinds may stand in a graph.
  std::optional<finn::Block> block = std::nullopt;
};

/// What a FIFO is built of. Decides what its depth costs (systemc/sizing/cost/cost.hpp), and no cycle.
enum class FifoBuild {
  kExact,       ///< as many words as asked for: shift registers or LUT memory when shallow, else block RAM
  kPowerOfTwo,  ///< the same, but where it is block RAM a vendor's FIFO, which rounds up to a power of two
  kLutOnly,     ///< never block RAM (FINN's FIFOs at the edge of a design)
};

/// One FIFO, or several in a row. A stream from outside is fed by a source, one to the outside emptied by a sink.
struct TimingStream {
  std::string name;
  std::int64_t words_per_frame = 0;
  int depth_words = kDefaultDepthWords;
  int width_bits = 0;
  int producer = kOutside, producer_port = 0;
  int consumer = kOutside, consumer_port = 0;
  FifoBuild build = FifoBuild::kExact;
  Pace pace = {};  ///< of the source or sink; empty inside
  /// So many queues in a row hold the words, each at least two. A word passes one per cycle, and so does a free place
  /// on its way back. Several only behind a writer without write latency. Depths do not add up to more: depth_words is
  /// that of all of them.
  int hops = 1;
  /// The design has no FIFO here. Two words are then a slice of the block beside it, or - at the edge of
  /// the graph - of the source or sink, whose cycle `uncounted_cycles` takes out of the latency.
  bool has_fifo = true;
  int uncounted_cycles = 0;

  /// `hops`, as far as the depth allows.
  int queues() const;
};

struct TimingGraph {
  std::string name;
  std::vector<TimingStage> stages;
  std::vector<TimingStream> streams;  ///< the index is the port number of Stalls
  Traits traits = {};
};

/// Of all streams together.
std::int64_t words_per_frame(const TimingGraph& graph);

/// Does every stage follow a schedule, and is every stream one queue? Then the cycles of its words tell all that a
/// stage has done and will do.
bool follows_schedules(const TimingGraph& graph);

/// From the cycle in which a word takes its place in the FIFO to the one in which it enters. Sources and FINN's blocks
/// do both at once.
int write_latency_cycles(const TimingGraph& graph, const TimingStream& stream);

/// How full a stream is: by the words in it at the start of a cycle, as FINN's blocks write it, or by the places taken
/// in a cycle, as schedules do. A source goes by its reader.
bool counts_words(const TimingGraph& graph, const TimingStream& stream);

/// Does a deeper FIFO never make any word later? What proofs of depths rest on. True of every stage that runs a
/// schedule, elastic or rigid: the order of its events is fixed, each comes at a maximum of sums of others' times, and
/// a deeper FIFO asks for the room that an earlier read freed. FINN's blocks choose by what they find, and of queues in
/// a row there may be one more to pass.
bool is_monotone(const TimingStage& stage);
bool is_monotone(const TimingGraph& graph);

/// Appends an Error for every dangling-stream, fifo-depth, rate-balance, graph-cycle, duplicate-name and bad-schedule.
void validate(const TimingGraph& graph, Errors& errors);

}  // namespace weir::timing
