/// verify_steps: what the network computes at a step against the expected output, exactly, on the given frames.
///
/// The expected output has, for every frame, what the elements of the network's output stand for (the elements
/// themselves, unless the network came from floating point with a scale), or one number: the class. A value is right if
/// no other integer is as near to it, within a hundredth of the step between two integers.
/// Outputs go to verification_output/verify_<step>_<frame>_{SUCCESS|FAIL}.npy.
#pragma once
#include "rtl_wrap/cosim/result.hpp"
#include "tools/flow/build/context.hpp"

namespace weir::tools::build {

/// The golden model: its plain reference, or its fast kernels.
void verify_golden(Context& context, const std::string& step, bool reference);
/// folded_hls_cppsim: every word of every stream of the C simulation of the folded network's HLS sources (in csim/)
/// against golden, and golden against the expected output.
void verify_folded(Context& context);
/// stitched_ip_rtlsim and node_by_node_rtlsim: every word of every stream of the Verilated RTL against golden, and
/// golden against the expected output.
void verify_rtl(Context& context);

bool verifies_rtl(const Plan& plan);

}  // namespace weir::tools::build
