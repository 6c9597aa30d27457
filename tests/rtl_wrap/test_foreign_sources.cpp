// Folders of RTL as others leave them: which files belong to a design, in which order, what Verilator would refuse of
// them, and where their memories are.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <optional>
#include <regex>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/finn_weights.hpp"
#include "rtl_wrap/foreign/foreign_rtl.hpp"
#include "rtl_wrap/foreign/memory_files.hpp"
#include "rtl_wrap/foreign/source_list.hpp"
#include "rtl_wrap/foreign/source_order.hpp"
#include "rtl_wrap/foreign/strictness.hpp"
#include "rtl_wrap/verilate/toolchain.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  write_text_file(file, text);
}

std::vector<std::string> names(const std::vector<fs::path>& files) {
  std::vector<std::string> result;
  for (const auto& file : files) result.push_back(file.filename().string());
  return result;
}

std::vector<std::string> order(const std::vector<rtl::SourceFile>& files, const std::string& top) {
  std::vector<std::string> result;
  for (const std::size_t i : rtl::order_sources(files, {}, top).files) result.push_back(files[i].path.string());
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("packages, interfaces, shared types and macros come before their users, whatever the files are called",
          "[sources]") {
  const std::vector<rtl::SourceFile> files{
      {"a.sv", "import z_pkg::*;\nmodule a(z_if.slave p); other u(); assign x = `Z_MACRO; z_type t; endmodule"},
      {"other.v", "module other; endmodule"},
      {"z_if.sv", "interface z_if; logic q; modport slave(input q); endinterface"},
      {"z_macro.sv", "`define Z_MACRO 1\n"},
      {"z_pkg.sv", "package z_pkg; import y_pkg::*; endpackage"},
      {"z_type.sv", "typedef struct packed { logic a; } z_type;"},
      {"y_pkg.sv", "package y_pkg; endpackage : y_pkg"},
      {"unused.v", "module unused; other u(); endmodule"}};
  const auto found = order(files, "a");
  const auto place = [&](const std::string& name) {
    return std::find(found.begin(), found.end(), name) - found.begin();
  };
  CHECK(found.size() == 7);
  for (const char* first : {"z_if.sv", "z_macro.sv", "z_pkg.sv", "z_type.sv"}) CHECK(place(first) < place("a.sv"));
  CHECK(place("y_pkg.sv") < place("z_pkg.sv"));
  CHECK(place("unused.v") == 7);
}

TEST_CASE("names in comments and strings bind no file to a design", "[sources]") {
  CHECK(order({{"a.v", "module a; // b\n/* b u(); */ initial $display(\"b\"); endmodule"},
               {"b.v", "module b; endmodule"}},
              "a") == Names{"a.v"});
}

TEST_CASE("a module that is defined twice is taken once and told if the texts differ", "[sources]") {
  const std::vector<rtl::SourceFile> files{{"a.v", "module a; b u(); c w(); endmodule"},
                                           {"first/b.v", "module b; wire x; endmodule"},
                                           {"second/b.v", "module b;\n\n wire x; // again\nendmodule"},
                                           {"first/c.v", "module c; wire x; endmodule"},
                                           {"second/c.v", "module c; wire y; endmodule"}};
  const auto found = rtl::order_sources(files, {}, "a");
  CHECK(found.files.size() == 3);
  REQUIRE(found.notes.size() == 2);
  CHECK_THAT(found.notes[0], Catch::Contains("module c") && Catch::Contains("first/c.v"));
  CHECK_THAT(found.notes[1], Catch::Contains("1 modules or packages are defined more than once with the same text"));
}

TEST_CASE("a top that nobody defines is told with the nearest name", "[sources]") {
  try {
    order({{"a.v", "module finn_design_wrapper; endmodule"}}, "finn_design_wraper");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code == "rtl-top");
    CHECK_THAT(error.hint, Catch::Contains("finn_design_wrapper"));
  }
}

TEST_CASE("an encrypted file that the design needs is told, another is not", "[sources]") {
  const rtl::SourceFile secret{"secret.v", "module secret;\n`pragma protect begin_protected\nxyz\nendmodule"};
  CHECK(order({{"a.v", "module a; endmodule"}, secret}, "a") == Names{"a.v"});
  CHECK_THROWS_AS(order({{"a.v", "module a; secret s(); endmodule"}, secret}, "a"), Errors);
}

