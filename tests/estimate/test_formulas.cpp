/// Cycles and resources of single nodes against values computed by hand from FINN's formulas.
#include <catch2/catch.hpp>
#include <memory>

#include "golden/finn/cycles.hpp"
#include "golden/finn/report.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

/// One node that is not part of a network.
struct Alone {
  std::unique_ptr<Layer> layer;
  HardwareNode node;

  /// By the backend that FINN prefers, as far as these tests know it.
  Alone(const LayerKind& kind, int PE, int SIMD)
      : Alone(kind, PE, SIMD, std::holds_alternative<SlidingWindow>(kind) ? Backend::Rtl : Backend::Hls) {}
  Alone(const LayerKind& kind, int PE, int SIMD, Backend backend)
      : layer(std::make_unique<Layer>(Layer{"L", kind, {"in"}, {"out"}, {}})) {
    node.layer = layer.get();
    node.backend = backend;
    node.folding.PE = PE;
    node.folding.SIMD = SIMD;
    node.mem_mode = "internal_decoupled";
    node.res_type = "auto";
    node.ram_style = "auto";
  }
  std::int64_t cycles() const { return exp_cycles(node); }
  Resources resources(DspBlock dsp = DspBlock::Dsp48E2) const { return estimate_resources(node, dsp); }
};

SlidingWindow window(std::int64_t side, std::int64_t channels, std::int64_t kernel, std::int64_t stride) {
  SlidingWindow s;
  s.in_size = {side, side};
  s.channels = channels;
  s.kernel = {kernel, kernel};
  s.stride = {stride, stride};
  return s;
}

Mvau four_bit_mvau(std::int64_t MW, std::int64_t MH) {
  Mvau m;
  m.MW = MW;
  m.MH = MH;
  m.input = DataType::uint(4);
  m.weight = DataType::int_(4);
  m.accumulator = m.output = DataType::int_(16);
  m.no_activation = true;
  m.levels = 0;
  return m;
}

}  // namespace

TEST_CASE("a window generator takes one buffer fill and the longer of reading and writing a row", "[estimate][swg]") {
  // 8x8x4 in words of 2, windows 3x3 at stride 2: (2*8+2+1)*2 + 3 * max(3*9*2, 2*8*2).
  CHECK(Alone(window(8, 4, 3, 2), 1, 2).cycles() == 38 + 3 * 54);
  SlidingWindow depthwise = window(8, 4, 3, 2);
  depthwise.depthwise = true;
  CHECK(Alone(depthwise, 1, 2).cycles() == 38 + 3 * (54 + 3) + 16);
}

TEST_CASE("a window generator by HLS fills its rows first, and has lines of their own", "[estimate]") {
  // Of a published build of FINN 0.9: 9,624 cycles and 420 LUTs.
  Alone hls(window(34, 4, 3, 2), 1, 1, Backend::Hls);
  CHECK(hls.cycles() == 34 * 3 * 4 + 16 * 576);
  hls.node.ram_style = "distributed";
  CHECK(hls.resources().lut == PythonNumber::integer(300 + 5 * 8 * 3));
  hls.node.ram_style = "block";
  CHECK(hls.resources().lut == PythonNumber::integer(300));
  CHECK(hls.resources().bram_18k == PythonNumber::integer(5));
}

TEST_CASE("a window generator of one row takes columns as rows", "[estimate][swg]") {
  for (const bool is_column : {false, true}) {
    SlidingWindow s = window(1, 6, 1, 1);
    const std::size_t axis = is_column ? 0 : 1;
    s.in_size[axis] = 16;
    s.kernel[axis] = 4;
    s.stride[axis] = 2;
    CHECK(Alone(s, 1, 3).cycles() == 7 * 4 * 2 + 2);
    s.depthwise = true;
    CHECK(Alone(s, 1, 3).cycles() == 7 * 4 * 2 + 2 * 3 - 3 + 2);
  }
}

TEST_CASE("a parallel window or a 1x1 kernel takes its input words and 2 cycles", "[estimate][swg]") {
  CHECK(Alone(window(5, 4, 1, 1), 1, 2).cycles() == 52);
  Alone parallel(window(8, 4, 3, 1), 1, 4);
  parallel.node.parallel_window = true;
  CHECK(parallel.cycles() == 66);
}

