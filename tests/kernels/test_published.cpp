/// The published networks on the fast kernels of every instruction set: the same known answers that golden's reference
/// is held to.
#include <catch2/catch.hpp>
#include <sstream>

#include "golden/base/file.hpp"
#include "golden/builtin/resnet50.hpp"
#include "golden/import/bnn_pynq.hpp"
#include "golden/import/cifar.hpp"
#include "golden/import/idx.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/kernels/executor.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::vector<FrameResult> run_fast(const Network& network, Isa isa, const std::vector<Tensor>& frames,
                                  const std::set<std::string>& taps = {}) {
  const FastExecutor executor(network, isa);
  std::vector<FrameResult> results(frames.size());
  const auto batch = static_cast<std::size_t>(executor.batch_frames());
  for (std::size_t first = 0; first < frames.size(); first += batch) {
    const std::size_t size = std::min(batch, frames.size() - first);
    executor.run(std::span(frames).subspan(first, size), taps, std::span(results).subspan(first, size));
  }
  return results;
}

}  // namespace

TEST_CASE("the fast kernels give every output word of the published LFC networks", "[kernels][data]") {
  const auto params = test::data_folder("bnn_pynq/params/mnist");
  const auto mnist = test::data_folder("mnist");
  if (!params || !mnist) return;
  const IdxImages images = read_idx_images(*mnist / "t10k-images-idx3-ubyte");
  for (const std::string name : {"lfcW1A1", "lfcW1A2"}) {
    const FoldedNetwork imported = import_bnn_pynq(*params / name);
    const auto expected = read_binary_file(*mnist / (name + ".expected_words.u64"));
    std::vector<Tensor> frames;
    for (std::int64_t i = 0; i < images.count; ++i) frames.push_back(encode_input(*imported.network, images.image(i)));
    for (const Isa isa : supported_isas()) {
      INFO(name << " on " << golden::name(isa));
      const auto results = run_fast(*imported.network, isa, frames);
      REQUIRE(expected.size() == results.size() * 8);
      int wrong = 0;
      for (std::size_t i = 0; i < results.size(); ++i)
        for (std::size_t bit = 0; bit < 64; ++bit)
          wrong += results[i].output.data.at(bit) != (expected[i * 8 + bit / 8] >> bit % 8 & 1);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("the fast kernels give every score of the published CNV networks", "[kernels][data]") {
  const auto params = test::data_folder("bnn_pynq/params/cifar10");
  const auto cifar = test::data_folder("cifar10");
  if (!params || !cifar) return;
  const CifarRecords records = read_cifar(*cifar / "test_subset100.bin");
  for (const std::string name : {"cnvW1A1", "cnvW1A2", "cnvW2A2"}) {
    const FoldedNetwork imported = import_bnn_pynq(*params / name);
    const auto expected = read_binary_file(*cifar / (name + ".expected_scores.i16"));
    std::vector<Tensor> frames;
    for (std::int64_t i = 0; i < records.count(); ++i)
      frames.push_back(encode_input(*imported.network, records.picture(i)));
    for (const Isa isa : supported_isas()) {
      INFO(name << " on " << golden::name(isa));
      const auto results = run_fast(*imported.network, isa, frames);
      REQUIRE(expected.size() == results.size() * 128);
      int wrong = 0;
      for (std::size_t i = 0; i < results.size() * 64; ++i)
        wrong += results[i / 64].output.data.at(i % 64) !=
                 static_cast<std::int16_t>(expected[2 * i] | expected[2 * i + 1] << 8);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("the fast kernels give every block and the top 5 of the published ResNet50", "[kernels][data]") {
  const auto params = test::data_folder("resnet50_w1a2/params");
  const auto vectors = test::data_folder("resnet50_w1a2/vectors");
  if (!params || !vectors) return;
  const FoldedNetwork imported = import_resnet50_npy(*params);
  const auto network = with_fc_weights(*imported.network, *vectors / "fcw.bin");
  std::set<std::string> taps{"pre"};
  taps.insert(resnet50_blocks().begin(), resnet50_blocks().end());
  const Tensor frame = encode_input(*network, read_binary_file(*vectors / "img.bin"));
  std::istringstream text(read_text_file(*vectors / "top5.txt"));
  std::vector<std::int32_t> top5;
  for (std::int32_t index; text >> index;) top5.push_back(index);
  for (const Isa isa : supported_isas()) {
    const FrameResult result = run_fast(*network, isa, {frame}, taps)[0];
    REQUIRE(result.taps.size() == 17);
    for (const auto& [name, tensor] : result.taps) {
      INFO(name << " on " << golden::name(isa));
      const auto expected = read_binary_file(*vectors / (name + ".bin"));
      CHECK(std::equal(tensor.data.begin(), tensor.data.end(), expected.begin(), expected.end()));
    }
    CHECK(result.output.data == top5);
  }
}
