/// FIFO depths as `weir fifo` finds them: by search with proof, by simulation, or by FINN's method, as profile and
/// method ask for.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/timing_graph.hpp"
#include "systemc/sizing/sizing.hpp"
#include "tools/flow/outer_world.hpp"

namespace weir::tools {

struct FifoRequest {
  std::string profile;                   ///< a name of systemc/profile, or a .json file of the same shape
  std::string objective = "throughput";  ///< throughput, latency or deadlock-free
  std::string method = "minimal";        ///< minimal, or largefifo: FINN's peaks of two frames
  bool finn_rounding = false;            ///< of largefifo
  std::string release;                   ///< of FINN, whose rules largefifo follows; "": those of the profile
  bool finn_dev = false;                 ///< largefifo with throttled input, as FINN's dev branch, and rounding
  std::int64_t target_interval_cycles = 0;
  double margin_percent = 0;  ///< both margins are added to every FIFO of the answer
  std::int64_t margin_words = 0;
  OuterWorld world;
  double clk_mhz = 0;         ///< for frames per second; 0: the profile's
  bool power_of_two = false;  ///< block RAM in vendor FIFOs, which round up
  std::string part;           ///< whose memories the FIFOs take; "": any
  bool verify_rtl = false;    ///< run the answer in the Verilated RTL
  bool reasons = false;       ///< and margins, even where they take minutes
  bool depths_only = false;   ///< no reasons, SystemC runs or closing of gaps: for many networks in a row
  int threads = 0;            ///< as in timing::SizingOptions
  int systemc_stalls = -1;    ///< SystemC runs with random stalls; -1: 4, for large networks 1
  const timing::SizingControl* control = nullptr;
};

/// Of a request whose profile is chosen: every combination that makes no sense: Error usage or unknown-profile, and
/// what find_profile() throws.
void check(const FifoRequest& request);
/// Does the request end in a proof for `timing`, its graph?
bool is_proof(const FifoRequest& request, const timing::TimingGraph& timing);
/// What request.profile makes of `graph`, its FIFOs as that hardware builds them, in that world. Throws Error
/// unknown-profile, no-schedule, and what surround() throws.
timing::TimingGraph make_sizing_graph(const golden::StageGraph& graph, const FifoRequest& request);
/// `timing` is make_sizing_graph() of `graph`. Throws what size_fifos() throws; for finn_dev in FINN's profile Errors
/// estimate-unsupported.
/// A FIFO of 0 words is one that FINN takes away.
timing::FifoSizing size_network_fifos(const golden::StageGraph& graph, const timing::TimingGraph& timing,
                                      const FifoRequest& request);
timing::SizingOptions sizing_options(const timing::TimingGraph& graph, const FifoRequest& request);

/// `timing` with the depths of `sizing`, and without the FIFOs that it takes away.
timing::TimingGraph sized_timing(const golden::StageGraph& graph, const timing::TimingGraph& timing,
                                 const FifoRequest& request, const timing::FifoSizing& sizing);
/// The folding of `graph` with the depths of `sizing`. FIFOs that a profile adds (its converters) are in no folding and
/// left out.
golden::Folding sized_folding(const golden::StageGraph& graph, const timing::FifoSizing& sizing);

}  // namespace weir::tools
