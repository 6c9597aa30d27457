/// Does weir hlsc compile anybody's function, compare its RTL with its own native run, and find what differs?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tests/tools/tool.hpp"
#include "tools/flow/kernel_signature.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir::test;
using weir::tools::TopArgument;
using Json = nlohmann::ordered_json;

Json hlsc(const fs::path& source, const std::string& top, std::vector<std::string> more, int exit_code) {
  std::vector<std::string> arguments{"hlsc", source.string(), "--top", top, "--json", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ended ended = run_tool(arguments);
  INFO(ended.output << ended.errors);
  REQUIRE(ended.exit_code == exit_code);
  return Json::parse(ended.output);
}

fs::path written(const ScratchFolder& folder, const std::string& name, const std::string& text) {
  weir::write_text_file(folder / name, text);
  return folder / name;
}

constexpr const char* kFir =
    "static const int taps[4] = {3, -5, 7, 11};\n"
    "int fir(const short samples[20], int sums[17], int shift) {\n"
    "  int last = 0;\n"
    "  for (int i = 0; i < 17; ++i) {\n"
    "    int sum = 0;\n"
    "    for (int k = 0; k < 4; ++k) sum += taps[k] * samples[i + k];\n"
    "    sums[i] = last = sum >> (shift & 7);\n"
    "  }\n"
    "  return last;\n"
    "}\n";

}  // namespace

TEST_CASE("what a top takes is read from clang's words", "[tools][hlsc]") {
  const auto signature = weir::tools::parse_signature(
      "static int k(const ap_uint<8> A[3][4], hls::stream<ap_axiu<8, 1, 1, 1>> (&s)[2], hls::stream<int> &one, "
      "unsigned int n, long &sum, const int *p)",
      "k", {{"p", 9}});
  CHECK(signature.returned == "int");
  REQUIRE(signature.arguments.size() == 6);
  const auto& a = signature.arguments;
  CHECK(a[0].kind == TopArgument::Kind::kArray);
  CHECK(a[0].type == "ap_uint<8>");
  CHECK(a[0].is_const);
  CHECK(a[0].elements() == 12);
  CHECK(a[1].kind == TopArgument::Kind::kStream);
  CHECK(a[1].name == "s");
  CHECK(a[1].extents == std::vector<std::int64_t>{2});
  CHECK(a[1].type == "hls::stream<ap_axiu<8, 1, 1, 1>>");
  CHECK(a[2].extents.empty());
  CHECK(a[3].kind == TopArgument::Kind::kValue);
  CHECK(a[3].type == "unsigned int");
  CHECK(a[4].kind == TopArgument::Kind::kReference);
  CHECK(a[5].kind == TopArgument::Kind::kArray);
  CHECK(a[5].elements() == 9);
  CHECK(weir::tools::parse_signature("void k()", "k", {}).arguments.empty());
  for (const char* text : {"void k(int a[])", "void k(int)", "void other(int a)"})
    CHECK_THROWS_AS(weir::tools::parse_signature(text, "k", {}), weir::Error);
  CHECK_THROWS_AS(weir::tools::parse_signature("void k(int a[3])", "k", {{"a", 4}}), weir::Error);
  CHECK_THROWS_AS(weir::tools::parse_signature("void k(int a[3])", "k", {{"b", 4}}), weir::Error);
}

TEST_CASE("a function of arrays, an integer and a result equals its own C++", "[tools][hlsc]") {
  const ScratchFolder folder;
  const Json result =
      hlsc(written(folder, "fir.cpp", kFir), "fir", {"--stalls", "0.3", "-o", (folder / "out").string()}, 0);
  CHECK(result.at("equal") == true);
  CHECK(result.at("adapter") == true);
  CHECK(result.at("calls") == 2);
  CHECK(result.at("words_compared") == 2 * (20 + 17 + 1 + 17 + 1));  // samples, sums twice, shift, the result
  CHECK(result.at("kernels").at(0).at("ii") >= 1);
  CHECK(fs::exists(folder / "out/rtl/fir_streams.sv"));
  CHECK(fs::exists(folder / "out/fir_streams.cpp"));
  CHECK(Json::parse(weir::read_text_file(folder / "out/hlsc.json")).at("equal") == true);
}

TEST_CASE("a test bench's own words are compared, be it a file of its own or the source", "[tools][hlsc]") {
  const ScratchFolder folder;
  const std::string declared = "int fir(const short samples[20], int sums[17], int shift);\n";
  const std::string main =
      "int main() {\n  short s[20]; int sums[17];\n"
      "  for (int call = 0; call < 3; ++call) {\n    for (int i = 0; i < 20; ++i) s[i] = i * i - 40 * call;\n"
      "    fir(s, sums, call);\n  }\n  return 0;\n}\n";
  const fs::path apart = written(folder, "apart.cpp", kFir), bench = written(folder, "bench.cpp", declared + main);
  CHECK(hlsc(apart, "fir", {"--tb", bench.string()}, 0).at("calls") == 3);
  const fs::path together = written(folder, "together.cpp", kFir + main);
  CHECK(hlsc(together, "fir", {"--tb", together.string()}, 0).at("calls") == 3);
}

TEST_CASE("a function without inputs, whose RTL sends without end, is compared up to its last word", "[tools][hlsc]") {
  const ScratchFolder folder;
  const Json right = hlsc(written(folder, "k.cpp", "short k() {\n  return 42;\n}\n"), "k", {"--calls", "3"}, 0);
  CHECK(right.at("words_compared") == 3);
}

