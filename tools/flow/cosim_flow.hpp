/// From a StageGraph to a verdict: HLS sources, our compiler, Verilator, golden values and SystemC times, compared.
/// The only place that knows all tiers. Kernels and Verilated models are cached by content.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "golden/network/stage_graph.hpp"
#include "golden/network/words.hpp"
#include "rtl_wrap/cosim/confirm.hpp"
#include "rtl_wrap/cosim/finn_run.hpp"
#include "rtl_wrap/foreign/foreign_folder.hpp"
#include "rtl_wrap/verilate/verilate.hpp"
#include "systemc/engines/simulate.hpp"
#include "tools/flow/kernel_compiler.hpp"
#include "tools/report/rtlsim_performance.hpp"

namespace weir::tools {

/// Name of the first stage whose kind has no HLS kernel yet; "" if the whole graph can become RTL.
std::string stage_without_rtl(const golden::StageGraph& graph);

/// Words of every stream of `graph` for these frames of the network's input, computed by the golden model.
std::map<std::string, golden::Words> golden_words(const golden::StageGraph& graph, const std::vector<Tensor>& frames);

/// How RTL with a manifest is simulated; word for word and cycle for cycle the same.
enum class Assembly {
  kAuto,      ///< stitched up to kMostStitchedStages, composed beyond; an RTL folder given by the user: stitched
  kStitched,  ///< weir_top.sv as one Verilated model
  kComposed,  ///< a model per distinct kernel, connected by the test bench (rtl_wrap/cosim/composition.hpp)
  kDataflow,  ///< the C++ project's DATAFLOW top as our compiler builds it; words and cycles at the boundary alone
};
constexpr std::size_t kMostStitchedStages = 64;

/// How every design of a co-simulation is Verilated.
rtl::VerilateOptions verilate_options(const rtl::Optimisation& optimisation, const Progress& progress);

struct CosimRequest {
  std::vector<Tensor> frames;  ///< of the network's input stream
  timing::Stalls stalls;
  std::optional<std::filesystem::path> rtl;  ///< an RTL folder to use as it is; otherwise one is made (and cached)
  /// Where `rtl` is not given: the project of `weir hls` whose kernels are compiled, edited or not; else Weir's own.
  std::filesystem::path hls;
  std::shared_ptr<const rtl::ForeignFolder> foreign_folder = nullptr;  ///< `rtl` of others, where it has been read
  std::string foreign_top;                ///< top module if `rtl` was not made by Weir: boundary words only, no cycles
  std::optional<hls::TargetClock> clock;  ///< that RTL which is made is to keep
  /// Types of boundary streams as the network's file declares them, for RTL of its makers (rtl::CosimOptions).
  std::map<std::string, DataType> declared_types;
  std::vector<rtl::RegisterWrite> register_writes;  ///< of a foreign design, after reset
  std::set<std::string> idle_streams;               ///< of a foreign design: rtl::CosimOptions
  Assembly assembly = Assembly::kAuto;
  std::int64_t quiet_cycles = 0;  ///< after which a foreign design that moves nothing is given up; 0 = from the graph
  std::optional<rtl::WaveOptions> waves;
  Progress progress = [](const std::string&) {};
  const std::atomic<bool>* stop = nullptr;  ///< as in SimulationOptions
};

struct CosimOutcome {
  rtl::CosimResult result;
  bool composed = false;
  PerformanceRun performance;
  std::vector<std::string> adaptations;  ///< what was done to foreign RTL to run it, one line each
};

/// The run's numbers for rtlsim_performance.json.
PerformanceRun performance_of(const golden::StageGraph& graph, const rtl::CosimResult& result);

/// Compares every word with golden and, unless the RTL is foreign, every transfer's cycle with SystemC. A finding is
/// confirmed in a build without optimisation (rtl_wrap/cosim/confirm.hpp).
CosimOutcome cosimulate(const golden::StageGraph& graph, const CosimRequest& request);

/// The run of FINN's own rtlsim (rtl_wrap/cosim/finn_run.hpp) with the request's first frame, of RTL of others. Nothing
/// where the ports do not fit without what cosimulate() makes them fit with.
std::optional<rtl::FinnRun> finn_run(const golden::StageGraph& graph, const CosimRequest& request);

}  // namespace weir::tools
