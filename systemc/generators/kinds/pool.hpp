/// Pool. Profile weir: every iteration reads a word, the last of every group of channels in a window writes one.
/// Profile finn-hlslib-2020 (MaxPool_ReducedPrecision): reads the windows of a row, then writes the row's results in
/// a loop of its own.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Pool& p, const golden::Stage& stage) {
  const std::int64_t taps = p.kernel[0] * p.kernel[1];
  const std::int64_t results = p.out_size[0] * p.out_size[1] * (p.channels / stage.folding.PE);
  return {{answering(results, taps - 1, 1)}, results * taps, 0, {stage.latency_cycles}};
}

/// Pool: the words of one group of channels in one window follow each other.
class PoolBehaviour : public Behaviour {
 public:
  PoolBehaviour(const golden::Pool& kind, const golden::LayerFolding& folding)
      : kind_(kind),
        is_maximum_(kind.function == "MaxPool"),
        results_(static_cast<std::size_t>(folding.PE)),
        word_(results_.size()) {}
  void read(int, std::span<const std::uint8_t> word) override {
    golden::unpack_word(word, kind_.input, word_);
    for (std::size_t i = 0; i < word_.size(); ++i)
      results_[i] = is_first_ ? word_[i] : is_maximum_ ? std::max(results_[i], word_[i]) : results_[i] + word_[i];
    is_first_ = false;
  }
  void write(int, std::span<std::uint8_t> word) override {
    for (auto& result : results_) result >>= kind_.shift;
    golden::pack_word(results_, kind_.output, word);
    is_first_ = true;
  }

 private:
  const golden::Pool& kind_;
  const bool is_maximum_;
  std::vector<std::int32_t> results_, word_;
  bool is_first_ = true;
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Pool& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  return std::make_unique<PoolBehaviour>(kind, folding);
}

namespace hlslib {

inline RigidLoop process(const golden::Pool& p, const Site& site) {
  if (p.channels != site.stage.folding.PE)
    throw Error("no-schedule", "stage " + site.stage.name + ": a pool with channel groups", "",
                "the library of 2020 pools whole pixels (PE = channels)");
  const std::int64_t taps = p.kernel[0] * p.kernel[1];
  Iterations frame;
  for (std::int64_t row = 0; row < p.out_size[0]; ++row) {
    frame.set_interval(site.numbers.initiation_interval);
    frame.run(p.out_size[1] * taps, 1, 0);
    frame.wait(site.numbers.read_to_write_stages);
    frame.set_interval(site.numbers.output_loop_cycles);
    frame.run(p.out_size[1], 0, 1);
  }
  return phased_loops(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
