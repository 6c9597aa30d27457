/// Which memory each FIFO takes, so that all fit what a part has left: a choice of one of up to three per FIFO under
/// three budgets (a multiple-choice knapsack).
///
/// LUT memory holds up to kMostLutWords words (at the edge of FINN's designs any number), block RAM and URAM any. The
/// price of a choice is the sum of its shares of the budgets, so that what is scarce is dear. Among the choices that
/// fit the one of the least price is searched: by Lagrange multipliers, whose bound is exact where no budget binds, and
/// a branch and bound that closes the gap as far as its bound of steps goes; the answer says whether it did.
#pragma once
#include <string>
#include <vector>

#include "systemc/sizing/cost/cost.hpp"

namespace weir::timing {

enum class RamStyle { kDistributed, kBlock, kUltra };
/// FINN's value of `ram_style`: distributed, block, ultra.
const char* name_of(RamStyle style);

/// Memory in use, or to be used at most.
struct RamUse {
  std::int64_t lut = 0, bram18 = 0, uram = 0;
  bool operator==(const RamUse&) const = default;
  RamUse& operator+=(const RamUse& more);
};

/// What a FIFO of that depth takes. `is_legal`: it can be built so.
struct RamOption {
  RamStyle style = RamStyle::kDistributed;
  RamUse use;
};
/// Never empty. `has_uram`: does the part have any?
std::vector<RamOption> ram_options(std::int64_t depth_words, const TimingStream& stream, bool has_uram);

struct RamChoice {
  std::vector<RamStyle> styles;  ///< by FIFO
  RamUse use;
  bool fits = false;
  /// Fits: no other choice that fits has a lower price. Does not fit: none does.
  bool is_proven = false;
  double price = 0, least_price = 0;  ///< of the choice; a bound on that of all choices that fit
};

/// `budget`: what is left for FIFOs; below 0 counts as 0. Where nothing was found to fit, the styles are those that
/// come closest by price.
RamChoice choose_ram(const std::vector<std::vector<RamOption>>& fifos, const RamUse& budget);

}  // namespace weir::timing
