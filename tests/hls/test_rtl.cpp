// The compiled kernels against the integer reference, the native C simulation and the timing recurrence.
#include <catch2/catch.hpp>

#include "tests/data.hpp"
#include "tests/hls/bench.hpp"

using namespace weir::test;

namespace {

std::vector<KernelCase> kernels_under_test() {
  RandomBits random(2026);
  std::vector<KernelCase> cases;
  MvauShape lfc;  // the shape of the published binary network, smaller
  lfc.input_coding = lfc.weight_coding = "XNOR";
  lfc.MW = 104, lfc.MH = 16, lfc.SIMD = 26, lfc.PE = 4, lfc.levels = 1, lfc.acc_bits = lfc.TB = 8;
  cases.push_back(mvau_case("lfc", lfc, 4, random));
  for (int k = 0; k < 9; ++k) cases.push_back(mvau_case("m" + std::to_string(k), random_mvau(random, 300), 3, random));
  cases.push_back(mvau_case("twin", lfc, 2, random));  // same module as "lfc", other weights
  cases.back().shares = "lfc";
  cases.push_back(dwc_case("down", 96, 8, 5, 4, random));
  cases.push_back(dwc_case("up", 7, 77, 22, 4, random));
  cases.push_back(dwc_case("same", 33, 33, 9, 4, random));
  cases.push_back(file_case("nest", {{"a", 20, 30}}, {{"sums", 24, 6}}, 3, random));
  cases.push_back(file_case("histogram", {{"value", 3, 40}}, {{"count", 9, 8}}, 3, random));
  cases.push_back(
      file_case("mixed", {{"a", 33, 30}, {"b", 17, 30}}, {{"wide", 100, 15}, {"narrow", 40, 30}}, 3, random));
  cases.push_back(file_case("places", {{"a", 12, 15}}, {{"b", 12, 15}}, 3, random));
  cases.push_back(file_case("recurrence", {{"a", 20, 30}}, {{"b", 36, 30}}, 3, random));
  cases.push_back(file_case("bounded", {{"a", 12, 40}}, {{"pairs", 12, 20}}, 3, random));
  cases.push_back(file_case("states", {{"a", 10, 25}}, {{"x", 24, 12}, {"marks", 8, 2}}, 3, random));
  cases.push_back(file_case("division", {{"a", 40, 20}}, {{"quotients", 64, 20}, {"bits", 48, 20}}, 3, random));
  cases.push_back(file_case("fixed", {{"a", 24, 30}}, {{"rounded", 80, 30}, {"mixed", 80, 30}}, 3, random));
  cases.push_back(file_case("state", {{"value", 8, 12}}, {{"sum", 32, 12}}, 4, random));
  for (KernelCase& k : cases) k.fifo_depth = 1 + static_cast<int>(random() % 9);
  return cases;
}

struct Prepared {
  ScratchFolder folder;
  std::vector<KernelCase> cases = kernels_under_test();
  std::map<std::string, std::vector<std::string>> native = simulate_natively(cases, folder.path());
  std::map<std::string, weir::hls::CompileResult> compiled;
  Prepared() {
    for (const KernelCase& k : cases) compiled.emplace(k.name, compile_case(k, folder.path()));
  }
};

/// Built once: several tests look at the same kernels.
Prepared& prepared() {
  static Prepared p;
  return p;
}

void compare_with_prediction(const Handshakes& seen, const Prepared& p, const Stalls& stalls) {
  for (const KernelCase& k : p.cases) {
    for (const auto& [port, expected] : predict(k, p.compiled.at(k.name).report, stalls, p.native)) {
      INFO(port << ", FIFO depth " << k.fifo_depth);
      const auto found = seen.find(port);
      REQUIRE(found != seen.end());
      REQUIRE(found->second.size() == expected.size());
      for (std::size_t n = 0; n < expected.size(); ++n) {
        INFO("word " << n << ": " << found->second[n].word << " in cycle " << found->second[n].cycle << ", expected "
                     << expected[n].word << " in " << expected[n].cycle);
        REQUIRE(found->second[n] == expected[n]);
      }
    }
  }
}

void run_variant(bool simulation) {
  Prepared& p = prepared();
  const RtlBench bench(p.cases, p.compiled, simulation, p.folder.path());
  RandomBits random(7);
  const Stimulus free{1.0, 1}, half{0.5, 1}, bursts{0.4, 9};
  for (const Stimulus& s : {free, half, bursts}) {
    const Stalls stalls = make_stalls(p.cases, s, 20000, random);
    compare_with_prediction(bench.run(stalls, 20000, "run"), p, stalls);
  }
}

}  // namespace

