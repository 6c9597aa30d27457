// What a test bench must not do to RTL from elsewhere, nor say about it: words offered too early, words that no input
// has caused, words that were left, bits that belong to no word.
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "rtl_wrap/foreign/foreign_rtl.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr int kBenchFrames = 3;
constexpr std::int64_t kInWords = 20;

/// in: 20 words of 16 bits a frame; out: `out_words` of them.
golden::StageGraph graph_of(std::int64_t out_words) {
  golden::StageGraph graph;
  add_chain(graph, {{4, 4}, {0}, {2, 2}, {kInWords, 4}});
  graph.streams[1].shape = {out_words, 4};
  return graph;
}

/// Behind every word of a frame come those that `out(frame words)` says.
using Function = std::function<std::vector<std::uint16_t>(const std::vector<std::uint16_t>&)>;

rtl::ExpectedWords words_of(const golden::StageGraph& graph, const Function& out) {
  rtl::ExpectedWords words;
  words["in"].word_bits = words["out"].word_bits = 16;
  for (int frame = 0; frame < kBenchFrames; ++frame) {
    std::vector<std::uint16_t> in;
    for (int k = 0; k < kInWords; ++k) in.push_back(static_cast<std::uint16_t>(0x1100 * (frame + 1) + 7 * k));
    const auto append = [&](const std::string& stream, const std::vector<std::uint16_t>& list) {
      for (const std::uint16_t word : list)
        for (const int shift : {0, 8}) words[stream].bytes.push_back(static_cast<std::uint8_t>(word >> shift));
    };
    append("in", in);
    append("out", out(in));
  }
  REQUIRE(words["out"].count() == kBenchFrames * graph.streams[1].words_per_frame());
  return words;
}

/// A module with one stream in and one out; `body` drives in_r_TREADY, out_r_TDATA and out_r_TVALID.
std::string kernel(const std::string& body, int out_bits = 16) {
  return "module kernel(input ap_clk, input ap_rst_n, input [15:0] in_r_TDATA, input in_r_TVALID, output in_r_TREADY,\n"
         "  output [" +
         std::to_string(out_bits - 1) +
         ":0] out_r_TDATA, output out_r_TVALID, input out_r_TREADY);\n  wire give = out_r_TVALID & out_r_TREADY, take "
         "= "
         "in_r_TVALID & in_r_TREADY;\n" +
         body + "endmodule\n";
}

rtl::CosimResult run(const std::string& source, const golden::StageGraph& graph, const rtl::ExpectedWords& words,
                     int frames = kBenchFrames, timing::Stalls stalls = {},
                     const std::map<std::string, DataType>& declared = {}) {
  Fnv1a hash;
  hash.add(source);
  const auto folder = shared_cache() / "foreign" / hash.hex();
  std::filesystem::create_directories(folder);
  write_text_file(folder / "kernel.v", source);
  const auto rtl = rtl::adopt_foreign_rtl(folder, "kernel", folder.string() + ".copy").rtl;
  const auto instance = build(rtl).model->create();
  rtl::CosimOptions options;
  options.frames = frames;
  options.is_foreign = true;
  options.stalls = stalls;
  options.declared_types = declared;
  return rtl::cosimulate(*instance, graph, words, options);
}

/// Is not ready in the first cycle after reset, but takes a word in it all the same.
const std::string kHastyQueue =
    "  reg [15:0] a, b; reg [1:0] n; reg first;\n  assign in_r_TREADY = !first && n != 2;\n"
    "  assign out_r_TDATA = a, out_r_TVALID = n != 0;\n  wire in = in_r_TVALID & (n != 2);\n"
    "  always @(posedge ap_clk) begin\n    first <= !ap_rst_n;\n    if (!ap_rst_n) n <= 0;\n    else begin\n"
    "      n <= n + {1'b0, in} - {1'b0, give};\n      if (give) a <= b;\n"
    "      if (in) begin if (n - {1'b0, give} == 0) a <= in_r_TDATA; else b <= in_r_TDATA; end\n    end\n  end\n";

/// Writes `before` zeros, then a frame of 20 words, then `after` zeros, without waiting for the frame to begin.
std::string padding(int before, int after) {
  const std::string total = std::to_string(before + kInWords + after);
  return "  reg [7:0] k;\n  wire border = k < " + std::to_string(before) +
         " || k >= " + std::to_string(before + kInWords) +
         ";\n  assign out_r_TDATA = border ? 16'd0 : in_r_TDATA, out_r_TVALID = ap_rst_n & (border | in_r_TVALID);\n"
         "  assign in_r_TREADY = !border & out_r_TREADY;\n  always @(posedge ap_clk)\n    if (!ap_rst_n) k <= 0; else "
         "if "
         "(give) k <= k == " +
         total + " - 1 ? 0 : k + 1;\n";
}

