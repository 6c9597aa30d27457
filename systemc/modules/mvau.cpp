#include "systemc/modules/mvau.hpp"

namespace weir::timing::modules {

MvauBehaviour::MvauBehaviour(const golden::Mvau& kind, const golden::LayerFolding& folding,
                             const golden::Parameters& parameters)
    : kind_(kind),
      parameters_(parameters),
      SIMD_(static_cast<std::size_t>(folding.SIMD)),
      PE_(static_cast<std::size_t>(folding.PE)),
      vector_({1, kind.MW}) {}

void MvauBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, kind_.input, std::span(vector_.data).subspan(filled_, SIMD_));
  filled_ += SIMD_;
  if (filled_ < vector_.data.size()) return;
  result_ = std::move(compute(kind_, {&vector_}, parameters_).front());
  filled_ = sent_ = 0;
}

void MvauBehaviour::write(int, std::span<std::uint8_t> word) {
  golden::pack_word(std::span(std::as_const(result_.data)).subspan(sent_, PE_), kind_.output, word);
  sent_ += PE_;
}

}  // namespace weir::timing::modules
