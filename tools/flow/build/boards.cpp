#include "tools/flow/build/boards.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "golden/base/error.hpp"

namespace weir::tools::build {

namespace {

const std::map<std::string, std::string>& parts_of_boards() {
  static const std::map<std::string, std::string> parts{
      {"Pynq-Z1", "xc7z020clg400-1"},        {"Pynq-Z2", "xc7z020clg400-1"},     {"Ultra96", "xczu3eg-sbva484-1-e"},
      {"Ultra96-V2", "xczu3eg-sbva484-1-i"}, {"ZCU102", "xczu9eg-ffvb1156-2-e"}, {"ZCU104", "xczu7ev-ffvc1156-2-e"},
      {"U50", "xcu50-fsvh2104-2L-e"},        {"U200", "xcu200-fsgd2104-2-e"},    {"U250", "xcu250-figd2104-2L-e"},
      {"U280", "xcu280-fsvh2892-2L-e"}};
  return parts;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

}  // namespace

std::string part_of_board(const std::string& board, const std::string& where) {
  const auto& parts = parts_of_boards();
  const auto found = parts.find(board);
  if (found != parts.end()) return found->second;
  std::vector<std::string> names;
  std::string legal;
  for (const auto& [name, part] : parts) {
    names.push_back(name);
    legal += (legal.empty() ? "" : ", ") + name;
  }
  const std::string near = nearest_name(board, names);
  throw Error("config-board",
              "no board is called \"" + board + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"), where,
              "legal: " + legal + "; or name the part in \"fpga_part\"");
}

std::string part_named(const std::string& part_or_board) {
  for (const auto& [board, part] : parts_of_boards())
    if (lower(board) == lower(part_or_board)) return part;
  return part_or_board;
}

}  // namespace weir::tools::build
