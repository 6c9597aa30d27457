// What is not hardware is refused with its place; nothing is ignored.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "golden/base/error.hpp"
#include "hls/compiler/compile.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

using weir::test::ScratchFolder;

weir::hls::CompileResult compile_text(const std::string& body, const std::string& before = "") {
  ScratchFolder folder;
  const std::string text = "#include <ap_int.h>\n#include <hls_stream.h>\n" + before +
                           "\nvoid k(hls::stream<ap_uint<8>>& in, hls::stream<ap_uint<8>>& out) {\n" + body + "\n}\n";
  std::ofstream(folder / "k.cpp") << text;
  weir::hls::CompileOptions options;
  options.source = folder / "k.cpp";
  options.top = "k";
  options.include_dirs = {weir::test::source_folder().string() + "/hls/include"};
  return weir::hls::compile(options);
}

/// The body starts on line 5 (line 4 + lines of `before`).
void check_error(const std::string& code, int line, const std::string& body, const std::string& before = "") {
  INFO(body);
  try {
    compile_text(body, before);
    FAIL("compiled");
  } catch (const weir::Error& e) {
    INFO(e.text());
    CHECK(e.code == code);
    CHECK_FALSE(e.what_text.empty());
    if (line > 0) CHECK(e.where.find("k.cpp:" + std::to_string(line)) != std::string::npos);
  }
}

const std::string piped = "for (int i = 0; i < 9; ++i) {\n#pragma HLS PIPELINE II=1\n";

}  // namespace

TEST_CASE("a loop that passes words through compiles", "[hls][errors]") {
  const auto r = compile_text(piped + "out.write(in.read());\n}");
  CHECK(r.report.iterations == 9);
  CHECK(r.report.stages == 1);
}

TEST_CASE("arithmetic that has no operator in hardware is refused", "[hls][errors]") {
  check_error("floating-point", 8, piped + "int x = in.read();\nout.write(int(x * 0.3));\n}");
}

TEST_CASE("control that depends on data has no static schedule", "[hls][errors]") {
  CHECK(compile_text(piped + "out.write(in.read());\n}").report.is_static);
  for (const char* body : {"ap_uint<8> x = in.read();\nif (x > 3)\nout.write(x);\n}",
                           "ap_uint<8> x = in.read();\nout.write(x);\nif (x == 3) break;\n}"}) {
    const auto report = compile_text(piped + body).report;
    CHECK_FALSE(report.is_static);
    CHECK(report.iterations == 0);
    CHECK(report.steps.empty());
    CHECK(weir::hls::parse_kernel_report(weir::hls::to_json(report), "k") == report);
  }
}

TEST_CASE("whether a word has come is nothing that a program may ask", "[hls][errors]") {
  check_error("stream-state", 7, piped + "if (!in.empty()) out.write(in.read());\n}");
}

