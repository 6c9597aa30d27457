/// Walks an ONNX graph in order and builds the network: what each node does to constants and features.
#pragma once
#include <set>

#include "golden/import/onnx/builder.hpp"
#include "golden/import/onnx/feature.hpp"
#include "golden/import/onnx/implementation.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/import/onnx/unread.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::golden {
struct Tail;
}

namespace weir::golden::onnx_import {

/// Integer weights [rows][columns] of a product, and what they stand for.
struct Weights {
  DataType type;
  Tensor codes;
  std::vector<double> scale;  ///< per row
};

/// Smallest type of the weights: unsigned without negative ones, else wide enough for both signs, as FINN's weight
/// minimisation has it. BIPOLAR and BINARY stay.
DataType weight_type(DataType declared, const Tensor& codes);
/// numInputVectors of a stream: [H, W], or [1].
std::vector<std::int64_t> vectors_of(const Shape& stored);

class Importer {
 public:
  Importer(const Graph& graph, const OnnxOptions& options);
  /// Throws Errors with every problem found.
  FoldedNetwork run(const std::string& name);

 private:
  using Handler = void (Importer::*)(const Node&);
  static const std::map<std::string, Handler>& handlers();
  /// What to train or export instead of an operation that is no layer; "" if nothing is known.
  static std::string rewrite_of(const std::string& op_type);

  // importer.cpp
  void visit(const Node& node);
  void finish_output(const TensorInfo& info);
  /// What the integers of the output stand for.
  void set_meaning(Feature x, const Node& output);
  void require_supported(Errors& errors) const;
  /// What the node read, made and was declared to make.
  void check(const Node& node, const std::optional<Feature>& in);

  /// As FINN does: what leaves the network does so in whole bytes.
  void widen_output(const Feature& x);

  // tail.cpp
  /// Nodes behind which no layer comes.
  void find_late();
  bool reads_float(const Node& node) const;
  /// As a layer if it can be one, else as a part of the tail.
  void visit_late(const Node& node);
  void compute_late(const Node& node);
  /// Adds what makes the tensor out of one tensor of integers, which is put into `sources`.
  void collect(const std::string& tensor, Tail& tail, std::vector<Feature>& sources, std::set<std::string>& seen) const;
  void finish_with_tail(const std::string& output);

  // input.cpp
  void add_input(const TensorInfo& info);
  /// Throws Error onnx-shape where the inputs name different numbers of frames.
  void require_frames() const;
  /// Throws Error onnx-unsupported where no layer reads an input.
  void require_read_inputs() const;
  /// "global_in", of several inputs each by its own name, without what no file could be called.
  std::string input_name(const TensorInfo& info) const;
  Feature input_of(const TensorInfo& info) const;
  /// Does the graph see the input's channels last?
  bool is_channels_last(const TensorInfo& info) const;
  /// What an unannotated input's elements stand for.
  double input_scale(const TensorInfo& info);
  void tell_input(const TensorInfo& info, const std::string& what) const;

  // declared.cpp
  /// Throws Error onnx-shape, onnx-datatype where the file declares another shape, or a type that cannot hold it all.
  void require_declared(const std::string& tensor) const;
  void require_shape(const std::string& tensor, const Shape& computed) const;
  /// The same for attributes of a hardware node that repeat what its tensors are; `in` is its first input.
  static void require_declared_type(const Node& node, const std::string& key, const Feature& x);
  static void require_type_list(const Node& node, const std::vector<Feature>& inputs);
  static void require_list(const Node& node, const std::string& key, const std::vector<std::int64_t>& is);
  void require_repeated(const Node& node, const Feature& in) const;

  const Feature* feature(const std::string& tensor) const;
  /// The feature that the node reads first. Throws Error onnx-unsupported if that is a constant.
  Feature data_of(const Node& node) const;
  std::shared_ptr<const Value> constant(const std::string& tensor) const;
  /// Throws Error onnx-constant naming what is missing.
  const Value& constant_input(const Node& node, std::size_t index, const char* what) const;
  /// Sets the node's first output. A tensor read by several nodes is no accumulator any more.
  void set(const Node& node, Feature feature);
  int readers(const std::string& tensor) const;

