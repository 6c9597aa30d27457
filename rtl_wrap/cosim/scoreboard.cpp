#include "rtl_wrap/cosim/scoreboard.hpp"

#include <algorithm>

#include "golden/network/words.hpp"

namespace weir::rtl {

namespace {

constexpr std::size_t kRecordedWords = 4096;
constexpr std::size_t kRecordedBytes = 1 << 20;

std::int64_t earliest(const CycleDifference& difference) {
  if (difference.rtl < 0) return difference.systemc;
  if (difference.systemc < 0) return difference.rtl;
  return std::min(difference.rtl, difference.systemc);
}

}  // namespace

StreamCheck::StreamCheck(const golden::Stream& stream, int frames, const golden::Words* expected,
                         const timing::StreamRecord* record)
    : stream_(stream), expected_(expected), bad_frames_(static_cast<std::size_t>(frames), false) {
  words_per_frame_ = std::max<std::int64_t>(1, stream.words_per_frame());
  total_words_ = frames * words_per_frame_;
  word_bytes_ = stream.word_bytes();
  last_byte_mask_ = last_byte_mask(stream);
  if (expected != nullptr) {
    expected_bytes_ = expected->bytes.data();
    comparable_words_ = std::min(total_words_, expected->count());
  }
  entry_.words_due = exit_.words_due = total_words_;
  if (record == nullptr) return;
  timed_ = true;
  const auto attach = [](SideState& side, const std::vector<std::int64_t>& cycles) {
    side.cycles = cycles.data();
    side.cycle_count = static_cast<std::int64_t>(cycles.size());
    side.words_due = std::min(side.words_due, side.cycle_count);
  };
  attach(entry_, record->written_cycles);
  attach(exit_, record->read_cycles);
}

void StreamCheck::watch(bool entry, bool exit) {
  entry_.watched = entry;
  exit_.watched = exit;
}

void StreamCheck::differ(const SideState& side, std::int64_t word, std::int64_t cycle, const std::uint8_t* data) {
  if (side.side == Side::Exit && entry_.compared_words > 0) {
    // A word that was wrong when it entered is one difference, not two; past the cap nobody remembers which were.
    const bool known =
        std::any_of(recorded_.begin(), recorded_.end(), [&](const DifferentWord& d) { return d.word == word; });
    if (known || !all_recorded()) return;
  }
  ++words_different_;
  bad_frames_[static_cast<std::size_t>(word / words_per_frame_)] = true;
  const std::span<const std::uint8_t> got(data, static_cast<std::size_t>(word_bytes_));
  const auto got_elements = elements_of(got, stream_), expected_elements = elements_of(expected_->word(word), stream_);
  for (std::size_t lane = 0; lane < got_elements.size(); ++lane)
    elements_different_ += got_elements[lane] != expected_elements[lane];
  if (recorded_.size() >= kRecordedWords || recorded_.size() * got.size() >= kRecordedBytes) return;
  recorded_.push_back({word, cycle, side.side, {got.begin(), got.end()}});
  recorded_.back().got.back() &= last_byte_mask_;
}

void StreamCheck::note_cycle(SideState& side, std::int64_t word, std::int64_t rtl, std::int64_t systemc) {
  ++side.cycle_differences;
  const CycleDifference found{stream_.name, "",     word / words_per_frame_, word % words_per_frame_, side.side,
                              rtl,          systemc};
  if (!first_cycle_difference_ || earliest(found) < earliest(*first_cycle_difference_)) first_cycle_difference_ = found;
}

void StreamCheck::note_extra(const SideState& side, std::int64_t word, std::int64_t cycle, const std::uint8_t* data) {
  words_extra_ = std::max(words_extra_, word + 1 - total_words_);
  if (first_extra_cycle_ < 0 || (cycle < first_extra_cycle_ && side.watched)) first_extra_cycle_ = cycle;
  if (side.side != Side::Exit || data == nullptr || word - total_words_ >= kMostExtraWords) return;
  extra_.insert(extra_.end(), data, data + word_bytes_);
  extra_.back() &= last_byte_mask_;
}

void StreamCheck::excuse_extra_words(const golden::Words& idle) {
  const auto bytes = static_cast<std::size_t>(words_extra_) * static_cast<std::size_t>(word_bytes_);
  if (words_extra_ == 0 || extra_.size() != bytes || idle.bytes.size() < bytes) return;
  if (!std::equal(extra_.begin(), extra_.end(), idle.bytes.begin())) return;
  words_unasked_ = words_extra_;
  words_extra_ = 0;
  first_extra_cycle_ = -1;
}

void StreamCheck::finish_side(SideState& side, bool ended) {
  if (!side.watched) return;
  for (std::int64_t word = side.words; word < side.words_due; ++word)
    bad_frames_[static_cast<std::size_t>(word / words_per_frame_)] = true;
  if (!ended) return;
  const std::int64_t missing = side.words_due - side.words;
  if (missing > 0 && (first_missing_word_ < 0 || side.words < first_missing_word_)) first_missing_word_ = side.words;
  words_missing_ = std::max(words_missing_, missing);
  if (side.words >= side.cycle_count) return;
  note_cycle(side, side.words, -1, side.cycles[side.words]);
  side.cycle_differences += side.cycle_count - side.words - 1;
}

void StreamCheck::finish(bool ended) {
  finish_side(entry_, ended);
  finish_side(exit_, ended);
}

std::int64_t StreamCheck::words_compared() const { return std::max(entry_.compared_words, exit_.compared_words); }

std::uint8_t last_byte_mask(const golden::Stream& stream) {
  const int spare = 8 * stream.word_bytes() - stream.word_bits();
  return static_cast<std::uint8_t>(0xff >> spare);
}

std::vector<std::int32_t> elements_of(std::span<const std::uint8_t> word, const golden::Stream& stream) {
  std::vector<std::int32_t> elements(static_cast<std::size_t>(stream.elements_per_word));
  golden::unpack_word(word, stream.type, elements);
  return elements;
}

}  // namespace weir::rtl
