/// Expected cycles per frame as FINN v0.10 computes them (get_exp_cycles), whole numbers as there. They are estimates:
/// a window generator's holds one buffer fill that overlaps in steady state, a StreamingMaxPool's ignores its channels.
#pragma once
#include "golden/finn/hardware_node.hpp"

namespace weir::golden {

std::int64_t exp_cycles(const Mvau& m, const HardwareNode& node);
std::int64_t exp_cycles(const Vvau& m, const HardwareNode& node);
std::int64_t exp_cycles(const SlidingWindow& s, const HardwareNode& node);
std::int64_t exp_cycles(const Thresholding& t, const HardwareNode& node);
std::int64_t exp_cycles(const AddStreams& a, const HardwareNode& node);
std::int64_t exp_cycles(const Eltwise& e, const HardwareNode& node);
std::int64_t exp_cycles(const DuplicateStreams& d, const HardwareNode& node);
std::int64_t exp_cycles(const ChannelwiseOp& c, const HardwareNode& node);
std::int64_t exp_cycles(const Concat& c, const HardwareNode& node);
std::int64_t exp_cycles(const Split& s, const HardwareNode& node);
std::int64_t exp_cycles(const MaxPool& p, const HardwareNode& node);
std::int64_t exp_cycles(const Pool& p, const HardwareNode& node);
std::int64_t exp_cycles(const AccumulatePool& p, const HardwareNode& node);
std::int64_t exp_cycles(const FmPadding& p, const HardwareNode& node);
std::int64_t exp_cycles(const PixelPadding& p, const HardwareNode& node);
std::int64_t exp_cycles(const DownSampler& d, const HardwareNode& node);
std::int64_t exp_cycles(const LabelSelect& l, const HardwareNode& node);
std::int64_t exp_cycles(const Upsample& u, const HardwareNode& node);
std::int64_t exp_cycles(const Lookup& l, const HardwareNode& node);
std::int64_t exp_cycles(const Crop& c, const HardwareNode& node);
/// FINN has no formula for width converters and counts 0.
std::int64_t exp_cycles(const Dwc& d, const HardwareNode& node);

/// The stated attribute of a layer that names the release whose formulas estimate it.
constexpr const char* kStatedRelease = "finn_release";
/// Is the node estimated by FINN+ 1.6's formulas, where they are others? As state_release() notes it.
bool is_plus(const HardwareNode& node);
/// Notes for all layers whose formulas estimate them: "plus-1.6"; "" and "0.10": FINN's, by the age of their names.
void state_release(const std::string& release, const Network& network, Folding& folding);

/// Whole windows in one word, or a 1x1 kernel: FINN's implementation style "parallel".
bool is_parallel_window(const SlidingWindow& s, const HardwareNode& node);

/// Of the node's layer. Throws Error estimate-unsupported for a kind without formula.
std::int64_t exp_cycles(const HardwareNode& node);

/// Op types of the kinds for which FINN has an estimate.
std::vector<std::string> kinds_with_exp_cycles();

}  // namespace weir::golden
