/// The top of a board around a generated network: PLL, reset, serial host link (hls/rtl/weir_uart_link.sv), weir_top.
#pragma once
#include "rtl_wrap/synthesis/boards.hpp"
#include "rtl_wrap/verilate/rtl_folder.hpp"

namespace weir::rtl {

constexpr const char* kBoardTop = "weir_board";
constexpr const char* kNetworkInstance = "net";  ///< weir_top in it
constexpr double kBaud = 1'000'000;

/// Dividers of EHXPLLL with feedback from its output (FPGA-TN-02200): the output is input * feedback / reference.
struct Pll {
  int reference = 1, feedback = 1, output = 1;
  double mhz = 0;
};

/// The highest clock not above `mhz` that the PLL makes of `oscillator_mhz`: phase detector 3.125 to 400 MHz,
/// oscillator 400 to 800 MHz. Throws Error clock where there is none.
Pll pll_for(double oscillator_mhz, double mhz);

/// Cycles of a bit on the serial line. Throws Error clock where the rate would be more than 2 % off.
int cycles_per_bit(double clk_mhz);

/// One side of the host link.
struct HostStream {
  int word_bits = 0, word_bytes = 0;
};
/// The network's only input or output. Throws Error board-link where it has several: there is one serial line.
HostStream host_stream(const RtlFolder& rtl, bool is_input);

/// SystemVerilog and constraints (LPF).
std::string board_top(const RtlFolder& rtl, const Board& board, const Pll& pll);
std::string board_constraints(const Board& board);

}  // namespace weir::rtl
