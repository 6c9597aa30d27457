#include "rtl_wrap/cosim/accumulators.hpp"

namespace weir::rtl {

Accumulators::Accumulators(const golden::StageGraph& graph, const golden::Stage& stage,
                           const std::map<std::string, golden::Words>& expected)
    : graph_(graph), expected_(expected) {
  if (graph.network == nullptr || stage.layer < 0) return;
  if (const auto* mvau = std::get_if<golden::Mvau>(&stage.kind); mvau != nullptr && !mvau->no_activation)
    use(*mvau, stage);
  else if (const auto* thresholding = std::get_if<golden::Thresholding>(&stage.kind))
    use(*thresholding, stage);
}

void Accumulators::use(const golden::Mvau& mvau, const golden::Stage& stage) {
  mvau_ = &mvau;
  rows_ = mvau.MH;
  levels_ = mvau.levels;
  act_val_ = mvau.act_val;
  output_ = mvau.output;
  compare_ = mvau.compare;
  parameters_ = &graph_.parameters(stage);
  input_stream_ = &graph_.streams[static_cast<std::size_t>(stage.inputs[0])];
  if (const auto found = expected_.find(input_stream_->name); found != expected_.end()) input_ = &found->second;
}

void Accumulators::use(const golden::Thresholding& thresholding, const golden::Stage& stage) {
  rows_ = thresholding.channels;
  levels_ = thresholding.levels;
  act_val_ = thresholding.act_val;
  output_ = thresholding.output;
  compare_ = thresholding.compare;
  parameters_ = &graph_.parameters(stage);
  input_stream_ = &graph_.streams[static_cast<std::size_t>(stage.inputs[0])];
  if (const auto found = expected_.find(input_stream_->name); found != expected_.end()) input_ = &found->second;
}

std::vector<std::int32_t> Accumulators::input_elements(std::int64_t frame, std::int64_t first,
                                                       std::int64_t count) const {
  const std::int64_t per_word = input_stream_->elements_per_word;
  std::vector<std::int32_t> elements(static_cast<std::size_t>(count)), word(static_cast<std::size_t>(per_word));
  const std::int64_t frame_word = frame * input_stream_->words_per_frame();
  std::int64_t unpacked = -1;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t at = input_stream_->order.position(first + i), index = frame_word + at / per_word;
    if (index != unpacked) golden::unpack_word(input_->word(index), input_stream_->type, word);
    unpacked = index;
    elements[static_cast<std::size_t>(i)] = word[static_cast<std::size_t>(at % per_word)];
  }
  return elements;
}

std::int64_t Accumulators::at(std::int64_t frame, std::int64_t element) const {
  if (mvau_ == nullptr) return input_elements(frame, element, 1)[0];
  golden::Mvau one_row = *mvau_;
  one_row.MH = 1;
  one_row.no_activation = true;
  const Tensor x({1, mvau_->MW}, input_elements(frame, element / rows_ * mvau_->MW, mvau_->MW));
  const auto weights = parameters_->weights.data.begin() + row(element) * mvau_->MW;
  golden::Parameters of_row;
  of_row.weights = Tensor({1, mvau_->MW}, {weights, weights + mvau_->MW});
  return golden::compute(one_row, {&x}, of_row)[0].data[0];
}

std::vector<std::int64_t> Accumulators::thresholds(std::int64_t element) const {
  const auto first = parameters_->thresholds.data.begin() + row(element) * levels_;
  return {first, first + levels_};
}

std::int64_t Accumulators::activate(std::int64_t sum, std::int64_t of_row, bool other) const {
  const bool strict = (compare_ == golden::Compare::Less) != other;
  const std::int32_t code =
      golden::count_thresholds(sum, &parameters_->thresholds.data[static_cast<std::size_t>(of_row * levels_)], levels_,
                               strict ? golden::Compare::Less : golden::Compare::LessEqual, act_val_);
  return output_ == DataType::bipolar() ? 2 * code - 1 : code;
}

}  // namespace weir::rtl
