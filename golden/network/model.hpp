/// The golden model: frames in, frames out, any stream tapped.
#pragma once
#include <map>
#include <set>
#include <span>

#include "golden/network/network.hpp"

namespace weir::golden {

struct RunOptions {
  int threads = 0;             ///< 0 = as many as the machine has
  bool reference = false;      ///< plain integer reference instead of the fast kernels
  std::set<std::string> taps;  ///< network streams to keep, weight_stream() of a layer too; "*" keeps all
};

struct FrameResult {
  Tensor output;                       ///< of the network's first output stream
  std::map<std::string, Tensor> taps;  ///< by network stream name, inputs included
};

class Executor;  // golden/network/executor.hpp

/// Results do not depend on the number of threads or on the kernels chosen.
class Model {
 public:
  /// The network must be valid.
  explicit Model(std::shared_ptr<const Network> network);
  ~Model();
  const Network& network() const { return *network_; }
  /// One result per frame, in order. `frames` are values of the (first) input stream.
  /// Throws Error input-size, dtype-range, weights-missing or unknown-stream (of a tap).
  std::vector<FrameResult> run(const std::vector<Tensor>& frames, const RunOptions& options = {}) const;

 private:
  std::shared_ptr<const Network> network_;
  const Executor& executor(bool reference) const;
  struct Executors;
  std::unique_ptr<Executors> executors_;
};

/// A picture's bytes as elements of the input stream. Throws Error input-size.
Tensor encode_input(const Network& network, std::span<const std::uint8_t> bytes);
/// What InputEncoding::BnnPynqSigned makes of one byte.
std::int32_t signed_pixel(std::uint8_t pixel);
/// The class of a frame's output by the network's decoding rule.
int decode_class(const Network& network, const Tensor& output);
/// `count` frames of uniformly random legal elements for the input stream.
std::vector<Tensor> random_frames(const Network& network, int count, std::uint64_t seed);

}  // namespace weir::golden
