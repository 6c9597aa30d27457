// Random kernels: native C++ against the IR after every pass, and against the RTL in words and cycles, free and with
// random stalls. WEIR_RANDOM_KERNELS
// says how many (2,000 in the preset nightly), WEIR_RANDOM_SEED where they begin.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "golden/base/error.hpp"
#include "hls/compiler/ir.hpp"
#include "tests/data.hpp"
#include "tests/hls/random_kernel.hpp"
#include "tests/paths.hpp"

using namespace weir::test;

namespace {

namespace fs = std::filesystem;

constexpr int kBatch = 50;  ///< kernels per Verilated model
constexpr int kPasses = 4, kPassesForClock = 5;
constexpr long kCycles = 20000;
constexpr std::array kStimuli{Stimulus{1.0, 1}, Stimulus{0.5, 1}, Stimulus{0.4, 9}};
const fs::path kRegressions = weir::test::source_folder() / "testvectors" / "regressions";

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// By kernel: what differs between the C simulation, the IR after each pass, and the RTL.
std::map<std::string, std::string> differences(const std::vector<KernelCase>& cases, bool simulation) {
  const ScratchFolder folder;
  const auto native = simulate_natively(cases, folder.path());
  std::map<std::string, weir::hls::CompileResult> compiled;
  std::map<std::string, std::string> found;
  for (const KernelCase& k : cases) {
    INFO(k.name << "\n" << k.source);
    PassOracle oracle(k, native);
    compiled.emplace(k.name,
                     compile_case(k, folder.path(), [&](const auto& ir, const auto& pass) { oracle.check(ir, pass); }));
    CHECK(oracle.passes() == (k.clk_mhz > 0 ? kPassesForClock : kPasses));
    if (!oracle.finding().empty()) found.emplace(k.name, k.name + " " + oracle.finding());
  }
  const RtlBench bench(cases, compiled, simulation, folder.path());
  RandomBits random(11);
  for (const Stimulus& stimulus : kStimuli) {
    const Stalls stalls = make_stalls(cases, stimulus, kCycles, random);
    const Handshakes seen = bench.run(stalls, kCycles, "run");
    for (const KernelCase& k : cases) {
      const auto& report = compiled.at(k.name).report;
      const std::string difference = report.is_static ? first_difference(seen, predict(k, report, stalls, native))
                                                      : first_wrong_word(k, seen, native);
      if (!difference.empty()) found.emplace(k.name, difference);
    }
  }
  return found;
}

/// The IR of every function of a region after every pass: each is known by the names of its ports.
class RegionOracle {
 public:
  RegionOracle(const KernelCase& region, const std::map<std::string, std::vector<std::string>>& native) {
    for (const ProcessCase& process : region.processes) cases_.push_back(process_case(region, process, native));
    for (const KernelCase& k : cases_) oracles_.emplace_back(k, native);
  }
  void check(const weir::hls::ir::Graph& graph, const std::string& pass) {
    for (std::size_t p = 0; p < cases_.size(); ++p) {
      const auto has = [&](const Port& port) {
        return std::any_of(graph.streams.begin(), graph.streams.end(),
                           [&](const auto& stream) { return stream.name == port.name; });
      };
      const KernelCase& k = cases_[p];
      if (std::all_of(k.inputs.begin(), k.inputs.end(), has) && std::all_of(k.outputs.begin(), k.outputs.end(), has))
        return oracles_[p].check(graph, pass);
    }
    FAIL_CHECK("an IR of none of the region's functions");
  }
  std::string finding() const {
    for (const PassOracle& oracle : oracles_) {
      CHECK(oracle.passes() == kPasses);
      if (!oracle.finding().empty()) return oracle.finding();
    }
    return {};
  }