Function padded(int before, int after) {
  return [=](const std::vector<std::uint16_t>& in) {
    std::vector<std::uint16_t> out(static_cast<std::size_t>(before), 0);
    out.insert(out.end(), in.begin(), in.end());
    out.resize(out.size() + static_cast<std::size_t>(after), 0);
    return out;
  };
}

/// Passes `most` words of what it believes to be a frame, and begins the next frame at once.
const Function kFirst15 = [](const std::vector<std::uint16_t>& in) {
  return std::vector<std::uint16_t>(in.begin(), in.begin() + 15);
};
std::string passes_15_of(int words) {
  return "  reg [7:0] k;\n  wire last = k == " + std::to_string(words) +
         " - 1, drop = k >= 15;\n  assign out_r_TDATA = in_r_TDATA, out_r_TVALID = in_r_TVALID & !drop;\n"
         "  assign in_r_TREADY = drop | out_r_TREADY;\n  always @(posedge ap_clk)\n    if (!ap_rst_n) k <= 0; else if "
         "(take) k <= last ? 0 : k + 1;\n";
}

void require_left(const rtl::CosimResult& result, std::int64_t frame, std::int64_t left) {
  REQUIRE(result.unread_words.size() == 1);
  CHECK(result.unread_words[0].stream == "in");
  CHECK(result.unread_words[0].frame == frame);
  CHECK(result.unread_words[0].words == left);
  CHECK_THAT(rtl::render(result),
             Catch::Contains(std::to_string(left) + (left == 1 ? " word" : " words") + " of frame " +
                             std::to_string(frame + 1) + (left == 1 ? " was" : " were") + " left unread on in"));
}

}  // namespace

TEST_CASE("a queue that takes a word twice which comes at the first edge after reset is not given one", "[foreign]") {
  const auto graph = graph_of(kInWords);
  const double stalls = GENERATE(0.0, 0.5);
  const auto result =
      run(kernel(kHastyQueue), graph, words_of(graph, [](const auto& in) { return in; }), kBenchFrames, {stalls, 3});
  INFO(rtl::render(result));
  CHECK(result.equal());
  CHECK(result.frames_equal == kBenchFrames);
  // Counting begins where the first word may be offered: it is accepted in cycle 0.
  if (stalls == 0) CHECK(result.latency_cycles == kInWords + 1);
}

TEST_CASE("the border of the next frame, which needs no input, is no finding", "[foreign]") {
  const int before = GENERATE(1, 7, 30);
  const auto graph = graph_of(before + kInWords + 2);
  const auto result = run(kernel(padding(before, 2)), graph, words_of(graph, padded(before, 2)));
  INFO(rtl::render(result));
  CHECK(result.equal());
  CHECK(result.mismatches == 0);
  CHECK(result.streams[1].words_unasked == before);
  CHECK_THAT(rtl::render(result), Catch::Contains("made without input"));
}

TEST_CASE("words after the last frame that an input has caused, or that no frame begins with, are a finding",
          "[foreign]") {
  const auto graph = graph_of(kInWords);
  const auto words = words_of(graph, [](const auto& in) { return in; });
  SECTION("the last word of every frame comes once more") {
    const auto result =
        run(kernel("  reg [15:0] d; reg v; reg [5:0] k;\n  assign in_r_TREADY = k != 20, out_r_TDATA = k "
                   "== 20 ? d : in_r_TDATA, out_r_TVALID = k == 20 | in_r_TVALID;\n"
                   "  always @(posedge ap_clk) if (!ap_rst_n) k <= 0; else if (give) begin k <= k == 20 "
                   "? 0 : k + 1; d <= in_r_TDATA; end\n"),
            graph, words, 1);
    INFO(rtl::render(result));
    CHECK_FALSE(result.equal());
    REQUIRE(result.first_mismatch);
    CHECK(result.first_mismatch->kind == rtl::Mismatch::Kind::Extra);
    CHECK(result.streams[1].words_extra == 1);
  }
  SECTION("zeros after the last frame alone, where a frame begins with nothing of its own") {
    const auto result =
        run(kernel("  reg [7:0] n; wire over = n >= 60 & n < 64;\n  assign in_r_TREADY = out_r_TREADY & "
                   "!over, out_r_TDATA = over ? 16'd0 : in_r_TDATA, out_r_TVALID = over | in_r_TVALID;\n"
                   "  always @(posedge ap_clk) if (!ap_rst_n) n <= 0; else if (give) n <= n + 1;\n"),
            graph, words);
    INFO(rtl::render(result));
    CHECK_FALSE(result.equal());
    CHECK(result.streams[1].words_extra == 4);
    CHECK(result.streams[1].words_unasked == 0);
  }
  SECTION("a border that is not that of a frame") {
    std::string wrong = padding(4, 0);
    wrong.replace(wrong.find("k <= k =="), 9, "k <= k + 8'd1; else if (1'b0) k <= k ==");
    const auto padded_graph = graph_of(4 + kInWords);
    const auto result = run(kernel(wrong), padded_graph, words_of(padded_graph, padded(4, 0)), 1);
    INFO(rtl::render(result));
    CHECK_FALSE(result.equal());
  }
}

