/// Runs a network on packed activations with the fast kernels; layers they do not know use the reference compute().
/// The same values as the reference executor for outputs and taps, whatever the instruction set, batch size or threads.
#pragma once
#include <array>
#include <mutex>

#include "golden/kernels/execution_plan.hpp"
#include "golden/model/executor.hpp"

namespace weir::golden {

class FastExecutor final : public Executor {
 public:
  /// `network` must outlive the executor.
  explicit FastExecutor(const Network& network, Isa isa = best_isa());
  ~FastExecutor() override;

  Isa isa() const { return kernels_.isa; }
  const std::vector<std::string>& reference_layers() const override { return plan_.reference_layers; }

  std::int64_t batch_frames() const override { return plan_.batch_frames; }
  void run(std::span<const Tensor> frames, const std::set<std::string>& taps,
           std::span<FrameResult> results) const override;
  void run_pictures(std::span<const std::uint8_t> pictures, std::size_t picture_bytes,
                    std::span<std::int32_t> outputs) const override;

  /// Pictures as bytes, one after the other, each `picture_bytes` long, to elements of the input stream: packed what
  /// encode_input() gives. Throws Error input-size.
  void encode(std::span<const std::uint8_t> pictures, std::size_t picture_bytes, Packed& input) const;
  /// From elements of the input stream, in any form, to those of the first output stream. Of networks with one input.
  void run(const Packed& input, Packed& output) const;

 private:
  struct State;
  class Lease;
  /// False if there is no way around encode_input().
  bool encode_packed(std::span<const std::uint8_t> picture, std::int64_t frame, Packed& input) const;
  /// The elements in the form that the input stream has here.
  Packed reformed(const Packed& input) const;
  void run_layers(State& state, const Packed* input, std::int64_t frames, const std::set<std::string>& taps,
                  std::span<FrameResult> results) const;
  void keep(const State& state, const std::string& stream, const std::set<std::string>& taps,
            std::span<FrameResult> results) const;

  const Network& network_;
  const KernelSet& kernels_;
  ExecutionPlan plan_;
  StreamLayout input_;
  std::array<std::uint8_t, 256> signed_codes_{};  ///< signed_pixel() of every byte
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<State>> idle_;  ///< memory of finished runs, for the next ones
};

}  // namespace weir::golden
