/// The layers of a network as FINN's specialised nodes: FINN's names (MVAU_hls_0), backend, folding and the attributes
/// its estimates depend on. Source of the rules: FINN v0.10, SpecializeLayers and GiveUniqueNodeNames.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "golden/network/folding.hpp"
#include "golden/network/implementation.hpp"

namespace weir::golden {

enum class DspBlock { Dsp48E1, Dsp48E2, Dsp58 };

/// By the part's name: Versal has DSP58, series 7 DSP48E1, the others DSP48E2. Throws Error fpga-part.
DspBlock dsp_block(const std::string& fpga_part);

/// The attribute of an Implementation that says under which name FINN up to 0.7 knew its operation; others have none.
constexpr const char* kOpType = "op_type";

/// The stated attribute of an Upsample whose file folds its pixels, as FINN+ does: elements in a word. Golden layers
/// and every other generator have whole pixels.
constexpr const char* kPixelSimd = "pixel_SIMD";

/// FINN's choice for a layer where nobody has chosen.
Backend preferred_backend(const LayerKind& kind, const Parameters& parameters, DspBlock dsp);

/// What FINN's folding files say about a node beyond PE and SIMD; unset = FINN's default for its op type.
struct NodeAttributes {
  std::optional<Backend> backend;        ///< of the node's name in the file
  std::optional<std::string> mem_mode;   ///< internal_decoupled, internal_embedded, external
  std::optional<std::string> res_type;   ///< auto, lut, dsp
  std::optional<std::string> ram_style;  ///< auto, block, distributed, ultra
  bool parallel_window = false;          ///< the window generator emits whole windows
  int depth_trigger_uram = 0, depth_trigger_bram = 0;
  bool operator==(const NodeAttributes&) const = default;
};

/// By layer name.
using AttributeTable = std::map<std::string, NodeAttributes>;

/// Reads the attributes of a FINN folding file; nodes that the network does not have are left to parse_folding().
/// Throws Errors folding-type (wrong type or illegal value).
/// `layers`: the names that layers_of_nodes() understands.
AttributeTable parse_node_attributes(const std::string& text, const std::string& where, const Network& network,
                                     const std::map<std::string, std::string>& layers = {});

struct HardwareNode {
  const Layer* layer = nullptr;  ///< of the network given to hardware_nodes(), or `stated`
  /// The layer with the types that its file states for accumulators and thresholds, where they are others.
  std::shared_ptr<const Layer> stated = nullptr;
  std::string name;  ///< "MVAU_hls_0": op type, backend, running number among nodes of both alike
  Backend backend = Backend::Hls;
  LayerFolding folding;
  std::string mem_mode, res_type, ram_style;
  bool parallel_window = false;
  int depth_trigger_uram = 0, depth_trigger_bram = 0;
  bool is_before_0_8 = false;  ///< named as FINN up to 0.7 names it
  bool has_no_simd = false;    ///< a VVAU of FINN up to 0.9, which has memories of each PE's own
  bool is_before_0_9 = false;  ///< named as FINN up to 0.7 names it, whose formula for LUTs counts all thresholds
};

/// A node of a file that passes words as they are and is no layer, which FINN's estimates count all the same: Reshape,
/// Squeeze, Unsqueeze, an element-wise node in floating point.
struct PassedNode {
  std::string name;
  std::size_t layers_before = 0;  ///< of the network, in the file's order
  std::string stream;             ///< of the network, whose words it passes
  std::int64_t cycles = 0;        ///< one per word
};
/// Kept in the folding's implementations, behind keys that no stage has.
void note_passed_node(const PassedNode& node, Folding& folding);
/// In the file's order.
std::vector<PassedNode> passed_nodes(const Folding& folding);

/// FINN's default part.
constexpr const char* kDefaultPart = "xc7z020clg400-1";

/// All layers in graph order. Throws Error fpga-part.
std::vector<HardwareNode> hardware_nodes(const Network& network, const Folding& folding,
                                         const AttributeTable& attributes, const std::string& fpga_part);

/// Throws Errors estimate-unsupported for kinds FINN has no op for, MMV other than 1, and backends FINN (or this
/// estimate) does not have.
void require_estimates(const std::vector<HardwareNode>& nodes);

}  // namespace weir::golden
