/// The ports of a design as the test bench needs them, found by name and checked against the graph.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "golden/values/words.hpp"
#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

struct BoundaryPort {
  int stream = 0;  ///< index in the graph
  std::uint8_t *data = nullptr, *valid = nullptr, *ready = nullptr;
  std::uint8_t* last = nullptr;  ///< TLAST; may be absent
};

/// A port beside the graph's streams that is offered the same words over and over: the weights of a matrix unit.
struct FeedPort {
  BoundaryPort port;  ///< its `stream` means nothing
  const golden::Words* words = nullptr;
};

/// An AXI-lite slave of the design, by the bench's side: what is written, then what is answered.
struct RegisterPort {
  std::string name;
  const Port *awvalid = nullptr, *awaddr = nullptr, *wvalid = nullptr, *wdata = nullptr, *wstrb = nullptr,
             *bready = nullptr;
  const Port *awready = nullptr, *wready = nullptr, *bvalid = nullptr;
  const Port *arvalid = nullptr, *araddr = nullptr, *rready = nullptr;  ///< of reads, which may be absent
  const Port *arready = nullptr, *rvalid = nullptr, *rdata = nullptr;
};
/// Done after reset, before cycle 0.
struct RegisterWrite {
  std::string port;  ///< e.g. s_axi_control
  std::uint64_t address = 0;
  std::uint32_t value = 0;
  bool is_check = false;  ///< read, and compared with `value`
  bool operator==(const RegisterWrite&) const = default;
};

struct MonitorPort {
  const std::uint8_t *write_valid = nullptr, *write_data = nullptr, *read_valid = nullptr;
};

struct BenchPorts {
  std::uint8_t *clock = nullptr, *reset = nullptr;
  std::uint8_t* fast_clock = nullptr;  ///< twice as fast as `clock`, rising with it; may be absent
  std::uint8_t reset_level = 0;        ///< of `reset`, that resets
  std::vector<const Port*> held_high;  ///< all bits
  std::vector<RegisterPort> registers;
  std::vector<RegisterWrite> writes;
  std::vector<BoundaryPort> sources, sinks;
  std::vector<FeedPort> feeds;
  std::vector<MonitorPort> monitors;  ///< by stream; empty when the design has none
};

/// Those of RTL made by Weir: verilate/rtl_folder.hpp. Throws Errors rtl-port-missing and rtl-port-width, all at once.
BenchPorts find_ports(const Design& rtl, const golden::StageGraph& graph);

}  // namespace weir::rtl