TEST_CASE("instances of modules that nobody defines are found with their pins", "[sources]") {
  const auto found = rtl::order_sources(
      {{"a.v",
        "module a(input c);\n`timescale 1ns/1ps\n  function f(input x); f = x; endfunction\n"
        "  (* keep = 1 *) LUT6 #(.INIT(64'h1), .MODE(\"x\")) lut (.I0(c), .O(q[f(1)]));\n  generate if (1) begin : g\n"
        "    XYZ u0 (c, 1'b0);\n  end endgenerate\n  my_task(c);\n  assert (c) else $error;\nendmodule"}},
      {}, "a");
  REQUIRE(found.missing.size() == 2);
  const rtl::ModuleUse& lut = found.missing.at("LUT6").front().use;
  CHECK(lut.instance == "lut");
  CHECK(lut.parameters == Names{"INIT", "MODE"});
  CHECK(lut.pins == Names{"I0", "O"});
  CHECK(lut.line == 4);
  CHECK(found.missing.at("XYZ").front().use.positional_pins == 2);
}

TEST_CASE("source lists of simulators and of Vivado are followed although they name folders of another machine",
          "[sources]") {
  const ScratchFolder folder;
  for (const char* name : {"ip/one/core.v", "ip/two/core.v", "hdl/top.sv", "tb/tb.sv"})
    write(folder / name, "module m; endmodule");
  const auto [file, text] = GENERATE(table<std::string, std::string>(
      {{"all_verilog_srcs.txt", "/home/x/two/core.v\n/home/x/hdl/top.sv\n"},
       {"design.f", "// sources\n+define+FAST=1\n+incdir+inc -sv\n/home/x/two/core.v\n-f sub/rest.list\n"},
       {"vlog.prj", "verilog work \"/home/x/two/core.v\" -d FAST=1 -i inc\nsv work /home/x/hdl/top.sv\nnosort\n"},
       {"design.xpr",
        "<File Path=\"$PGENDIR/two/core.v\"/>\n<File Path=\"$PSRCDIR/hdl/top.sv\"/>\n<File Path=\"a.xdc\"/>"},
       {"make.tcl",
        "add_files [list {/home/x/two/core.v} \\\n \"/home/x/hdl/top.sv\"]\nread_verilog /gone/away.v\n"}}));
  write(folder / file, text);
  write(folder / "sub/rest.list", "hdl/top.sv # the rest\n");
  const auto list = rtl::find_sources(folder.path());
  INFO(file);
  CHECK(names(list.listed) == Names{"core.v", "top.sv"});
  CHECK(list.listed[0].parent_path().filename() == "two");
  CHECK(names(list.others) == Names{"core.v", "tb.sv"});
  if (file == "design.f" || file == "vlog.prj") CHECK(list.defines == Names{"FAST=1"});
}

TEST_CASE("files that a list names and that are nowhere are told, black boxes of synthesis are no sources",
          "[sources]") {
  const ScratchFolder folder, work;
  write(folder / "a.v", "module a; endmodule");
  write(folder / "ip/b_stub.v", "module b(output q); endmodule");
  write(folder / "design.f", "a.v\n/x/b.v\n/x/c.v\n");
  const auto list = rtl::find_sources(folder.path());
  CHECK(names(list.listed) == Names{"a.v"});
  CHECK(list.others.empty());
  CHECK(list.absent == Names{"/x/b.v", "/x/c.v"});
  const auto foreign = rtl::adopt_foreign_rtl(folder.path(), "a", work / "copy");
  REQUIRE(foreign.adaptations.size() == 1);
  CHECK(foreign.adaptations[0] == "2 files of the list are nowhere below the folder: b.v, c.v");
}

