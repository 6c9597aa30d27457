/// A network out of separately Verilated kernels, connected by FifoModels: what weir_top.sv does in SystemVerilog
/// (hls/codegen/rtl.hpp), with the same ports and the same cycles, monitors included. Tests compare both.
///
/// Exact because every FIFO's `room` and `out_tvalid` are registers: no combinational path leaves a kernel through a
/// FIFO, so within a cycle the kernels settle one by one, in any order.
///
/// A kernel whose `activity` has been 0 for longer than its pipeline is deep, while its inputs stayed, is at a fixed
/// point (hls/compiler/emit.hpp) and is not evaluated until an input changes.
#pragma once
#include <deque>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/fifo_model.hpp"
#include "rtl_wrap/verilate/kernel_models.hpp"

namespace weir::rtl {

class Composition final : public Design {
 public:
  /// `rtl` and `models` belong to `graph`; `plusargs` reach every kernel.
  /// Throws Errors rtl-port-missing, rtl-port-width, rtl-stopped, Error rtl-differs for a stage that the RTL lacks.
  Composition(const golden::StageGraph& graph, const RtlFolder& rtl, const KernelModels& models,
              const std::vector<std::string>& plusargs = {});

  void eval() override;
  std::string messages() const override;

  /// Share of the evaluations that fixed points have saved so far.
  double share_skipped() const;

 private:
  struct Kernel {
    std::string name;
    std::unique_ptr<Instance> instance;
    std::uint8_t *clock = nullptr, *reset = nullptr;
    const Port* activity = nullptr;  ///< null: evaluated in every cycle
    int quiet_cycles = 0;            ///< since an input or a stage last moved
    bool touched = true;             ///< an input has changed since the last evaluation
    bool sleeps = false;             ///< in this cycle
  };
  /// A stream: its FIFO and the signals on both sides, which live in kernels or are ports of the whole.
  struct Link {
    explicit Link(const golden::Stream& stream);

    FifoModel fifo;
    std::size_t bytes = 0;
    int producer = golden::kOutside, consumer = golden::kOutside;
    std::uint8_t *in_data = nullptr, *in_valid = nullptr, *take = nullptr, *room = nullptr;
    std::uint8_t *out_data = nullptr, *out_valid = nullptr, *out_ready = nullptr;
    bool new_front = true;                 ///< the consumer does not see the front yet
    std::uint8_t written = 0, read = 0;    ///< in this cycle, before the edge
    std::uint8_t offered = 0;              ///< tvalid of a source
    std::vector<std::uint8_t> outer_data;  ///< of a port of the whole
    std::uint8_t outer_room = 0, outer_valid = 0, outer_ready = 0;
  };

  void add_kernel(const golden::Stage& stage, const Model& model, const std::vector<std::string>& plusargs,
                  Errors& errors);
  void add_outer_ports();
  void drive(Link& link);
  void settle();
  void rise();

  const golden::StageGraph& graph_;
  std::vector<Kernel> kernels_;
  std::deque<Link> links_;  ///< by stream; never moved
  std::uint8_t clock_ = 0, reset_n_ = 0, last_clock_ = 0;
  std::string messages_;
  std::int64_t evaluations_ = 0, skipped_ = 0;
};

}  // namespace weir::rtl
