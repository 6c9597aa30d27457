#include "tests/onnx/float_pictures.hpp"

#include <algorithm>
#include <cmath>

namespace weir::test::oracle {

std::int64_t count(const Shape& shape) {
  std::int64_t n = 1;
  for (const auto extent : shape) n *= extent;
  return n;
}

const onnx::AttributeProto* find(const onnx::NodeProto& node, const std::string& key) {
  for (const auto& a : node.attribute())
    if (a.name() == key) return &a;
  return nullptr;
}

std::int64_t integer(const onnx::NodeProto& node, const std::string& key, std::int64_t otherwise) {
  const auto* a = find(node, key);
  return a == nullptr ? otherwise : a->i();
}

Shape integers(const onnx::NodeProto& node, const std::string& key, Shape otherwise) {
  const auto* a = find(node, key);
  return a == nullptr ? otherwise : Shape(a->ints().begin(), a->ints().end());
}

std::string word(const onnx::NodeProto& node, const std::string& key, const std::string& otherwise) {
  const auto* a = find(node, key);
  return a == nullptr ? otherwise : a->s();
}

namespace {

/// Pictures of one row of windows: a line [1, C, L] is a picture [1, C, L, 1].
struct Picture {
  const Numbers& of;
  std::int64_t C, H, W;
  explicit Picture(const Numbers& x)
      : of(x), C(x.shape.at(1)), H(x.shape.at(2)), W(x.shape.size() > 3 ? x.shape[3] : 1) {}
  bool holds(std::int64_t y, std::int64_t x) const { return y >= 0 && y < H && x >= 0 && x < W; }
  double at(std::int64_t c, std::int64_t y, std::int64_t x) const {
    return of.data[static_cast<std::size_t>((c * H + y) * W + x)];
  }
};

Shape pair(Shape list, std::int64_t fill) {
  list.resize(2, fill);
  return list;
}

struct Window {
  Shape kernel, stride, dilation, pads;  ///< pads: top, left, bottom, right
  Window(const onnx::NodeProto& node, const Shape& kernel_, const Picture& in)
      : kernel(pair(kernel_, 1)),
        stride(pair(integers(node, "strides", {}), 1)),
        dilation(pair(integers(node, "dilations", {}), 1)),
        pads(integers(node, "pads", {0, 0, 0, 0})) {
    if (pads.size() == 2) pads = {pads[0], 0, pads[1], 0};
    is_ceil = integer(node, "ceil_mode", 0) != 0;
    const std::string rule = word(node, "auto_pad", "NOTSET");
    if (!rule.starts_with("SAME")) return;
    for (std::size_t side = 0; side < 2; ++side) {  // as many windows as strides fit in
      const std::int64_t extent = side == 0 ? in.H : in.W, windows = (extent + stride[side] - 1) / stride[side];
      const std::int64_t all =
          std::max<std::int64_t>(0, (windows - 1) * stride[side] + (kernel[side] - 1) * dilation[side] + 1 - extent);
      pads[side] = (all + (rule == "SAME_LOWER" ? 1 : 0)) / 2;
      pads[side + 2] = all - pads[side];
    }
  }
  bool is_ceil = false;  ///< a last window that begins within the picture or the padding before it counts
  std::int64_t outputs(std::int64_t extent, std::size_t side) const {
    const std::int64_t room = extent + pads[side] + pads[side + 2] - (kernel[side] - 1) * dilation[side] - 1;
    const std::int64_t all = (room + (is_ceil ? stride[side] - 1 : 0)) / stride[side] + 1;
    return is_ceil && (all - 1) * stride[side] >= extent + pads[side] ? all - 1 : all;
  }
};

Shape like(const Numbers& x, std::int64_t C, std::int64_t H, std::int64_t W) {
  return x.shape.size() > 3 ? Shape{1, C, H, W} : Shape{1, C, H};
}

}  // namespace

Numbers conv(const onnx::NodeProto& node, const Numbers& x, const Numbers& w, const Numbers* bias) {
  const Picture in(x);
  const Window window(node, Shape(w.shape.begin() + 2, w.shape.end()), in);
  const std::int64_t group = integer(node, "group", 1), M = w.shape[0], each = w.shape[1];
  const std::int64_t H = window.outputs(in.H, 0), W = window.outputs(in.W, 1), kh = window.kernel[0],
                     kw = window.kernel[1];
  Numbers out{like(x, M, H, W), {}};
  for (std::int64_t m = 0; m < M; ++m)
    for (std::int64_t oy = 0; oy < H; ++oy)
      for (std::int64_t ox = 0; ox < W; ++ox) {
        double sum = bias != nullptr ? bias->data[static_cast<std::size_t>(m)] : 0;
        for (std::int64_t c = 0; c < each; ++c)
          for (std::int64_t ky = 0; ky < kh; ++ky)
            for (std::int64_t kx = 0; kx < kw; ++kx) {
              const std::int64_t iy = oy * window.stride[0] + ky * window.dilation[0] - window.pads[0];
              const std::int64_t ix = ox * window.stride[1] + kx * window.dilation[1] - window.pads[1];
              if (in.holds(iy, ix))
                sum += in.at(m / (M / group) * each + c, iy, ix) *
                       w.data[static_cast<std::size_t>(((m * each + c) * kh + ky) * kw + kx)];
            }
        out.data.push_back(sum);
      }
  return out;
}

/// Every element adds its weights to the window that begins at its place times the stride.
Numbers conv_transpose(const onnx::NodeProto& node, const Numbers& x, const Numbers& w, const Numbers* bias) {
  const Picture in(x);
  const Window window(node, Shape(w.shape.begin() + 2, w.shape.end()), in);
  const Shape more = pair(integers(node, "output_padding", {}), 0);
  const std::int64_t group = integer(node, "group", 1), each = w.shape[1], ins = in.C / group;
  const auto extent = [&](std::int64_t e, std::size_t i) {
    return (e - 1) * window.stride[i] + window.kernel[i] + more[i] - window.pads[i] - window.pads[i + 2];
  };
  const std::int64_t H = extent(in.H, 0), W = extent(in.W, 1);
  Numbers out{like(x, each * group, H, W), std::vector<double>(static_cast<std::size_t>(each * group * H * W))};
  for (std::int64_t i = 0; bias != nullptr && i < count(out.shape); ++i)
    out.data[static_cast<std::size_t>(i)] = bias->data[static_cast<std::size_t>(i / (H * W))];
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t m = 0; m < each; ++m)
      for (std::int64_t y = 0; y < in.H; ++y)
        for (std::int64_t px = 0; px < in.W; ++px)
          for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky)
            for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
              const std::int64_t oy = y * window.stride[0] + ky - window.pads[0],
                                 ox = px * window.stride[1] + kx - window.pads[1];
              if (oy < 0 || oy >= H || ox < 0 || ox >= W) continue;
              out.data[static_cast<std::size_t>(((c / ins * each + m) * H + oy) * W + ox)] +=
                  in.at(c, y, px) *
                  w.data[static_cast<std::size_t>(((c * each + m) * window.kernel[0] + ky) * window.kernel[1] + kx)];
            }
  return out;
}