TEST_CASE("a window generator's buffer costs LUTs, block RAM or URAM by its ram_style", "[estimate][swg]") {
  Alone small(window(8, 4, 3, 2), 1, 2);
  small.node.ram_style = "distributed";
  CHECK(small.resources().lut == PythonNumber::integer(300 + 16));
  CHECK(small.resources().bram_18k == PythonNumber::integer(0));
  small.node.ram_style = "block";
  CHECK(small.resources().lut == PythonNumber::integer(300));
  CHECK(small.resources().bram_18k == PythonNumber::integer(1));
  // 451 * 37 = 16687 words of 8 bits: two rows of 8, of which the second holds 303 words and is 36 wide.
  Alone deep(window(224, 37, 3, 1), 1, 1);
  CHECK(deep.resources().bram_18k == PythonNumber::integer(2 * 8 - 7));
  deep.node.ram_style = "ultra";
  CHECK(deep.resources().uram == PythonNumber::integer(5));
  // Rows that a stride of 2 skips are loaded ahead: 18 + (16 - 4) words.
  Alone strided(window(16, 4, 2, 2), 1, 4);
  strided.node.ram_style = "distributed";
  CHECK(strided.resources().lut == PythonNumber::integer(300 + 32));
}

TEST_CASE("memories are packed into RAMB18s by width and depth", "[estimate][mvau]") {
  CHECK(ramb18_count(1, 16385) == 2);
  CHECK(ramb18_count(2, 8192) == 1);
  CHECK(ramb18_count(4, 4097) == 2);
  CHECK(ramb18_count(8, 2048) == 1);
  CHECK(ramb18_count(10, 1024) == 1);
  CHECK(ramb18_count(36, 513) == 2);
  CHECK(ramb18_count(37, 512) == 2);
}

TEST_CASE("a matrix unit's LUTs and memories depend on where its weights are", "[estimate][mvau]") {
  Alone small(four_bit_mvau(16, 16), 4, 4);
  // 300 + 1.1 * 4 * (96 multiplier + 56 adder + 13 accumulator)
  CHECK(small.resources().lut == PythonNumber::integer(1026));
  CHECK(small.resources().bram_18k == PythonNumber::integer(2));
  small.node.mem_mode = "internal_embedded";
  CHECK(small.resources().lut == PythonNumber::integer(1026 + 64));
  CHECK(small.resources().bram_18k == PythonNumber::integer(0));
  small.node.mem_mode = "external";
  small.node.res_type = "dsp";
  CHECK(small.resources().lut == PythonNumber::integer(300 + 303));
  CHECK(small.resources().dsp == PythonNumber::integer(16));

  Alone deep(four_bit_mvau(256, 256), 1, 1);
  CHECK(deep.resources().bram_18k == PythonNumber::integer(16));
  CHECK(deep.resources().uram == PythonNumber::integer(0));
  deep.node.mem_mode = "internal_embedded";
  CHECK(deep.resources().bram_18k == PythonNumber::integer(16));
  CHECK(deep.resources().uram == PythonNumber::integer(16));
  deep.node.mem_mode = "internal_decoupled";
  deep.node.ram_style = "ultra";
  CHECK(deep.resources().bram_18k == PythonNumber::integer(0));
  CHECK(deep.resources().uram_efficiency == PythonNumber::real(1.0 / 18));
}

TEST_CASE("an RTL matrix unit takes DSPs by the part's family and no LUTs", "[estimate][mvau]") {
  const Alone unit(four_bit_mvau(64, 32), 8, 4, Backend::Rtl);
  CHECK(unit.resources().lut == PythonNumber::integer(0));
  CHECK(unit.resources().dsp == PythonNumber::integer(8));
  CHECK(unit.resources(DspBlock::Dsp58).dsp == PythonNumber::integer(16));
  CHECK(dsp_block("xc7z020clg400-1") == DspBlock::Dsp48E1);
  CHECK(dsp_block("xczu3eg-sbva484-1-e") == DspBlock::Dsp48E2);
  CHECK(dsp_block("xcvc1902-vsva2197-2MP-e-S") == DspBlock::Dsp58);
  for (const char* name : {"xc7a100tcsg324-1", "xc7s50csga324-1", "xa7z020clg400-1", "xq7z045rf900-2I"})
    CHECK(dsp_block(name) == DspBlock::Dsp48E1);
  for (const char* name : {"xck26-sfvc784-2LV-c", "xcau15p-ffvb676-2-e", "xcku115-flva1517-2-e",
                           "xczu28dr-ffvg1517-2-e", "xcu50-fsvh2104-2L-e", "xqrku060-cna1509-1-m"})
    CHECK(dsp_block(name) == DspBlock::Dsp48E2);
  for (const char* name : {"xcv80-lsva4737-2MHP-e-S", "xqrvc1902-vsra2197-1MSM-b"})
    CHECK(dsp_block(name) == DspBlock::Dsp58);
}

