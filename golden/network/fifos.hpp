/// What a folding states of the FIFOs and converters of a design that exists.
#pragma once
#include "golden/network/folding.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::golden {

/// Between both halves of a converter whose widths do not divide? FINN makes one node of them: no FIFO, no number.
bool is_inside_converter(const StageGraph& graph, const Stream& stream);

/// The stream that FINN's StreamingFIFO_rtl_<k> stands on, by k: inputs first, then what each stage writes, of several
/// outputs the last one first, since FINN puts each FIFO right behind the stage; without those inside a converter.
/// Source: its insert_fifo.py.
std::vector<int> streams_by_finn_number(const StageGraph& graph);

/// Other widths have other streams: takes away what was stated of FIFOs and converters.
void forget_fifos(Folding& folding);

}  // namespace weir::golden