Numbers pool(const onnx::NodeProto& node, const Numbers& x, bool is_max) {
  const Picture in(x);
  const Window window(node, integers(node, "kernel_shape", {1, 1}), in);
  const std::int64_t H = window.outputs(in.H, 0), W = window.outputs(in.W, 1);
  const bool counts_pads = integer(node, "count_include_pad", 0) != 0;
  Numbers out{like(x, in.C, H, W), {}};
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t oy = 0; oy < H; ++oy)
      for (std::int64_t ox = 0; ox < W; ++ox) {
        double most = -INFINITY, sum = 0, n = 0;
        for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky)
          for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
            const std::int64_t iy = oy * window.stride[0] + ky * window.dilation[0] - window.pads[0],
                               ix = ox * window.stride[1] + kx * window.dilation[1] - window.pads[1];
            // Padding beyond what the node says, of a last window, is never counted.
            n += in.holds(iy, ix) || (counts_pads && iy < in.H + window.pads[2] && ix < in.W + window.pads[3]) ? 1 : 0;
            if (!in.holds(iy, ix)) continue;
            most = std::max(most, in.at(c, iy, ix));
            sum += in.at(c, iy, ix);
          }
        out.data.push_back(is_max ? most : sum / n);
      }
  return out;
}

Numbers over_pixels(const Numbers& x, bool is_max) {
  const std::int64_t C = x.shape[1], pixels = count(x.shape) / C;
  Numbers out{x.shape, {}};
  std::fill(out.shape.begin() + 2, out.shape.end(), 1);
  for (std::int64_t c = 0; c < C; ++c) {
    const auto first = x.data.begin() + c * pixels;
    double sum = 0;
    for (std::int64_t p = 0; p < pixels; ++p) sum += first[p];
    out.data.push_back(is_max ? *std::max_element(first, first + pixels) : sum / static_cast<double>(pixels));
  }
  return out;
}

