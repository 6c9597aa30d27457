#include "golden/finn/resources.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "golden/finn/cycles.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kBram18Bits = 36 * 512, kUramBits = 72 * 4096, kUramWidth = 72, kUramDepth = 4096;
/// Deepest weight memory that FINN expects in LUTs when it is embedded in the kernel.
constexpr std::int64_t kLutMemoryDepth = 128;

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// One RAMB18 is `width` x `depth`; wider or deeper memories take several side by side.
std::int64_t tiles(std::int64_t width, std::int64_t depth, std::int64_t tile_width, std::int64_t tile_depth) {
  return ceil_div(depth, tile_depth) * ceil_div(width, tile_width);
}

bool is_embedded_in_luts(const HardwareNode& node, std::int64_t depth) {
  return node.mem_mode == "internal_embedded" && depth <= kLutMemoryDepth;
}

/// In memory outside of the chip, or behind a port.
bool is_outside(const HardwareNode& node) { return node.mem_mode == "external" || node.mem_mode == "external_mem"; }

/// Where FINN counts URAM: it leaves out only what is certainly elsewhere, so that an embedded memory counts twice.
std::int64_t weight_urams(const HardwareNode& node, std::int64_t width, std::int64_t depth) {
  if (node.mem_mode == "internal_decoupled" && node.ram_style != "ultra") return 0;
  if (is_embedded_in_luts(node, depth) || is_outside(node)) return 0;
  return tiles(width, depth, kUramWidth, kUramDepth);
}

bool has_no_weight_brams(const HardwareNode& node, std::int64_t depth) {
  const bool is_elsewhere = node.ram_style == "distributed" || node.ram_style == "ultra";
  return (node.mem_mode == "internal_decoupled" && is_elsewhere) || is_embedded_in_luts(node, depth) ||
         is_outside(node);
}

PythonNumber efficiency(std::int64_t bits, std::int64_t count, std::int64_t bits_each) {
  if (count == 0) return PythonNumber::integer(1);
  return PythonNumber::real(static_cast<double>(bits) / static_cast<double>(count * bits_each));
}

/// The part of the LUT formula of FINN-R that matrix and vector units share.
struct LutFormula {
  DataType input, weight, accumulator;
  std::int64_t PE, SIMD, inner_elements, weight_depth;
  double threshold_luts_per_bit = 0;  ///< thresholds and their comparators
  bool is_before_0_9 = false;         ///< sums of any operands, whatever type is declared
  bool has_adder_tree = true;

  /// FINN up to 0.8 has thresholds in whole LUTs of 64 words.
  void take_old_thresholds(DataType output, std::int64_t rows) {
    const double levels = std::pow(2, output.bits) - 1;
    threshold_luts_per_bit = levels * static_cast<double>(ceil_div(rows, 64)) + levels;
  }

  std::int64_t luts(const HardwareNode& node) const {
    const int product = weight.bits + input.bits;
    const double multipliers =
        node.res_type == "dsp" ? 0.0 : static_cast<double>(SIMD * (2 * ceil_div(product, 6) - 1) * product);
    const double adders = has_adder_tree ? static_cast<double>(product * (2 * SIMD - 1)) : 0.0;
    const double accumulators = accumulator_bits();
    const double thresholds = threshold_luts_per_bit * accumulators;
    const bool has_lut_weights = (node.mem_mode == "internal_decoupled" && node.ram_style == "distributed") ||
                                 is_embedded_in_luts(node, weight_depth);
    const std::int64_t weights = has_lut_weights ? PE * SIMD * weight.bits * ceil_div(weight_depth, 64) : 0;
    constexpr double kBase = 300, kScale = 1.1;
    return static_cast<std::int64_t>(
        kBase + kScale * (static_cast<double>(PE) * (multipliers + adders + accumulators + thresholds)) +
        static_cast<double>(weights));
  }

