#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/import/bnn_pynq.hpp"
#include "golden/import/cifar.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

TEST_CASE("CIFAR records hold a label and a picture", "[golden][cifar]") {
  const test::ScratchFolder folder;
  std::string bytes(2 * 3073, 'a');
  bytes[3073] = 9;
  bytes[3074] = 'b';
  write_text_file(folder / "two.bin", bytes);
  const CifarRecords records = read_cifar(folder / "two.bin");
  REQUIRE(records.count() == 2);
  CHECK(records.label(0) == 'a');
  CHECK(records.label(1) == 9);
  CHECK(records.picture(1)[0] == 'b');
  CHECK(records.picture(1).size() == 3072);
  CHECK(looks_like_cifar(folder / "two.bin"));
}

TEST_CASE("files that are no whole number of CIFAR records are refused", "[golden][cifar]") {
  const test::ScratchFolder folder;
  for (const std::size_t bytes : {0u, 3072u, 3074u}) {
    write_text_file(folder / "bad.bin", std::string(bytes, 'x'));
    CHECK_FALSE(looks_like_cifar(folder / "bad.bin"));
    try {
      read_cifar(folder / "bad.bin");
      FAIL("no error");
    } catch (const Error& e) {
      CHECK(e.code == "cifar-size");
    }
  }
}

TEST_CASE("the published CNV networks reproduce all scores of 100 CIFAR-10 pictures", "[golden][cifar][data]") {
  const auto params = test::data_folder("bnn_pynq/params/cifar10");
  const auto cifar = test::data_folder("cifar10");
  if (!params || !cifar) return;
  const std::string name = GENERATE(as<std::string>(), "cnvW1A1", "cnvW1A2", "cnvW2A2");
  CAPTURE(name);
  const FoldedNetwork imported = import_bnn_pynq(*params / name);
  const CifarRecords records = read_cifar(*cifar / "test_subset100.bin");
  const auto expected = read_binary_file(*cifar / (name + ".expected_scores.i16"));
  REQUIRE((records.count() == 100 && expected.size() == 100 * 64 * 2));
  std::vector<Tensor> frames;
  for (std::int64_t i = 0; i < records.count(); ++i)
    frames.push_back(encode_input(*imported.network, records.picture(i)));
  RunOptions options;
  options.reference = true;
  const auto results = Model(imported.network).run(frames, options);
  int wrong = 0;
  for (std::size_t i = 0; i < results.size(); ++i)
    for (std::size_t score = 0; score < 64; ++score) {
      const std::size_t at = (i * 64 + score) * 2;
      const auto wanted = static_cast<std::int16_t>(expected[at] | expected[at + 1] << 8);
      wrong += results[i].output.data.at(score) != wanted;
    }
  CHECK(wrong == 0);
  CHECK(imported.network->classes.size() == 10);
}
