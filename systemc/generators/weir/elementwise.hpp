/// When stages that take word by word move words (profile weir): every iteration reads a word from every input and
/// writes one to every output.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::DuplicateStreams& d, const golden::Stage& stage);
Schedule closed_form(const golden::AddStreams& a, const golden::Stage& stage);
Schedule closed_form(const golden::Relu& r, const golden::Stage& stage);
Schedule closed_form(const golden::Eltwise& e, const golden::Stage& stage);
Schedule closed_form(const golden::ChannelwiseOp& c, const golden::Stage& stage);

}  // namespace weir::timing