  /// The declared type, or what the operand types can fill if that is less.
  double accumulator_bits() const {
    if (is_before_0_9) return weight.bits + input.bits + std::ceil(std::log2(static_cast<double>(inner_elements)));
    const double alpha =
        std::log2(static_cast<double>(inner_elements)) + weight.bits + input.bits - 1 - (input.is_signed() ? 1 : 0);
    return std::min(static_cast<double>(accumulator.bits), std::ceil(alpha + std::log2(1 + std::pow(2, -alpha)) + 1));
  }
};

/// Words of the window generator's buffer.
std::int64_t buffer_depth(const SlidingWindow& s, const HardwareNode& node) {
  const std::int64_t fold = s.channels / node.folding.SIMD, width = s.in_size[1], kernel = s.kernel[0] * s.kernel[1];
  const std::int64_t span = (s.kernel[0] - 1) * s.dilation[0] * width + (s.kernel[1] - 1) * s.dilation[1];
  if (is_parallel_window(s, node)) return span * fold + 2;
  const auto at_least_0 = [](std::int64_t x) { return std::max<std::int64_t>(0, x); };
  return (span + 1) * fold + at_least_0((s.stride[1] - 1 - kernel) * fold) +
         at_least_0(((s.stride[0] - 1) * width - kernel) * fold);
}

struct LineBuffers {
  std::int64_t depth, count;
};

/// The memories of a window generator: one buffer, or for parallel windows one per kernel row but the last.
LineBuffers line_buffers(const SlidingWindow& s, const HardwareNode& node) {
  if (!is_parallel_window(s, node)) return {buffer_depth(s, node), 1};
  if (s.in_size[0] == 1 || s.in_size[1] == 1) return {0, 0};
  const std::int64_t kernel_width = (s.kernel[1] - 1) * s.dilation[1] + 1;
  return {s.in_size[1] - kernel_width + s.in_size[1] * (s.dilation[0] - 1), s.kernel[0] - 1};
}

std::int64_t bram_width(std::int64_t depth) {
  constexpr std::pair<std::int64_t, std::int64_t> kShapes[] = {{512, 36}, {1024, 18}, {2048, 9}, {4096, 4}, {8192, 2}};
  for (const auto& [most, width] : kShapes)
    if (depth <= most) return width;
  return 1;
}

std::int64_t buffer_brams(const LineBuffers& buffers, std::int64_t width) {
  constexpr std::int64_t kDeepest = 16384;
  const std::int64_t across = ceil_div(width, bram_width(buffers.depth));
  std::int64_t count = ceil_div(buffers.depth, kDeepest) * across;
  // The last, shallower row of memories may be wider.
  if (buffers.depth > kDeepest) count -= across - ceil_div(width, bram_width(buffers.depth % kDeepest));
  return count * buffers.count;
}

/// A memory primitive of FINN's table, and what it counts as.
struct Primitive {
  const char* type;
  std::int64_t width, depth;
};
constexpr Primitive kPrimitives[] = {{"URAM", 72, 4096},  {"URAM", 36, 8192},   {"URAM", 18, 16384}, {"URAM", 9, 32768},
                                     {"BRAM18", 36, 512}, {"BRAM18", 18, 1024}, {"BRAM18", 9, 2048}, {"LUTRAM", 1, 64}};

/// May a threshold memory of this depth use the primitive, given the node's depth triggers?
bool is_allowed(const Primitive& p, std::int64_t depth, const HardwareNode& node) {
  const int bram = node.depth_trigger_bram, uram = node.depth_trigger_uram;
  if (bram == 0 && uram == 0) return true;
  const std::string type = p.type;
  if (depth >= uram) return type == "URAM";
  if (depth >= bram) return type == "BRAM18";
  return true;
}

struct PrimitiveUse {
  std::string type;
  PythonNumber count;
};