  // elementwise.cpp
  void elementwise(const Node& node);
  void quantiser(const Node& node);
  void add(const Node& node);
  void cast(const Node& node);
  void shape_change(const Node& node);
  void transpose(const Node& node);
  Step step_of(const Node& node) const;
  /// `stays`: as a layer of its own even if it changes nothing.
  Feature quantised(Feature x, const Step& quantiser, bool stays = false);
  Feature joined(Feature x, const Step& quantiser);
  Feature with_thresholds(Feature x, const Steps& steps);
  static Feature after_quantiser(Feature x, const Steps& steps);
  void set_thresholds(Feature& x, const Steps& steps);
  /// Channels times -1 by a layer.
  Feature flipped(Feature x, const std::vector<bool>& channels);
  void negate_rows(std::size_t layer, const std::vector<bool>& rows);
  /// Turns the signs of channels whose values fall as their elements rise; throws where that is not possible.
  void make_rising(Feature& x, const Node& reader);
  void sub(const Node& node);
  void mul(const Node& node);
  /// Both inputs are curves of one element, and one of them is no integers times a scale.
  bool joins_curves(const Node& node) const;
  Feature quantised_product(Feature x, const Step& quantiser);
  /// By two layers that count the steps up and down, and their difference.
  Feature curved(Feature x, const CurveSteps& steps);
  Feature add_features(const Node& node, Feature a, Feature b);
  /// As ONNX spreads the smaller of two operands: over pixels, rows, columns or channels.
  void make_alike(const Node& node, Feature& a, Feature& b);
  Feature as_vector(const Node& node, Feature x) const;
  /// The tensor as `shape`, where the stream's order allows it. Throws Error onnx-unsupported.
  Feature as_shape(const Node& node, Feature x, const Shape& shape) const;

  // products.cpp
  static std::vector<std::int64_t> pair_of(const Node& node, const std::string& key,
                                           std::vector<std::int64_t> otherwise);
  /// [top, left, bottom, right]
  static std::vector<std::int64_t> pads_of(const Node& node, const std::string& key, bool is_line = false);
  void mat_mul(const Node& node);
  void gemm(const Node& node);
  void conv(const Node& node);
  void im2col(const Node& node);
  void pad(const Node& node);
  void xnor_popcount(const Node& node);
  /// Element order[row * columns + column] of the constant is that weight.
  Weights weights_of(const Node& node, const std::string& tensor, const std::vector<std::size_t>& order,
                     std::int64_t rows) const;
  /// The order of a matrix [K, N], or [N, K] if `transposed`, for the columns of `x` in its stream.
  Weights matrix_of(const Node& node, const std::string& tensor, const Feature& x, bool transposed) const;
  /// `sums` of a product, as a feature that stands for scale * (sum + offset).
  Feature product(const Node& node, Feature x, Weights weights, bool is_popcount = false);
  void add_bias(const Node& node, const std::string& tensor, Feature& x, double factor = 1) const;
  static void spread_groups(const Node& node, Weights& weights, std::int64_t groups, std::int64_t channels,
                            std::int64_t taps);
  Feature depthwise(const Node& node, Feature windows, Weights weights, const std::vector<std::int64_t>& kernel);
  Feature padded(const Node& node, Feature x, const std::vector<std::int64_t>& pads);
  /// Throws Error onnx-unsupported where no element stands for 0.
  Feature zero_at_code_0(const Node& node, Feature x);
  /// Elements raised by `by`, which changes no value.
  Feature shifted(Feature x, std::int64_t by);
  /// Throws Error onnx-shape where kernel_shape is another one than the weights'.
  static void require_kernel(const Node& node, const Shape& kernel, bool is_line);
  /// With a border of code 0, whatever that stands for.
  Feature bordered(const Node& node, Feature x, const std::vector<std::int64_t>& pads);
  struct Window {
    std::vector<std::int64_t> kernel, stride{1, 1}, dilation{1, 1};
    bool depthwise = false;
  };
  /// The node's pads, or those of its auto_pad.
  static std::vector<std::int64_t> pads_around(const Node& node, const Feature& x, const Window& window);
  Feature windows(const Node& node, Feature x, const Window& window);
  /// The graph sees the windows of `taps` pixels as channels.
  static Feature as_windows(Feature x, std::int64_t taps);

