/// LabelSelect. Profile weir: it takes one score per iteration, so it reads a word of PE scores every PE iterations;
/// K iterations behind the last score send the K labels.
/// Profile finn-hlslib-2020 (LabelSelect_Batch): reads all scores, then writes the indices in a loop of its own.
/// Values: the scores of a frame are kept, golden ranks them, K labels leave one by one.
#pragma once
#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::LabelSelect& l, const golden::Stage& stage) {
  const std::int64_t PE = stage.folding.PE, words = l.labels / PE;
  Block frame{1, {{1, 1, 1, 0}}};
  if (words > 1) frame.steps.push_back({words - 1, PE, 1, 0});
  frame.steps.push_back({1, PE, 0, 1});
  if (l.K > 1) frame.steps.push_back({l.K - 1, 1, 0, 1});
  return {{frame}, l.labels + l.K, 0, {stage.latency_cycles}};
}

class LabelSelectBehaviour : public Behaviour {
 public:
  LabelSelectBehaviour(const golden::LabelSelect& kind, const golden::LayerFolding& folding)
      : kind_(kind), PE_(static_cast<std::size_t>(folding.PE)), scores_({kind.labels}) {}
  void read(int, std::span<const std::uint8_t> word) override {
    golden::unpack_word(word, kind_.input, std::span(scores_.data).subspan(filled_, PE_));
    filled_ += PE_;
    if (filled_ < scores_.data.size()) return;
    labels_ = std::move(compute(kind_, {&scores_}, {}).front());
    filled_ = sent_ = 0;
  }
  void write(int, std::span<std::uint8_t> word) override {
    golden::pack_word(std::span(std::as_const(labels_.data)).subspan(sent_++, 1), kind_.output, word);
  }

 private:
  const golden::LabelSelect& kind_;
  const std::size_t PE_;
  Tensor scores_, labels_;
  std::size_t filled_ = 0, sent_ = 0;
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::LabelSelect& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  return std::make_unique<LabelSelectBehaviour>(kind, folding);
}

namespace hlslib {

inline RigidLoop process(const golden::LabelSelect& l, const Site& site) {
  Iterations frame(site.numbers);
  frame.run(l.labels / site.stage.folding.PE, 1, 0);
  frame.wait(site.numbers.read_to_write_stages);
  frame.set_interval(site.numbers.output_loop_cycles);
  frame.run(l.K, 0, 1);
  return phased_loops(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