TEST_CASE("words that a design leaves of a frame are named", "[foreign]") {
  const auto graph = graph_of(15);
  const auto words = words_of(graph, kFirst15);
  CHECK(run(kernel(passes_15_of(20)), graph, words).equal());
  // It takes what it has left for the beginning of the next frame.
  const int read = GENERATE(15, 18, 19);
  const auto result = run(kernel(passes_15_of(read)), graph, words);
  const std::string text = rtl::render(result);
  INFO(text);
  CHECK_FALSE(result.equal());
  CHECK(result.frames_equal == 1);
  require_left(result, 0, kInWords - read);
}

TEST_CASE("words that a design leaves on one of two inputs, or on both, are named", "[foreign]") {
  // 15 sums of the words on a and b; of each frame it reads so many words of a and of b.
  const auto [read_a, read_b] = GENERATE(table<int, int>({{20, 20}, {20, 18}, {16, 20}, {19, 17}}));
  golden::StageGraph graph = graph_of(15);
  golden::Stream other = graph.streams[0];
  graph.streams[0].name = "a";
  other.name = "b";
  graph.streams.push_back(other);
  graph.stages[0].inputs.push_back(2);
  rtl::ExpectedWords words;
  for (const char* name : {"a", "b", "out"}) words[name].word_bits = 16;
  for (int frame = 0; frame < kBenchFrames; ++frame)
    for (int k = 0; k < kInWords; ++k) {
      const int a = 0x900 * frame + 7 * k, b = 0x1300 * (frame + 1) + 11 * k;
      for (const int shift : {0, 8}) {
        words["a"].bytes.push_back(static_cast<std::uint8_t>(a >> shift));
        words["b"].bytes.push_back(static_cast<std::uint8_t>(b >> shift));
        if (k < 15) words["out"].bytes.push_back(static_cast<std::uint8_t>((a + b) >> shift));
      }
    }
  const auto counter = [](const std::string& x, int read) {
    return "  always @(posedge ap_clk) if (!ap_rst_n) k" + x + " <= 0; else if (" + x + "_TVALID & " + x +
           "_TREADY) k" + x + " <= k" + x + " == " + std::to_string(read) + " - 1 ? 0 : k" + x + " + 1;\n";
  };
  const std::string source =
      "module kernel(input ap_clk, input ap_rst_n, input [15:0] a_TDATA, input a_TVALID, output a_TREADY,\n"
      "  input [15:0] b_TDATA, input b_TVALID, output b_TREADY,\n"
      "  output [15:0] out_TDATA, output out_TVALID, input out_TREADY);\n  reg [7:0] ka, kb;\n"
      "  assign out_TDATA = a_TDATA + b_TDATA, out_TVALID = a_TVALID & b_TVALID & ka < 15 & kb < 15;\n"
      "  assign a_TREADY = ka >= 15 | out_TVALID & out_TREADY, b_TREADY = kb >= 15 | out_TVALID & out_TREADY;\n" +
      counter("a", read_a) + counter("b", read_b) + "endmodule\n";
  const auto result = run(source, graph, words);
  INFO(rtl::render(result));
  CHECK(result.equal() == (read_a == kInWords && read_b == kInWords));
  std::map<std::string, std::int64_t> left;
  for (const auto& unread : result.unread_words) left[unread.stream] = unread.words;
  std::map<std::string, std::int64_t> expected;
  if (read_a < kInWords) expected["a"] = kInWords - read_a;
  if (read_b < kInWords) expected["b"] = kInWords - read_b;
  CHECK(left == expected);
}

TEST_CASE("words of the last frame that are never taken are named", "[foreign]") {
  const auto graph = graph_of(15);
  const auto words = words_of(graph, kFirst15);
  std::string source = passes_15_of(18);
  source.replace(source.find("k <= last ? 0"), 13, "k <= last ? 200");
  source.replace(source.find("drop | out_r_TREADY"), 19, "k != 200 & (drop | out_r_TREADY)");
  const auto result = run(kernel(source), graph, words, 1);
  INFO(rtl::render(result));
  CHECK_FALSE(result.equal());
  require_left(result, 0, 2);
}

