/// The AXI-Stream ports of RTL from elsewhere: FINN's stitched designs (s_axis_0_tdata), FINN's and Vitis HLS' kernels
/// (in0_V_TDATA, in_r_TDATA, ...) or anything else with <name>_{tdata,tvalid,tready} in any case.
///
/// Which port is which stream follows from the names: the network's inputs in order are the design's slave ports sorted
/// by name (numbers as numbers), its outputs the master ports. Data ports are as wide as the word or padded to whole
/// bytes. Clock: ap_clk, aclk, clk or clock; reset: ap_rst_n, aresetn, resetn, rst_n (low) or ap_rst, reset, rst
/// (high). ap_clk2x runs at twice the rate. ap_start, ap_continue, ap_ce and start_full_n are held high, as are all
/// bits of TKEEP, TSTRB and ACLKEN; TLAST comes with each frame's last word; every other input stays 0.
///
/// Inner modules of Vitis HLS have FIFOs' ports instead: <name>_{dout,empty_n,read} and <name>_{din,full_n,write}.
///
/// AXI-lite: the given registers are written after reset; a design whose ap_start is a register (s_axi_control, without
/// a port ap_start) is started there, to be started again whenever it is done.
#pragma once
#include <map>
#include <set>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"

namespace weir::rtl {

/// `weights`, which outlive the result: one pass of those of the graph's only stage. A slave port that no stream of the
/// graph needs and whose name says so (weights_V, in1_V) is fed with them.
/// `idle`: slave ports that stay at 0 where the design has more than the graph needs.
/// Throws, all at once, Errors rtl-port-missing, rtl-port-width, rtl-port-count (with the ports that were found) and
/// rtl-axi-lite for a write to a slave that the design does not have.
BenchPorts find_axi_ports(const Design& rtl, const golden::StageGraph& graph,
                          const std::vector<RegisterWrite>& writes = {}, const golden::Words* weights = nullptr,
                          const std::set<std::string>& idle = {});

struct StreamPort {
  std::string name;
  int bits = 0;  ///< of its data
  bool is_input = false;
};
/// All streams of a top, in the order in which find_axi_ports() gives them to a graph's.
std::vector<StreamPort> stream_ports(const Design& rtl);

/// `graph` with the type from `declared`, by stream name, for every boundary stream whose port is as wide as words of
/// that type, padded to whole bytes or not: where both types fit, bits above the narrower are the sign.
golden::StageGraph with_declared_types(const Design& rtl, const golden::StageGraph& graph,
                                       const std::map<std::string, DataType>& declared,
                                       const std::set<std::string>& idle = {});

}  // namespace weir::rtl
