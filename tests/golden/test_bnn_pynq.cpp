#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <random>

#include "golden/base/file.hpp"
#include "golden/import/bnn_pynq.hpp"
#include "golden/import/idx.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"
#include "tests/golden/problems.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::problems_of;

namespace {

struct FileLayer {
  int rows, columns, pe, simd;
};
/// Table of facts: the published LFC.
constexpr FileLayer kLfc[] = {{1024, 832, 32, 64}, {1024, 1024, 64, 32}, {1024, 1024, 32, 64}, {64, 1024, 16, 8}};

std::string word(std::uint64_t value) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

int weight_bit(int layer, int row, int column) { return (layer * 7 + row * 31 + column * 17 + row * column) % 5 < 2; }
std::int64_t threshold(int layer, int row, int level) { return 300 + layer * 10 + row % 50 + level * 5; }

/// A folder as the published exporter lays it out, from the functions above.
void write_folder(const std::filesystem::path& folder, int hidden_levels) {
  for (int layer = 0; layer < 4; ++layer) {
    const FileLayer& f = kLfc[layer];
    const int levels = layer == 3 ? 1 : hidden_levels;
    for (int pe = 0; pe < f.pe; ++pe) {
      std::string weights, thresholds;
      for (int nf = 0; nf < f.rows / f.pe; ++nf) {
        const int row = nf * f.pe + pe;
        for (int sf = 0; sf < f.columns / f.simd; ++sf) {
          std::uint64_t lanes = 0;
          for (int s = 0; s < f.simd; ++s)
            lanes |= static_cast<std::uint64_t>(weight_bit(layer, row, sf * f.simd + s)) << s;
          weights += word(lanes);
        }
        for (int k = 0; k < levels; ++k) thresholds += word(static_cast<std::uint64_t>(threshold(layer, row, k)));
      }
      const std::string stem = std::to_string(layer) + "-" + std::to_string(pe);
      write_text_file(folder / (stem + "-weights.bin"), weights);
      write_text_file(folder / (stem + "-thres.bin"), thresholds);
    }
  }
  write_text_file(folder / "classes.txt", "zero\none\r\ntwo\n");
}

}  // namespace

TEST_CASE("a BNN-PYNQ folder becomes the network its files describe", "[golden][bnn-pynq]") {
  const test::ScratchFolder folder;
  const int levels = GENERATE(1, 2);
  write_folder(folder.path(), levels);
  const FoldedNetwork imported = import_bnn_pynq(folder.path());
  const Network& network = *imported.network;
  CHECK(network.classes == std::vector<std::string>{"zero", "one", "two"});
  CHECK(network.class_count == 3);
  REQUIRE(network.layers.size() == 4);
  for (int layer = 0; layer < 4; ++layer) {
    const Parameters& p = network.layers[static_cast<std::size_t>(layer)].parameters;
    const FileLayer& f = kLfc[layer];
    const std::int32_t zero = levels == 1 ? 0 : -1;
    int wrong = 0;
    for (int row = 0; row < f.rows; ++row) {
      for (int column = 0; column < f.columns; ++column)
        wrong += p.weights.data.at(static_cast<std::size_t>(row * f.columns + column)) !=
                 (weight_bit(layer, row, column) ? 1 : zero);
      const int row_levels = layer == 3 ? 1 : levels;
      for (int k = 0; k < row_levels; ++k)
        wrong += p.thresholds.data.at(static_cast<std::size_t>(row * row_levels + k)) != threshold(layer, row, k);
    }
    CHECK(wrong == 0);
    CHECK(imported.folding.of("MVAU_" + std::to_string(layer)).PE == f.pe);
    CHECK(imported.folding.of("MVAU_" + std::to_string(layer)).SIMD == f.simd);
  }
}

