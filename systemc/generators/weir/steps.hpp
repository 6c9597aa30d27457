/// Pieces of schedules of profile weir that several kinds of layers are made of.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

constexpr std::uint32_t kNoPort = 0, kPort = 1;  ///< masks of ports

/// Appends `count` iterations, if there are any.
inline void add(Block& block, std::int64_t count, std::uint32_t reads, std::uint32_t writes) {
  if (count > 0) block.steps.push_back({count, 1, reads, writes});
}

/// Appends the block, if anything happens in it.
inline void add(Schedule& schedule, Block block) {
  if (block.repeat > 0 && !block.steps.empty()) schedule.blocks.push_back(std::move(block));
}

/// Every iteration reads a word from every input and writes one to every output.
template <class Kind>
Schedule word_by_word(const Kind& kind, const golden::Stage& stage, int inputs, int outputs) {
  const auto ports = [](int count) { return (std::uint32_t{1} << count) - 1; };
  const std::int64_t words = element_count(kind.num_input_vectors) * kind.channels / stage.folding.PE;
  return {{{words, {{1, 1, ports(inputs), ports(outputs)}}}},
          words,
          0,
          std::vector<int>(static_cast<std::size_t>(outputs), stage.latency_cycles)};
}

/// `silent` words are read, then `loud` ones are read and answered.
inline Block answering(std::int64_t repeat, std::int64_t silent, std::int64_t loud) {
  Block block{repeat, {{loud, 1, 1, 1}}};
  if (silent > 0) block.steps.insert(block.steps.begin(), {silent, 1, 1, 0});
  return block;
}

/// `rows` rows of `pixels` pixels, each read and written once and written `SW - 1` times more; then `more_rows` rows
/// without reads. Without `is_last_repeated` the last pixel of a row is written once.
inline Block spread(std::int64_t rows, std::int64_t pixels, std::int64_t groups, std::int64_t SW, bool is_last_repeated,
                    std::int64_t more_rows) {
  Block block{rows, {}};
  for (std::int64_t x = 0; x < pixels; ++x) {
    add(block, groups, kPort, kPort);
    if (x + 1 < pixels || is_last_repeated) add(block, (SW - 1) * groups, kNoPort, kPort);
  }
  const std::int64_t line = is_last_repeated ? pixels * SW : (pixels - 1) * SW + 1;
  add(block, more_rows * line * groups, kNoPort, kPort);
  return block;
}

/// Runs of words on one port after the other; `step` says which way.
template <class Kind, class MakeStep>
Schedule port_by_port(const Kind& kind, const golden::Stage& stage, MakeStep step) {
  Block vector{element_count(kind.num_input_vectors), {}};
  std::int64_t words = 0;
  for (std::size_t port = 0; port < kind.channels.size(); ++port) {
    const std::int64_t run = kind.channels[port] / stage.folding.SIMD;
    vector.steps.push_back(step(run, std::uint32_t{1} << port));
    words += run;
  }
  const std::int64_t iterations = vector.repeat * words;
  return {{std::move(vector)}, iterations, 0, {}};
}

}  // namespace weir::timing