/// The primitive that wastes least bits; the first of the table among equals.
PrimitiveUse best_primitive(std::int64_t width, std::int64_t depth, const HardwareNode& node) {
  const Primitive* best = nullptr;
  std::int64_t least_waste = 0;
  for (const Primitive& p : kPrimitives) {
    if (!is_allowed(p, depth, node)) continue;
    const std::int64_t waste = tiles(width, depth, p.width, p.depth) * p.width * p.depth - width * depth;
    if (best == nullptr || waste < least_waste) {
      best = &p;
      least_waste = waste;
    }
  }
  // FINN's depth is a float, and stays one unless the whole memory fits in one primitive's.
  const bool is_float = depth >= best->depth;
  return {best->type, {static_cast<double>(tiles(width, depth, best->width, best->depth)), is_float}};
}

void add(PythonNumber& sum, const PythonNumber& more) {
  sum.value += more.value;
  sum.is_float = sum.is_float || more.is_float;
}

Resources threshold_search(const Thresholding& t, const HardwareNode& node) {
  Resources r;
  std::int64_t bram_bits = 0, uram_bits = 0;
  for (int bit = 0; bit < t.output.bits; ++bit) {
    const std::int64_t depth = (t.channels / node.folding.PE) << bit;
    PrimitiveUse use = best_primitive(t.threshold.bits, depth, node);
    use.count.value *= node.folding.PE;
    const std::int64_t bits = node.folding.PE * t.threshold.bits * depth;
    if (use.type == "URAM") {
      add(r.uram, use.count);
      uram_bits += bits;
    }
    if (use.type == "LUTRAM") add(r.lut, use.count);
    // FINN up to 1.0 asks for "BRAM", which none of its primitives is called.
    if (use.type == "BRAM18" && is_plus(node)) {
      add(r.bram_18k, use.count);
      bram_bits += bits;
    }
  }
  if (is_plus(node)) {
    r.bram_efficiency = efficiency(bram_bits, static_cast<std::int64_t>(r.bram_18k.value), kBram18Bits);
    r.uram_efficiency = efficiency(uram_bits, static_cast<std::int64_t>(r.uram.value), kUramBits);
  }
  return r;
}

/// A memory of constants where its node wants it; FINN+ 1.6.
Resources plus_memory(std::int64_t width, std::int64_t depth, const std::string& style, std::int64_t brams,
                      std::int64_t bits_of_bram) {
  Resources r;
  if (style == "distributed") r.lut = PythonNumber::integer(width * ceil_div(depth, 64));
  if (style == "block" || style == "auto") r.bram_18k = PythonNumber::integer(brams);
  if (style == "ultra") r.uram = PythonNumber::integer(tiles(width, depth, kUramWidth, kUramDepth));
  const auto count = [](const PythonNumber& number) { return static_cast<std::int64_t>(number.value); };
  r.bram_efficiency = efficiency(width * depth, count(r.bram_18k), bits_of_bram);
  r.uram_efficiency = efficiency(width * depth, count(r.uram), kUramBits);
  return r;
}

/// Thresholding by HLS: a word holds all thresholds of PE channels.
Resources plus_thresholds(const Thresholding& t, const HardwareNode& node) {
  constexpr std::int64_t kBitsOfBram = 18 * 1024;
  const std::int64_t PE = node.folding.PE, width = PE * t.threshold.bits * t.levels, depth = t.channels / PE;
  Resources r;
  if (depth > 1 && node.ram_style != "auto")
    r = plus_memory(width, depth, node.ram_style, tiles(width, depth, 16, 1024), kBitsOfBram);
  r.lut = PythonNumber::integer(static_cast<std::int64_t>(r.lut.value) + t.input.bits * PE);
  return r;
}

/// Comparators and parameter memory of FINN's HLS channel-wise kernels.
Resources channel_comparators(std::int64_t input_bits, std::int64_t depth, const HardwareNode& node) {
  Resources r;
  const std::int64_t width = input_bits * node.folding.PE;
  if (node.ram_style == "block" && depth > 1)
    r.bram_18k = PythonNumber::integer(ceil_div(width, 16) * ceil_div(depth, 1024));
  const bool has_lutram = node.ram_style == "distributed" && depth > 1;
  r.lut = PythonNumber::integer(width + (has_lutram ? width * ceil_div(depth, 64) : 0));
  return r;
}

}  // namespace