TEST_CASE("a short last layer is filled with zeros, a short inner layer is refused", "[golden][bnn-pynq]") {
  const test::ScratchFolder folder;
  write_folder(folder.path(), 1);
  const auto shorten = [&](const std::string& name, std::size_t words) {
    write_text_file(folder / name, read_text_file(folder / name).substr(0, words * 8));
  };
  // Three of four row groups: rows 48..63 have no data, as in the published 48-class set.
  for (int pe = 0; pe < 16; ++pe) {
    shorten("3-" + std::to_string(pe) + "-weights.bin", 384);
    shorten("3-" + std::to_string(pe) + "-thres.bin", 3);
  }
  const FoldedNetwork imported = import_bnn_pynq(folder.path());
  const Parameters& p = imported.network->layers[3].parameters;
  CHECK(p.thresholds.data.at(47) == threshold(3, 47, 0));
  for (std::size_t row = 48; row < 64; ++row) {
    CHECK(p.thresholds.data.at(row) == 0);
    CHECK(p.weights.data.at(row * 1024) == 0);
  }
  shorten("1-5-weights.bin", 511);
  const auto found = problems_of(import_bnn_pynq, folder.path());
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "bnn-pynq-size");
  CHECK(found[0].where == (folder / "1-5-weights.bin").string());
  CHECK(found[0].hint == "layer 1 needs 4096");
}

TEST_CASE("all missing BNN-PYNQ files are named at once", "[golden][bnn-pynq]") {
  const test::ScratchFolder folder;
  write_folder(folder.path(), 1);
  std::filesystem::remove(folder / "1-63-thres.bin");
  std::filesystem::remove(folder / "2-0-weights.bin");
  const auto found = problems_of(import_bnn_pynq, folder.path());
  REQUIRE(found.size() == 2);
  CHECK(found[0].code == "bnn-pynq-missing");
  CHECK(found[0].what_text == "parameter file 1-63-thres.bin is missing");
  CHECK(found[1].what_text == "parameter file 2-0-weights.bin is missing");
}

TEST_CASE("BNN-PYNQ folders that are no published network are refused with the reason", "[golden][bnn-pynq]") {
  const test::ScratchFolder folder;
  const auto code = [&] {
    const auto found = problems_of(import_bnn_pynq, folder.path());
    return found.empty() ? std::string("none") : found[0].code;
  };
  CHECK(problems_of(import_bnn_pynq, folder / "absent").at(0).code == "file-missing");
  CHECK(code() == "bnn-pynq-unknown");
  write_folder(folder.path(), 1);
  CHECK(code() == "none");
  write_text_file(folder / "classes.txt", "\n");
  CHECK(code() == "bnn-pynq-classes");
  std::filesystem::remove(folder / "classes.txt");
  CHECK(code() == "file-missing");
  write_folder(folder.path(), 1);
  write_text_file(folder / "1-0-weights.bin",
                  word(std::uint64_t{1} << 32) + read_text_file(folder / "1-0-weights.bin").substr(8));
  CHECK(code() == "bnn-pynq-bits");
  write_folder(folder.path(), 1);
  write_text_file(folder / "0-3-thres.bin", word(40000) + read_text_file(folder / "0-3-thres.bin").substr(8));
  CHECK(code() == "bnn-pynq-range");
}

TEST_CASE("the published LFC networks reproduce their accuracy and every output word on MNIST",
          "[golden][bnn-pynq][data]") {
  const auto params = test::data_folder("bnn_pynq/params/mnist");
  const auto mnist = test::data_folder("mnist");
  if (!params || !mnist) return;
  const auto [name, correct_published] = GENERATE(table<std::string, int>({{"lfcW1A1", 9840}, {"lfcW1A2", 9849}}));
  const FoldedNetwork imported = import_bnn_pynq(*params / name);
  const IdxImages images = read_idx_images(*mnist / "t10k-images-idx3-ubyte");
  const auto labels = read_idx_labels(*mnist / "t10k-labels-idx1-ubyte");
  const auto expected = read_binary_file(*mnist / (name + ".expected_words.u64"));
  REQUIRE((images.count == 10000 && labels.size() == 10000 && expected.size() == 80000));
  std::vector<Tensor> frames;
  for (std::int64_t i = 0; i < images.count; ++i) frames.push_back(encode_input(*imported.network, images.image(i)));
  const Model model(imported.network);
  RunOptions options;
  options.reference = true;
  const auto results = model.run(frames, options);
  int correct = 0, wrong_words = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    correct += decode_class(*imported.network, results[i].output) == labels[i];
    std::uint64_t got = 0, wanted = 0;
    for (std::size_t bit = 0; bit < 64; ++bit) got |= static_cast<std::uint64_t>(results[i].output.data.at(bit)) << bit;
    for (std::size_t byte = 0; byte < 8; ++byte) wanted |= std::uint64_t{expected[i * 8 + byte]} << (8 * byte);
    wrong_words += got != wanted;
  }
  CHECK(correct == correct_published);
  CHECK(wrong_words == 0);
}
