/// Loops of the HLS library of 2020 (finn-hlslib, as BNN-PYNQ and ResNet50-PYNQ pin it), described iteration by
/// iteration and turned into rigid pipelines.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/rigid.hpp"

namespace weir::timing::hlslib {

/// What the compiler of such a loop decided; comes from a profile.
struct LoopNumbers {
  int read_to_write_stages = 0;
  int initiation_interval = 1;
  int output_loop_cycles = 1;            ///< per word, where a loop of its own without a pragma writes the results
  int restart_cycles = 0;                ///< from the end of a loop, drained, to its next start
  bool is_restarted_each_frame = false;  ///< the process is called once per frame, whatever its loops span
};

/// A stage and what its loop may depend on.
struct Site {
  const golden::StageGraph& graph;
  const golden::Stage& stage;
  LoopNumbers numbers;
};

/// Writes down one frame of a process in ticks of its pipeline.
class Iterations {
 public:
  explicit Iterations(int interval = 1) : interval_(interval) {}
  explicit Iterations(const LoopNumbers& numbers) : interval_(numbers.initiation_interval) {}

  /// `count` iterations that each read and write the ports in the masks, perhaps none.
  void run(std::int64_t count, std::uint32_t reads, std::uint32_t writes);
  /// Ticks in which no iteration begins.
  void wait(std::int64_t ticks);
  /// Ticks per iteration from here on.
  void set_interval(int interval) { interval_ = interval; }
  std::int64_t ticks() const { return ticks_; }
  Schedule schedule() const;

 private:
  std::vector<Step> steps_;
  std::int64_t interval_, ticks_ = 0;
  std::int64_t last_event_ = -1;
};

/// One pipelined loop whose counter runs over all frames of a call.
RigidLoop batch_loop(const Iterations& frame, const Site& site);
/// One pipelined loop per frame.
RigidLoop frame_loop(Iterations frame, const Site& site);
/// Several loops per frame, each either reading or writing: `frame` holds the ticks in which its pipelines drain.
RigidLoop phased_loops(Iterations frame, const Site& site);

}  // namespace weir::timing::hlslib