TEST_CASE("of files that differ none stands for one that a list names and that is not there", "[sources]") {
  const ScratchFolder folder, work;
  write(folder / "top.v", "module top; a u(); endmodule");
  write(folder / "ip/6f5f/hdl/a.v", "module a; wire one; endmodule");
  write(folder / "ip/7dde/hdl/a.v", "module a; wire two; endmodule");
  write(folder / "all_verilog_srcs.txt", "/x/top.v\n/x/ip/639f/hdl/a.v\n");
  const auto list = rtl::find_sources(folder.path());
  CHECK(list.absent == Names{"/x/ip/639f/hdl/a.v"});
  const auto foreign = rtl::adopt_foreign_rtl(folder.path(), "top", work / "copy");
  std::string told;
  for (const std::string& line : foreign.adaptations) told += line + "\n";
  CHECK_THAT(told, Catch::Contains("1 files of the list are nowhere below the folder: a.v"));
  CHECK_THAT(told, Catch::Contains("module a is defined otherwise in 1 more files"));
  write(folder / "ip/7dde/hdl/a.v", "module a; wire one; endmodule");
  CHECK(rtl::find_sources(folder.path()).absent.empty());
  CHECK(rtl::find_sources(folder.path()).notes.empty());
  write(folder / "ip/2a2a/hdl/b.v", "module b; endmodule");
  write(folder / "all_verilog_srcs.txt", "/x/top.v\n/x/ip/639f/hdl/a.v\n/x/ip/2a2a/hdl/b.v\n");
  const auto notes = rtl::find_sources(folder.path()).notes;
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], Catch::Contains("1 files of the list are not where it says") &&
                           Catch::Contains("/hdl/a.v for /x/ip/639f/hdl/a.v"));
}

TEST_CASE("a list that names a list that is nowhere is an error", "[sources]") {
  const ScratchFolder folder;
  write(folder / "a.v", "module a; endmodule");
  write(folder / "design.f", "a.v\n-f rest.f\n");
  CHECK_THROWS_AS(rtl::find_sources(folder.path()), Errors);
}

TEST_CASE("a source that needs a missed module gives way to the netlist beside it, upwards", "[sources]") {
  const std::vector<rtl::SourceFile> files{
      {"top.v", "module top; block b(); other o(); endmodule", false, true},
      {"sim/block.v", "module block; inner i(); endmodule", false, true},
      {"inner.v", "module inner; gone g(); endmodule", false, true},
      {"other.v", "module other; generate if (0) rare r(); endgenerate endmodule", false, true},
      {"a_broken_netlist.v", "module block; away u(); endmodule"},
      {"block_netlist.v", "module block; block_cell c(); endmodule module block_cell; LUT1 l(); endmodule"},
      {"other_netlist.v", "module other; endmodule"},
      {"lut.sv", "module LUT1; endmodule", true}};
  const auto taken = [&](const std::set<std::string>& missed) {
    Names found;
    for (const std::size_t i : rtl::order_sources(files, {}, "top", missed).files)
      found.push_back(files[i].path.string());
    std::sort(found.begin(), found.end());
    return found;
  };
  CHECK(taken({}) == Names{"inner.v", "other.v", "sim/block.v", "top.v"});
  // "rare" is missing, too, but no instance has it.
  CHECK(taken({"gone"}) == Names{"block_netlist.v", "lut.sv", "other.v", "top.v"});
  const auto replaced = rtl::order_sources(files, {}, "top", {"gone"});
  CHECK(replaced.other_forms == 1);
  REQUIRE(!replaced.notes.empty());
  CHECK_THAT(replaced.notes[0], Catch::Contains("module block taken from block_netlist.v"));
  // What nothing can replace stays, and is told by its instances.
  CHECK(rtl::order_sources(files, {}, "top", {"top"}).other_forms == 0);
}

TEST_CASE("headers of one name in several folders go each to its own sources", "[sources]") {
  const ScratchFolder folder, work;
  for (const char* part : {"one", "two"}) {
    const std::string name = part;
    write(folder / (name + "/hdl/common.vh"), "// of " + name + "\n");
    write(folder / (name + "/hdl/" + name + ".v"), "module " + name + ";\n`include \"common.vh\"\nendmodule\n");
  }
  write(folder / "top.v", "module top; one a(); two b(); endmodule");
  const auto foreign = rtl::adopt_foreign_rtl(folder.path(), "top", work / "copy");
  REQUIRE(foreign.rtl.sources.size() == 3);
  for (const char* part : {"one", "two"}) {
    const std::string text = read_text_file(work / "copy" / (std::string(part) + ".v"));
    std::smatch header;
    REQUIRE(std::regex_search(text, header, std::regex("\"(.*)\"")));
    CHECK(read_text_file(work / "copy" / header[1].str()) == "// of " + std::string(part) + "\n");
  }
}

