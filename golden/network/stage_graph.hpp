/// StageGraph = Network + Folding: the stages and FIFOs of the hardware, data-width converters inserted,
/// every stream with its word width and words per frame. All tiers below golden work on this.
///
/// Stream names: a network stream keeps its name where Folding::stream_elements chooses its width, else where it leaves
/// the network, else at its producer. Its other widths, before and behind converters, are "<name>_dwc", "<name>_dwc1",
/// ... in stream order. Widths of which neither divides the other meet at their least common multiple. Weights that
/// come from memory in every frame are an input stream "<layer>_weights", at the last input port of the layer's stage.
#pragma once
#include <memory>

#include "golden/network/folding.hpp"

namespace weir::golden {

constexpr int kOutside = -1;  ///< producer of a graph input, consumer of a graph output

/// One FIFO and the words that flow through it.
struct Stream {
  std::string name;
  std::string tensor;  ///< the network stream whose elements it carries
  DataType type;
  Shape shape;  ///< one frame
  std::int64_t elements_per_word = 1;
  ElementOrder order = {};
  int depth_words = kDefaultDepthWords;
  int producer = kOutside, producer_port = 0;
  int consumer = kOutside, consumer_port = 0;
  bool has_fifo = true;                ///< false: the design has none here, its stages meet
  std::vector<FifoPiece> pieces = {};  ///< of depth_words together; empty: one of that depth

  std::int64_t words_per_frame() const { return element_count(shape) / elements_per_word; }
  int word_bits() const { return static_cast<int>(elements_per_word) * type.bits; }
  int word_bytes() const { return (word_bits() + 7) / 8; }
};

struct Stage {
  std::string name;  ///< layer name, or StreamingDataWidthConverter_<k>
  LayerKind kind;
  LayerFolding folding;
  int layer = -1;                    ///< index into network->layers; -1 for inserted converters
  std::vector<int> inputs, outputs;  ///< stream indices in port order
  int latency_cycles = 0;            ///< gate to write in Weir's RTL (pragma HLS LATENCY)
  Implementation implementation = {};
};

struct StageGraph {
  std::string name;
  std::shared_ptr<const Network> network;
  Folding folding;
  std::vector<Stage> stages;    ///< topological order
  std::vector<Stream> streams;  ///< graph inputs first, then outputs of each stage in order

  /// Weights and thresholds of a stage; empty for inserted converters.
  const Parameters& parameters(const Stage& stage) const;
  const Stage* find_stage(const std::string& stage_name) const;
  const Stream* find_stream(const std::string& stream_name) const;
  std::vector<int> input_streams() const;
  std::vector<int> output_streams() const;
};

/// Throws Errors when the folding does not fit the network.
StageGraph build_stage_graph(std::shared_ptr<const Network> network, const Folding& folding);

/// The graph of one stage alone with the FIFOs on its ports; for verifying a stage by itself.
/// Throws Error unknown-stage with a suggestion.
StageGraph single_stage(const StageGraph& graph, const std::string& stage_name);

}  // namespace weir::golden
