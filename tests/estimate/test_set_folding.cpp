/// Does the automatic folding choose what FINN's SetFolding chooses?
#include <catch2/catch.hpp>

#include "golden/finn/finn_config.hpp"
#include "golden/finn/python_json.hpp"
#include "golden/finn/set_folding.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

Mvau matrix(std::int64_t MW, std::int64_t MH, std::int64_t vectors = 1) {
  Mvau m;
  m.MW = MW;
  m.MH = MH;
  m.num_input_vectors = {vectors};
  m.input = DataType::uint(2);
  m.weight = DataType::int_(2);
  return m;
}

/// A chain of layers named as FINN names them before it chooses backends.
Network chain(const std::vector<LayerKind>& kinds) {
  Network network;
  network.name = "chain";
  std::map<std::string, int> counts;
  std::string from = "in";
  for (const LayerKind& kind : kinds) {
    const std::string type = op_type(kind), name = type + "_" + std::to_string(counts[type]++);
    network.layers.push_back({name, kind, {from}, {name + "_out"}, {}});
    from = name + "_out";
  }
  return network;
}

AutoFolding fold(const Network& network, double fps, bool two_pass = true, int wwidth = 36) {
  SetFoldingOptions options;
  options.target_fps = fps;
  options.two_pass_relaxation = two_pass;
  options.mvau_wwidth_max = wwidth;
  return set_folding(network, {}, options);
}

std::pair<int, int> pe_simd(const AutoFolding& chosen, const std::string& layer) {
  return {chosen.folding.of(layer).PE, chosen.folding.of(layer).SIMD};
}

using Fold = std::pair<int, int>;

}  // namespace

TEST_CASE("the network-intrusion network reaches its published cycles and frames per second", "[estimate][fold]") {
  const Network mlp = chain({matrix(600, 64), matrix(64, 64), matrix(64, 64), matrix(64, 1)});
  const AutoFolding chosen = fold(mlp, 1'000'000, true, 80);
  CHECK(chosen.target_cycles == 100);
  CHECK(pe_simd(chosen, "MVAU_0") == Fold{16, 40});
  CHECK(pe_simd(chosen, "MVAU_1") == Fold{1, 64});
  CHECK(pe_simd(chosen, "MVAU_3") == Fold{1, 1});
  const Estimate e = estimate_network(mlp, chosen.folding, chosen.attributes, "xc7z020clg400-1", 10.0);
  CHECK(e.cycles == std::vector<std::int64_t>{60, 64, 64, 64});
  CHECK(chosen.performance.critical_path_cycles == 252);
  CHECK(chosen.performance.throughput_fps == 1'562'500.0);
}

TEST_CASE("cycles must be below the target, not equal to it", "[estimate][fold]") {
  // 64 cycles at PE 1 and SIMD 64, and a target of 64: PE has to grow.
  const AutoFolding chosen = fold(chain({matrix(64, 64)}), 1e8 / 64.5, true, 1000);
  CHECK(chosen.target_cycles == 64);
  CHECK(pe_simd(chosen, "MVAU_0") == Fold{2, 64});
}

TEST_CASE("to FINN+ cycles that equal the target are enough", "[estimate][fold]") {
  SetFoldingOptions options;
  options.target_fps = 1e8 / 64.5;
  options.mvau_wwidth_max = 1000;
  options.release = kPlusRelease;
  CHECK(pe_simd(set_folding(chain({matrix(64, 64)}), {}, options), "MVAU_0") == Fold{1, 64});
  options.release = "plus-0.1";
  CHECK_THROWS_WITH(set_folding(chain({matrix(64, 64)}), {}, options), Catch::Contains("plus-0.1"));
}

TEST_CASE("FINN+ alone folds concatenations, by what divides all their widths", "[estimate][fold]") {
  // 12 + 18 channels of 10 vectors: 300 cycles with one channel per word, 100 with 3, 50 with 6.
  Concat joint;
  joint.channels = {12, 18};
  joint.num_input_vectors = {10};
  Network network;
  network.name = "joint";
  network.streams = {{"a", DataType::uint(8), {10, 12}}, {"b", DataType::uint(8), {10, 18}}};
  network.layers.push_back({"StreamingConcat_0", joint, {"a", "b"}, {"c"}, {}});
  SetFoldingOptions options;
  options.target_fps = 1e8 / 100.5;
  CHECK(pe_simd(set_folding(network, {}, options), "StreamingConcat_0") == Fold{1, 1});
  options.release = kPlusRelease;
  CHECK(pe_simd(set_folding(network, {}, options), "StreamingConcat_0") == Fold{1, 6});
}

