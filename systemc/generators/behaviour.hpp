/// What a stage does with the values of its words, word by word, in the order in which its schedule reads and writes
/// them. Within one event all reads come before all writes.
#pragma once
#include <memory>
#include <span>

#include "golden/network/stage_graph.hpp"
#include "golden/network/words.hpp"

namespace weir::timing {

class Behaviour {
 public:
  virtual ~Behaviour() = default;
  virtual void read(int port, std::span<const std::uint8_t> word) = 0;
  /// `word` comes zeroed.
  virtual void write(int port, std::span<std::uint8_t> word) = 0;
};

/// Op types of the kinds that have one.
std::vector<std::string> kinds_with_behaviour();
/// Throws Error no-values for a kind without word-level behaviour. `graph` must outlive the result.
std::unique_ptr<Behaviour> make_behaviour(const golden::StageGraph& graph, const golden::Stage& stage);

}  // namespace weir::timing
