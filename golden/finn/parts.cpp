#include "golden/finn/parts.hpp"

#include <algorithm>
#include <cctype>

#include "golden/base/error.hpp"

namespace weir::golden {

const std::vector<FpgaPart>& fpga_parts() {
  static const std::vector<FpgaPart> parts{
      {"xc7z020", {"pynq-z1", "pynq-z2", "zedboard"}, 53'200, 17'400, 106'400, 280, 0, 220},
      {"xczu3eg", {"ultra96", "zu3eg"}, 70'560, 28'800, 141'120, 432, 0, 360},
      {"xczu7ev", {"zcu104", "zu7ev"}, 230'400, 101'760, 460'800, 624, 96, 1'728},
      {"xcu200", {"u200"}, 1'182'240, 591'840, 2'364'480, 4'320, 960, 6'840},
      {"xcu250", {"u250"}, 1'728'000, 791'040, 3'456'000, 5'376, 1'280, 12'288},
      {"xcu280", {"u280"}, 1'303'680, 600'960, 2'607'360, 4'032, 960, 9'024},
  };
  return parts;
}

const FpgaPart& find_fpga_part(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string legal;
  for (const FpgaPart& part : fpga_parts()) {
    const bool is_board = std::find(part.boards.begin(), part.boards.end(), lower) != part.boards.end();
    if (is_board || lower.starts_with(part.name)) return part;
    legal += (legal.empty() ? "" : ", ") + part.name;
    for (const std::string& board : part.boards) legal += " " + board;
  }
  throw Error("unknown-part", "no resources are known of part or board \"" + name + "\"", "", "legal: " + legal);
}

}  // namespace weir::golden