TEST_CASE("a vector unit takes kernel pixels by channels and packs weights without parity", "[estimate][vvau]") {
  Vvau m;
  m.channels = 8;
  m.kernel = {3, 3};
  m.out_size = {4, 4};
  m.weight = DataType::int_(4);
  m.input = DataType::uint(4);
  m.accumulator = DataType::int_(12);
  m.no_activation = true;
  m.levels = 0;
  Alone unit(m, 2, 3);
  CHECK(unit.cycles() == 8 * 9 / 2 / 3 * 16);
  CHECK(unit.resources().bram_18k == PythonNumber::integer(0));
  unit.node.ram_style = "block";
  // 24 bits x 12 words: one memory of 32 bits.
  CHECK(unit.resources().bram_18k == PythonNumber::integer(1));
  CHECK(unit.resources().bram_efficiency == PythonNumber::real(4.0 * 2 * 12 / (36 * 512)));
}

TEST_CASE("kinds that move words take as many cycles as words", "[estimate]") {
  Thresholding t;
  t.channels = 12;
  t.num_input_vectors = {5, 5};
  CHECK(Alone(t, 4, 1).cycles() == 75);
  AccumulatePool sum;
  sum.channels = 16;
  sum.num_input_vectors = {7, 7};
  CHECK(Alone(sum, 4, 1).cycles() == 49 * 4 + 4);
  FmPadding padding;
  padding.in_size = {4, 6};
  padding.padding = {1, 1, 1, 1};
  padding.channels = 8;
  CHECK(Alone(padding, 1, 2, Backend::Rtl).cycles() == 6 * 8 * 4);
  Pool pool;
  pool.out_size = {3, 3};
  pool.kernel = {2, 2};
  pool.channels = 6;
  CHECK(Alone(pool, 3, 1).cycles() == 6 * 4 / 3 * 9);
  CHECK(Alone(LabelSelect{10, 1, DataType::int_(8), DataType::uint(4)}, 2, 1).cycles() == 5);
  CHECK(Alone(Dwc{{8}, DataType::uint(4), 1, 8}, 1, 1).cycles() == 0);
  CHECK(Alone(Dwc{{8}, DataType::uint(4), 1, 8}, 1, 1).resources().lut == PythonNumber::integer(3 + 32));
}

TEST_CASE("a StreamingMaxPool's estimate ignores channels, except on a row", "[estimate]") {
  CHECK(Alone(MaxPool{{10, 10}, {2, 2}, 64, DataType::uint(4)}, 1, 1).cycles() == 125);
  // 18 * 18 * (1 + 1/36) is 333, but falls short of it in floating point.
  CHECK(Alone(MaxPool{{18, 18}, {6, 6}, 1, DataType::uint(4)}, 1, 1).cycles() == 332);
  CHECK(Alone(MaxPool{{1, 12}, {1, 3}, 8, DataType::uint(4)}, 2, 1).cycles() == 4 * 4 * 4);
}

TEST_CASE("a threshold search keeps whole LUTRAM columns as floats, as Python divides", "[estimate]") {
  Thresholding t;
  t.channels = 64;
  t.threshold = DataType::int_(8);
  t.output = DataType::uint(1);
  t.levels = 1;
  Alone search(t, 1, 1, Backend::Rtl);
  CHECK(search.resources().lut == PythonNumber::real(8));
  search.node.folding.PE = 2;
  CHECK(search.resources().lut == PythonNumber::integer(16));
  search.node.backend = Backend::Hls;
  search.node.ram_style = "distributed";
  CHECK(search.resources().lut == PythonNumber::integer(16 + 16));
}

