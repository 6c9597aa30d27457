/// A quantiser behind a curve that rises and falls, in whole numbers: where it steps up and where it steps down.
#include <algorithm>
#include <cmath>

#include "golden/import/onnx/feature.hpp"

namespace weir::golden::onnx_import {

namespace {

using List = std::vector<std::int64_t>;  ///< one element per channel of the stream

/// Elements times channels up to which every element is looked at.
constexpr std::int64_t kMostScanned = 1 << 22;
/// Beyond that, the elements whose values before the curve are within these bounds are looked at in so many places, and
/// those outside in fewer: HardSwish turns at -1.5, SiLU at -1.28, Mish at -1.19, Gelu at -0.75, and all of them are
/// straight lines in float32 far from 0.
constexpr double kNear = 32;
constexpr std::int64_t kPlacesNear = 4096, kPlacesFar = 1024;

class Turns {
 public:
  explicit Turns(const Feature& feature) : feature_(feature), values_(feature.low.size()) {}

  /// Per channel the elements at which the curve turns, ascending.
  std::vector<List> find() {
    const std::vector<List> grid = places();
    const std::size_t channels = feature_.low.size();
    // The last place before the latest change, and the direction of that change.
    std::vector<std::size_t> before(channels, 0);
    std::vector<int> direction(channels, 0);
    std::vector<double> last = at(grid.front());
    struct Bracket {
      std::int64_t low, high;
      bool is_top;
    };
    std::vector<std::vector<Bracket>> brackets(channels);
    for (std::size_t i = 1; i < grid.size(); ++i) {
      const std::vector<double> now = at(grid[i]);
      for (std::size_t s = 0; s < channels; ++s) {
        const int change = now[s] > last[s] ? 1 : now[s] < last[s] ? -1 : 0;
        if (change == 0) continue;
        if (direction[s] != 0 && change != direction[s])
          brackets[s].push_back({grid[before[s]][s], grid[i][s], direction[s] > 0});
        direction[s] = change;
        before[s] = i - 1;
      }
      last = now;
    }
    std::size_t most = 0;
    for (const auto& list : brackets) most = std::max(most, list.size());
    std::vector<List> turns(channels);
    for (std::size_t turn = 0; turn < most; ++turn) {
      List low = feature_.low, high = feature_.low;
      std::vector<bool> is_top(channels);
      for (std::size_t s = 0; s < channels; ++s) {
        if (turn >= brackets[s].size()) continue;
        low[s] = brackets[s][turn].low;
        high[s] = brackets[s][turn].high;
        is_top[s] = brackets[s][turn].is_top;
      }
      const List found = extreme(low, high, is_top);
      for (std::size_t s = 0; s < channels; ++s)
        if (turn < brackets[s].size()) turns[s].push_back(found[s]);
    }
    for (List& list : turns) std::sort(list.begin(), list.end());
    return turns;
  }

 private:
  /// Values per channel of the stream.
  std::vector<double> at(const List& elements) {
    const Value value = run_chain(feature_, elements);
    for (std::size_t k = 0; k < values_.size(); ++k) values_[feature_.channel_at(k)] = value.data[k];
    return values_;
  }

  static void append(std::vector<List>& grid, const List& low, const List& high, std::int64_t count) {
    for (std::int64_t i = 0; i <= count; ++i) {
      List place(low.size());
      for (std::size_t s = 0; s < low.size(); ++s)
        place[s] = low[s] + static_cast<std::int64_t>(static_cast<double>(high[s] - low[s]) * static_cast<double>(i) /
                                                      static_cast<double>(count));
      grid.push_back(std::move(place));
    }
  }

  std::vector<List> places() {
    const auto channels = std::ssize(feature_.low);
    std::int64_t longest = 0;
    for (std::size_t s = 0; s < feature_.low.size(); ++s)
      longest = std::max(longest, feature_.high[s] - feature_.low[s]);
    std::vector<List> grid;
    if ((longest + 1) * channels <= kMostScanned) {
      for (std::int64_t i = 0; i <= longest; ++i) {
        List place = feature_.low;
        for (std::size_t s = 0; s < place.size(); ++s) place[s] = std::min(place[s] + i, feature_.high[s]);
        grid.push_back(std::move(place));
      }
      return grid;
    }
    List from = crossing(-kNear), to = crossing(kNear);
    for (std::size_t s = 0; s < from.size(); ++s)
      if (from[s] > to[s]) std::swap(from[s], to[s]);
    append(grid, feature_.low, from, kPlacesFar);
    append(grid, from, to, kPlacesNear);
    append(grid, to, feature_.high, kPlacesFar);
    return grid;
  }

