/// The golden model: frames in, frames out, any stream tapped.
#pragma once
#include <atomic>
#include <map>
#include <set>
#include <span>

#include "golden/network/network.hpp"

namespace weir::golden {

struct RunOptions {
  int threads = 0;                          ///< 0 = as many as the machine has
  bool reference = false;                   ///< plain integer reference instead of the fast kernels
  std::set<std::string> taps;               ///< network streams to keep, weight_stream() of a layer too; "*" keeps all
  const std::atomic<bool>* stop = nullptr;  ///< set by another thread: ends the run with Error stopped
};

struct FrameResult {
  Tensor output;                       ///< of the network's first output stream
  std::map<std::string, Tensor> taps;  ///< by network stream name, inputs included
};

class Executor;  // golden/model/executor.hpp

/// Results do not depend on the number of threads or on the kernels chosen.
class Model {
 public:
  /// The network must be valid.
  explicit Model(std::shared_ptr<const Network> network);
  ~Model();
  const Network& network() const { return *network_; }
  /// Names of the layers that a run computes with the plain reference, many times slower than a fast kernel; empty
  /// where all have one. Packs the weights unless a run has done so. Throws Error weights-missing.
  const std::vector<std::string>& reference_layers(const RunOptions& options = {}) const;
  /// One result per frame, in order. `frames` are values of the input stream, of several the
  /// elements of one after those of the other (golden/network/frame.hpp).
  /// Throws Error input-size, dtype-range, weights-missing or unknown-stream (of a tap).
  std::vector<FrameResult> run(const std::vector<Tensor>& frames, const RunOptions& options = {}) const;
  /// The same for pictures as encode_input() takes them, one after the other, without a Tensor for each of them:
  /// `outputs` takes the elements of the first output stream, frame after frame. No taps. Throws Error input-size,
  /// weights-missing or output-size.
  void run_pictures(std::span<const std::uint8_t> pictures, std::size_t picture_bytes, std::span<std::int32_t> outputs,
                    const RunOptions& options = {}) const;

 private:
  std::shared_ptr<const Network> network_;
  const Executor& executor(bool reference) const;
  /// Calls work(first frame, frames) for batches of `count` frames, on several threads.
  template <class Work>
  void run_batches(std::int64_t count, const Executor& executor, const RunOptions& options, const Work& work) const;
  struct Executors;
  std::unique_ptr<Executors> executors_;
};

/// A picture's bytes as elements of the input stream, of several inputs those of one after the other. Throws Error
/// input-size.
Tensor encode_input(const Network& network, std::span<const std::uint8_t> bytes);
/// What InputEncoding::BnnPynqSigned makes of one byte.
std::int32_t signed_pixel(std::uint8_t pixel);
/// The class of a frame's output by the network's decoding rule.
int decode_class(const Network& network, const Tensor& output);
/// Best first: all that the network ranks, or the one class.
std::vector<int> ranked_classes(const Network& network, const Tensor& output);
/// `count` frames of uniformly random legal elements for the input streams.
std::vector<Tensor> random_frames(const Network& network, int count, std::uint64_t seed);

}  // namespace weir::golden
