/// Boards of ECP5 that open tools build bitstreams for: what stands on them and at which pins, with the public source.
#pragma once
#include <string>
#include <vector>

namespace weir::rtl {

struct Board {
  std::string name;           ///< "ulx3s-85f"
  std::string part;           ///< for the compiler's delays: lfe5u-85f-6
  std::string device;         ///< nextpnr-ecp5's option: --85k
  std::string package;        ///< CABGA381
  int speed = 6;              ///< grade
  double oscillator_mhz = 0;  ///< at `clock_pin`
  std::string clock_pin;
  std::string rxd_pin;      ///< the serial line into the FPGA
  std::string txd_pin;      ///< out of the FPGA
  std::string led_pin;      ///< lit: bytes were lost
  std::string led_voltage;  ///< IO_TYPE of the LED; the other pins are LVCMOS33
  bool is_led_low = false;  ///< lit by a 0
  std::string origin;       ///< where the pins are from
  std::string remark;       ///< what has to be done to the board; may be empty
};

const std::vector<Board>& boards();
/// Throws Error board with the nearest name.
const Board& board_named(const std::string& name);

}  // namespace weir::rtl
