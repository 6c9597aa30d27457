/// MVAU. Profile weir: one loop of vectors / MMV * NF * SF iterations, nf outer, sf inner. It reads while nf = 0 (the
/// vectors are kept for the later rows) and writes at sf = SF - 1 of every nf. External weights come through a second
/// port, one word in every iteration.
/// Profile finn-hlslib-2020 (Matrix_Vector_Activate_Batch): one loop over SF * NF tiles of all vectors; reads while
/// nf = 0, writes at the end of each row of tiles. MMV vectors side by side. Weights from memory come through a
/// second port, a word per tile.
/// Values: SF words of SIMD elements make a vector (MMV > 1: of each of MMV vectors), golden computes it, NF words of
/// PE elements of each leave.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

/// SF iterations of one nf that read `reads`; the last one writes.
inline std::vector<Step> tile_row(std::int64_t SF, std::uint32_t reads) {
  if (SF == 1) return {{1, 1, reads, 1}};
  return {{SF - 1, 1, reads, 0}, {1, 1, reads, 1}};
}

inline Schedule closed_form(const golden::Mvau& m, const golden::Stage& stage) {
  constexpr std::uint32_t kVector = 1, kWeights = 2;
  const std::int64_t SF = m.MW / stage.folding.SIMD, NF = m.MH / stage.folding.PE;
  const std::int64_t vectors = golden::vectors_per_frame(m) / stage.folding.MMV;
  Schedule schedule{{}, vectors * SF * NF, 0, {stage.latency_cycles}};
  if (m.external_weights) {
    for (std::int64_t v = 0; v < vectors; ++v) {
      schedule.blocks.push_back({1, tile_row(SF, kVector | kWeights)});
      if (NF > 1) schedule.blocks.push_back({NF - 1, tile_row(SF, kWeights)});
    }
    return schedule;
  }
  Block vector{vectors, tile_row(SF, kVector)};
  if (NF > 1) vector.steps.push_back({NF - 1, SF, 0, 1});
  schedule.blocks.push_back(std::move(vector));
  return schedule;
}

/// The vectors that an MVAU works on, filled word by word.
class VectorBuffer {
 public:
  VectorBuffer(const golden::Mvau& kind, const golden::LayerFolding& folding)
      : type_(kind.input),
        SIMD_(static_cast<std::size_t>(folding.SIMD)),
        vectors_({folding.MMV, kind.MW}),
        lanes_(SIMD_ * static_cast<std::size_t>(folding.MMV)) {}
  /// True if that word completed the vectors.
  bool read(std::span<const std::uint8_t> word) {
    golden::unpack_word(word, type_, lanes_);
    const auto MW = static_cast<std::size_t>(vectors_.shape[1]);
    for (std::size_t from = 0, to = filled_; from < lanes_.size(); from += SIMD_, to += MW)
      std::copy_n(lanes_.data() + from, SIMD_, vectors_.data.data() + to);
    filled_ += SIMD_;
    if (filled_ < MW) return false;
    filled_ = 0;
    return true;
  }
  const Tensor& vectors() const { return vectors_; }  ///< [MMV, MW]

 private:
  const DataType type_;
  const std::size_t SIMD_;
  Tensor vectors_;
  std::vector<std::int32_t> lanes_;  ///< the word just read
  std::size_t filled_ = 0;           ///< elements of each vector
};

class MvauBehaviour : public Behaviour {
 public:
  MvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding, const golden::Parameters& parameters)
      : kind_(kind),
        parameters_(parameters),
        PE_(static_cast<std::size_t>(folding.PE)),
        input_(kind, folding),
        lanes_(PE_ * static_cast<std::size_t>(folding.MMV)) {}
  void read(int, std::span<const std::uint8_t> word) override {
    if (!input_.read(word)) return;
    results_ = std::move(compute(kind_, {&input_.vectors()}, parameters_).front());
    sent_ = 0;
  }
  void write(int, std::span<std::uint8_t> word) override {
    const auto MH = static_cast<std::size_t>(kind_.MH);
    for (std::size_t to = 0, from = sent_; to < lanes_.size(); to += PE_, from += MH)
      std::copy_n(results_.data.data() + from, PE_, lanes_.data() + to);
    golden::pack_word(lanes_, kind_.output, word);
    sent_ += PE_;
  }

 private:
  const golden::Mvau& kind_;
  const golden::Parameters& parameters_;
  const std::size_t PE_;
  VectorBuffer input_;
  Tensor results_;                   ///< [MMV, MH]
  std::vector<std::int32_t> lanes_;  ///< of the word to write
  std::size_t sent_ = 0;             ///< elements of each result
};