TEST_CASE("what Verilator refuses is written in other words", "[sources]") {
  std::vector<std::string> rewrites;
  SECTION("structs that can be packed, not those that can not") {
    CHECK(rtl::packed_structs("typedef struct { logic [3:0] a; my_t [1:0] b; } p_t;", rewrites) ==
          "typedef struct packed { logic [3:0] a; my_t [1:0] b; } p_t;");
    CHECK(rewrites == Names{"struct p_t packed"});
    for (const char* left : {"typedef struct { logic a[4]; } t;", "typedef struct { string s; } t;",
                             "typedef struct packed { logic a; } t;", "struct { int a = 3; } s;",
                             "typedef logic [1:0] arr [4]; typedef struct { arr a; } t;"})
      CHECK(rtl::packed_structs(left, rewrites) == left);
  }
  SECTION("shifts of arrays, but not of vectors") {
    const std::string array = "data_t a[N-1]; always_ff @(posedge clk) if (en) ";
    CHECK(rtl::loops_for_array_shifts(array + "a <= { d, a[0:N-3] };", rewrites) ==
          array +
              "begin a[0] <= d; for (int weir_i = 0; weir_i <= (N-3) - (0); weir_i = weir_i + 1) a[weir_i + 1] <= "
              "a[(0) + weir_i]; end");
    CHECK(rewrites == Names{"shift of array a as a loop"});
    for (const char* left : {"logic [7:0] a; always @(posedge clk) a <= {d, a[7:1]};",
                             "logic a[3:0]; always @(posedge clk) a <= {d, a[2:0]};",
                             "logic a[4]; always @(posedge clk) a <= {d, b[0:2]};"})
      CHECK(rtl::loops_for_array_shifts(left, rewrites) == left);
  }
  SECTION("messages with too few arguments") {
    CHECK(rtl::complete_formats("$error(\"%m: %0d of %s, 100%%\"); $display(\"%d %d\", a); $info(\"%m\");", rewrites) ==
          "$error(\"%m: %%0d of %%s, 100%%\"); $display(\"%d %%d\", a); $info(\"%m\");");
    CHECK(rewrites.size() == 2);
  }
  SECTION("names of messages that nothing declares, and no others") {
    CHECK(rtl::declared_in_messages(
              "case (\"a\") \"a\": m u(.q(q)); default: initial $error(\"no '%s' of %0d\", STYLE, q); endcase",
              rewrites) ==
          "case (\"a\") \"a\": m u(.q(q)); default: initial $error(\"no '%s' of %0d\", \"STYLE\", q); endcase");
    CHECK(rewrites == Names{"a message's STYLE, which nothing declares, as its name"});
    for (const char* left :
         {"import p::*; initial $error(\"%s\", STYLE);", "`include \"p.vh\"\n$display(\"%s\", STYLE);",
          "parameter STYLE = 1; initial $fatal(1, \"%s\", STYLE);", "initial $display(\"%d\", STYLE[1]);",
          "initial $display(\"%d\", P::STYLE);", "initial $display(\"%d\", f(1) + u.q);"})
      CHECK(rtl::declared_in_messages(left, rewrites) == left);
  }
  SECTION("events with a condition") {
    CHECK(rtl::conditions_for_iff("always_ff @(posedge clk iff en && !rst) q <= d;", rewrites) ==
          "always_ff @(posedge clk ) if ( en && !rst) q <= d;");
  }
  SECTION("clocks made of delays, but nothing that waits for an edge") {
    CHECK(rtl::clocks_of_delays_left_out("always #5 clk = ~clk; initial forever #5 c = ~c; assign #1 q = d;",
                                         rewrites) == " initial begin end assign #1 q = d;");
    CHECK(rtl::clocks_of_delays_left_out("initial begin c = 0; forever begin #5 c = 1; #5 c = 0; end end", rewrites) ==
          "initial begin c = 0; begin end end");
    CHECK(rewrites.size() == 3);
    for (const char* left :
         {"always @(posedge clk) q <= #1 d;", "always begin #1; @(posedge clk) q = d; end", "always_comb #1 q = d;",
          "always_on #(5) u(.q(q));", "initial #100 rst = 0;", "m #(5) u(.clk(clk));"})
      CHECK(rtl::clocks_of_delays_left_out(left, rewrites) == left);
  }
  SECTION("loops without end that wait for nothing, but none that may wait, leave or call") {
    const std::string told = "$fatal(1, \"a loop (forever) without end that waits for nothing\");";
    CHECK(rtl::endless_loops_told("initial begin a = 0; forever begin a = ~a; if (a) b <= f + 1; end end", rewrites) ==
          "initial begin a = 0; " + told + " end");
    CHECK(rtl::endless_loops_told("always begin q = d; end", rewrites) ==
          "initial $fatal(1, \"a loop (always) without end that waits for nothing\");");
    CHECK(rtl::endless_loops_told("while (1) a = a + 1; for (;;) a++;", rewrites) ==
          "$fatal(1, \"a loop (while) without end that waits for nothing\"); "
          "$fatal(1, \"a loop (for) without end that waits for nothing\");");
    CHECK(rewrites.size() == 4);
    for (const char* left :
         {"always @(posedge clk) q <= d;", "always #5 clk = ~clk;", "forever begin @(posedge clk); a = 1; end",
          "while (1) begin a++; if (a == 9) break; end", "forever tick(1);", "forever begin a = 1; tick; end",
          "forever begin `STEP a = 1; end", "while (a) a = a - 1;", "do begin a++; end while (1);",
          "always_comb begin q = d; end", "forever if (done) $finish; else a = 1;"})
      CHECK(rtl::endless_loops_told(left, rewrites) == left);
  }
  SECTION("array types that functions return, with the function out of its block") {
    const std::string text =
        "module m #(N = 2); wire w; if (N > 1) begin : g typedef int unsigned load_t[2*N-1]; function load_t f(); "
        "automatic load_t r; r[0] = N; return r; endfunction localparam load_t L = f(); end endmodule";
    const std::string packed = rtl::packed_array_results(text, rewrites);
    CHECK_THAT(packed, Catch::Contains("typedef bit [0:(2*N-1)-1][31:0] load_t;"));
    const std::string moved = rtl::functions_before_generate(packed, rewrites);
    CHECK_THAT(moved,
               Catch::Contains("wire w;\ntypedef bit [0:(2*N-1)-1][31:0] load_t;\nfunction load_t f(); automatic "
                               "load_t r; r[0] = N; return r; endfunction if (N > 1)"));
    CHECK(rewrites.size() == 3);
    CHECK(rtl::packed_array_results("typedef logic [3:0] t [1:4]; function automatic t f(); return x; endfunction",
                                    rewrites) ==
          "typedef logic [1:4][3:0] t; function automatic t f(); return x; endfunction");
    for (const char* left : {"typedef int t[4]; function t f(); endfunction", "typedef logic [3:0] t [4]; t x;",
                             "typedef s_t t[4]; function t f(); endfunction"})
      CHECK(rtl::packed_array_results(left, rewrites) == left);
    const std::string stays =
        "module m; if (1) begin localparam K = 1; typedef bit [K:0] t; function t f(); return 0; endfunction end "
        "endmodule";
    CHECK(rtl::functions_before_generate(stays, rewrites) == stays);
  }
  SECTION("functions in generate blocks, but not those that use something of the block") {
    const std::string moved = rtl::functions_before_generate(
        "module m; wire w; if (1) begin : g function int f(int x); return x; endfunction localparam L = f(1); end "
        "endmodule",
        rewrites);
    CHECK_THAT(moved, Catch::Contains("wire w;\nfunction int f(int x); return x; endfunction if (1)"));
    const std::string stays =
        "module m; if (1) begin localparam K = 1; function int f(int x); return x + K; endfunction end endmodule";
    CHECK(rtl::functions_before_generate(stays, rewrites) == stays);
    CHECK(rewrites.size() == 1);
  }
  SECTION("loops of several variables, nested ones, too") {
    CHECK(
        rtl::loops_of_one_variable("for(int unsigned  s = N - 1, i = s; s; i >>= 1, s >>= 1) d[i] = s[0]; x = 1;",
                                   rewrites) ==
        "begin automatic int unsigned s = N - 1; for(int unsigned i = s; s; i >>= 1, s >>= 1) d[i] = s[0]; end x = 1;");
    CHECK(rewrites == Names{"loop of several variables (s, i) as one of the last"});
    CHECK(rtl::loops_of_one_variable(
              "for (a = 0, b = 1; a < b; a++) if (b) begin for (int i = 0, byte j = f(1, 2); i < 2; i++) z(); end else "
              "y(); done();",
              rewrites) ==
          "begin a = 0; for (b = 1; a < b; a++) if (b) begin begin automatic int i = 0; for (byte j = f(1, 2); i < 2; "
          "i++) z(); end end else y(); end done();");
    for (const char* left :
         {"for (int i = f(1, 2); i < 3; i++) z();", "for (;;) z();", "for (i = 0; i < 3; i++, j--) z();"})
      CHECK(rtl::loops_of_one_variable(left, rewrites) == left);
  }
  SECTION("files that are opened where they are declared, or under a condition") {
    CHECK(rtl::files_opened_alone("int  fd = (F != \"\")? $fopen(F, \"w\") : 0; wire w;", rewrites) ==
          "int fd; initial if ((F != \"\")) begin fd = $fopen(F, \"w\"); end else fd = 0; wire w;");
    CHECK(
        rtl::files_opened_alone("initial begin fd = a ? b : c ? $fopen(F) : 0; x(); end", rewrites) ==
        "initial begin begin if (a) begin fd = b; end else if (c) begin fd = $fopen(F); end else fd = 0; end x(); end");
    CHECK(rtl::files_opened_alone("always @(*) a = b; (* keep = 1 *) int fd = c ? $fopen(F) : 0;", rewrites) ==
          "always @(*) a = b; (* keep = 1 *) int fd; initial if (c) begin fd = $fopen(F); end else fd = 0;");
    CHECK(rewrites.size() == 3);
    for (const char* left : {"initial begin fd = $fopen(F); end", "initial begin automatic int fd = $fopen(F); end"})
      CHECK(rtl::files_opened_alone(left, rewrites) == left);
  }
  SECTION("recursion that is not the last thing a function does stays") {
    for (const char* stays : {"function int f(int n); return n < 2 ? 0 : 1 + f(n / 2); endfunction",
                              "function int f(int n); if (n > 2) f = f(n - 1); f = f + 1; endfunction"})
      CHECK(rtl::loops_for_recursion(stays, rewrites) == stays);
    CHECK(rewrites.empty());
  }
}

