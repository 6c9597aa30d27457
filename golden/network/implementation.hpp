/// How a stage is built, as the file that it came from states it: which generator and release, in which backend, with
/// which attributes, under which name. What a file does not state is empty here, and chosen by whoever needs it.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir::golden {

enum class Backend { Hls, Rtl, VendorIp };
const char* backend_name(Backend backend);  ///< "hls", "rtl", "vivado", as in FINN's files
/// Nothing for another name.
std::optional<Backend> backend_of(const std::string& name);

struct Implementation {
  std::string generator;  ///< "finn"; "": nobody said
  std::string release;    ///< "0.9": of that and earlier; "0.10": of that or later; "1.0"
  std::optional<Backend> backend;
  /// By FINN's names and as written; and what was found out beside the file: pipeline_depth, in_submodule.
  std::map<std::string, std::string> attributes;
  std::string file_name;  ///< of the node
  bool operator==(const Implementation&) const = default;

  /// The attribute, or `otherwise` where it is not stated.
  std::string attribute(const std::string& name, const std::string& otherwise = {}) const;
};

/// One of the FIFOs in a row that make a stream's.
struct FifoPiece {
  int depth_words = 2;
  Backend backend = Backend::Rtl;
  std::string file_name;
  bool operator==(const FifoPiece&) const = default;
};

}  // namespace weir::golden
