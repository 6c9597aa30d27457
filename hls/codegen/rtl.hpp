/// What our compiler needs beyond the C++ sources, and what ties its modules together.
///
/// Below the output folder:
///   src/<stage>.cpp, .params.h    one per distinct kernel: input of weir-hlsc (see kernel_jobs)
///   kernels/<module>.sv, .sim.sv, .kernel.json   written by weir-hlsc, not here
///   data/<stage>.<rom>.hex        one word per line, lowest address first; synthesis is to run in the output folder,
///                                 simulation finds data/ by +weir_data=
///   weir_fifo.sv  weir_top.sv     FIFO; one FIFO per stream, one kernel instance per stage, named as the stage
///   weir_rtl.json                 manifest
///
/// Ports of weir_top: ap_clk, ap_rst_n (synchronous, low); network input k: s_axis_<k>_tdata, _tvalid, _tready; network
/// output k: m_axis_<k>_*; tdata padded to whole bytes. A word goes straight into the input's FIFO and comes straight
/// out of the output's. With WEIR_MONITOR defined also, per stream i of the graph: mon_<i>_wvalid, mon_<i>_wdata (word
/// entering the FIFO in this cycle, without padding) and mon_<i>_rvalid (word leaving it in this cycle).
#pragma once
#include <filesystem>
#include <optional>

#include "golden/network/words.hpp"

namespace weir::hls {

constexpr int kRtlSchemaVersion = 1;

/// One run of the compiler: stages of equal shape share a module.
struct KernelJob {
  std::string module;        ///< <kind>_<8 hex digits>: a pure function of the kernel's shape and latency
  std::string stage;         ///< the first stage of that shape
  std::string source;        ///< "src/<stage>.cpp", in the HLS project and in the RTL folder alike
  std::string top;           ///< function in it
  std::string strip_prefix;  ///< of table names, so that the module does not depend on the stage
  std::string shape;         ///< the source as a function named `module`: what a cache should be keyed with
};

/// Throws Error no-hls, hls-name.
std::vector<KernelJob> kernel_jobs(const golden::StageGraph& graph);
/// The module that implements `stage`.
std::string module_name(const golden::StageGraph& graph, const golden::Stage& stage);

/// What the kernels of a folder were compiled for.
struct KeptClock {
  double mhz = 0;
  std::string fpga_part;
};

/// weir_top.sv
std::string stitched_top(const golden::StageGraph& graph);
/// weir_rtl.json; with the clock that the kernels are to keep, if there is one.
std::string rtl_manifest(const golden::StageGraph& graph, const std::optional<KeptClock>& clock = {});
/// All files listed above but those of weir-hlsc. Throws also resources-missing, output-unwritable.
void write_rtl_sources(const golden::StageGraph& graph, const std::filesystem::path& folder,
                       const std::optional<KeptClock>& clock = {});

}  // namespace weir::hls