TEST_CASE("the critical path takes the longer branch and the first of the slowest nodes is the bottleneck",
          "[estimate]") {
  Network network;
  network.name = "diamond";
  DuplicateStreams split;
  Thresholding t;
  AddStreams join;
  split.channels = t.channels = join.channels = 8;
  split.num_input_vectors = t.num_input_vectors = join.num_input_vectors = {10};
  network.layers = {
      {"D", split, {"in"}, {"a", "b"}, {}}, {"T", t, {"a"}, {"c"}, {}}, {"A", join, {"c", "b"}, {"out"}, {}}};
  Folding folding;
  folding.layers["T"].PE = 2;
  const NetworkPerformance p = estimate_network(network, folding, {}, "xc7z020clg400-1", 5.0).performance;
  CHECK(p.critical_path_cycles == 80 + 40 + 80);
  CHECK(p.max_cycles == 80);
  CHECK(p.max_cycles_node_name == "DuplicateStreams_hls_0");
  CHECK(p.throughput_fps == 1e9 / 5.0 / 80);
  CHECK(p.latency_ns == 1000.0);
}

TEST_CASE("what FINN has no estimate for is refused by name, all at once", "[estimate]") {
  Network network;
  Relu relu;
  relu.channels = 4;
  Mvau m = four_bit_mvau(4, 4);
  m.num_input_vectors = {2};
  network.layers = {{"first", relu, {"in"}, {"a"}, {}}, {"second", m, {"a"}, {"out"}, {}}};
  Folding folding;
  folding.layers["second"].MMV = 2;
  try {
    estimate_network(network, folding, {}, "xc7z020clg400-1", 10.0);
    FAIL("no error");
  } catch (const Errors& e) {
    REQUIRE(e.list().size() == 2);
    CHECK(e.list()[0].what_text.find("first is a ReLU") != std::string::npos);
    CHECK(e.list()[1].what_text.find("second") != std::string::npos);
  }
  for (const char* name : {"pynq", "", "x", "xbanana", "xc6slx45", "xcell", "5CGXFC7"})
    CHECK_THROWS_AS(dsp_block(name), Error);
}

TEST_CASE("nodes are numbered by op type and backend, and a folding file's attributes reach them", "[estimate]") {
  Network network;
  network.layers = {{"MVAU_0", four_bit_mvau(64, 64), {"in"}, {"a"}, {}},
                    {"MVAU_1", four_bit_mvau(64, 64), {"a"}, {"out"}, {}}};
  const char* text = R"({"MVAU_hls_1": {"mem_mode": "external", "resType": "dsp", "ram_style": "block"}})";
  const auto attributes = parse_node_attributes(text, "f.json", network);
  const auto nodes = hardware_nodes(network, {}, attributes, "xczu3eg-sbva484-1-e");
  CHECK(nodes[0].name == "MVAU_rtl_0");
  CHECK(nodes[1].name == "MVAU_hls_0");
  CHECK(nodes[1].mem_mode == "external");
  CHECK(nodes[1].res_type == "dsp");
  CHECK(nodes[1].ram_style == "block");
  CHECK_THROWS_AS(parse_node_attributes(R"({"MVAU_0": {"mem_mode": "const"}})", "f.json", network), Errors);
}

TEST_CASE("FINN up to 0.7 counts a pooled picture with a read back per row, and a line without its channels",
          "[estimate][old]") {
  // Published: a 16x16 picture, window 2, is 384 cycles in a build of FINN 0.7, and 320 since 0.8.
  MaxPool square;
  square.in_size = {16, 16};
  square.window = {2, 2};
  square.channels = 64;
  Alone pool(square, 1, 1);
  CHECK(pool.cycles() == 320);
  pool.node.is_before_0_8 = true;
  CHECK(pool.cycles() == 384);
  MaxPool line = square;
  line.in_size = {16, 1};
  line.window = {2, 1};
  Alone row(line, 1, 1);
  CHECK(row.cycles() == 8 * 64 * 3);
  row.node.is_before_0_8 = true;
  CHECK(row.cycles() == 16 + 2);
}

TEST_CASE("a line's window generator of FINN up to 0.7 has kernel and stride lines of all its pixels",
          "[estimate][old]") {
  // 24 pixels of 8 channels, 4 bits, SIMD 2: words of 8 bits, 96 deep; 3 + 1 lines.
  SlidingWindow s;
  s.in_size = {24, 1};
  s.kernel = {3, 1};
  s.stride = {1, 1};
  s.channels = 8;
  s.type = DataType::uint(4);
  Alone line(s, 1, 2, Backend::Hls);
  line.node.is_before_0_8 = line.node.is_before_0_9 = true;
  line.node.ram_style = "distributed";
  CHECK(line.resources().lut.value == 300 + 4 * 8 * 2);
  line.node.ram_style = "block";
  CHECK(line.resources().bram_18k.value == 4);
  line.node.ram_style = "ultra";
  CHECK(line.resources().uram.value == 4);
}