/// The weights are what port 1 brings: SF words complete PE rows, and their results leave.
class StreamedMvauBehaviour : public Behaviour {
 public:
  StreamedMvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding,
                        const golden::Parameters& parameters)
      : rows_(kind),
        parameters_(parameters),
        MH_(static_cast<std::size_t>(kind.MH)),
        SIMD_(static_cast<std::size_t>(folding.SIMD)),
        input_(kind, folding),
        lanes_(SIMD_ * static_cast<std::size_t>(folding.PE)) {
    rows_.MH = folding.PE;
    tile_.weights = Tensor({rows_.MH, rows_.MW});
    if (!kind.no_activation) tile_.thresholds = Tensor({rows_.MH, kind.levels});
  }
  void read(int port, std::span<const std::uint8_t> word) override {
    if (port == 0) {
      input_.read(word);
      return;
    }
    golden::unpack_word(word, rows_.weight, lanes_);
    const auto MW = static_cast<std::size_t>(rows_.MW);
    for (std::size_t from = 0, to = column_; from < lanes_.size(); from += SIMD_, to += MW)
      std::copy_n(lanes_.data() + from, SIMD_, tile_.weights.data.data() + to);
    column_ = column_ + SIMD_ == MW ? 0 : column_ + SIMD_;
  }
  void write(int, std::span<std::uint8_t> word) override {
    std::vector<std::int32_t>& thresholds = tile_.thresholds.data;
    if (!thresholds.empty())
      std::copy_n(parameters_.thresholds.data.data() + row_ * static_cast<std::size_t>(rows_.levels), thresholds.size(),
                  thresholds.data());
    golden::pack_word(compute(rows_, {&input_.vectors()}, tile_).front().data, rows_.output, word);
    row_ = row_ + static_cast<std::size_t>(rows_.MH) == MH_ ? 0 : row_ + static_cast<std::size_t>(rows_.MH);
  }

 private:
  golden::Mvau rows_;  ///< the kind with PE rows
  const golden::Parameters& parameters_;
  const std::size_t MH_, SIMD_;
  VectorBuffer input_;
  golden::Parameters tile_;           ///< weights of PE rows, and their thresholds
  std::vector<std::int32_t> lanes_;   ///< the word of weights just read
  std::size_t column_ = 0, row_ = 0;  ///< of the next word of weights
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Mvau& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters& parameters) {
  if (kind.external_weights) return std::make_unique<StreamedMvauBehaviour>(kind, folding, parameters);
  return std::make_unique<MvauBehaviour>(kind, folding, parameters);
}

namespace hlslib {

inline RigidLoop process(const golden::Mvau& m, const Site& site) {
  const auto& folding = site.stage.folding;
  const std::int64_t SF = m.MW / folding.SIMD, NF = m.MH / folding.PE;
  const std::int64_t groups = golden::vectors_per_frame(m) / folding.MMV;
  const std::uint32_t vector = 1, weights = site.stage.inputs.size() > 1 ? 2 : 0;
  Iterations frame(site.numbers);
  for (std::int64_t group = 0; group < groups; ++group)
    for (std::int64_t nf = 0; nf < NF; ++nf) {
      const std::uint32_t reads = nf == 0 ? vector | weights : weights;
      frame.run(SF - 1, reads, 0);
      frame.run(1, reads, 1);
    }
  return batch_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