TEST_CASE("of many memory files of one name that of the same layer is found", "[sources]") {
  const ScratchFolder folder;
  for (const char* layer : {"MVAU_hls_1", "MVAU_hls_2", "MVAU_hls_12", "MVAU_rtl_1"})
    write(folder / "ip" / (std::string("design_") + layer + "_wstrm_0") / "memblock.dat", std::string(layer) + "\n");
  write(folder / "data/rom.dat", "0\n");
  rtl::MemoryFiles files(folder.path());
  const auto text = [&](const std::string& asked) {
    const fs::path place = files.find(asked);
    return place.empty() ? "" : read_text_file(place);
  };
  for (const char* layer : {"MVAU_hls_1", "MVAU_hls_2", "MVAU_hls_12", "MVAU_rtl_1"})
    CHECK(text(std::string("/tmp/x/code_gen_ipgen_") + layer + "_k3x/memblock.dat") == std::string(layer) + "\n");
  // Neither another layer's file nor a guess.
  CHECK(text("/tmp/x/code_gen_ipgen_MVAU_hls_3_k3x/memblock.dat").empty());
  CHECK(text("memblock.dat").empty());
  CHECK(text("./elsewhere/rom.dat") == "0\n");
  CHECK(files.find((folder / "data/rom.dat").string()) == folder / "data/rom.dat");
  REQUIRE(files.failures().size() == 2);
  CHECK_THAT(files.failures()[1], Catch::Contains("may be any of 4 files that differ"));
}

