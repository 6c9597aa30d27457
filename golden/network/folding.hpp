/// Folding: the hardware choices for a network - PE, SIMD, MMV, memory style per layer, FIFO depth per stream.
/// Reads and writes FINN's folding and final_hw_config JSON ("MVAU_0": {"PE": 32, "SIMD": 64}, "StreamingFIFO_3":
/// {"depth": 16}).
#pragma once
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "golden/network/implementation.hpp"
#include "golden/network/network.hpp"

namespace weir::golden {

/// Depth of a FIFO nobody has chosen yet: the least that lets one word per cycle pass a stage of latency 0.
constexpr int kDefaultDepthWords = 2;

/// An attribute of FINN's nodes that changes their cycles or their size, not their values.
struct StatedAttribute {
  const char* name;
  const char* otherwise;  ///< FINN's default
  const char* legal;      ///< separated by blanks; "": whole numbers from 0; "a data type"
  bool changes_cycles;
};
std::span<const StatedAttribute> stated_attributes();
/// Notes `value` of an attribute of `node`, or forgets it if it is the default. FINN 0.9's names of memory modes are
/// turned into today's. Throws Error folding-type.
void state(const StatedAttribute& attribute, const std::string& value, const std::string& node,
           std::map<std::string, std::string>& stated);
/// "parallel_window = 1": the first of them that changes cycles, or "".
std::string stated_cycles(const LayerFolding& folding);

struct Folding {
  std::map<std::string, LayerFolding> layers;             ///< by layer name; missing = defaults
  std::map<std::string, int> depths_words;                ///< FIFO depth by StageGraph stream name
  std::map<std::string, std::int64_t> boundary_elements;  ///< elements per word of network inputs and outputs
  /// Elements per word of inner network streams that have another width than the stages at their ends; converters
  /// follow.
  std::map<std::string, std::int64_t> stream_elements;
  /// By stage name, converters included, as far as a file states it.
  std::map<std::string, Implementation> implementations;
  /// By stream, in the order of the words' way: the FIFOs that a file has. A stream that is not named has none.
  /// Nothing: no file says, and every stream has one.
  std::optional<std::map<std::string, std::vector<FifoPiece>>> fifos;

  const LayerFolding& of(const std::string& layer) const;
  bool operator==(const Folding&) const = default;
};

/// Fold-divide, unknown layer or stream, illegal depth: all problems of `folding` for `network`.
void validate(const Network& network, const Folding& folding, Errors& errors);
/// 16 hex digits over the canonical JSON.
std::string folding_hash(const Network& network, const Folding& folding);

/// Starts from `base` and applies the file; depths of `base` for converters that the file makes needless are left out.
/// FIFOs are "StreamingFIFO_<k>": k-th stream of the StageGraph; where a name says its backend, or the folding states
/// FINN's hardware, k is FINN's number (fifos.hpp).
/// Unknown node or attribute: Error unknown-node / unknown-attribute with file:line and a suggestion; `lenient` skips
/// them. A skipped entry is appended to `warnings`.
Folding read_folding(const std::filesystem::path& path, const Network& network, const Folding& base,
                     bool lenient = false, std::vector<std::string>* warnings = nullptr);
/// The same for a text already read; `where` names its origin in messages.
Folding parse_folding(const std::string& text, const std::string& where, const Network& network, const Folding& base,
                      bool lenient = false, std::vector<std::string>* warnings = nullptr);
/// FINN's final_hw_config layout, nodes in graph order.
std::string folding_to_json(const Network& network, const Folding& folding);

}  // namespace weir::golden
