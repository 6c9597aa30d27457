/// `#pragma HLS ...` to calls that survive into LLVM IR. Works on preprocessed text, keeps every line where it is.
///
///   PIPELINE [II=n] [rewind]      the loop becomes the pipeline; loops inside are unrolled
///   UNROLL                        full unrolling (factor= is an error)
///   LATENCY [min=a] [max=b]       stages from the gate to the writes, in the pipelined loop; obeyed exactly
///   DATAFLOW                      the calls of the top become processes (dataflow.hpp)
///   STREAM variable=x depth=n [type=fifo]   depth of the FIFO of a local stream, or of each one of an array
///   ARRAY_PARTITION variable=x [complete] [dim=n]   x must end up in registers
///   BIND_STORAGE variable=x type=.. impl=lutram     every RAM is one; other implementations are errors
///   INTERFACE axis port=x | ap_ctrl_none port=return   what every port is anyway; other modes are errors
///   INLINE, LOOP_FLATTEN, LOOP_TRIPCOUNT, DEPENDENCE   nothing to do: always inlined and flattened, trip counts are
///   computed, and
///                                 no dependence is ever assumed away (`off` of the first two is an error)
/// Anything else is the error "pragma-unknown", a wrong option is "pragma-option".
#pragma once
#include <string>

namespace weir::hls {

/// `text`: output of the preprocessor with line markers.
std::string rewrite_pragmas(const std::string& text);

}  // namespace weir::hls
