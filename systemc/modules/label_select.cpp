#include "systemc/modules/label_select.hpp"

namespace weir::timing::modules {

LabelSelectBehaviour::LabelSelectBehaviour(const golden::LabelSelect& kind, const golden::LayerFolding& folding)
    : kind_(kind), PE_(static_cast<std::size_t>(folding.PE)), scores_({kind.labels}) {}

void LabelSelectBehaviour::read(int, std::span<const std::uint8_t> word) {
  golden::unpack_word(word, kind_.input, std::span(scores_.data).subspan(filled_, PE_));
  filled_ += PE_;
  if (filled_ < scores_.data.size()) return;
  labels_ = std::move(compute(kind_, {&scores_}, {}).front());
  filled_ = sent_ = 0;
}

void LabelSelectBehaviour::write(int, std::span<std::uint8_t> word) {
  golden::pack_word(std::span(std::as_const(labels_.data)).subspan(sent_++, 1), kind_.output, word);
}

}  // namespace weir::timing::modules
