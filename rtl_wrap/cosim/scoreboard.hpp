/// Compares one stream word by word and cycle by cycle as it flows; keeps counts, the first differences, and a bounded
/// number of differing words for the diagnosis.
#pragma once
#include <cstring>
#include <limits>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/result.hpp"

namespace weir::rtl {

/// Words after the last frame of which the values are kept.
constexpr std::int64_t kMostExtraWords = 1 << 16;

/// A word that was not what golden says.
struct DifferentWord {
  std::int64_t word = 0;  ///< over all frames
  std::int64_t cycle = 0;
  Side side = Side::Entry;
  std::vector<std::uint8_t> got;
};

class StreamCheck {
 public:
  /// `expected` and `record` outlive this and may be null: then nothing is compared.
  StreamCheck(const golden::Stream& stream, int frames, const golden::Words* expected,
              const timing::StreamRecord* record);

  /// A word enters or leaves in `cycle`; `data` null = cannot be seen.
  void enter(std::int64_t cycle, const std::uint8_t* data) { move(entry_, cycle, data); }
  void leave(std::int64_t cycle, const std::uint8_t* data) { move(exit_, cycle, data); }
  std::int64_t entries() const { return entry_.words; }
  std::int64_t exits() const { return exit_.words; }

  std::int64_t words_per_frame() const { return words_per_frame_; }
  std::int64_t frames() const { return static_cast<std::int64_t>(bad_frames_.size()); }
  /// Every word of every frame has passed all watched sides.
  bool complete() const {
    return (!entry_.watched || entry_.words >= total_words_) && (!exit_.watched || exit_.words >= total_words_);
  }
  /// How far a design that only repeats itself is followed.
  bool runaway() const { return entry_.words > 2 * total_words_ + 64 || exit_.words > 2 * total_words_ + 64; }

  /// Which sides can be seen; decides what is missing at the end.
  void watch(bool entry, bool exit);
  bool watches_entry() const { return entry_.watched; }
  bool watches_exit() const { return exit_.watched; }
  /// Call once, after the last cycle. What never came is missing if the run came to its own end, else just not
  /// compared.
  void finish(bool ended);

  /// Bits above the word, on a port padded to whole bytes, say nothing.
  bool same_word(const std::uint8_t* a, const std::uint8_t* b) const {
    const auto last = static_cast<std::size_t>(word_bytes_) - 1;
    return std::memcmp(a, b, last) == 0 && ((a[last] ^ b[last]) & last_byte_mask_) == 0;
  }

  const golden::Stream& stream() const { return stream_; }
  const golden::Words* expected() const { return expected_; }
  const std::vector<DifferentWord>& different_words() const { return recorded_; }
  bool all_recorded() const { return words_different_ == static_cast<std::int64_t>(recorded_.size()); }
  bool frame_differs(int frame) const { return bad_frames_[static_cast<std::size_t>(frame)]; }
  /// First word that never came; meaningful with words_missing().
  std::int64_t first_missing_word() const { return first_missing_word_; }

  std::int64_t words_different() const { return words_different_; }
  std::int64_t elements_different() const { return elements_different_; }
  std::int64_t words_missing() const { return words_missing_; }
  std::int64_t words_extra() const { return words_extra_; }
  /// Words of which at least one side was compared.
  std::int64_t words_compared() const;
  std::int64_t cycle_differences() const { return entry_.cycle_differences + exit_.cycle_differences; }
  std::int64_t transfers_compared() const { return entry_.compared_cycles + exit_.compared_cycles; }
  /// Earliest, by the smaller of its two cycles.
  const std::optional<CycleDifference>& first_cycle_difference() const { return first_cycle_difference_; }
  /// First extra word's cycle; -1 if none.
  std::int64_t first_extra_cycle() const { return first_extra_cycle_; }
  /// If the extra words that left are the first of `idle`, which the design makes without any input, they are no
  /// finding.
  void excuse_extra_words(const golden::Words& idle);
  std::int64_t words_unasked() const { return words_unasked_; }

 private:
  struct SideState {
    Side side;
    bool watched = false;
    std::int64_t words = 0;
    std::int64_t words_due = 0;            ///< all, or up to the deadlock that SystemC predicts
    const std::int64_t* cycles = nullptr;  ///< SystemC's
    std::int64_t cycle_count = 0;
    std::int64_t compared_cycles = 0, compared_words = 0, cycle_differences = 0;
  };

  void move(SideState& side, std::int64_t cycle, const std::uint8_t* data) {
    const std::int64_t k = side.words++;
    if (k < comparable_words_ && data != nullptr) {
      ++side.compared_words;
      if (!same_word(data, expected_bytes_ + static_cast<std::size_t>(k) * static_cast<std::size_t>(word_bytes_)))
        differ(side, k, cycle, data);
    }
    if (k < side.cycle_count) {
      ++side.compared_cycles;
      if (side.cycles[k] != cycle) note_cycle(side, k, cycle, side.cycles[k]);
    } else if (timed_) {
      note_cycle(side, k, cycle, -1);
    }
    if (k >= total_words_) note_extra(side, k, cycle, data);
  }
  void differ(const SideState& side, std::int64_t word, std::int64_t cycle, const std::uint8_t* data);
  void note_cycle(SideState& side, std::int64_t word, std::int64_t rtl, std::int64_t systemc);
  void note_extra(const SideState& side, std::int64_t word, std::int64_t cycle, const std::uint8_t* data);
  void finish_side(SideState& side, bool ended);

  const golden::Stream& stream_;
  const golden::Words* expected_;
  const std::uint8_t* expected_bytes_ = nullptr;
  int word_bytes_ = 0;
  std::uint8_t last_byte_mask_ = 0xff;
  bool timed_ = false;
  std::int64_t words_per_frame_ = 1, total_words_ = 0, comparable_words_ = 0;
  SideState entry_{Side::Entry}, exit_{Side::Exit};
  std::vector<DifferentWord> recorded_;
  std::vector<std::uint8_t> extra_;  ///< the words that left after the last frame, the first kMostExtraWords
  std::vector<bool> bad_frames_;
  std::int64_t words_different_ = 0, elements_different_ = 0, words_missing_ = 0, words_extra_ = 0, words_unasked_ = 0;
  std::int64_t first_extra_cycle_ = -1, first_missing_word_ = -1;
  std::optional<CycleDifference> first_cycle_difference_;
};

/// The bits of a word's last byte that belong to it.
std::uint8_t last_byte_mask(const golden::Stream& stream);
/// All elements of a packed word.
std::vector<std::int32_t> elements_of(std::span<const std::uint8_t> word, const golden::Stream& stream);

}  // namespace weir::rtl
