#include "rtl_wrap/synthesis/boards.hpp"

#include <algorithm>

#include "golden/base/error.hpp"
#include "golden/base/joined.hpp"

namespace weir::rtl {

namespace {

constexpr const char* kUlx3s = "github.com/emard/ulx3s, doc/constraints/ulx3s_v20.lpf";

Board ulx3s(const std::string& size, const std::string& device) {
  return {"ulx3s-" + size + "f",
          "lfe5u-" + size + "f-6",
          device,
          "CABGA381",
          6,
          25,
          "G2",
          "M1",
          "L4",
          "B2",
          "LVCMOS33",
          false,
          kUlx3s,
          ""};
}

}  // namespace

const std::vector<Board>& boards() {
  static const std::vector<Board> list{
      ulx3s("12", "--12k"),
      ulx3s("25", "--25k"),
      ulx3s("45", "--45k"),
      ulx3s("85", "--85k"),
      {"ecp5-evn", "lfe5um5g-85f-8", "--um5g-85k", "CABGA381", 8, 12, "A10", "P2", "P3", "A13", "LVCMOS25", true,
       "github.com/litex-hub/litex-boards, platforms/lattice_ecp5_evn.py",
       "serial line: R34 and R35 bridged, R22 and R23 removed, port B of the FT2232H set to UART"}};
  return list;
}

const Board& board_named(const std::string& name) {
  const auto& list = boards();
  const auto found = std::find_if(list.begin(), list.end(), [&](const Board& board) { return board.name == name; });
  if (found != list.end()) return *found;
  std::vector<std::string> names;
  for (const Board& board : list) names.push_back(board.name);
  const std::string near = nearest_name(name, names);
  throw Error("board", "no board is called \"" + name + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"),
              "", "legal: " + joined(names, ", "));
}

}  // namespace weir::rtl
