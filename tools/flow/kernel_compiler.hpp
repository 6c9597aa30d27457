/// Runs weir-hlsc once per distinct kernel, with a cache keyed by everything that goes in.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "hls/compiler/delays.hpp"
#include "rtl_wrap/verilate/rtl_folder.hpp"

namespace weir::tools {

/// Told several times a second while something lasts; what it throws ends the work and is thrown on.
using Progress = std::function<void(const std::string&)>;

struct KernelStatistics {
  int kernels = 0, compiled = 0;  ///< the rest came from the cache
  double seconds = 0;             ///< wall time of all compilations
};

/// Of all that turns C++ into SystemVerilog whatever the network: the compiler itself, the headers, the sources of the
/// kernels, the FIFO.
std::string toolbox_hash();

/// Writes the SystemVerilog of `graph` into `folder`: kernels by our compiler, stitched top, data, weir_rtl.json. With
/// a clock the kernels keep it, and their latencies become those that it needs (clocked_graph.hpp).
/// Throws Error no-hls for a stage without kernel, kernel-failed with the compiler's own message.
KernelStatistics write_rtl_folder(const golden::StageGraph& graph, const std::filesystem::path& folder,
                                  const Progress& progress, const std::optional<hls::TargetClock>& clock = {});

/// The same with the kernels of `project`, a folder of `weir hls` that somebody edited: src/<stage>.cpp, and kernels/
/// where it has one. Throws Error hls-project for edits that would not count: of tables, which come from the network;
/// of the top; and of a stage that is built from another stage's source of the same shape.
KernelStatistics write_rtl_folder_of_project(const golden::StageGraph& graph, const std::filesystem::path& project,
                                             const std::filesystem::path& folder, const Progress& progress,
                                             const std::optional<hls::TargetClock>& clock = {});

/// Of what write_dataflow_folder() makes: the compiler's own output.
constexpr const char* kDataflowFolder = "dataflow";

/// Compiles the generated C++ project as it is, its DATAFLOW top included, with the graph's FIFOs at its ports; returns
/// what weir-hlsc and the simulation need. Ports: in<k>_TDATA, out<k>_TDATA and so on; no monitors. Throws as above.
rtl::RtlFolder write_dataflow_folder(const golden::StageGraph& graph, const std::filesystem::path& folder,
                                     const Progress& progress);

/// A sentence for each attribute of the folding that changes cycles and that neither the C++ nor the RTL is built with.
std::vector<std::string> attributes_not_built(const golden::StageGraph& graph);

}  // namespace weir::tools
