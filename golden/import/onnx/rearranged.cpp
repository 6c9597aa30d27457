/// Reshape, Transpose and the like in a row: what they do together to the elements of a picture, as channels in another
/// order (ShuffleNet), pixels made of channels (PixelShuffle) and channels made of pixels (PixelUnshuffle, Focus).
#include <array>
#include <numeric>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

/// A tensor seen as rows, columns and channels, by the place of each element in a stream of such a picture.
struct Picture {
  Form form = Form::ChannelsFirst;
  std::int64_t H = 1, W = 1, C = 1;

  /// Of element `i` in the graph's order: row, column, channel.
  std::array<std::int64_t, 3> at(std::int64_t i) const {
    if (is_channels_first(form)) return {i / W % H, i % W, i / W / H};
    return {i / C / W, i / C % W, i % C};
  }
  /// Its pixels in their order: the same stream.
  void make_line() { H *= W, W = 1; }
};

/// [1, C, H, W], [1, H, W, C], [1, C, L] or [1, L, C].
Picture picture_of(const Shape& shape, bool is_first) {
  if (shape.size() == 4 && is_first) return {Form::ChannelsFirst, shape[2], shape[3], shape[1]};
  if (shape.size() == 4) return {Form::ChannelsLast, shape[1], shape[2], shape[3]};
  if (is_first) return {Form::LineFirst, shape[2], 1, shape[1]};
  return {Form::LineLast, shape[1], 1, shape[2]};
}

/// What makes the picture `to` out of the picture `from`, whose element `places[i]` is the element i of `to`.
/// `from` is the one of fewer channels per pixel: each of its pixels is a block of the other's pixel, and
/// channel[tap * C + c] is where in the other's pixel its channel c at that place of the block lies.
struct Blocks {
  std::vector<std::int64_t> block;
  std::vector<std::int64_t> channel;
};

std::optional<Blocks> find_blocks(const Picture& fine, const Picture& coarse,
                                  const std::function<std::int64_t(std::int64_t)>& coarse_place) {
  const std::int64_t h = fine.H / coarse.H, w = fine.W / coarse.W;
  if (h < 1 || w < 1 || fine.H != h * coarse.H || fine.W != w * coarse.W || coarse.C != fine.C * h * w) return {};
  Blocks found{{h, w}, std::vector<std::int64_t>(static_cast<std::size_t>(coarse.C), -1)};
  for (std::int64_t i = 0; i < fine.H * fine.W * fine.C; ++i) {
    const auto [row, column, c] = fine.at(i);
    const auto [coarse_row, coarse_column, channel] = coarse.at(coarse_place(i));
    auto& known = found.channel[static_cast<std::size_t>((row % h * w + column % w) * fine.C + c)];
    if (row / h != coarse_row || column / w != coarse_column || (known >= 0 && known != channel)) return {};
    known = channel;
  }
  return found;
}

std::vector<std::int64_t> inverse(const std::vector<std::int64_t>& order) {
  std::vector<std::int64_t> back(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    back[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  return back;
}

bool is_in_order(const std::vector<std::int64_t>& list) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i] != static_cast<std::int64_t>(i)) return false;
  return true;
}

}  // namespace

bool Importer::is_rearranging(const Node& node) {
  static const std::set<std::string> kOperations{"Reshape",   "Flatten", "Squeeze", "Unsqueeze",
                                                 "Transpose", "Shape",   "Size"};
  return kOperations.contains(node.op_type);
}

Value Importer::reshaped(const Node& node, const Value& in) const {
  std::vector<Value> constants;
  for (std::size_t i = 1; i < node.inputs.size(); ++i) constants.push_back(constant_input(node, i, "shape"));
  const bool names_frames = node.op_type == "Reshape" && frames_ > 1 && !constants.empty() &&
                            !constants.front().data.empty() &&
                            constants.front().data.front() == static_cast<double>(frames_);
  if (names_frames) constants.front().data.front() = 1;
  Inputs inputs(node, {&in});
  for (const Value& value : constants) inputs.push_back(&value);
  return evaluate(node, inputs);
}

void Importer::rearrange(const Node& node, Handler handler) {
  auto known = moved_.find(node.input(0));
  Moved moved;
  if (known == moved_.end()) {
    const Builder before = builder_;
    try {
      return (this->*handler)(node);
    } catch (const Error& reason) {
      const Feature* x = feature(node.input(0));
      if (x == nullptr || x->seen || reason.code != "onnx-unsupported") throw;
      builder_ = before;
      moved = {*x, {}, reason};
    }
    moved.places.shape = moved.source.graph_shape();
    moved.places.data.resize(static_cast<std::size_t>(element_count(moved.places.shape)));
    std::iota(moved.places.data.begin(), moved.places.data.end(), 0);
  } else {
    moved = known->second;
  }
  moved.places = reshaped(node, moved.places);
  if (node.op_type == "Shape" || node.op_type == "Size") {
    constants_[node.outputs.front()] = std::make_shared<const Value>(std::move(moved.places));
    return;
  }
  moved_.insert_or_assign(node.outputs.front(), std::move(moved));
}

void Importer::put_in_place(const Node& node) {
  for (const std::string& input : node.inputs) {
    const auto moved = moved_.find(input);
    if (moved == moved_.end()) continue;
    std::optional<Feature> x = rearranged(node, moved->second);
    if (!x) throw moved->second.reason;
    if (readers(input) > 1) x->accumulator.reset();
    features_[input] = std::move(*x);
    moved_.erase(moved);
  }
}