TEST_CASE("a VVAU of FINN up to 0.9 has memories of each PE's own and sums of any operands", "[estimate][old]") {
  // 3x3, 64 channels, PE 2, 4 x 4 bits: 288 words of 4 bits; sums of 4 + 4 + ceil(log2 9) = 12 bits.
  Vvau v;
  v.kernel = {3, 3};
  v.channels = 64;
  v.input = DataType::uint(4);
  v.weight = DataType::int_(4);
  v.accumulator = v.output = DataType::int_(32);
  v.no_activation = true;
  v.levels = 0;
  Alone unit(v, 2, 1, Backend::Hls);
  unit.node.has_no_simd = true;
  CHECK(unit.resources().bram_18k.value == 2);
  CHECK(unit.resources().lut.value == 300 + 79);  // 1.1 * 2 * (3 * 8 + 12) = 79.2
  unit.node.ram_style = "ultra";
  CHECK(unit.resources().uram.value == 1);
  CHECK(unit.resources().bram_18k.value == 0);
  unit.node.is_before_0_9 = true;
  CHECK(unit.resources().uram.value == 0);
  CHECK(unit.resources().bram_18k.value == 2);
}

TEST_CASE("pixels that FINN+ folds are so many words more", "[estimate][upsample]") {
  Upsample u;
  u.in_size = {3, 5};
  u.factor = {2, 2};
  u.channels = 4;
  Alone up(u, 1, 1);
  CHECK(up.cycles() == 60);
  up.node.folding.stated[kPixelSimd] = "2";
  CHECK(up.cycles() == 120);
}

TEST_CASE("FINN+ has memories of thresholds by HLS that hold all of them, and counts those of a search in BRAM",
          "[estimate][plus]") {
  // 64 channels, PE 4, 15 thresholds of 9 bits: words of 540 bits, 16 deep.
  Thresholding t;
  t.channels = 64;
  t.input = DataType::int_(8);
  t.threshold = DataType::int_(9);
  t.output = DataType::uint(4);
  t.levels = 15;
  Alone hls(t, 4, 1, Backend::Hls);
  hls.node.ram_style = "distributed";
  hls.node.folding.stated["finn_release"] = "plus-1.6";
  CHECK(hls.resources().lut.value == 4 * 8 + 540);
  hls.node.ram_style = "block";
  CHECK(hls.resources().bram_18k.value == 34);  // ceil(540 / 16)
  CHECK(hls.resources().bram_efficiency.value == 540.0 * 16 / (34 * 18432));
  hls.node.ram_style = "ultra";
  CHECK(hls.resources().uram.value == 8);  // ceil(540 / 72)
}

TEST_CASE("FINN+ counts a line's depthwise windows by what is longer, reading or writing", "[estimate][plus]") {
  // 21 pixels of 4 channels, SIMD 2, kernel 5, stride 2: 9 windows; 9 * 5 * 2 + 1 * 5 = 95 writes, 21 * 2 + 2 * 4
  // reads.
  SlidingWindow s;
  s.in_size = {1, 21};
  s.kernel = {1, 5};
  s.stride = {1, 2};
  s.channels = 4;
  s.depthwise = true;
  Alone line(s, 1, 2);
  line.node.folding.stated["finn_release"] = "plus-1.6";
  CHECK(line.cycles() == 97);
}

TEST_CASE("embedded weights of a VVAU take no URAM", "[estimate][vvau]") {
  Vvau v;
  v.kernel = {3, 3};
  v.channels = 64;
  v.input = DataType::uint(4);
  v.weight = DataType::int_(4);
  v.no_activation = true;
  v.levels = 0;
  Alone unit(v, 1, 1, Backend::Hls);  // 576 words of 4 bits: too deep for LUTs
  unit.node.mem_mode = "internal_embedded";
  CHECK(unit.resources().uram.value == 0);
  CHECK(unit.resources().bram_18k.value == 1);
}