TEST_CASE("memory files of one name with the same text are one, and the longest common path wins", "[sources]") {
  const ScratchFolder folder;
  for (const char* place : {"a/src/w.dat", "b/src/w.dat"}) write(folder / place, "same\n");
  for (const char* place : {"a/src/t.dat", "b/src/t.dat"}) write(folder / place, std::string(place) + "\n");
  rtl::MemoryFiles files(folder.path());
  CHECK_FALSE(files.find("/x/w.dat").empty());
  CHECK(files.find("/x/b/src/t.dat") == folder / "b/src/t.dat");
  CHECK(files.find("/x/c/src/t.dat").empty());
}

TEST_CASE("the weight memory of a FINN layer is written from the network, for the layer that the path names",
          "[sources]") {
  auto network = std::make_shared<golden::Network>();
  golden::StageGraph graph;
  const auto add = [&](const std::string& name, const std::string& style, std::vector<std::int32_t> weights) {
    golden::Mvau mvau;
    mvau.MW = 4;
    mvau.MH = 2;
    mvau.weight = DataType::int_(4);
    golden::Layer layer{name, mvau, {}, {}, {}};
    layer.parameters.weights = Tensor{{2, 4}, std::move(weights)};
    network->layers.push_back(layer);
    graph.folding.layers[name].PE = graph.folding.layers[name].SIMD = 2;
    graph.folding.layers[name].stated["preferred_impl_style"] = style;
  };
  add("MVAU_0", "rtl", {0, 0, 0, 0, 0, 0, 0, 0});
  add("MVAU_1", "hls", {1, -1, 2, -2, 3, -3, 0, 1});
  graph.network = network;
  const auto memory = [&](const std::string& folder) {
    const auto text = rtl::finn_weight_memory(graph, "/tmp/x/" + folder + "/memblock.dat");
    for (const char* old : {"memblock_0.dat", "memblock_sim_0.dat", "memblock_synth_0.dat"})
      CHECK(rtl::finn_weight_memory(graph, "/tmp/x/" + folder + "/" + old) == text);
    CHECK_FALSE(rtl::finn_weight_memory(graph, "/tmp/x/" + folder + "/memblock_sim_1.dat"));
    return text.value_or("none");
  };
  // Rows 0 and 1 side by side, two columns each: 1 -1 3 -3, then 2 -2 0 1, the first lowest.
  CHECK(memory("code_gen_ipgen_MVAU_hls_0_9tmw50rx") == "d3f1\n10e2\n");
  CHECK(memory("code_gen_ipgen_MVAU_rtl_0_k") == "0000\n0000\n");
  CHECK(memory("code_gen_ipgen_MatrixVectorActivation_1_k") == "d3f1\n10e2\n");
  CHECK(memory("code_gen_ipgen_MVAU_hls_1_k") == "none");
  CHECK(memory("code_gen_ipgen_MVAU_hls_01_k") == "none");
  CHECK_FALSE(rtl::finn_weight_memory(graph, "/x/MVAU_hls_0/thresh.dat"));
}

