/// The options of commands that run a network in a world with bursts and pauses.
#pragma once
#include "tools/flow/outer_world.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

inline void add_world(CLI::App& command, OuterWorld& world) {
  command
      .add_option(
          "--input-pattern", world.input_patterns,
          "bursts of the inputs: runs of words (128x1) and idle cycles (32x0), as text or in a file, repeated in "
          "every frame; STREAM=PATTERN for one of several inputs")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  command
      .add_option("--dma-stall", world.dma_stall,
                  "pauses of every DMA: WORDS:CYCLES, or WORDS:CYCLES:random with these as means, drawn from --seed; "
                  "with --input-pattern those of the outputs")
      ->type_name("WORDS:CYCLES[:random]");
}

}  // namespace weir::tools