  /// Where what the first curve that turns reads goes through a value, or the nearest end.
  List crossing(double bound) const {
    Feature before = feature_;
    const auto turn = std::find_if(before.chain.begin(), before.chain.end(), [](const Step& s) { return s.turns; });
    before.chain.erase(turn, before.chain.end());
    const Value first = run_chain(before, before.low), last = run_chain(before, before.high);
    List low = before.low, high = before.high;
    while (low != high) {
      List middle(low.size());
      for (std::size_t s = 0; s < low.size(); ++s) middle[s] = low[s] + (high[s] - low[s]) / 2;
      const Value value = run_chain(before, middle);
      for (std::size_t k = 0; k < low.size(); ++k) {
        const std::size_t s = before.channel_at(k);
        if (low[s] == high[s]) continue;
        const bool is_behind = first.data[k] <= last.data[k] ? value.data[k] >= bound : value.data[k] <= bound;
        (is_behind ? high[s] : low[s]) = is_behind ? middle[s] : middle[s] + 1;
      }
    }
    return low;
  }

  /// Per channel the first element of the largest (or least) value between two.
  List extreme(List low, List high, const std::vector<bool>& is_top) {
    constexpr std::int64_t kPlaces = 64;
    List best = low;
    bool is_done = false;
    while (!is_done) {
      std::vector<List> grid;
      append(grid, low, high, kPlaces);
      std::vector<double> found = at(grid.front());
      std::vector<std::size_t> place(low.size(), 0);
      for (std::size_t i = 1; i < grid.size(); ++i) {
        const std::vector<double> now = at(grid[i]);
        for (std::size_t s = 0; s < low.size(); ++s)
          if (is_top[s] ? now[s] > found[s] : now[s] < found[s]) found[s] = now[s], place[s] = i;
      }
      is_done = true;
      for (std::size_t s = 0; s < low.size(); ++s) {
        best[s] = grid[place[s]][s];
        if (high[s] - low[s] <= kPlaces) continue;
        is_done = false;
        low[s] = grid[place[s] == 0 ? 0 : place[s] - 1][s];
        high[s] = grid[std::min(place[s] + 1, grid.size() - 1)][s];
      }
    }
    return best;
  }

  const Feature& feature_;
  std::vector<double> values_;
};

/// Appends the elements in (low, high] at which the count goes up, or down, by one.
void append_events(const std::int32_t* thresholds, int levels, bool is_falling, std::int64_t low, std::int64_t high,
                   List& up, List& down) {
  for (int level = 0; level < levels; ++level) {
    const std::int64_t at = is_falling ? 1 - std::int64_t{thresholds[level]} : thresholds[level];
    if (at > low && at <= high) (is_falling ? down : up).push_back(at);
  }
}

Tensor rows_of(const std::vector<List>& events, const List& otherwise) {
  std::size_t levels = 1;
  for (const List& list : events) levels = std::max(levels, list.size());
  Tensor rows({std::ssize(events), static_cast<std::int64_t>(levels)});
  for (std::size_t s = 0; s < events.size(); ++s)
    for (std::size_t i = 0; i < levels; ++i)
      rows.data[s * levels + i] = static_cast<std::int32_t>(i < events[s].size() ? events[s][i] : otherwise[s] + 1);
  return rows;
}

}  // namespace

std::optional<CurveSteps> find_curve_steps(const Feature& feature, const Step& quantiser) {
  require_single(feature, quantiser.node);
  const std::vector<List> turns = Turns(feature).find();
  const std::size_t channels = feature.low.size();
  std::size_t most = 0;
  for (const List& list : turns) most = std::max(most, list.size());
  std::vector<List> up(channels), down(channels);
  std::optional<Steps> first;
  for (std::size_t part = 0; part <= most; ++part) {
    Feature between = feature;
    for (std::size_t s = 0; s < channels; ++s) {
      if (part > 0) between.low[s] = part <= turns[s].size() ? turns[s][part - 1] : feature.high[s];
      if (part < turns[s].size()) between.high[s] = turns[s][part];
    }
    const Steps steps = find_steps(between, quantiser);
    const int levels = steps.at_low.levels;
    for (std::size_t k = 0; k < channels && part == 0; ++k)
      up[feature.channel_at(k)].assign(static_cast<std::size_t>(steps.at_low.count[k]),
                                       feature.low[feature.channel_at(k)]);
    for (std::size_t s = 0; s < channels; ++s)
      append_events(&steps.thresholds.data[s * static_cast<std::size_t>(levels)], levels, steps.is_falling[s],
                    between.low[s], between.high[s], up[s], down[s]);
    if (!first) first = steps;
  }
  bool is_monotone = true;
  for (std::size_t s = 0; s < channels; ++s) {
    std::sort(up[s].begin(), up[s].end());
    std::sort(down[s].begin(), down[s].end());
    // Up and down again without an element in between.
    List only_up, only_down;
    std::set_difference(up[s].begin(), up[s].end(), down[s].begin(), down[s].end(), std::back_inserter(only_up));
    std::set_difference(down[s].begin(), down[s].end(), up[s].begin(), up[s].end(), std::back_inserter(only_down));
    const bool rises = !only_up.empty() && only_up.back() > feature.low[s];
    is_monotone = is_monotone && !(rises && !only_down.empty());
    up[s] = std::move(only_up);
    down[s] = std::move(only_down);
  }
  if (is_monotone) return std::nullopt;
  return CurveSteps{first->at_low, rows_of(up, feature.high), rows_of(down, feature.high), first->scale, first->offset};
}

}  // namespace weir::golden::onnx_import
