/// The AXI-Stream ports of RTL from elsewhere: FINN's stitched designs (s_axis_0_tdata), FINN's and Vitis HLS' kernels
/// (in0_V_TDATA, in_r_TDATA, ...) or anything else with <name>_{tdata,tvalid,tready} in any case.
///
/// Which port is which stream follows from the names: the network's inputs in order are the design's slave ports sorted
/// by name (numbers as numbers), its outputs the master ports. Data ports are as wide as the word or padded to whole
/// bytes. Clock: ap_clk, aclk, clk or clock; reset: ap_rst_n, aresetn, resetn, rst_n (low) or ap_rst, reset, rst
/// (high). ap_start and ap_continue are held high; every other input stays 0.
#pragma once
#include <map>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"

namespace weir::rtl {

/// Throws, all at once, Errors rtl-port-missing, rtl-port-width, rtl-port-count (with the ports that were found) and
/// rtl-clocks for a second clock.
BenchPorts find_axi_ports(const Design& rtl, const golden::StageGraph& graph);

/// `graph` with the type from `declared`, by stream name, for every boundary stream whose port is too wide for the
/// stream's own type and as wide as words of the declared one, padded to whole bytes or not.
golden::StageGraph with_declared_types(const Design& rtl, const golden::StageGraph& graph,
                                       const std::map<std::string, DataType>& declared);

}  // namespace weir::rtl
