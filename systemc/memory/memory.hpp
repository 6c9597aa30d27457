/// The memory beside an accelerator and the DMAs that move its pictures, results and streamed weights.
///
/// transfer() runs a DMA against a memory in SystemC, a TLM-2.0 transaction per burst: the address takes
/// `latency_cycles` to the first beat (a write: from the last beat to the response), the bus moves `bytes_per_cycle`,
/// and a DMA has at most `outstanding_bursts` under way. So a long transfer of n bytes takes
///   latency + n / bytes_per_cycle                            if outstanding bursts cover the latency,
///   (latency + burst_bytes / bytes_per_cycle) per burst      with one outstanding burst.
/// attach_memory() puts what it finds around a graph, as stages that both timing engines run.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

struct MemoryTiming {
  int latency_cycles = 0;
  int bytes_per_cycle = 8;
  int burst_bytes = 128;  ///< longest burst; a multiple of bytes_per_cycle
  int outstanding_bursts = 16;
};

enum class Direction { Read, Write };

struct Transfer {
  /// A read: the cycle in which the last byte of each word has come. A write: the cycle in which the word, ready from
  /// cycle 0 on, has gone.
  std::vector<std::int64_t> word_cycles;
  std::int64_t end_cycle = 0;          ///< last beat of a read, response to the last burst of a write
  std::vector<std::uint8_t> contents;  ///< what a read brought, or what the memory holds after a write
};

/// Appends memory-timing for numbers without meaning.
void validate(const MemoryTiming& memory, Errors& errors);

/// Moves `bytes`, whole words of `word_bytes`, from cycle 0 on. Throws Errors memory-timing, word-size.
Transfer transfer(const MemoryTiming& memory, Direction direction, std::span<const std::uint8_t> bytes, int word_bytes);

/// The graph with a DMA "<stream>_dma" at each of its inputs, streamed weights included, and outputs. A DMA is called
/// once per frame, and moves the words of a frame at the cycles that transfer() gives. Its own inputs are
/// "<stream>_memory"; the output DMA writes one word per frame to "<stream>_done" when the memory has responded.
TimingGraph attach_memory(TimingGraph graph, const MemoryTiming& memory);

}  // namespace weir::timing
