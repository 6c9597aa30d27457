/// When a label select of Weir's own RTL moves words (profile weir): it takes one score per iteration, so it reads a
/// word of PE scores every PE iterations; K iterations behind the last score send the K labels.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::LabelSelect& l, const golden::Stage& stage);

}  // namespace weir::timing