TEST_CASE("a DATAFLOW top tells what its FIFOs held at most", "[tools][hlsc]") {
  const ScratchFolder folder;
  const fs::path source = written(
      folder, "pair.cpp",
      "#include <ap_int.h>\n#include <hls_stream.h>\n"
      "static void twice(hls::stream<ap_uint<9>>& in, hls::stream<ap_uint<9>>& out) {\n"
      "  for (int i = 0; i < 12; ++i) {\n#pragma HLS PIPELINE II=1\n    out.write(in.read() * 2);\n  }\n}\n"
      "static void sum(hls::stream<ap_uint<9>>& in, hls::stream<ap_uint<14>>& out) {\n  ap_uint<14> s = 0;\n"
      "  for (int i = 0; i < 12; ++i) {\n#pragma HLS PIPELINE II=3\n    s += in.read();\n  }\n  out.write(s);\n}\n"
      "void pair(hls::stream<ap_uint<9>>& in, hls::stream<ap_uint<14>>& out) {\n#pragma HLS DATAFLOW\n"
      "  hls::stream<ap_uint<9>> between;\n#pragma HLS STREAM variable=between depth=5\n"
      "  twice(in, between);\n  sum(between, out);\n}\n");
  const Json result = hlsc(source, "pair", {"--calls", "3"}, 0);
  CHECK(result.at("kernels").size() == 2);
  bool is_told = false;
  for (const Json& fifo : result.at("fifos"))
    if (fifo.at("name") == "between") {
      is_told = true;
      CHECK(fifo.at("depth_words") == 5);
      CHECK(fifo.at("peak_words") == 5);  // the reader is three times as slow
    }
  CHECK(is_told);
}

TEST_CASE("what cannot become hardware, or has no words, is refused with its place", "[tools][hlsc]") {
  const ScratchFolder folder;
  const auto code = [&](const std::string& text, const std::vector<std::string>& more = {}) {
    return hlsc(written(folder, "k.cpp", text), "k", more, 2).at("errors").at(0);
  };
  const Json floating = code("int k(int a[4]) {\n  return int(a[1] * 0.5);\n}\n");
  CHECK(floating.at("code") == "floating-point");
  CHECK(floating.at("where").get<std::string>().find("k.cpp:2") != std::string::npos);
  CHECK(code("int k(int a[]) { return a[0]; }\n").at("code") == "argument");
  CHECK(code("int k(int *a) { return a[0]; }\n").at("code") == "argument");
  CHECK(code("int other(int a) { return a; }\n").at("code") == "top");
  CHECK(code("int k(int a) { return a }\n").at("code") == "clang");
  // Words of no meaning: the C++ itself leaves its array.
  CHECK(code("int k(int a[4], int at) {\n  return a[at & 0xffff];\n}\n").at("code") == "native-run");
  CHECK(code("int k(int a) { return a; }\n", {"--argument", "a"}).at("code") == "usage");
}

TEST_CASE("a pointer is so many elements as the command says", "[tools][hlsc]") {
  const ScratchFolder folder;
  const fs::path source =
      written(folder, "k.cpp", "void k(int *_a__b_) {\n  for (int i = 0; i < 6; ++i) _a__b_[i] += i;\n}\n");
  CHECK(hlsc(source, "k", {"--elements", "_a__b_=6"}, 0).at("words_compared") == 2 * 12);
}

TEST_CASE("a pointer is so many elements as the array that the test bench passes", "[tools][hlsc]") {
  const ScratchFolder folder;
  const fs::path source = written(folder, "k.cpp",
                                  "typedef unsigned char state_t[2][3];\n"
                                  "void k(state_t *state, const int *key, int *sum) {\n"
                                  "  *sum = 0;\n"
                                  "  for (int i = 0; i < 2; ++i)\n"
                                  "    for (int j = 0; j < 3; ++j) *sum += (*state)[i][j] += key[3 * i + j + 1];\n"
                                  "}\n");
  const std::string declared = "typedef unsigned char state_t[2][3];\nvoid k(state_t *, const int *, int *);\n";
  const auto run = [&](const std::string& main, int exit_code) {
    const fs::path bench = written(folder, "tb.cpp", declared + "int main() {\n" + main + "}\n");
    return hlsc(source, "k", {"--tb", bench.string()}, exit_code);
  };
  const std::string calls =
      "  state_t state = {{1, 2, 3}, {4, 5, 6}};\n  int key[7] = {0, 10, 20, 30, 40, 50, 60}, sum;\n"
      "  k(&state, key, &sum);\n";
  const Json right = run(calls + "  return sum == 231 ? 0 : 2;\n", 0);
  CHECK(right.at("words_compared") == 2 * 6 + 7 + 2 * 1);  // in and out
  CHECK(right.at("notes").at(0) == "key points at 7 elements, as in the test bench");
  // Another call with an array of another size; and one whose arrays are the same memory.
  CHECK(run(calls + "  int longer[8] = {}; k(&state, longer, &sum);\n  return 0;\n", 2).at("errors").at(0).at("code") ==
        "argument");
  CHECK(run("  state_t state = {}; int all[7] = {}; k(&state, all, all + 6);\n  return 0;\n", 2)
            .at("errors")
            .at(0)
            .at("code") == "native-run");
}

TEST_CASE("a C++ that behaves otherwise natively is a finding", "[tools][hlsc]") {
  const ScratchFolder folder;
  const fs::path source = written(folder, "k.cpp",
                                  "void k(int a[6]) {\n  for (int i = 0; i < 6; ++i)\n#ifdef __WEIR_HLSC__\n"
                                  "    a[i] += 2;\n#else\n    a[i] += 1;\n#endif\n}\n");
  const Json result = hlsc(source, "k", {}, 1);
  CHECK(result.at("equal") == false);
  CHECK(result.at("mismatches") == 12);
}