namespace {

/// A top with pointers into memory; the body starts on line 6.
weir::hls::CompiledDesign compile_memory(const std::string& body, const std::string& before = "") {
  ScratchFolder folder;
  std::ofstream(folder / "k.cpp") << "#include <ap_int.h>\n#include <hls_stream.h>\n"
                                  << before
                                  << "void k(const int* in, int* out, short n) {\n"
                                     "#pragma HLS INTERFACE m_axi port=in\n"
                                     "#pragma HLS INTERFACE m_axi port=out\n"
                                  << body << "\n}\n";
  weir::hls::CompileOptions options;
  options.source = folder / "k.cpp";
  options.top = "k";
  options.include_dirs = {weir::test::source_folder().string() + "/hls/include"};
  return weir::hls::compile_design(options);
}

void check_memory_error(const std::string& code, int line, const std::string& body) {
  INFO(body);
  try {
    compile_memory(body);
    FAIL("compiled");
  } catch (const weir::Error& e) {
    INFO(e.text());
    CHECK(e.code == code);
    CHECK(e.where.find("k.cpp:" + std::to_string(line)) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("pointers into memory become ports, everything else of the top registers", "[hls][memory]") {
  const auto design = compile_memory("for (int i = 0; i < n; ++i) out[i] = in[i] + n;");
  REQUIRE(design.memories.size() == 2);
  CHECK(design.memories[0].name == "in");
  CHECK_FALSE(design.memories[0].writes);
  CHECK(design.memories[1].writes);
  REQUIRE(design.registers.size() == 3);
  // The places that Vitis HLS gives them: two words and a reserved one for a pointer, one and a reserved one for a
  // short.
  CHECK(design.registers[0].address == 0x10);
  CHECK(design.registers[1].address == 0x1c);
  CHECK(design.registers[2].address == 0x28);
  CHECK(design.registers[2].bits == 16);
}

TEST_CASE("the word that ends a call leaves the control with the words of its tables, or behind them",
          "[hls][memory]") {
  // The index takes a division, and so many stages; the end of the call takes nothing.
  const auto design = compile_memory(
      "if (n < 0) table[place_of(n)] = n; else run(in, out, n);",
      "static short table[16];\n"
      "static int place_of(short n) { return (unsigned)(n * 977) / (unsigned)((n & 31) | 1) % 13; }\n"
      "static void work(const int* in, int* out, short n) {\n"
      "  for (int i = 0; i < n; ++i) out[i] = in[i] + table[i & 15];\n}\n"
      "static void run(const int* in, int* out, short n) {\n#pragma HLS DATAFLOW\n  work(in, out, n);\n}\n");
  bool has_control = false;
  for (const auto& kernel : design.kernels) {
    int table = -1, end = -1;
    for (const auto& port : kernel.report.ports) {
      if (port.name.rfind("init_", 0) == 0) table = port.stage;
      if (port.name == "done_control") end = port.stage;
    }
    if (table < 0) continue;
    has_control = true;
    CHECK(kernel.report.stages > 8);
    CHECK(end >= table);
  }
  CHECK(has_control);
}

TEST_CASE("memory that cannot be a stream of words is refused", "[hls][memory]") {
  check_memory_error("memory-both", 6, "for (int i = 0; i < 9; ++i) out[i] = out[i] + in[i];");
  check_memory_error("memory-index", 6, "for (int i = 0; i < 9; ++i) out[i] = in[in[i] & 7];");
  check_memory_error("memory-layout", 6,
                     "for (int i = 0; i < 9; ++i) out[i] = in[i] + reinterpret_cast<const short*>(in)[i];");
}

TEST_CASE("a second access to a stream takes another cycle", "[hls][errors]") {
  const auto r = compile_text(piped + "ap_uint<8> x = in.read();\nout.write(x + in.read());\n}");
  const auto events = weir::hls::expand(r.report);
  CHECK(events.size() == 18);  // a read, then a read and a write
  CHECK(std::count_if(events.begin(), events.end(), [](const auto& e) { return e.reads == 1; }) == 18);
  CHECK(std::count_if(events.begin(), events.end(), [](const auto& e) { return e.writes == 1; }) == 9);
  check_error("stream-direction", 0, piped + "in.write(in.read());\nout.write(0);\n}");
}

TEST_CASE("what stands before, between and behind the loops is part of the kernel", "[hls][errors]") {
  const auto before = compile_text("ap_uint<8> a[4] = {1, 2, 3, 4};\n" + piped +
                                   "ap_uint<8> x = in.read();\nout.write(a[i % 4]);\na[i % 4] = x;\n}");
  CHECK(before.report.iterations == 10);
  CHECK(weir::hls::expand(compile_text("out.write(1);\n" + piped + "out.write(in.read());\n}").report).size() == 10);
  CHECK(weir::hls::expand(compile_text(piped + "out.write(in.read());\n}\nout.write(7);\n").report).size() >= 10);
  CHECK_NOTHROW(compile_text("ap_uint<8> a[4];\nfor (int i = 0; i < 4; ++i) a[i] = 0;\n" + piped +
                             "ap_uint<8> x = in.read();\nout.write(a[x & 3]);\na[x & 3] = x;\n}"));
}

TEST_CASE("calls that cannot be inlined are refused", "[hls][errors]") {
  check_error("recursion", 0, piped + "out.write(f(in.read(), i));\n}",
              "int f(int x, int n) { return n ? f(x + n, n - 1) * x : x; }");
  check_error("call", 7, piped + "out.write(g(in.read()));\n}", "int g(int);");
}

TEST_CASE("state of several functions and tables without a value are refused", "[hls][errors]") {
  check_error("global-variable", 7, piped + "count = count + 1; out.write(in.read() + count);\n}",
              "int count; int look() { return count; }");
  check_error("table", 7, piped + "out.write(table[in.read().to_int() & 3]);\n}",
              "int f(); const int table[4] = {f(), 2, 3, 4};");
}

TEST_CASE("a stream that nobody uses and a top that does not exist are refused", "[hls][errors]") {
  check_error("argument", 4, piped + "out.write(i);\n}");
  ScratchFolder folder;
  std::ofstream(folder / "k.cpp") << "void other() {}\n";
  weir::hls::CompileOptions options;
  options.source = folder / "k.cpp";
  options.top = "k";
  CHECK_THROWS_AS(weir::hls::compile(options), weir::Error);
}

TEST_CASE("errors of the C++ itself carry clang's message and place", "[hls][errors]") {
  check_error("clang", 7, piped + "out.write(in.raed());\n}");
}

TEST_CASE("pragmas are obeyed, told or refused, never ignored", "[hls][pragmas]") {
  const std::string rest = "out.write(in.read());\n}";
  check_error("pragma-unknown", 7, piped + "#pragma HLS PROTOCOL\n" + rest);
  check_error("pragma-option", 6, "for (int i = 0; i < 9; ++i) {\n#pragma HLS PIPELINE II=0\n" + rest);
  check_error("pragma-option", 6, "for (int i = 0; i < 9; ++i) {\n#pragma HLS PIPELINE style=xyz\n" + rest);
  check_error("pragma-option", 7, piped + "#pragma HLS INTERFACE m_axi port=in\n" + rest);
  check_error("pragma-option", 7, piped + "#pragma HLS INTERFACE axis port=return\n" + rest);
  check_error("pragma-option", 7, piped + "#pragma HLS ARRAY_PARTITION complete\n" + rest);
  check_error("pragma-option", 7, piped + "#pragma HLS LATENCY\n" + rest);
  check_error("pragma-place", 6, "if (true)\n#pragma HLS UNROLL\nout.write(1);\n" + piped + rest);
  check_error("loop-unroll", 0,
              piped +
                  "int s = 0; ap_uint<8> x = in.read();\nfor (int j = 0; j < x; ++j) {\n#pragma HLS UNROLL\ns += j ^ "
                  "i; }\nout.write(s);\n}");
  CHECK_NOTHROW(compile_text(
      piped + "#pragma HLS LOOP_TRIPCOUNT min=9 max=9\n#pragma HLS INLINE\n#pragma hls latency min = 1 + 1 max=2\n" +
      rest));
}

TEST_CASE("a variable that carries data between two calls of a region is refused", "[hls][errors]") {
  const std::string parts =
      "using Stream = hls::stream<ap_uint<8>>; "
      "void a(Stream& in, Stream& out, int& n) { n = 0; for (int i = 0; i < 9; ++i) { ap_uint<8> x = in.read(); n += "
      "x; "
      "out.write(x); } } "
      "void b(Stream& in, Stream& out, int const& n) { for (int i = 0; i < 9; ++i) out.write(in.read() + n); } "
      "void c(Stream& in, Stream& out, int n) { b(in, out, n); }";
  const std::string region = "#pragma HLS DATAFLOW\nStream s; int n;\na(in, s, n);\n";
  check_error("dataflow-body", 8, region + "b(s, out, n);", parts);
  check_error("dataflow-body", 8, region + "c(s, out, n);", parts);
  check_error("dataflow-body", 8, region + "int const& m = n; b(s, out, m);", parts);
}

TEST_CASE("a variable that outlives a call belongs to one process", "[hls][errors]") {
  const std::string parts =
      "using Stream = hls::stream<ap_uint<8>>; static int count; static int other; "
      "void a(Stream& in, Stream& out) { for (int i = 0; i < 9; ++i) { ++count; out.write(in.read() + count); } } "
      "void b(Stream& in, Stream& out) { for (int i = 0; i < 9; ++i) { --other; out.write(in.read() ^ other); } } "
      "void c(Stream& in, Stream& out) { for (int i = 0; i < 9; ++i) out.write(in.read() + count); }";
  const std::string region = "#pragma HLS DATAFLOW\nStream s;\na(in, s);\n";
  check_error("dataflow-body", 8, region + "a(s, out);", parts);
  check_error("dataflow-body", 8, region + "c(s, out);", parts);
  check_error("dataflow-body", 7, "#pragma HLS DATAFLOW\nStream s;\nother = 3; a(in, s); b(s, out);", parts);
  check_error("dataflow", 0, region + "b(s, out);", parts);  // two processes, each with its own: no single kernel
}

TEST_CASE("a pragma counts only where its function is used", "[hls][pragmas]") {
  const std::string unused = "template <class T> void other(T x) {\n#pragma HLS PROTOCOL\n}";
  CHECK_NOTHROW(compile_text(piped + "out.write(in.read());\n}", unused));
  check_error("pragma-unknown", 4, piped + "other(i);\nout.write(in.read());\n}", unused);
}

TEST_CASE("pragmas without effect and choices of the compiler are told once, with their place", "[hls][pragmas]") {
  const ScratchFolder folder;
  std::ofstream(folder / "k.cpp") << "#include <hls_stream.h>\n"
                                     "void k(hls::stream<ap_uint<8>>& in, hls::stream<ap_uint<8>>& out, int n) {\n"
                                     "#pragma HLS INTERFACE s_axilite port=n bundle=control\n"
                                     "  ap_uint<8> a[4], b[4];\n"
                                     "#pragma HLS BIND_STORAGE variable=a type=ram_2p impl=bram\n"
                                     "#pragma HLS BIND_STORAGE variable=b type=ram_2p impl=uram\n"
                                     "  for (int i = 0; i < n; ++i) {\n"
                                     "    a[i & 3] = in.read();\n"
                                     "    b[i & 3] = a[i & 3];\n"
                                     "    out.write(b[i & 3]);\n"
                                     "  }\n}\n";
  weir::hls::CompileOptions options;
  options.source = folder / "k.cpp";
  options.top = "k";
  options.include_dirs = {weir::test::source_folder().string() + "/hls/include"};
  options.scalars = {{"n", 6}};
  const auto design = weir::hls::compile_design(options);
  CHECK(design.kernels.at(0).report.iterations == 6);
  const auto tells = [&](const std::string& text, const std::string& place) {
    return std::count_if(design.notes.begin(), design.notes.end(), [&](const std::string& note) {
      return note.find(text) != std::string::npos && note.find(place) != std::string::npos;
    });
  };
  CHECK(design.notes.size() == 3);
  CHECK(tells("INTERFACE s_axilite has no effect", "k.cpp:3") == 1);
  CHECK(tells("BIND_STORAGE has no effect", "k.cpp:5 and 1 more") == 1);
  CHECK(tells("a loop without a pragma is pipelined", "k.cpp:7") == 1);
  for (const auto& wrong : {std::pair<std::string, std::int64_t>{"m", 3}, {"n", std::int64_t{1} << 40}}) {
    options.scalars = {{"n", 6}};
    options.scalars[wrong.first] = wrong.second;
    CHECK_THROWS_AS(weir::hls::compile_design(options), weir::Error);
  }
  options.scalars.clear();
  try {
    weir::hls::compile_design(options);
    FAIL("compiled");
  } catch (const weir::Error& e) {
    CHECK(e.code == "argument");
    CHECK(e.hint.find("--argument n=") != std::string::npos);
  }
}

TEST_CASE("LATENCY is obeyed exactly and refused where it cannot be", "[hls][pragmas]") {
  const auto with = [](int n) {
    return piped + "#pragma HLS LATENCY min=" + std::to_string(n) + " max=" + std::to_string(n) +
           "\nout.write(in.read());\n}";
  };
  for (int n : {0, 1, 5}) {
    const auto r = compile_text(with(n)).report;
    CHECK(r.ports[1].stage - r.gate_stage == n);
    CHECK(r.ports[0].stage == r.gate_stage);
  }
  // Three products in a row do not fit one stage of 8 (3 each).
  check_error("latency", 7,
              piped + "#pragma HLS LATENCY max=0\nint x = in.read();\nout.write(x * x * x * x * 37 * x);\n}");
}

TEST_CASE("the delay budget decides the number of stages, not the schedule's shape", "[hls][schedule]") {
  ScratchFolder folder;
  std::ofstream(folder / "k.cpp")
      << "#include <hls_stream.h>\nvoid k(hls::stream<ap_uint<8>>& in, hls::stream<ap_uint<16>>& out) {\nfor (int i = "
         "0; i < 9; ++i) {\n"
         "#pragma HLS PIPELINE II=1\nint x = in.read();\nout.write((x + 3) * x + (x ^ 77));\n}\n}\n";
  weir::hls::CompileOptions options;
  options.source = folder / "k.cpp";
  options.top = "k";
  options.include_dirs = {weir::test::source_folder().string() + "/hls/include"};
  int before = 0;
  for (double budget : {20.0, 4.0}) {
    options.delay_budget = budget;
    const auto r = weir::hls::compile(options).report;
    CHECK(r.stages > before);
    CHECK(r.max_stage_delay <= budget);
    CHECK(weir::hls::expand(r).size() == 9);
    before = r.stages;
  }
}

TEST_CASE("a clang that dies is one error that names the source, without its stack dump", "[hls][errors]") {
  const ScratchFolder folder;
  std::ofstream(folder / "k.cpp") << "void k() {}\n";
  std::ofstream(folder / "clang") << "#!/bin/sh\necho 'Stack dump:' >&2\nkill -SEGV $$\n";
  std::filesystem::permissions(folder / "clang", std::filesystem::perms::owner_all);
  weir::hls::CompileOptions options;
  options.source = folder / "k.cpp";
  options.top = "k";
  options.clang = (folder / "clang").string();
  try {
    weir::hls::compile(options);
    FAIL("compiled");
  } catch (const weir::Error& e) {
    CHECK(e.code == "clang-died");
    CHECK(e.where == (folder / "k.cpp").string());
    CHECK(e.text().find("Stack dump") == std::string::npos);
  }
}

TEST_CASE("bits of words whose width is no power of two can be assigned", "[hls][errors]") {
  for (const int width : {129, 144, 171, 192, 288, 513, 577}) {
    INFO(width);
    const std::string word = "ap_uint<" + std::to_string(width) + ">";
    const auto r = compile_text(piped + word + " x = 0;\nx[" + std::to_string(width - 1) +
                                "] = in.read()[0];\nout.write(ap_uint<8>(x >> " + std::to_string(width - 8) + "));\n}");
    CHECK(r.report.iterations == 9);
  }
}