namespace {

/// An environment variable for the length of a test.
class Environment {
 public:
  Environment(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before;
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Environment() { before_ ? ::setenv(name_.c_str(), before_->c_str(), 1) : ::unsetenv(name_.c_str()); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::string name_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("the newest Verilator on PATH is used, or the one that WEIR_VERILATOR names", "[sources]") {
  const ScratchFolder folder;
  const auto program = [&](const std::string& place, const std::string& version) {
    write(folder / place, "#!/bin/sh\n[ \"$1\" = --version ] && echo '" + version + "' || echo /usr/share/verilator\n");
    fs::permissions(folder / place, fs::perms::owner_all);
    return (folder / place).string();
  };
  const std::string newer = program("newer/verilator", "Verilator 5.100 2030-01-01 rev x");
  const std::string older = program("older/verilator", "Verilator 4.9 2020-01-01 rev x");
  const Environment path("PATH",
                         (folder / "older").string() + ":" + std::getenv("PATH") + ":" + (folder / "newer").string());
  const Environment none("WEIR_VERILATOR", "");
  CHECK(rtl::find_toolchain().verilator == newer);
  {
    const Environment named("WEIR_VERILATOR", older);
    CHECK(rtl::find_toolchain().verilator == older);
    CHECK(rtl::find_toolchain().verilator_version == "Verilator 4.9 2020-01-01 rev x");
  }
  const Environment wrong("WEIR_VERILATOR", "/bin/true");
  try {
    rtl::find_toolchain();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code == "program-missing");
    CHECK(error.where == "WEIR_VERILATOR");
  }
}
