/// Which processes are to be visited next. A visit costs much beside the words it moves, so those that can move few of
/// them come when nobody else is left; until then they may be able to move more.
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

namespace weir::timing::maxplus {

class Due {
 public:
  explicit Due(std::size_t processes) : urgent_((processes + kBits - 1) / kBits), patient_(urgent_.size()) {}

  void add(int process, bool is_urgent) {
    const auto p = static_cast<std::size_t>(process);
    (is_urgent ? urgent_ : patient_)[p / kBits] |= std::uint64_t{1} << p % kBits;
  }

  /// The same if `is_wanted`, without a jump that nobody can foretell.
  void add_if(bool is_wanted, int process, bool is_urgent) {
    const auto p = static_cast<std::size_t>(process);
    std::uint64_t* const words = is_urgent ? urgent_.data() : patient_.data();
    words[p / kBits] |= std::uint64_t{is_wanted} << p % kBits;
  }

  /// Round and round in the order of their numbers; -1: none.
  int next() {
    for (int round = 0; round < 2; ++round) {
      for (std::size_t n = 0; n <= urgent_.size(); ++n) {
        const std::uint64_t here = urgent_[word_] & from_;
        if (here != 0) return take(here);
        word_ = word_ + 1 == urgent_.size() ? 0 : word_ + 1;
        from_ = ~std::uint64_t{0};
      }
      urgent_.swap(patient_);
    }
    return -1;
  }

 private:
  static constexpr std::size_t kBits = 64;

  int take(std::uint64_t here) {
    const int bit = std::countr_zero(here);
    const std::uint64_t others = ~(std::uint64_t{1} << bit);
    urgent_[word_] &= others;
    patient_[word_] &= others;
    from_ = ~std::uint64_t{0} << bit << 1;  // the others first, even if it is added again; bit + 1 may be too far
    return static_cast<int>(word_ * kBits) + bit;
  }

  std::vector<std::uint64_t> urgent_, patient_;  ///< a bit per process
  std::size_t word_ = 0;
  std::uint64_t from_ = ~std::uint64_t{0};  ///< bits of this word that come next
};

}  // namespace weir::timing::maxplus
