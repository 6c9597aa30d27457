/// A folder of SystemVerilog with its manifest `weir_rtl.json`: what hls/codegen writes and the RTL tier runs.
///
/// Top's ports: ap_clk, ap_rst_n (synchronous, low); graph input k s_axis_<k>_{tdata,tvalid,tready}, graph output k
/// m_axis_<k>_{tdata,tvalid,tready}, tdata padded to whole bytes; under WEIR_MONITOR for stream i
/// mon_<i>_{wvalid,wdata, rvalid}: a word enters its FIFO in this cycle, that word, a word leaves it in this cycle.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

constexpr const char* kManifestName = "weir_rtl.json";

struct RtlFolder {
  struct Stage {
    std::string name, module, kernel_report;
  };
  struct Stream {
    std::string name;
    int word_bits = 0, depth_words = 0;
    std::string producer, consumer;  ///< stage names; "" = outside
  };

  std::filesystem::path folder;  ///< absolute
  std::string top = "weir_top";
  std::vector<std::filesystem::path> sources;  ///< absolute; the manifest's sim_sources, else its sources
  std::filesystem::path data;                  ///< absolute folder of hex files, reaches the design as +weir_data=
  std::string network_hash, folding_hash;      ///< "" = unknown
  std::vector<Stage> stages;
  std::vector<Stream> streams;  ///< empty = RTL from elsewhere
  std::vector<int> inputs, outputs;
  double clk_mhz =
      0;  ///< that the kernels were compiled for, on `fpga_part`: their reports tell their latencies; 0: none
  std::string fpga_part;
  bool has_monitors() const { return !streams.empty(); }
};

/// Reads the manifest. Throws Error rtl-manifest (with the field), file-missing for an absent manifest or source.
RtlFolder read_rtl_folder(const std::filesystem::path& folder);
/// RTL without a manifest, all files as they are: those of the folder's list (foreign/source_list.hpp), else all; data
/// in `folder`/data if it exists. Only the words at the boundary can be seen. Throws what find_sources() throws.
RtlFolder rtl_folder_of_sources(const std::filesystem::path& folder, const std::string& top);
/// Appends an Error rtl-differs for every stream of the RTL that is not the graph's: name, word width, depth, order.
void check_rtl_folder(const RtlFolder& rtl, const golden::StageGraph& graph, Errors& errors);

}  // namespace weir::rtl
