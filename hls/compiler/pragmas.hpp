/// `#pragma HLS ...` to calls that survive into LLVM IR. Works on preprocessed text, keeps every line where it is.
///
///   PIPELINE [II=n] [rewind]      the loop becomes the pipeline; loops inside are unrolled
///   UNROLL [factor=n]             full unrolling; with a factor the loop is pipelined, which is told
///   LATENCY [min=a] [max=b]       stages from the gate to the writes, in the pipelined loop; obeyed exactly
///   DATAFLOW                      the calls of the top become processes (dataflow.hpp)
///   STREAM variable=x depth=n [type=fifo]   depth of the FIFO of a local stream, or of each one of an array
///   ARRAY_PARTITION, ARRAY_RESHAPE variable=x ...   arrays have as many ports as they need: constant indices make
///                                 registers of them, others multiplexers; the variable is not looked at
///   INTERFACE axis, ap_fifo, ap_ctrl_none   what every port is anyway; s_axilite, ap_none, ... of scalars are told;
///                                 m_axi, bram and ap_memory are refused
///   INLINE, LOOP_FLATTEN, LOOP_TRIPCOUNT, DEPENDENCE   nothing to do: always inlined and flattened, trip counts are
///                                 computed, and no dependence is ever assumed away (`off` of the first two is told)
///   BIND_STORAGE, BIND_OP, RESOURCE, ALLOCATION, AGGREGATE, DATA_PACK, RESET, ... without effect here, which is told
/// A pragma counts where its function is used: anything else is then the error "pragma-unknown", a wrong option
/// "pragma-option". "#pragma AP" is the old spelling of "#pragma HLS".
#pragma once
#include <string>

namespace weir::hls {

/// Between the parts of a text that a marker carries: `__weir_note("what|where")`,
/// `__weir_refused("code|what|where|hint")`.
constexpr char note_separator = '\x1f';

/// `text`: output of the preprocessor with line markers.
/// Throws weir::Error "pragma-place".
std::string rewrite_pragmas(const std::string& text);

}  // namespace weir::hls
