// Can a wrong C++ compiler make a verdict? Known expressions, models that check their compiler, and findings that only
// the optimised build has. The wrong compilers here are g++ behind a script that spoils what it is given.
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "rtl_wrap/cosim/confirm.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "rtl_wrap/foreign/foreign_rtl.hpp"
#include "rtl_wrap/verilate/compiler_check.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using namespace weir::test;

namespace {

namespace fs = std::filesystem;

constexpr int kFrames = 8, kWords = 32, kLevels = 8, kFirst = 23;

/// Counts how many of eight consecutive numbers a byte exceeds, in a tree, one number replaced: what compilers are
/// known to get wrong.
std::string counter(int replaced_by = kFirst) {
  std::string text =
      "module counter(input ap_clk, input ap_rst_n, input [7:0] in_r_TDATA, input in_r_TVALID, output in_r_TREADY,\n"
      "  output [7:0] out_r_TDATA, output reg out_r_TVALID, input out_r_TREADY);\n  wire [7:0] x = in_r_TDATA;\n";
  for (int pair = 0; pair < kLevels / 2; ++pair) {
    const int first = pair == 0 ? replaced_by : kFirst + 2 * pair;
    text += "  wire [1:0] p" + std::to_string(pair) + " = (8'd" + std::to_string(first) + " < x) + (8'd" +
            std::to_string(kFirst + 2 * pair + 1) + " < x);\n";
  }
  return text +
         "  wire [2:0] low = p0 + p1, high = p2 + p3;\n  reg [3:0] count;\n  assign in_r_TREADY = !out_r_TVALID | "
         "out_r_TREADY, out_r_TDATA = {4'd0, count};\n  always @(posedge ap_clk)\n    if (!ap_rst_n) out_r_TVALID <= "
         "0;\n"
         "    else if (in_r_TREADY) begin out_r_TVALID <= in_r_TVALID; count <= low + high; end\nendmodule\n";
}

/// A byte in, a byte out.
golden::StageGraph bytes_graph() {
  golden::StageGraph graph;
  add_chain(graph, {{1, 1}, {0}, {2, 2}, {kWords, 1}, DataType::uint(8)});
  return graph;
}

/// Every byte once, and how many of the numbers it exceeds.
rtl::ExpectedWords counted() {
  rtl::ExpectedWords words;
  words["in"].word_bits = words["out"].word_bits = 8;
  for (int x = 0; x < kFrames * kWords; ++x) {
    words["in"].bytes.push_back(static_cast<std::uint8_t>(x));
    words["out"].bytes.push_back(static_cast<std::uint8_t>(std::clamp(x - kFirst, 0, kLevels)));
  }
  return words;
}

rtl::CosimResult run(const std::string& source, const rtl::Toolchain& toolchain) {
  Fnv1a hash;
  hash.add(source);
  const fs::path folder = shared_cache() / "foreign" / hash.hex();
  fs::create_directories(folder);
  write_text_file(folder / "counter.v", source);
  const auto rtl = rtl::adopt_foreign_rtl(folder, "counter", folder.string() + ".copy").rtl;
  const auto make = [&](const rtl::Optimisation& optimisation) {
    rtl::VerilateOptions options;
    options.cache = shared_cache();
    options.optimisation = optimisation;
    return rtl::verilate(rtl, options, toolchain).model->create();
  };
  rtl::CosimOptions options;
  options.frames = kFrames;
  options.is_foreign = true;
  return rtl::cosimulate_confirmed(make, bytes_graph(), counted(), options);
}

/// g++ behind `script`, which sees its arguments as "$*". Its place is among the arguments of the cache's keys.
rtl::Toolchain spoilt(const std::string& script) {
  Fnv1a hash;
  hash.add(script);
  const fs::path place = shared_cache() / "compilers" / hash.hex() / "g++";
  fs::create_directories(place.parent_path());
  write_text_file(place, "#!/bin/bash\n" + script + "\nexec g++ \"$@\"\n");
  fs::permissions(place, fs::perms::owner_all);
  rtl::Toolchain toolchain = rtl::find_toolchain();
  toolchain.compiler = place.string();
  toolchain.compiler_version += " spoilt " + hash.hex();
  return toolchain;
}

bool is_known_to_be_wrong(const rtl::Toolchain& toolchain) {
  return toolchain.compiler_version.find("12.2.0") != std::string::npos;
}

}  // namespace

