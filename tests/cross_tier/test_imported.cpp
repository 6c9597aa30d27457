/// Is a network imported from QONNX, with shortcuts, the same network in golden, SystemC and Verilated RTL?
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/file.hpp"
#include "golden/network/model.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/sizing.hpp"
#include "tests/cross_tier/agreement.hpp"

namespace weir::test {

TEST_CASE("a residual network imported from QONNX agrees in all tiers on recorded pictures") {
  const std::filesystem::path folder = std::filesystem::path(WEIR_SOURCE_FOLDER) / "tests/golden/onnx";
  golden::BuiltIn imported = golden::import_onnx(folder / "residual.onnx");
  // Shortcuts wait for the convolutions beside them: two words of FIFO would deadlock.
  const golden::StageGraph shallow = graph_of(imported);
  const timing::TimingGraph timing = make_timing_graph(shallow, timing::load_profile("weir"));
  const timing::Depths depths = timing::largefifo_depths(timing, false);
  for (std::size_t s = 0; s < depths.size(); ++s)
    imported.folding.depths_words[shallow.streams[s].name] = static_cast<int>(depths[s]);
  const auto bytes = read_binary_file(folder / "residual.input.u8");
  const golden::Network& network = *imported.network;
  const auto each = static_cast<std::size_t>(element_count(network.find_stream(network.inputs.front())->shape));
  std::vector<Tensor> frames;
  for (std::size_t f = 0; f < 3; ++f) frames.push_back(encode_input(network, std::span(bytes).subspan(f * each, each)));
  require_agreement(graph_of(imported), frames, {1});
}

}  // namespace weir::test
