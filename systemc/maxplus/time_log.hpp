/// The cycles in which the words of one side of a stream moved, kept for a whole run: a byte per word where words
/// follow each other closely, and frames that repeat the gaps of the frame before share its bytes.
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace weir::timing::maxplus {

class TimeLog {
 public:
  using Gaps = std::vector<std::uint8_t>;

  explicit TimeLog(std::int64_t words_per_frame) : words_per_frame_(words_per_frame) {}

  /// Cycles rise from word to word.
  void add(std::int64_t cycle) {
    const std::int64_t gap = cycle - last_;
    last_ = cycle;
    if (gap > 0 && gap <= kMostByteGap) {
      open_.push_back(static_cast<std::uint8_t>(gap));
    } else {
      open_.push_back(kLongGap);
      const auto at = open_.size();
      open_.resize(at + sizeof gap);
      std::memcpy(open_.data() + at, &gap, sizeof gap);
    }
    if (++words_ % words_per_frame_ == 0) close_frame();
  }
  std::int64_t words() const { return words_; }

  /// Reads a log from its first word on; the log must outlive it and not grow.
  class Reader {
   public:
    explicit Reader(const TimeLog& log) : log_(&log) { enter(0); }
    /// Requires that there is another word.
    std::int64_t next() {
      while (at_ == end_) enter(++frame_);
      std::int64_t gap = *at_++;
      if (gap == kLongGap) {
        std::memcpy(&gap, at_, sizeof gap);
        at_ += sizeof gap;
      }
      return cycle_ += gap;
    }

   private:
    void enter(std::size_t frame) {
      const Gaps& gaps = frame < log_->frames_.size() ? *log_->frames_[frame] : log_->open_;
      at_ = gaps.data();
      end_ = at_ + gaps.size();
    }
    const TimeLog* log_;
    std::size_t frame_ = 0;
    const std::uint8_t *at_ = nullptr, *end_ = nullptr;
    std::int64_t cycle_ = kBeforeFirst;
  };

 private:
  static constexpr std::uint8_t kLongGap = 0, kMostByteGap = 255;
  static constexpr std::int64_t kBeforeFirst = -1;

  void close_frame() {
    if (!frames_.empty() && *frames_.back() == open_)
      frames_.push_back(frames_.back());
    else
      frames_.push_back(std::make_shared<const Gaps>(open_));
    open_.clear();
  }

  std::int64_t words_per_frame_, words_ = 0, last_ = kBeforeFirst;
  std::vector<std::shared_ptr<const Gaps>> frames_;
  Gaps open_;  ///< of the frame that is not complete
};

/// Both sides of a stream.
struct StreamLog {
  explicit StreamLog(std::int64_t words_per_frame) : written(words_per_frame), read(words_per_frame) {}
  TimeLog written, read;
};

}  // namespace weir::timing::maxplus