std::int64_t ramb18_count(std::int64_t width, std::int64_t depth) {
  if (width == 1) return ceil_div(depth, 16384);
  if (width == 2) return ceil_div(depth, 8192);
  if (width <= 4) return tiles(width, depth, 4, 4096);
  if (width <= 9) return tiles(width, depth, 9, 2048);
  if (width <= 18 || depth > 512) return tiles(width, depth, 18, 1024);
  return tiles(width, depth, 36, 512);
}

Resources estimate(const Mvau& m, const HardwareNode& node, DspBlock dsp) {
  const std::int64_t PE = node.folding.PE, SIMD = node.folding.SIMD, bits = m.weight.bits * m.MW * m.MH;
  const std::int64_t width = SIMD * m.weight.bits * PE, depth = m.MW * m.MH / (SIMD * PE);
  const std::int64_t brams = has_no_weight_brams(node, depth) ? 0 : ramb18_count(width, depth);
  const std::int64_t urams = weight_urams(node, width, depth);
  Resources r;
  r.bram_18k = PythonNumber::integer(brams);
  r.bram_efficiency = efficiency(bits, brams, kBram18Bits);
  r.uram = PythonNumber::integer(urams);
  r.uram_efficiency = efficiency(bits, urams, kUramBits);
  if (node.backend == Backend::Rtl) {
    r.dsp = PythonNumber::integer(dsp == DspBlock::Dsp58 ? PE * ceil_div(SIMD, 3) : ceil_div(PE, 4) * SIMD);
    return r;
  }
  LutFormula formula{m.input, m.weight, m.accumulator, PE, SIMD, m.MW, depth};
  formula.is_before_0_9 = node.is_before_0_9;
  if (node.is_before_0_9 && !m.no_activation) formula.take_old_thresholds(m.output, m.MH / PE);
  r.lut = PythonNumber::integer(formula.luts(node));
  if (node.res_type == "dsp") r.dsp = PythonNumber::integer(PE * SIMD * ceil_div(m.weight.bits + m.input.bits, 48));
  return r;
}

namespace {

/// Other widths than a matrix unit's: FINN leaves out the parity bits here.
std::int64_t vvau_brams(std::int64_t width, std::int64_t depth) {
  if (width <= 4) return ramb18_count(width, depth);
  if (width <= 9) return tiles(width, depth, 8, 2048);
  if (width <= 18 || depth > 512) return tiles(width, depth, 16, 1024);
  return tiles(width, depth, 32, 512);
}

}  // namespace

Resources estimate(const Vvau& m, const HardwareNode& made, DspBlock) {
  HardwareNode node = made;
  // FINN up to 0.8 knows no memory mode here: what is small lies in LUTs.
  if (node.has_no_simd && node.is_before_0_9) node.mem_mode = "internal_embedded";
  const std::int64_t PE = node.folding.PE, SIMD = node.folding.SIMD, kernel = m.kernel[0] * m.kernel[1];
  const std::int64_t width = SIMD * m.weight.bits * PE, depth = kernel * m.channels / PE / SIMD;
  const auto brams = [&]() -> std::int64_t {
    if (has_no_weight_brams(node, depth)) return 0;
    // FINN up to 0.9 gives each PE memories of its own.
    if (node.has_no_simd) return PE * vvau_brams(m.weight.bits, depth);
    return node.ram_style == "auto" && depth <= kLutMemoryDepth ? 0 : vvau_brams(width, depth);
  }();
  // Of embedded weights FINN 0.9 alone counts some twice, in BRAM and in URAM.
  const bool has_urams = node.has_no_simd ? !node.is_before_0_9 : node.mem_mode != "internal_embedded";
  const std::int64_t urams = has_urams ? weight_urams(node, width, depth) : 0;
  Resources r;
  r.bram_18k = PythonNumber::integer(brams);
  r.bram_efficiency = efficiency(m.weight.bits * PE * depth, brams, kBram18Bits);
  r.uram = PythonNumber::integer(urams);
  r.uram_efficiency = efficiency(m.weight.bits * kernel * m.channels, urams, kUramBits);
  if (node.backend == Backend::Rtl) {
    r.dsp = PythonNumber::integer(PE * ceil_div(SIMD, 3));
    return r;
  }
  const bool is_old = node.is_before_0_9 || node.has_no_simd;
  LutFormula formula{m.input, m.weight, m.accumulator, PE, SIMD, kernel, depth};
  formula.is_before_0_9 = is_old;
  formula.has_adder_tree = !is_old;
  if (is_old && !m.no_activation) {
    formula.take_old_thresholds(m.output, m.channels / PE);
  } else if (!m.no_activation) {
    const double levels = std::pow(2, m.output.bits) - 1, rows = static_cast<double>(m.channels / PE);
    formula.threshold_luts_per_bit = levels * rows / 64 + levels;
  }
  r.lut = PythonNumber::integer(formula.luts(node));
  if (node.res_type == "dsp") r.dsp = PythonNumber::integer(PE * ceil_div(m.weight.bits + m.input.bits, 48));
  return r;
}