TEST_CASE("the native C simulation of MVAU and DWC kernels equals the integer reference", "[hls][csim]") {
  Prepared& p = prepared();
  int compared = 0;
  for (const KernelCase& k : p.cases) {
    for (const Port& port : k.outputs) {
      if (port.words.empty()) continue;
      INFO(k.name << "\n" << k.source.substr(k.source.size() > 600 ? k.source.size() - 600 : 0));
      CHECK(p.native.at(k.name + "." + port.name) == port.words);
      ++compared;
    }
  }
  CHECK(compared == 14);
}

TEST_CASE(
    "the exact RTL gives every word of the C simulation in the cycle that kernel.json predicts, with and without "
    "stalls",
    "[hls][rtl]") {
  run_variant(false);
}

TEST_CASE(
    "the container RTL gives every word of the C simulation in the cycle that kernel.json predicts, with and without "
    "stalls",
    "[hls][rtl]") {
  run_variant(true);
}

TEST_CASE("an II of n gives loop-carried chains n stages, and iterations n cycles", "[hls][rtl]") {
  const ScratchFolder folder;
  RandomBits random(3);
  const KernelCase kernel = file_case("recurrence", {{"a", 20, 30}}, {{"b", 36, 30}}, 1, random);
  double worst = 0;
  for (const int ii : {1, 2, 3, 4}) {
    INFO("II " << ii);
    KernelCase k = kernel;
    k.source = "#define RECURRENCE_II " + std::to_string(ii) + "\n" + k.source;
    k.delay_budget = 4;
    const auto report = compile_case(k, folder.path()).report;
    CHECK(report.ii == ii);
    CHECK(report.iterations % ii == 0);
    CHECK(report.iterations / ii >= 38);
    for (const auto& event : weir::hls::expand(report)) CHECK(event.iteration % ii == 0);
    if (ii > 1) CHECK(report.max_stage_delay < worst);
    if (ii == 3) CHECK(report.max_stage_delay <= k.delay_budget);
    if (ii <= 2) worst = report.max_stage_delay;
  }
}

TEST_CASE("stages of equal shape compile to the same module text", "[hls][rtl]") {
  Prepared& p = prepared();
  std::string text = p.compiled.at("twin").verilog;
  for (auto at = text.find("twin"); at != std::string::npos; at = text.find("twin")) text.replace(at, 4, "lfc");
  CHECK(text == p.compiled.at("lfc").verilog);
}

TEST_CASE("all MVAU and DWC kernels have their gate at stage 0 and obey LATENCY exactly", "[hls][rtl]") {
  for (const auto& [name, result] : prepared().compiled) {
    if (result.report.ports[0].name != "in0") continue;  // neither of them
    INFO(name);
    CHECK(result.report.gate_stage == 0);
    CHECK(result.report.ports[0].stage == 0);
    const bool dwc = name == "down" || name == "up" || name == "same";
    CHECK((result.report.ports[1].stage == 0) == dwc);
  }
}

TEST_CASE("yosys reads the exact variant of every kernel without complaints", "[hls][rtl]") {
  Prepared& p = prepared();
  std::string script;
  const auto folder = p.folder / "yosys";
  for (const auto& [name, result] : p.compiled) {
    weir::hls::write_files(result, folder);
    for (const weir::hls::KernelRom& rom : result.report.roms) {
      run_command("touch " + (folder / (name + "." + rom.name + ".hex")).string(), folder / "touch.log");
    }
    script +=
        "read_verilog -sv " + name + ".sv; hierarchy -check -top " + name + "; proc; check -assert; design -reset; ";
  }
  run_command("cd " + folder.string() + " && yosys -q -p '" + script + "'", folder / "yosys.log");
}