std::optional<Feature> Importer::rearranged(const Node& node, const Moved& moved) {
  const Shape& shape = moved.places.shape;
  if (shape.size() < 2 || shape.size() > 4 || shape.front() != 1) return {};
  const auto place = [&](std::int64_t i) {
    return static_cast<std::int64_t>(moved.places.data[static_cast<std::size_t>(i)]);
  };
  Feature x = moved.source;
  if (shape.size() == 2) {  // of a vector any order is only told
    settle(x, node);        // what is per channel holds for the order before
    x = as_vector(node, std::move(x));
    x.factors.reset();
    const std::vector<std::int64_t> columns = x.columns;
    x.columns.clear();
    for (std::int64_t i = 0; i < std::ssize(moved.places.data); ++i)
      x.columns.push_back(columns.empty() ? place(i) : columns[static_cast<std::size_t>(place(i))]);
    x.accumulator.reset();
    return x;
  }
  if (x.form == Form::Vector) return {};
  std::vector<std::int64_t> places;
  for (const double from : moved.places.data) places.push_back(static_cast<std::int64_t>(from));
  const std::vector<std::int64_t> back = inverse(places);
  const bool was_first = is_channels_first(x.form);
  for (const bool is_first : {was_first, !was_first})
    for (const bool is_line : {false, true}) {
      Picture from = picture_of(x.graph_shape(), was_first), to = picture_of(shape, is_first);
      const Shape extents{to.H, to.W};
      if (is_line) from.make_line(), to.make_line();
      const auto spread = find_blocks(to, from, place);
      const auto joined = find_blocks(from, to, [&](std::int64_t i) { return back[static_cast<std::size_t>(i)]; });
      if (!spread && !joined) continue;
      // Blocks in a tensor that is half turned about are more often those of one to come.
      const std::vector<std::int64_t>& block = spread ? spread->block : joined->block;
      if (is_first != was_first && block != std::vector<std::int64_t>{1, 1}) continue;
      settle(x, node);
      x.stored = {from.H, from.W, from.C};
      x = spread ? pixels_of_channels(node, std::move(x), spread->block, spread->channel)
                 : channels_of_pixels(node, std::move(x), joined->block, inverse(joined->channel));
      x.stored = {extents[0], extents[1], to.C};
      x.form = to.form;
      return x;
    }
  return {};
}

Feature Importer::channels_of_pixels(const Node& node, Feature x, const std::vector<std::int64_t>& block,
                                     const std::vector<std::int64_t>& order) {
  x = as_windows(windows(node, std::move(x), {block, block, {1, 1}, false}), block[0] * block[1]);
  return is_in_order(order) ? x : selected(node, std::move(x), order);
}

void Importer::space_to_depth(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  const std::int64_t block = node.integer("blocksize", 0);
  if (x.form != Form::ChannelsFirst || block < 1 || block > 64 || x.stored[0] % block != 0 || x.stored[1] % block != 0)
    throw Error("onnx-shape",
                node.label() + ": blocksize " + std::to_string(block) + " of " + to_string(x.graph_shape()));
  std::vector<std::int64_t> order(static_cast<std::size_t>(x.channels() * block * block));
  std::iota(order.begin(), order.end(), 0);
  set(node, channels_of_pixels(node, std::move(x), {block, block}, order));
}

Feature Importer::pixels_of_channels(const Node& node, Feature x, const std::vector<std::int64_t>& block,
                                     const std::vector<std::int64_t>& channel) {
  const std::int64_t taps = block[0] * block[1], all = x.channels(), C = all / taps;
  if (taps == 1) return is_in_order(channel) ? x : selected(node, std::move(x), channel);
  x = with_one_scale(std::move(x));
  const auto differs = [](const std::vector<double>& list) {
    return std::any_of(list.begin(), list.end(), [&](double v) { return v != list.front(); });
  };
  if (differs(x.scale) || differs(x.offset))
    throw Error("onnx-unsupported", node.label() + " moves channels of different scales or offsets into one", "",
                "put a quantiser with one scale (QuantIdentity) before it when exporting");
  // Each pixel of the result is one element of the input: a product with a single 1.
  const double offset = x.offset.front();
  x.offset.assign(x.offset.size(), 0);
  if (!x.type.holds(0)) x = shifted(std::move(x), 1);
  const double shift = x.offset.front();
  x.offset.assign(x.offset.size(), 0);
  x = spread_pixels(node, std::move(x), block);
  x = bordered(node, std::move(x), {block[0] - 1, block[1] - 1, block[0] - 1, block[1] - 1});
  x = windows(node, std::move(x), {block, {1, 1}, {1, 1}, false});
  Weights weights;
  weights.type = DataType::uint(1);
  weights.scale.assign(static_cast<std::size_t>(C), 1);
  weights.codes = Tensor({C, taps * all});
  for (std::int64_t c = 0; c < C; ++c)
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      const std::int64_t from = channel[static_cast<std::size_t>((taps - 1 - tap) * C + c)];
      weights.codes.data[static_cast<std::size_t>((c * taps + tap) * all + from)] = 1;
    }
  Feature out = product(node, std::move(x), std::move(weights));
  out.offset.assign(out.offset.size(), offset + shift);
  return out;
}

}  // namespace weir::golden::onnx_import
