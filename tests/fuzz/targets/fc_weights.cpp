/// Weights of an externally fed layer: text, raw bytes or NPY, for one of 3 classes and 4 channels.
#include "golden/import/resnet50.hpp"
#include "tests/fuzz/target.hpp"

namespace {

weir::golden::Network classifier() {
  using namespace weir;
  using namespace weir::golden;
  Mvau fc;
  fc.MW = 4;
  fc.MH = 3;
  fc.input = DataType::uint(4);
  fc.weight = DataType::int_(8);
  fc.accumulator = fc.output = DataType::int_(16);
  fc.no_activation = true;
  fc.levels = 0;
  fc.external_weights = true;
  Network network;
  network.name = "classifier";
  network.streams = {{"in", fc.input, {4}}, {"out", fc.output, {3}}};
  network.layers = {{"fc", fc, {"in"}, {"out"}, {}}};
  network.inputs = {"in"};
  network.outputs = {"out"};
  network.class_count = 3;
  return network;
}

}  // namespace

void weir::fuzz::read(Input input) {
  static const golden::Network network = classifier();
  const MemoryFile file(input);
  golden::with_fc_weights(network, file.path());
}
