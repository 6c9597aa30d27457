/// What `weir cosim` and Model.cosim are asked.
#pragma once
#include "tools/flow/cosim_flow.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct CosimOptions {
  NetworkRequest network;
  std::string stage;
  bool whole_network = false;
  std::string assembly;
  std::string waves, wave_cycles;
  std::vector<std::string> wave_streams;
  std::string rtl, hls, top, vectors, output, finn_schema = "dev";
  PictureRequest pictures;
  int random = 0;
  int limit = 0;
  double stalls = 0.0;
  double clk_mhz = 0;     ///< 0: the build's, else 100
  std::string fpga_part;  ///< where RTL that is made is to keep that clock; "": RTL for no clock
  std::int64_t quiet_cycles = 0;
  bool blocks = false, all_layers = false, netlist = false;
  std::vector<std::string> register_writes, words_in, words_out;
  int jobs = 0;
  std::uint64_t seed = 1;
};

Form describe(CosimOptions& options);

constexpr int kRandomFrames = 3;  ///< of a co-simulation that names no frames

/// By the name that --assembly gives it; "": chosen by size.
Assembly assembly_of(const CosimOptions& options);

}  // namespace weir::tools