  // streams.cpp
  /// Elements times whole factors per channel, which changes no value; of that type, or of the smallest
  /// where it does not hold them all.
  Feature scaled(Feature x, const std::vector<std::int64_t>& factors, DataType type);
  /// The same for all channels where their scales are whole multiples of the least; else as it was.
  Feature with_one_scale(Feature x);
  void concat(const Node& node);
  void split(const Node& node);
  void resize(const Node& node);
  /// Every pixel factor[0] x factor[1] times.
  Feature enlarged(const Node& node, Feature x, const std::vector<std::int64_t>& factor);
  /// Pixels of code 0 between the pixels.
  Feature spread_pixels(const Node& node, Feature x, const std::vector<std::int64_t>& stride);
  /// `border`: north, east, south, west
  Feature cropped(const Node& node, Feature x, const std::vector<std::int64_t>& border);
  /// Those channels of `x`, in that order, of any number of times each.
  Feature selected(const Node& node, Feature x, const std::vector<std::int64_t>& channels);
  /// Slice and Gather: parts of the channels, of the rows, of the columns.
  void slice(const Node& node);
  void conv_transpose(const Node& node);
  void depth_to_space(const Node& node);

  // rearranged.cpp
  /// A tensor whose elements lie in an order that no stream has; nodes behind it may bring them into one that some has.
  struct Moved {
    Feature source;
    Value places;          ///< of each element, which of the source's in the graph's order it is
    Error reason{"", ""};  ///< why no stream has it
  };
  static bool is_rearranging(const Node& node);
  /// By the handler if it can; else the tensor as one that was moved. What several such nodes make together is known
  /// when something else reads it.
  void rearrange(const Node& node, Handler handler);
  /// Nothing where no layer makes that order.
  std::optional<Feature> rearranged(const Node& node, const Moved& moved);
  /// Makes the layers of moved tensors that the node reads. Throws the reason why one has an order that no stream has.
  void put_in_place(const Node& node);
  /// What the node makes of a value of its first input's shape.
  Value reshaped(const Node& node, const Value& in) const;
  /// Every pixel as a block of pixels; channel[tap * C + c]: which of its channels becomes channel c there.
  Feature pixels_of_channels(const Node& node, Feature x, const std::vector<std::int64_t>& block,
                             const std::vector<std::int64_t>& channel);
  /// Every block of pixels as one; order[i]: which of its elements, tap by tap, becomes channel i.
  Feature channels_of_pixels(const Node& node, Feature x, const std::vector<std::int64_t>& block,
                             const std::vector<std::int64_t>& order);
  void space_to_depth(const Node& node);

  // pools.cpp
  void max_pool(const Node& node);
  void average_pool(const Node& node);
  void global_average_pool(const Node& node);
  Feature largest_pixel(Feature x);
  void reduce(const Node& node);
  std::set<std::int64_t> axes_of(const Node& node, const Feature& x) const;
  /// Over the rows (0) or the columns (1) alone.
  Feature reduced_side(const Node& node, Feature x, std::size_t side);
  Feature sum_channels(const Node& node, Feature x, bool is_mean);
  void global_max_pool(const Node& node);
  void top_k(const Node& node);
  /// `counts`: of each window, the elements that an average divides by.
  Feature pooled(const Node& node, Feature x, const std::string& function, std::vector<std::int64_t>* counts = nullptr);
  Feature pooled_windows(const Node& node, Feature x, const Window& window, const std::string& function);
  /// The integers are sums of windows of `taps` elements, of which `counts` are none of padding's.
  Feature mean_of(const Node& node, Feature x, std::int64_t taps, const std::vector<std::int64_t>& counts);
  /// Padding behind one side of a picture that gives it the further window of ceil_mode 1.
  static std::int64_t rest_of_ceil(std::int64_t extent, std::int64_t before, std::int64_t behind, const Window& window,
                                   std::size_t side);

  /// Sums, or means, over all pixels of each channel.
  Feature sum_pixels(Feature x, bool is_mean);
  Feature ranked(const Node& node, Feature x, std::int64_t count);