/// A window generator by HLS: kernel and stride rows of lines of their own. Source: FINN 0.9, which takes pictures as
/// squares.
Resources hls_window(const SlidingWindow& s, const HardwareNode& node) {
  constexpr std::int64_t kControlLuts = 300, kWordsPerLut = 64, kHlsUramWidth = 64;
  // A line, of FINN up to 0.7, by all its pixels.
  const bool is_line = s.in_size[0] == 1 || s.in_size[1] == 1;
  const auto side = [&](const std::vector<std::int64_t>& sides) { return is_line ? sides[0] * sides[1] : sides[0]; };
  const std::int64_t lines = side(s.kernel) + side(s.stride), width = node.folding.SIMD * s.type.bits;
  const std::int64_t words = side(s.in_size) * s.channels / node.folding.SIMD;
  const bool is_distributed = node.ram_style == "distributed";
  Resources r;
  r.lut = PythonNumber::integer(kControlLuts + (is_distributed ? lines * width * ceil_div(words, kWordsPerLut) : 0));
  if (node.ram_style == "block" || node.ram_style == "auto")
    r.bram_18k = PythonNumber::integer(lines * ceil_div(width, bram_width(words)));
  if (node.ram_style == "ultra")
    r.uram = PythonNumber::integer(lines * ceil_div(width, kHlsUramWidth) * ceil_div(words, kUramDepth));
  return r;
}

/// A line by HLS: one buffer of the window, of all but its last pixel, or of the line where it is dilated. Source: FINN
/// 0.9, whose LUTs count all channels.
Resources hls_line_window(const SlidingWindow& s, const HardwareNode& node) {
  constexpr std::int64_t kControlLuts = 300, kBitsPerLut = 64, kDeepest = 18432;
  const std::size_t axis = s.in_size[1] == 1 ? 0 : 1;
  const std::int64_t kernel = s.kernel[axis], SIMD = node.folding.SIMD, width = SIMD * s.type.bits;
  const bool is_plain = s.stride[axis] == 1 && s.dilation[axis] == 1 && !s.depthwise && SIMD == s.channels;
  Resources r;
  if (node.parallel_window && is_plain && (node.ram_style == "auto" || node.ram_style == "distributed")) {
    r.lut = PythonNumber::integer(kControlLuts + ceil_div(width * (kernel + 1), kBitsPerLut));
    return r;
  }
  const std::int64_t pixels = !s.depthwise ? kernel - 1 : s.dilation[axis] > 1 ? s.in_size[axis] : kernel;
  const std::int64_t depth = pixels * s.channels / SIMD;
  r.lut = PythonNumber::integer(
      kControlLuts + (node.ram_style == "distributed" ? ceil_div(s.type.bits * pixels * s.channels, kBitsPerLut) : 0));
  if (node.ram_style == "block" || node.ram_style == "auto")
    r.bram_18k = PythonNumber::integer(ceil_div(width, bram_width(depth)) * ceil_div(depth, kDeepest));
  if (node.ram_style == "ultra") r.uram = PythonNumber::integer(tiles(width, depth, kUramWidth, kUramDepth));
  return r;
}

