#include "rtl_wrap/cosim/diagnosis.hpp"

#include <algorithm>

#include "rtl_wrap/cosim/accumulators.hpp"

namespace weir::rtl {

namespace {

std::string hex_of(std::span<const std::uint8_t> word) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (auto byte = word.rbegin(); byte != word.rend(); ++byte) {
    text += digits[*byte >> 4];
    text += digits[*byte & 15];
  }
  return text;
}

/// Element index -> channel, pixel, row, column. The last axis is the channel; images are HWC.
void place_in_tensor(const golden::Stream& stream, Mismatch& m) {
  const Shape& shape = stream.shape;
  m.channels = shape.empty() ? 1 : shape.back();
  m.channel = m.element % m.channels;
  m.pixel = m.element / m.channels;
  m.pixels = std::max<std::int64_t>(1, element_count(shape) / m.channels);
  const auto channel_at = [&](std::int64_t position) { return stream.order.tensor_index(position) % m.channels; };
  const std::int64_t word_start = m.word * stream.elements_per_word;
  m.first_channel = m.last_channel = channel_at(word_start);
  for (std::int64_t lane = 1; lane < stream.elements_per_word && channel_at(word_start + lane) > m.last_channel; ++lane)
    m.last_channel = channel_at(word_start + lane);
  if (shape.size() < 3) return;
  m.rows = shape[shape.size() - 3];
  m.columns = shape[shape.size() - 2];
  m.row = m.pixel / m.columns % m.rows;
  m.column = m.pixel % m.columns;
}

Mismatch at(const golden::StageGraph& graph, const StreamCheck& check, std::int64_t word) {
  const golden::Stream& stream = check.stream();
  Mismatch m;
  m.stage = producer_name(graph, stream);
  m.stream = stream.name;
  m.words_per_frame = check.words_per_frame();
  m.frame = word / m.words_per_frame;
  m.word = word % m.words_per_frame;
  m.elements_per_word = static_cast<int>(stream.elements_per_word);
  m.element = stream.order.tensor_index(m.word * stream.elements_per_word);
  return m;
}

Mismatch different(const golden::StageGraph& graph, const StreamCheck& check, const DifferentWord& found) {
  Mismatch m = at(graph, check, found.word);
  m.cycle = found.cycle;
  m.side = found.side;
  const auto expected = check.expected()->word(found.word);
  m.expected_word = hex_of(expected);
  m.got_word = hex_of(found.got);
  const golden::Stream& stream = check.stream();
  const auto want = elements_of(expected, stream), got = elements_of(found.got, stream);
  for (std::size_t lane = 0; lane < got.size(); ++lane) {
    if (got[lane] == want[lane]) continue;
    m.element = stream.order.tensor_index(m.word * stream.elements_per_word + static_cast<std::int64_t>(lane));
    m.expected = want[lane];
    m.got = got[lane];
    break;
  }
  place_in_tensor(stream, m);
  return m;
}

Mismatch missing(const golden::StageGraph& graph, const StreamCheck& check, std::int64_t quiet_from_cycle) {
  const std::int64_t word = check.first_missing_word();
  Mismatch m = at(graph, check, word);
  m.kind = Mismatch::Kind::Missing;
  m.cycle = quiet_from_cycle;
  if (check.expected() != nullptr && word < check.expected()->count()) {
    const auto expected = check.expected()->word(word);
    m.expected_word = hex_of(expected);
    m.expected = elements_of(expected, check.stream())[0];
  }
  place_in_tensor(check.stream(), m);
  return m;
}

}  // namespace

std::string producer_name(const golden::StageGraph& graph, const golden::Stream& stream) {
  return stream.producer == golden::kOutside ? "source" : graph.stages[static_cast<std::size_t>(stream.producer)].name;
}

std::optional<Mismatch> first_mismatch(const golden::StageGraph& graph, const StreamCheck& check,
                                       std::int64_t quiet_from_cycle) {
  const auto& words = check.different_words();
  if (!words.empty() && (check.first_extra_cycle() < 0 || words[0].cycle <= check.first_extra_cycle()))
    return different(graph, check, words[0]);
  if (check.first_extra_cycle() >= 0) {
    Mismatch m = at(graph, check, 0);
    m.kind = Mismatch::Kind::Extra;
    m.frame = -1;
    m.word = check.words_extra();
    m.cycle = check.first_extra_cycle();
    return m;
  }
  if (check.words_missing() > 0) return missing(graph, check, quiet_from_cycle);
  return std::nullopt;
}

void add_accumulator(const golden::StageGraph& graph, const ExpectedWords& expected, Mismatch& m) {
  const golden::Stage* stage = graph.find_stage(m.stage);
  if (stage == nullptr || m.kind != Mismatch::Kind::Different) return;
  const Accumulators accumulators(graph, *stage, expected);
  if (!accumulators.available()) return;
  m.accumulator = accumulators.at(m.frame, m.element);
  m.thresholds = accumulators.thresholds(m.element);
}

}  // namespace weir::rtl
