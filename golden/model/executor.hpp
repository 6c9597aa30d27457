/// How the model computes a batch of frames. The reference runs every layer's plain compute(); faster executors keep
/// their own packed parameters and must give the same bits.
#pragma once
#include <memory>

#include "golden/model/model.hpp"

namespace weir::golden {

class Executor {
 public:
  virtual ~Executor() = default;
  /// Frames per batch that this executor likes best; bounds the memory of its intermediate results.
  virtual std::int64_t batch_frames() const = 0;
  /// Names of the layers that run their plain compute(), in network order.
  virtual const std::vector<std::string>& reference_layers() const = 0;
  /// Computes results[i] from frames[i], with the streams in `taps` kept. Called from several threads at once.
  virtual void run(std::span<const Tensor> frames, const std::set<std::string>& taps,
                   std::span<FrameResult> results) const = 0;
  /// From pictures as encode_input() takes them, one after the other, to the elements of the first output stream, frame
  /// after frame. Called from several threads at once. Throws Error input-size.
  virtual void run_pictures(std::span<const std::uint8_t> pictures, std::size_t picture_bytes,
                            std::span<std::int32_t> outputs) const = 0;
};

/// Executor::run_pictures() by encode_input() and Executor::run().
void run_encoded(const Executor& executor, const Network& network, std::span<const std::uint8_t> pictures,
                 std::size_t picture_bytes, std::span<std::int32_t> outputs);
/// Layer by layer with compute() of each kind. `network` must outlive the executor.
std::unique_ptr<Executor> make_reference_executor(const Network& network);
/// The fast kernels (golden/kernels/executor.hpp) on the instruction set of best_isa(). `network` must outlive it.
std::unique_ptr<Executor> make_fast_executor(const Network& network);

}  // namespace weir::golden