  // hardware.cpp
  static const std::map<std::string, Handler>& hardware_handlers();
  /// nullptr if the operation is not read.
  Handler handler_of(const Node& node) const;
  void fold(const Node& node, const std::string& layer);
  /// Of the layer that the node has just made, if it has made one.
  void fold_last(const Node& node);
  /// The node's weightDataType decides, where the weights' annotation says more than FINN's hardware knows.
  static void take_weight_type(const Node& node, bool is_popcount, Weights& weights);
  /// Throws Error onnx-datatype unless the node's accDataType holds the sums; warns where it counts equal bits, for
  /// which FINN itself writes types that are too small.
  void require_accumulator(const Node& node, Feature& sums, bool is_popcount = false) const;
  Feature hardware_activation(const Node& node, Feature x, std::size_t thresholds_at);
  void hw_mvau(const Node& node);
  void hw_vvau(const Node& node);
  void hw_thresholding(const Node& node);
  void hw_window(const Node& node);
  void hw_padding(const Node& node);
  void hw_max_pool(const Node& node);
  void hw_pool(const Node& node);
  void hw_acc_pool(const Node& node);
  void hw_add(const Node& node);
  void hw_duplicate(const Node& node);
  void hw_label_select(const Node& node);
  void hw_down_sampler(const Node& node);
  void hw_fifo(const Node& node);
  void hw_converter(const Node& node);
  void hw_wire(const Node& node);
  /// FINN's estimates count the node, which is no layer.
  void note_passed(const Node& node, const Feature& x, int elements_per_word);
  /// A converter of a file that holds nothing but converters and FIFOs: a layer of its own.
  void add_converter(const Node& node, Feature x);
  /// A wire behind the FIFOs of a file that holds nothing else, so that they are hardware that can be timed.
  void add_wire(const Feature& x);
  void set_fifos(const std::shared_ptr<const Network>& network, Folding& folding) const;
  void place_converters(const StageGraph& graph, Folding& folding) const;

  // hardware_streams.cpp
  void hw_channelwise(const Node& node);
  /// Offsets that are whole numbers as a layer that adds them, where they differ by channel; else as it was.
  Feature with_bias(const Node& node, Feature x);
  void hw_upsample(const Node& node);
  void hw_concat(const Node& node);
  void hw_split(const Node& node);
  void hw_eltwise(const Node& node);
  void hw_lookup(const Node& node);
  void hw_crop(const Node& node);
  /// The node's first `most` inputs, all of them features of pictures or vectors alike, with their chains settled.
  std::vector<Feature> streams_of(const Node& node, std::size_t most = 1 << 16) const;
  /// Appends the layer; what its first output carries is `x` with that output's stream and type.
  std::size_t add_layer(const Node& node, const LayerKind& kind, const std::vector<std::string>& inputs, Feature& x,
                        Parameters parameters = {});

  const Graph& graph_;
  const OnnxOptions& options_;
  Builder builder_;
  std::map<std::string, std::shared_ptr<const Value>> constants_;
  std::map<std::string, Feature> features_;
  std::map<std::string, Moved> moved_;
  std::map<std::string, int> readers_;
  /// What stands on the way of a stream: FIFOs, and between them converters.
  struct Way {
    std::vector<std::vector<FifoPiece>> fifos{1};  ///< in front of the first converter, and behind each
    std::vector<Implementation> converters;
    std::vector<std::size_t> stages_of;  ///< two where neither width divides the other
  };
  std::map<std::string, Way> ways_;      ///< by stream
  bool has_only_streams_ = false;        ///< converters and FIFOs, and no layer
  std::int64_t fifo_elements_ = 0;       ///< per word of the FIFO met last; 0: it does not say
  std::string release_;                  ///< of FINN, that wrote the hardware nodes
  std::set<std::string> shifted_later_;  ///< levels of a MultiThreshold before an Add makes them signed
  std::set<std::string> failed_;         ///< tensors that no node could make
  std::set<const Node*> late_;
  std::map<std::string, Value> floats_;  ///< tensors of the tail, with the numbers of one frame
  /// Why late nodes are no layers, by their first outputs.
  std::vector<std::pair<std::string, Error>> late_reasons_;
  std::int64_t frames_ = 1;        ///< that the graph's shapes name
  std::size_t layers_before_ = 0;  ///< when the node being visited was met
};

}  // namespace weir::golden::onnx_import