TEST_CASE("SIMD steps back once when the weights of one PE become too wide", "[estimate][fold]") {
  // 2-bit weights, 36 bits: SIMD 18 at most; of 36's divisors that is 18.
  CHECK(pe_simd(fold(chain({matrix(36, 8)}), 1e8 / 5.5), "MVAU_0") == Fold{4, 18});
  // Even a SIMD of 1 may be too wide: it stays.
  CHECK(pe_simd(fold(chain({matrix(36, 8)}), 1e8 / 100.5, true, 1), "MVAU_0") == Fold{4, 1});
}

TEST_CASE("a target nobody reaches is relaxed to what the slowest layer manages", "[estimate][fold]") {
  MaxPool pool{{10, 10}, {2, 2}, 8, DataType::uint(2)};  // 125 cycles whatever its folding
  const Network network = chain({matrix(16, 8, 100), pool, matrix(200, 8)});
  const AutoFolding strict = fold(network, 1e8 / 20.5, false), relaxed = fold(network, 1e8 / 20.5);
  CHECK(strict.without_rule == std::vector<std::string>{"StreamingMaxPool_hls_0"});
  CHECK(pe_simd(strict, "MVAU_0") == Fold{8, 16});
  CHECK(strict.performance.max_cycles == 125);
  CHECK(pe_simd(strict, "MVAU_1") == Fold{8, 10});
  // Second pass for 125 cycles: a SIMD of 20 meets them at once (80), and FINN asks for that before it asks for width.
  CHECK(pe_simd(relaxed, "MVAU_1") == Fold{1, 20});
  CHECK(pe_simd(relaxed, "MVAU_0") == Fold{8, 16});
}

TEST_CASE("a window generator unfolds its channels, then its window", "[estimate][fold]") {
  SlidingWindow s;
  s.in_size = {8, 8};
  s.channels = 4;
  s.kernel = {3, 3};
  // SIMD 1: 76 + 6 * 216 = 1372; SIMD 2: 686; SIMD 4: 343.
  CHECK(fold(chain({s}), 1e8 / 700.5).folding.of("ConvolutionInputGenerator_0").SIMD == 2);
  CHECK(fold(chain({s}), 1e8 / 400.5).folding.of("ConvolutionInputGenerator_0").SIMD == 4);
  CHECK_FALSE(fold(chain({s}), 1e8 / 343.5).attributes.at("ConvolutionInputGenerator_0").parallel_window);
  const AutoFolding parallel = fold(chain({s}), 1e8 / 342.5, false);
  CHECK(parallel.attributes.at("ConvolutionInputGenerator_0").parallel_window);
  CHECK(parallel.performance.max_cycles == 66);
  // Whoever takes the folding alone must meet it, too.
  CHECK(parallel.folding.of("ConvolutionInputGenerator_0").stated.at("parallel_window") == "1");
}

TEST_CASE("a depthwise window generator follows the node behind it", "[estimate][fold]") {
  SlidingWindow s;
  s.in_size = {8, 8};
  s.channels = 4;
  s.kernel = {3, 3};
  s.depthwise = true;
  Pool pool;
  pool.out_size = {6, 6};
  pool.kernel = {3, 3};
  pool.channels = 4;
  const AutoFolding chosen = fold(chain({s, pool}), 1e8 / 700.5, false);  // 1296 / PE
  CHECK(chosen.folding.of("Pool_0").PE == 2);
  CHECK(chosen.folding.of("ConvolutionInputGenerator_0").SIMD == 2);
  CHECK_THROWS_AS(fold(chain({pool}), 1e5), Error);
}

TEST_CASE("the folding file has FINN's names, attributes and layout", "[estimate][fold]") {
  Thresholding t;
  t.channels = 36;
  const Network network = chain({t, matrix(36, 8)});
  const AutoFolding chosen = fold(network, 1e8 / 5.5);
  CHECK(python_json(auto_folding_json(network, chosen.folding, chosen.attributes, kDefaultPart)) ==
        "{\n  \"Defaults\": {},\n"
        "  \"Thresholding_rtl_0\": {\n    \"PE\": 9,\n    \"runtime_writeable_weights\": 0,\n"
        "    \"depth_trigger_uram\": 0,\n    \"depth_trigger_bram\": 0\n  },\n"
        "  \"MVAU_hls_0\": {\n    \"PE\": 4,\n    \"SIMD\": 18,\n    \"ram_style\": \"auto\",\n"
        "    \"resType\": \"auto\",\n    \"mem_mode\": \"internal_decoupled\",\n"
        "    \"runtime_writeable_weights\": 0\n  }\n}");
}

TEST_CASE("more frames than clock cycles are refused", "[estimate][fold]") {
  CHECK_THROWS_AS(fold(chain({matrix(4, 4)}), 1e9), Error);
}