 private:
  std::vector<KernelCase> cases_;
  std::vector<PassOracle> oracles_;
};

/// By region: what differs between the C simulation, the IR of each function after each pass, and the RTL's words.
std::map<std::string, std::string> region_differences(const std::vector<KernelCase>& cases, bool simulation) {
  const ScratchFolder folder;
  const auto native = simulate_natively(cases, folder.path());
  std::map<std::string, weir::hls::CompiledDesign> compiled;
  std::map<std::string, std::string> found;
  for (const KernelCase& k : cases) {
    INFO(k.name << "\n" << k.source);
    RegionOracle oracle(k, native);
    compiled.emplace(
        k.name, compile_region(k, folder.path(), [&](const auto& ir, const auto& pass) { oracle.check(ir, pass); }));
    if (const std::string finding = oracle.finding(); !finding.empty()) found.emplace(k.name, k.name + " " + finding);
  }
  const RtlBench bench(cases, {}, simulation, folder.path(), compiled);
  RandomBits random(12);
  for (const Stimulus& stimulus : kStimuli) {
    const Handshakes seen = bench.run(make_stalls(cases, stimulus, kCycles, random), kCycles, "run");
    for (const KernelCase& k : cases)
      if (const std::string difference = first_wrong_word(k, seen, native); !difference.empty())
        found.emplace(k.name, difference);
  }
  return found;
}

bool fails(const RandomKernel& kernel, bool simulation) {
  try {
    return !differences({case_of(kernel)}, simulation).empty();
  } catch (const weir::Error&) {
    return false;  // refused with a message: not the failure looked for
  }
}

fs::path kept(const RandomKernel& kernel) {
  fs::create_directories(kRegressions);
  const fs::path path = kRegressions / (kernel.name + ".cpp");
  std::ofstream(path) << to_regression(kernel);
  return path;
}

/// The smallest kernel that still fails, kept for good.
fs::path keep(const RandomKernel& kernel, bool simulation) {
  return kept(minimised(kernel, [&](const RandomKernel& k) { return fails(k, simulation); }));
}

}  // namespace

TEST_CASE(
    "random kernels give the words of the C simulation after every pass and, in RTL, in the cycles that kernel.json "
    "predicts",
    "[hls][random]") {
  const auto count = static_cast<int>(setting("WEIR_RANDOM_KERNELS", 100));
  const std::uint64_t first = setting("WEIR_RANDOM_SEED", 1);
  for (int done = 0; done < count; done += kBatch) {
    const bool simulation = done / kBatch % 2 == 1;
    std::vector<RandomKernel> kernels;
    std::vector<KernelCase> cases;
    for (int k = done; k < std::min(count, done + kBatch); ++k) {
      const std::uint64_t seed = first + static_cast<std::uint64_t>(k);
      kernels.push_back(random_kernel("random_" + std::to_string(seed), seed));
      cases.push_back(case_of(kernels.back()));
    }
    const auto found = differences(cases, simulation);
    for (const auto& [name, difference] : found) UNSCOPED_INFO(difference);
    CHECK(found.empty());
    if (found.empty()) continue;
    const auto failed =
        std::find_if(kernels.begin(), kernels.end(), [&](const RandomKernel& k) { return found.count(k.name) != 0; });
    FAIL("reduced to " << keep(*failed, simulation));
  }
}

TEST_CASE(
    "random regions of functions with local streams of structures give the words of the C simulation after every pass "
    "and in RTL",
    "[hls][random][region]") {
  const auto count = static_cast<int>(setting("WEIR_RANDOM_KERNELS", 100)) / 10;
  const std::uint64_t first = setting("WEIR_RANDOM_SEED", 1);
  for (int done = 0; done < count; done += kBatch) {
    std::vector<RandomKernel> regions;
    std::vector<KernelCase> cases;
    for (int k = done; k < std::min(count, done + kBatch); ++k) {
      const std::uint64_t seed = first + static_cast<std::uint64_t>(k);
      regions.push_back(random_region("region_" + std::to_string(seed), seed));
      cases.push_back(case_of(regions.back()));
    }
    const auto found = region_differences(cases, done / kBatch % 2 == 1);
    CHECK(found == std::map<std::string, std::string>{});
    for (const RandomKernel& region : regions)
      if (found.count(region.name) != 0) FAIL("kept as " << kept(region));
  }
}

TEST_CASE("random kernels compiled for clocks of an FPGA agree in the same way", "[hls][random][clock]") {
  const auto count = static_cast<int>(setting("WEIR_RANDOM_KERNELS", 100)) / 5;
  const std::uint64_t first = setting("WEIR_RANDOM_SEED", 1);
  std::vector<KernelCase> cases;
  for (int k = 0; k < count; ++k) {
    const std::uint64_t seed = first + static_cast<std::uint64_t>(k);
    cases.push_back(case_of(random_kernel("clocked_" + std::to_string(seed), seed)));
    cases.back().clk_mhz = std::array{50.0, 100.0, 150.0, 200.0}[static_cast<std::size_t>(k % 4)];
  }
  for (std::size_t done = 0; done < cases.size(); done += kBatch) {
    const std::vector<KernelCase> batch(
        cases.begin() + static_cast<std::ptrdiff_t>(done),
        cases.begin() + static_cast<std::ptrdiff_t>(std::min(cases.size(), done + kBatch)));
    CHECK(differences(batch, done / kBatch % 2 == 1) == std::map<std::string, std::string>{});
  }
}