Numbers repeated(const Numbers& x, const Numbers& scales) {
  const Picture in(x);
  const auto fy = static_cast<std::int64_t>(scales.data[2]),
             fx = scales.data.size() > 3 ? static_cast<std::int64_t>(scales.data[3]) : 1;
  Numbers out{like(x, in.C, in.H * fy, in.W * fx), {}};
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t y = 0; y < in.H * fy; ++y)
      for (std::int64_t px = 0; px < in.W * fx; ++px) out.data.push_back(in.at(c, y / fy, px / fx));
  return out;
}

Numbers depth_to_space(const onnx::NodeProto& node, const Numbers& x) {
  const Picture in(x);
  const std::int64_t b = integer(node, "blocksize", 1), C = in.C / b / b;
  const auto* mode = find(node, "mode");
  const bool is_crd = mode != nullptr && mode->s() == "CRD";
  Numbers out{{1, C, in.H * b, in.W * b}, {}};
  for (std::int64_t c = 0; c < C; ++c)
    for (std::int64_t y = 0; y < in.H * b; ++y)
      for (std::int64_t px = 0; px < in.W * b; ++px) {
        const std::int64_t block = y % b * b + px % b;
        out.data.push_back(in.at(is_crd ? c * b * b + block : block * C + c, y / b, px / b));
      }
  return out;
}

Numbers space_to_depth(const onnx::NodeProto& node, const Numbers& x) {
  const Picture in(x);
  const std::int64_t b = integer(node, "blocksize", 1);
  Numbers out{{1, in.C * b * b, in.H / b, in.W / b}, {}};
  for (std::int64_t block = 0; block < b * b; ++block)
    for (std::int64_t c = 0; c < in.C; ++c)
      for (std::int64_t y = 0; y < in.H / b; ++y)
        for (std::int64_t px = 0; px < in.W / b; ++px)
          out.data.push_back(in.at(c, y * b + block / b, px * b + block % b));
  return out;
}

Numbers padded(const Numbers& x, const Numbers& pads) {
  const Picture in(x);
  const std::size_t rank = x.shape.size();
  const auto pad = [&](std::size_t at) { return at < rank ? static_cast<std::int64_t>(pads.data[at]) : 0; };
  const auto end = [&](std::size_t at) { return at < rank ? static_cast<std::int64_t>(pads.data[at + rank]) : 0; };
  const std::int64_t H = pad(2) + in.H + end(2), W = pad(3) + in.W + end(3);
  Numbers out{like(x, in.C, H, W), {}};
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t y = -pad(2); y < H - pad(2); ++y)
      for (std::int64_t px = -pad(3); px < W - pad(3); ++px) out.data.push_back(in.holds(y, px) ? in.at(c, y, px) : 0);
  return out;
}

}  // namespace weir::test::oracle
