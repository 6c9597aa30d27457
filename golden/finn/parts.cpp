#include "golden/finn/parts.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

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

namespace {

/// A part's name is its device's, or that with package and grades: xc7z020clg400-1, xczu7ev-ffvc1156-2-e. Other text
/// behind the device is another device: xc7z0200 is no xc7z020.
bool is_of_device(const std::string& part, const std::string& device) {
  static const std::regex kBehindDevice("(-?[a-z]{2,4}[0-9]{2,4})?(-[0-9a-z]+)*");
  return part.starts_with(device) && std::regex_match(part.substr(device.size()), kBehindDevice);
}

}  // namespace

const FpgaPart& find_fpga_part(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string legal;
  std::vector<std::string> names;
  for (const FpgaPart& part : fpga_parts()) {
    names.push_back(part.name);
    names.insert(names.end(), part.boards.begin(), part.boards.end());
    const bool is_board = std::find(part.boards.begin(), part.boards.end(), lower) != part.boards.end();
    if (is_board || is_of_device(lower, part.name)) return part;
    legal += (legal.empty() ? "" : ", ") + part.name;
    for (const std::string& board : part.boards) legal += " " + board;
  }
  const std::string near = nearest_name(lower, names);
  throw Error("unknown-part",
              "no resources are known of part or board \"" + name + "\"" +
                  (near.empty() ? "" : " (did you mean " + near + "?)"),
              "", "legal: " + legal);
}

}  // namespace weir::golden