TEST_CASE("kernels that failed once agree in C simulation, IR and RTL", "[hls][random]") {
  std::vector<KernelCase> cases, regions;
  if (fs::exists(kRegressions))
    for (const auto& file : fs::directory_iterator(kRegressions)) {
      if (file.path().extension() != ".cpp") continue;
      KernelCase read = read_regression(file.path());
      (read.processes.empty() ? cases : regions).push_back(std::move(read));
    }
  for (const bool simulation : {false, true}) {
    if (!cases.empty()) CHECK(differences(cases, simulation) == std::map<std::string, std::string>{});
    if (!regions.empty()) CHECK(region_differences(regions, simulation) == std::map<std::string, std::string>{});
  }
}

TEST_CASE("a wrong word of the C simulation is seen as a difference", "[hls][random]") {
  const Handshakes seen{{"k.x", {{3, "1f"}, {4, "00"}}}};
  CHECK(first_difference(seen, {{"k.x", {{3, "1f"}, {4, "00"}}}}).empty());
  CHECK(first_difference(seen, {{"k.x", {{3, "1f"}, {4, "01"}}}}) == "k.x: word 1 is 00 in cycle 4, expected 01 in 4");
  CHECK(first_difference(seen, {{"k.x", {{3, "1f"}, {5, "00"}}}}) == "k.x: word 1 is 00 in cycle 4, expected 00 in 5");
  CHECK(first_difference(seen, {{"k.x", {{3, "1f"}}}}).empty());
  CHECK(first_difference(seen, {{"k.x", {{3, "1f"}, {4, "00"}, {6, "00"}}}}) == "k.x: 2 words, expected 3");
  CHECK(first_difference(seen, {{"k.y", {}}}) == "k.y: no word at all");
}

TEST_CASE("words of a kernel without a schedule are compared in whatever cycles they come", "[hls][random]") {
  KernelCase k;
  k.name = "k";
  k.outputs = {{"x", 8, {}}};
  const Handshakes seen{{"k.x", {{3, "1f"}, {9, "00"}}}};
  CHECK(first_wrong_word(k, seen, {{"k.x", {"1f", "00"}}}).empty());
  CHECK(first_wrong_word(k, seen, {{"k.x", {"1f", "01"}}}) == "k.x: word 1 is 00, expected 01");
  CHECK(first_wrong_word(k, seen, {{"k.x", {"1f", "00", "00"}}}) == "k.x: word 2 is missing, expected 00");
  CHECK(first_wrong_word(k, {}, {{"k.x", {"1f"}}}) == "k.x: word 0 is missing, expected 1f");
}

TEST_CASE("a failing kernel is reduced to the lines that make it fail", "[hls][random]") {
  int reduced = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const RandomKernel kernel = random_kernel("k", seed);
    // As if every subtraction that reaches a write were compiled wrongly.
    const auto has_failure = [](const RandomKernel& k) {
      const std::string text = k.source();
      return text.find(".write(") != std::string::npos && text.find(" - ") != std::string::npos;
    };
    if (!has_failure(kernel)) continue;
    const RandomKernel smallest = minimised(kernel, has_failure);
    std::size_t lines = 0;
    for (const auto& loop : smallest.loops) lines += loop.body.size();
    INFO(smallest.source());
    CHECK(has_failure(smallest));
    CHECK(lines <= 6);  // the write, the subtraction, and zeros for what they use
    ++reduced;
  }
  CHECK(reduced >= 5);
}

TEST_CASE("a reduced kernel is read back as it was written", "[hls][random]") {
  const ScratchFolder folder;
  const RandomKernel kernel = GENERATE(random_kernel("k7", 7), random_region("k7", 7));
  std::ofstream(folder / "k7.cpp") << to_regression(kernel);
  const KernelCase wanted = case_of(kernel), read = read_regression(folder / "k7.cpp");
  CHECK(read.name == wanted.name);
  CHECK(read.source == wanted.source);
  CHECK(read.delay_budget == wanted.delay_budget);
  REQUIRE(read.processes.size() == wanted.processes.size());
  for (std::size_t k = 0; k < read.processes.size(); ++k) {
    CHECK(read.processes[k].name == wanted.processes[k].name);
    REQUIRE(read.processes[k].inputs.size() == wanted.processes[k].inputs.size());
    for (std::size_t p = 0; p < read.processes[k].inputs.size(); ++p)
      CHECK(read.processes[k].inputs[p].type == wanted.processes[k].inputs[p].type);
  }
  REQUIRE(read.inputs.size() == wanted.inputs.size());
  for (std::size_t p = 0; p < read.inputs.size(); ++p) CHECK(read.inputs[p].words == wanted.inputs[p].words);
  REQUIRE(read.outputs.size() == wanted.outputs.size());
}
