/// A stitched design of others, layer by layer: every stage's module alone with golden's words, every FIFO, then the
/// whole.
#pragma once
#include <vector>

#include "rtl_wrap/cosim/fifo_measure.hpp"
#include "rtl_wrap/foreign/fifo_bench.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/flow/layer_times.hpp"

namespace weir::tools {

struct LayerOutcome {
  std::string stage, module;  ///< module "" = no instance of the design has one of the stage's names
  std::string problem;        ///< why there is no result, e.g. ports that do not fit; "" = there is one
  std::optional<rtl::CosimResult> result;
  std::optional<LayerTimes> profile;   ///< what the profile of the network's file says; of runs without stalls
  std::optional<MeasuredDepth> depth;  ///< of layers by Vitis HLS: what explains the cycles of `result`
  bool has_depth = false;              ///< whether the layer has one
  bool is_equal() const { return result && result->equal(); }
};

/// What a FIFO of the network's file holds in RTL.
struct MeasuredFifo {
  rtl::DesignFifo fifo;
  std::optional<rtl::FifoMeasurement> measured;
  bool is_wrong() const { return measured && (!measured->keeps_words || measured->holds_words < fifo.stated_words); }
};

struct LayersOutcome {
  std::vector<LayerOutcome> layers;  ///< by stage
  std::vector<MeasuredFifo> fifos;   ///< of the network's file
  std::string fifo_problem;          ///< why no FIFO was measured; "": they were, or there is none
  CosimOutcome whole;
  std::optional<rtl::FinnRun> finn;               ///< the whole as FINN's own rtlsim runs it, where a frame came out
  std::optional<std::int64_t> published_latency;  ///< cycles in report/rtlsim_performance.json beside the RTL
  /// The first stage, in the order of the stream, whose module computes something else; null if none does.
  const LayerOutcome* culprit() const;
  /// The first FIFO that loses words or holds fewer than the network's file says; null if none does.
  const MeasuredFifo* wrong_fifo() const;
};

/// The layers and FIFOs alone.
LayersOutcome measure_layers(const golden::StageGraph& graph, const CosimRequest& request);

/// `request` as for the whole: an RTL folder and a top of others'. What fails of a single layer is told in its outcome;
/// throws what cosimulate() throws for the whole.
LayersOutcome cosimulate_layers(const golden::StageGraph& graph, const CosimRequest& request);

/// One line per layer, per FIFO and one for the whole; then where the fault is, and what a run of FINN's own
/// simulation (one frame, values at the end) would have seen of it.
std::string layers_text(const LayersOutcome& outcome);

}  // namespace weir::tools