TEST_CASE("the compiler check finds what g++ 12.2 gets wrong, and nothing with the flags of Verilated models",
          "[compiler]") {
  const ScratchFolder scratch;
  const rtl::Toolchain toolchain = rtl::find_toolchain();
  const std::vector<std::string> levels{"-O0", "-O1", "-O2", "-O3"};
  CHECK(rtl::compiler_check_count() > 200);
  for (const auto& check :
       rtl::check_compiler(toolchain, levels, rtl::code_flags(toolchain.compiler_version), scratch / "flags")) {
    INFO(check.level << " " << check.first);
    CHECK(check.wrong == 0);
  }
  if (!is_known_to_be_wrong(toolchain)) return;
  const auto bare = rtl::check_compiler(toolchain, levels, {}, scratch / "bare");
  for (const auto& check : bare) {
    INFO(check.level << " " << check.first);
    CHECK((check.wrong > 0) == (check.level == "-O2" || check.level == "-O3"));
  }
  CHECK(bare[3].first == "P8_LT_u8_8");
}

TEST_CASE("eight comparisons of a byte, added up, are told equal, and with one of them changed different",
          "[compiler]") {
  const rtl::Toolchain toolchain = rtl::find_toolchain();
  const auto right = run(counter(), toolchain);
  INFO(rtl::render(right));
  CHECK(right.equal());
  CHECK_FALSE(right.plain_build);
  const auto wrong = run(counter(kFirst - 1), toolchain);
  INFO(rtl::render(wrong));
  CHECK(wrong.mismatches == 1);  // of the byte 23
  REQUIRE(wrong.first_mismatch);
  CHECK(wrong.first_mismatch->frame * kWords + wrong.first_mismatch->word == kFirst);
  REQUIRE(wrong.plain_build);
  CHECK(wrong.plain_build->is_finding_there);
  CHECK_FALSE(wrong.is_compiler_fault());
  CHECK(wrong.plain_build->cycles == wrong.first_mismatch->cycle + 1);
  CHECK_THAT(rtl::render(wrong), Catch::StartsWith("FAIL  "));
  CHECK_NOTHROW(rtl::throw_if_compiler_fault(wrong));
}

TEST_CASE("a difference that the compiler has made is told as the compiler's", "[compiler]") {
  // At -O3 the module's 8'd30 is taken for 31; no expression of the check is touched.
  const auto toolchain = spoilt("case \" $* \" in *\" -O3 \"*unit*) sed -i 's/0x1eU/0x1fU/g' Vweir_model*.cpp;; esac");
  const auto result = run(counter(), toolchain);
  const std::string text = rtl::render(result);
  INFO(text);
  CHECK(result.mismatches == 1);  // the byte 31
  REQUIRE(result.plain_build);
  CHECK_FALSE(result.plain_build->is_finding_there);
  CHECK(result.is_compiler_fault());
  CHECK(result.plain_build->words_compared > kFirst);
  CHECK_THAT(text, Catch::StartsWith("error[compiler-fault]: the C++ compiler is wrong, not the RTL"));
  CHECK_THROWS_AS(rtl::throw_if_compiler_fault(result), Error);
}

TEST_CASE("g++ 12.2's own fault is told as the compiler's, should the check and the flags ever miss it", "[compiler]") {
  if (!is_known_to_be_wrong(rtl::find_toolchain())) return;
  const auto toolchain = spoilt(
      "case \" $* \" in *\" -O3 \"*unit*) for a; do shift; [ \"$a\" = -fno-tree-slp-vectorize ] || set -- \"$@\" "
      "\"$a\"; done;; esac");
  const auto result = run(counter(), toolchain);
  INFO(rtl::render(result));
  CHECK(result.mismatches > 100);
  CHECK(result.is_compiler_fault());
}

TEST_CASE("a design that stops before its first cycle is confirmed without optimisation", "[compiler]") {
  int builds = 0;
  const auto code = [&](bool stops_always) -> std::string {
    builds = 0;
    const rtl::DesignMaker make = [&](const rtl::Optimisation& optimisation) -> std::unique_ptr<rtl::Design> {
      ++builds;
      if (stops_always || optimisation.hot != rtl::no_optimisation().hot) throw Error(rtl::kRtlStopped, "$fatal");
      return nullptr;
    };
    try {
      rtl::cosimulate_confirmed(make, {}, {}, {});
    } catch (const Error& error) {
      return error.code;
    }
    return "none";
  };
  CHECK(code(true) == rtl::kRtlStopped);
  CHECK(builds == 2);
  CHECK(code(false) == "compiler-fault");
  CHECK(builds == 2);
}

TEST_CASE("a model whose compiler gets a known expression wrong is not loaded", "[compiler]") {
  // At one level only: hot code.
  const auto toolchain =
      spoilt("case \" $* \" in *\" -O3 \"*check*) sed -i 's/sum = sum + one/sum = sum + 1 + one/' check*.cc;; esac");
  try {
    run(counter(), toolchain);
    FAIL("loaded");
  } catch (const Error& error) {
    INFO(error.text());
    CHECK(error.code == "compiler-fault");
    CHECK_THAT(error.what_text, Catch::Contains(std::to_string(rtl::compiler_check_count()) + " expressions"));
  }
}
