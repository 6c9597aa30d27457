/// SystemVerilog of a DATAFLOW top: an instance per process, a weir_fifo per stream (hls/rtl/weir_fifo.sv).
///
/// Ports: ap_clk, ap_rst_n (synchronous, low), and per argument NAME_TDATA (padded to whole bytes), NAME_TVALID,
/// NAME_TREADY. Every output has a FIFO; an input has one if a depth is given for it, otherwise its reader takes the
/// word from the port. A FIFO has as many words as its stream says, or, where it says nothing, room for those that are
/// between the first and the writing stage of its writer, and two: as many as the registers of a pipeline hold that
/// stalls as a whole.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "hls/compiler/dataflow.hpp"
#include "hls/compiler/kernel_report.hpp"

namespace weir::hls {

/// What a process was compiled to.
struct ProcessModule {
  std::string module;
  const KernelReport* report = nullptr;  ///< its ports are the process' streams, in order
};

/// `modules` by process; `port_depths` by argument. Throws weir::Error: "dataflow-stream" for a stream that has not
/// one writer and one reader, "dataflow-table" for an external table of two processes, "port-depth" for a depth of no
/// argument.
std::string dataflow_top(const std::string& name, const Region& region, const std::vector<ProcessModule>& modules,
                         const std::map<std::string, int>& port_depths);

}  // namespace weir::hls
