#include "golden/builtin/field.hpp"

#include "golden/builtin/layered.hpp"

namespace weir::golden {

namespace {

const DataType kPixels = DataType::uint(8), kInt8 = DataType::int_(8), kInt4 = DataType::int_(4),
               kUint4 = DataType::uint(4), kSigns = DataType::bipolar();

/// Rows that the way past two convolutions must hold until they answer.
constexpr std::int64_t kBypassRows = 8;

/// Two convolutions beside the input itself, or beside one of 1x1 where the size changes.
std::string residual_block(LayeredNetwork& net, const std::string& from, std::int64_t outputs, std::int64_t stride,
                           bool changes) {
  const std::vector<std::string> ways = net.copies(from, 2);
  net.hold(ways[1], kBypassRows);
  const std::string inner = net.convolution(ways[0], {outputs, 3, stride});
  const std::string main = net.convolution(inner, {outputs, 3, 1, kInt4, kUint4});
  std::string bypass = ways[1];
  if (changes) bypass = net.convolution(bypass, {outputs, 1, stride, kInt4, kUint4});
  net.hold(bypass, kBypassRows);
  return net.thresholds(net.add(main, bypass), kUint4);
}

}  // namespace

FoldedNetwork make_kws_mlp(const std::string& name, std::optional<std::uint64_t> seed) {
  LayeredNetwork net(name, kInt8, {490}, 1'000);
  std::string at = net.input();
  for (int i = 0; i < 3; ++i) at = net.dense(at, 256, DataType::int_(3), DataType::uint(3));
  return net.finish(net.dense(at, 12, DataType::int_(3), std::nullopt), seed);
}

FoldedNetwork make_vgg10(const std::string& name, std::optional<std::uint64_t> seed) {
  LayeredNetwork net(name, kInt8, {1024, 1, 2}, 20'000);
  std::string at = net.input();
  for (int i = 0; i < 7; ++i) at = net.max_pool(net.convolution(at, {64}), 2);
  for (int i = 0; i < 2; ++i) at = net.dense(at, 128, kInt4, kUint4);
  return net.finish(net.dense(at, 24, kInt4, std::nullopt), seed);
}

FoldedNetwork make_cnv_gtsrb(const std::string& name, std::optional<std::uint64_t> seed) {
  LayeredNetwork net(name, kPixels, {32, 32, 3}, 40'000);
  std::string at = net.input();
  for (const std::int64_t channels : {64, 128, 256})
    for (int i = 0; i < 2; ++i) {
      at = net.convolution(at, {channels, 3, 1, kSigns, kSigns}, false);
      if (i == 1 && channels < 256) at = net.max_pool(at, 2);
    }
  for (int i = 0; i < 2; ++i) at = net.dense(at, 512, kSigns, kSigns);
  return net.finish(net.dense(at, 43, kSigns, std::nullopt), seed);
}

FoldedNetwork make_resnet18(const std::string& name, std::optional<std::uint64_t> seed) {
  LayeredNetwork net(name, kPixels, {224, 224, 3}, 500'000);
  std::string at = net.max_pool(net.convolution(net.input(), {64, 7, 2, kInt8}), 2);
  std::int64_t before = 64;
  for (const std::int64_t channels : {64, 128, 256, 512})
    for (int block = 0; block < 2; ++block) {
      at = residual_block(net, at, channels, channels != before ? 2 : 1, channels != before);
      before = channels;
    }
  return net.finish(net.dense(net.sum(at), 1000, kInt8, std::nullopt), seed);
}

FoldedNetwork make_mobilenetv1(const std::string& name, std::optional<std::uint64_t> seed) {
  LayeredNetwork net(name, kPixels, {224, 224, 3}, 500'000);
  std::string at = net.convolution(net.input(), {32, 3, 2, kInt8});
  const std::pair<std::int64_t, std::int64_t> kBlocks[] = {{64, 1},  {128, 2},  {128, 1}, {256, 2}, {256, 1},
                                                           {512, 2}, {512, 1},  {512, 1}, {512, 1}, {512, 1},
                                                           {512, 1}, {1024, 2}, {1024, 1}};
  for (const auto& [channels, stride] : kBlocks) at = net.convolution(net.depthwise(at, stride), {channels, 1});
  return net.finish(net.dense(net.sum(at), 1000, kInt4, std::nullopt), seed);
}

FoldedNetwork make_small_unet(const std::string& name, std::optional<std::uint64_t> seed) {
  LayeredNetwork net(name, kPixels, {64, 64, 3}, 60'000);
  std::vector<std::string> bypasses;
  std::string at = net.input();
  for (const std::int64_t channels : {16, 32}) {
    at = net.convolution(net.convolution(at, {channels}), {channels});
    const std::vector<std::string> ways = net.copies(at, 2);
    net.hold(ways[1], 64);  // the whole picture: the way below answers a row after many
    bypasses.push_back(ways[1]);
    at = net.max_pool(ways[0], 2);
  }
  at = net.convolution(net.convolution(at, {64}), {64});
  for (const std::int64_t channels : {32, 16}) {
    at = net.concat(net.upsample(net.convolution(at, {channels}), 2), bypasses.back());
    bypasses.pop_back();
    at = net.convolution(net.convolution(at, {channels}), {channels});
  }
  return net.finish(net.convolution(at, {2, 1, 1, kInt4, kUint4}), seed);
}

}  // namespace weir::golden
