/// The failing frame alone: a small input that shows the first mismatch again.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/diagnosis.hpp"

namespace weir::rtl {

struct Replay {
  int first_frame = 0, frames = 0;  ///< of the run that failed
  ExpectedWords words;              ///< every stream that was compared, those frames only; graph inputs included
};

/// Frames up to the one of the first mismatch, `history` frames before it included: a value left over from an earlier
/// frame shows only after that frame. Also for a cycle difference (its frame) and a deadlock (the unfinished frame);
/// nothing when all was equal.
std::optional<Replay> replay_frames(const CosimResult& result, const golden::StageGraph& graph,
                                    const ExpectedWords& expected, int history = 0);

}  // namespace weir::rtl