Resources estimate(const SlidingWindow& s, const HardwareNode& node, DspBlock) {
  const bool is_line = s.in_size[0] == 1 || s.in_size[1] == 1;
  if (node.backend == Backend::Hls)
    return is_line && !node.is_before_0_8 ? hls_line_window(s, node) : hls_window(s, node);
  const std::int64_t width = node.folding.SIMD * s.type.bits;
  constexpr std::int64_t kControlLuts = 300, kWordsPerLut = 38;
  const bool is_distributed = node.ram_style == "distributed";
  Resources r;
  r.lut = PythonNumber::integer(kControlLuts +
                                (is_distributed ? width * ceil_div(buffer_depth(s, node), kWordsPerLut) : 0));
  const LineBuffers buffers = line_buffers(s, node);
  if (node.ram_style == "block" || node.ram_style == "auto")
    r.bram_18k = PythonNumber::integer(buffer_brams(buffers, width));
  if (node.ram_style == "ultra")
    r.uram = PythonNumber::integer(tiles(width, buffers.depth, kUramWidth, kUramDepth) * buffers.count);
  if (is_plus(node) && node.ram_style == "ultra")
    r.uram_efficiency =
        efficiency(width * buffers.depth * buffers.count, static_cast<std::int64_t>(r.uram.value), kUramBits);
  return r;
}

Resources estimate(const Thresholding& t, const HardwareNode& node, DspBlock) {
  if (node.backend == Backend::Rtl) return threshold_search(t, node);
  if (is_plus(node)) return plus_thresholds(t, node);
  return channel_comparators(t.input.bits, t.channels / node.folding.PE, node);
}

Resources estimate(const ChannelwiseOp& c, const HardwareNode& node, DspBlock) {
  if (is_plus(node)) {  // an element-wise node with a constant
    const std::int64_t width = node.folding.PE * c.parameter.bits, depth = c.channels / node.folding.PE;
    return plus_memory(width, depth, node.folding.ram_style, ramb18_count(width, depth), kBram18Bits);
  }
  return channel_comparators(c.input.bits, c.channels / node.folding.PE, node);
}

Resources estimate(const Lookup& l, const HardwareNode& node, DspBlock) {
  if (node.mem_mode.starts_with("external")) return {};
  const PortSpec out = output_ports(l, node.folding).front();
  if (is_plus(node) && node.ram_style != "auto" && node.ram_style != "block")
    return plus_memory(out.elements_per_word * out.type.bits, l.entries, node.ram_style, 0, kBram18Bits);
  Resources r;
  r.bram_18k = PythonNumber::integer(ceil_div(out.elements_per_word * out.type.bits, 16) * ceil_div(l.entries, 1024));
  return r;
}

Resources estimate(const Dwc& d, const HardwareNode&, DspBlock) {
  const std::int64_t in = d.in_elements * d.type.bits, out = d.out_elements * d.type.bits, inner = std::lcm(in, out);
  const auto counter = [](std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(std::abs(std::ceil(std::log2(static_cast<double>(a) / static_cast<double>(b)))));
  };
  Resources r;
  r.lut = PythonNumber::integer((in != inner ? counter(in, inner) + inner : 0) +
                                (out != inner ? counter(inner, out) + out : 0));
  return r;
}

Resources estimate_resources(const HardwareNode& node, DspBlock dsp) {
  return std::visit(
      [&](const auto& kind) -> Resources {
        if constexpr (requires { estimate(kind, node, dsp); })
          return estimate(kind, node, dsp);
        else
          return {};
      },
      node.layer->kind);
}

}  // namespace weir::golden