TEST_CASE("a design that stands still in the middle of a frame is not said to have left words", "[foreign]") {
  const auto graph = graph_of(kInWords);
  const auto result = run(
      kernel("  reg [7:0] k;\n  assign in_r_TREADY = out_r_TREADY & k < 10, out_r_TDATA = in_r_TDATA, out_r_TVALID = "
             "in_r_TVALID & k < 10;\n  always @(posedge ap_clk) if (!ap_rst_n) k <= 0; else if (take) k <= k + 1;\n"),
      graph, words_of(graph, [](const auto& in) { return in; }));
  CHECK_FALSE(result.equal());
  CHECK(result.unread_words.empty());
  CHECK_THAT(rtl::render(result), Catch::Contains("never came"));
}

TEST_CASE("bits above the word on a padded port are not compared and not shown", "[foreign]") {
  golden::StageGraph graph;
  add_chain(graph, {{3, 3}, {0}, {2, 2}, {kInWords, 3}});
  const auto words = random_words(graph, kBenchFrames, 5);
  const std::string body =
      "  assign in_r_TREADY = out_r_TREADY, out_r_TVALID = in_r_TVALID, out_r_TDATA = {4'ha, in_r_TDATA[11:0]";
  const auto result = run(kernel(body + "};\n"), graph, words);
  INFO(rtl::render(result));
  CHECK(result.equal());
  const auto wrong = run(kernel(body + " ^ 12'h010};\n"), graph, words);
  REQUIRE(wrong.first_mismatch);
  CHECK(wrong.first_mismatch->element % 3 == 1);
  CHECK(wrong.first_mismatch->expected != wrong.first_mismatch->got);
  CHECK(wrong.first_mismatch->got_word.substr(0, 1) == "0");
}

TEST_CASE("a port may be as wide as the type that was declared for its elements, sign extended", "[foreign]") {
  // Two elements of INT4 a word, declared as INT12: 8 bits in, 24 out.
  golden::StageGraph graph;
  add_chain(graph, {{2, 2}, {0}, {2, 2}, {kInWords, 2}});
  const auto words = random_words(graph, kBenchFrames, 5);
  const auto source = [](const std::string& top_bits) {
    return "module kernel(input ap_clk, input ap_rst_n, input [7:0] in_r_TDATA, input in_r_TVALID, output "
           "in_r_TREADY,\n"
           "  output [23:0] out_r_TDATA, output out_r_TVALID, input out_r_TREADY);\n  wire [7:0] d = in_r_TDATA;\n"
           "  assign in_r_TREADY = out_r_TREADY, out_r_TVALID = in_r_TVALID,\n    out_r_TDATA = {{8{" +
           top_bits + "}}, d[7:4], {8{d[3]}}, d[3:0]};\nendmodule\n";
  };
  const std::map<std::string, DataType> declared{{"out", DataType::int_(12)}};
  const auto result = run(source("d[7]"), graph, words, kBenchFrames, {}, declared);
  INFO(rtl::render(result));
  CHECK(result.equal());
  const auto wrong = run(source("1'b0"), graph, words, kBenchFrames, {}, declared);
  REQUIRE(wrong.first_mismatch);
  CHECK(wrong.first_mismatch->element % 2 == 1);
  CHECK(wrong.first_mismatch->expected < 0);
  CHECK(wrong.first_mismatch->got == wrong.first_mismatch->expected + 16);
  CHECK_THROWS_AS(run(source("d[7]"), graph, words), Errors);
  CHECK_THROWS_AS(run(source("d[7]"), graph, words, kBenchFrames, {}, {{"out", DataType::int_(16)}}), Errors);
}

TEST_CASE("a declared type that goes with the port counts although the element's own would fit, too", "[foreign]") {
  // INT4 and INT7 alike are padded to 8 bits: bits 4 to 6 are the sign if INT7 was declared.
  golden::StageGraph graph;
  add_chain(graph, {{1, 1}, {0}, {2, 2}, {kInWords, 1}});
  const auto words = random_words(graph, kBenchFrames, 5);
  const std::string source =
      "module kernel(input ap_clk, input ap_rst_n, input [7:0] in_r_TDATA, input in_r_TVALID, output in_r_TREADY,\n"
      "  output [7:0] out_r_TDATA, output out_r_TVALID, input out_r_TREADY);\n"
      "  assign in_r_TREADY = out_r_TREADY, out_r_TVALID = in_r_TVALID,\n"
      "    out_r_TDATA = {in_r_TDATA[6], in_r_TDATA[6:0]};\nendmodule\n";
  const DataType wide = DataType::int_(8);
  const auto result = run(source, graph, words, kBenchFrames, {}, {{"in", DataType::int_(7)}, {"out", wide}});
  INFO(rtl::render(result));
  CHECK(result.equal());
  CHECK_FALSE(run(source, graph, words, kBenchFrames, {}, {{"out", wide}}).equal());
}
