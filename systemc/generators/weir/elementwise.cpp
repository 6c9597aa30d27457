#include "systemc/generators/weir/elementwise.hpp"

namespace weir::timing {

namespace {

std::uint32_t ports(int count) { return (std::uint32_t{1} << count) - 1; }

template <class Kind>
Schedule word_by_word(const Kind& kind, const golden::Stage& stage, int inputs, int outputs) {
  const std::int64_t words = element_count(kind.num_input_vectors) * kind.channels / stage.folding.PE;
  return {{{words, {{1, 1, ports(inputs), ports(outputs)}}}},
          words,
          0,
          std::vector<int>(static_cast<std::size_t>(outputs), stage.latency_cycles)};
}

}  // namespace

Schedule closed_form(const golden::DuplicateStreams& d, const golden::Stage& stage) {
  return word_by_word(d, stage, 1, d.copies);
}
Schedule closed_form(const golden::AddStreams& a, const golden::Stage& stage) { return word_by_word(a, stage, 2, 1); }
Schedule closed_form(const golden::Relu& r, const golden::Stage& stage) { return word_by_word(r, stage, 1, 1); }
Schedule closed_form(const golden::Eltwise& e, const golden::Stage& stage) { return word_by_word(e, stage, 2, 1); }
Schedule closed_form(const golden::ChannelwiseOp& c, const golden::Stage& stage) {
  return word_by_word(c, stage, 1, 1);
}

}  // namespace weir::timing
