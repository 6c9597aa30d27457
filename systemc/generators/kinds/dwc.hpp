/// Data-width converter. Profile weir: one iteration per narrow word. Wide to narrow reads in the first iteration of
/// each group and writes in all; narrow to wide reads in all and writes in the last.
/// Profile finn-hlslib-2020 (StreamingDataWidthConverter_Batch): one loop over all words; down reads first and then
/// shifts, up writes last.
/// Values: a queue of elements, filled by the word read, drained by the word written.
#pragma once
#include <algorithm>
#include <deque>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Dwc& d, const golden::Stage& stage) {
  const std::int64_t wide = std::max(d.in_elements, d.out_elements), narrow = std::min(d.in_elements, d.out_elements);
  const std::int64_t ratio = wide / narrow, groups = element_count(d.shape) / wide;
  Block group{groups, {{1, 1, 1, 1}}};
  if (d.in_elements > d.out_elements) group.steps.push_back({ratio - 1, 1, 0, 1});
  if (d.in_elements < d.out_elements) group.steps.insert(group.steps.begin(), {ratio - 1, 1, 1, 0});
  return {{group}, groups * ratio, 0, {stage.latency_cycles}};
}

class DwcBehaviour : public Behaviour {
 public:
  explicit DwcBehaviour(const golden::Dwc& kind) : kind_(kind) {}
  void read(int, std::span<const std::uint8_t> word) override {
    std::vector<std::int32_t> in(static_cast<std::size_t>(kind_.in_elements));
    golden::unpack_word(word, kind_.type, in);
    elements_.insert(elements_.end(), in.begin(), in.end());
  }
  void write(int, std::span<std::uint8_t> word) override {
    const std::vector<std::int32_t> out(elements_.begin(), elements_.begin() + kind_.out_elements);
    elements_.erase(elements_.begin(), elements_.begin() + kind_.out_elements);
    golden::pack_word(out, kind_.type, word);
  }

 private:
  const golden::Dwc& kind_;
  std::deque<std::int32_t> elements_;
};

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Dwc& kind, const golden::LayerFolding&,
                                               const golden::Parameters&) {
  return std::make_unique<DwcBehaviour>(kind);
}

namespace hlslib {

inline RigidLoop process(const golden::Dwc& d, const Site& site) {
  const std::int64_t wide = std::max(d.in_elements, d.out_elements), narrow = std::min(d.in_elements, d.out_elements);
  const std::int64_t ratio = wide / narrow, groups = element_count(d.shape) / wide;
  Iterations frame(site.numbers);
  for (std::int64_t group = 0; group < groups; ++group) {
    if (d.in_elements < d.out_elements) frame.run(ratio - 1, 1, 0);
    frame.run(1, 1, 1);
    if (d.in_elements > d.out_elements) frame.run(ratio - 1, 0, 1);
  }
  return batch_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
