#include <catch2/catch.hpp>

#include "golden/builtin/random_parameters.hpp"
#include "golden/network/network_json.hpp"
#include "tests/golden/tiny_network.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::vector<std::string> codes(const Network& network) {
  Errors errors;
  validate(network, errors);
  std::vector<std::string> found;
  for (const auto& error : errors.list()) found.push_back(error.code);
  return found;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("a sound network has no problems", "[golden][network]") { CHECK(codes(test::tiny_network()).empty()); }

TEST_CASE("wrong wiring is found", "[golden][network]") {
  Network n = test::tiny_network();
  n.layers[0].inputs = {"z"};
  CHECK(codes(n) == Codes{"network-stream", "network-stream"});  // z unknown; x without consumer
  n = test::tiny_network();
  n.layers[0].inputs.push_back("x");
  CHECK(codes(n).front() == "network-ports");
  n = test::tiny_network();
  n.streams.push_back({"loose", DataType::binary(), {1}});
  CHECK(codes(n) == Codes{"network-stream", "network-stream"});
  n = test::tiny_network();
  n.inputs.clear();
  CHECK(codes(n) == Codes{"network-order", "network-boundary", "network-stream"});
  n = test::tiny_network();
  n.outputs = {"x"};
  CHECK(codes(n) == Codes{"network-boundary", "network-stream"});
  n = test::tiny_network();
  n.layers.push_back(n.layers[0]);
  CHECK(codes(n) == Codes{"network-duplicate", "network-stream", "network-stream"});
}

TEST_CASE("streams whose type or size differs from the layer's port are found", "[golden][network]") {
  Network n = test::tiny_network();
  n.streams[0].type = DataType::int_(5);
  CHECK(codes(n) == Codes{"network-type"});
  n = test::tiny_network();
  n.streams[1].shape = {3};
  CHECK(codes(n) == Codes{"network-shape"});
}

TEST_CASE("parameters of wrong shape, range or order are found", "[golden][network]") {
  Network n = test::tiny_network();
  n.layers[0].parameters.weights.shape = {4, 2};
  CHECK(codes(n) == Codes{"parameter-shape"});
  n = test::tiny_network();
  n.layers[0].parameters.weights.data[5] = 0;
  CHECK(codes(n) == Codes{"dtype-range"});
  n = test::tiny_network();
  n.layers[0].parameters.bias = Tensor({2}, {1, 1});
  CHECK(codes(n) == Codes{"parameter-shape"});
  n = test::tiny_network();
  auto& mvau = std::get<Mvau>(n.layers[0].kind);
  mvau.levels = 2;
  mvau.output = n.streams[1].type = DataType::uint(2);
  n.layers[0].parameters.thresholds = Tensor({2, 2}, {1, 2, 4, 3});
  CHECK(codes(n) == Codes{"thresholds-order"});
  n = test::tiny_network();
  std::get<Mvau>(n.layers[0].kind).accumulator = DataType::int_(6);  // four inputs of -8..7 reach -30..30
  CHECK(codes(n).empty());
  std::get<Mvau>(n.layers[0].kind).accumulator = DataType::int_(5);
  CHECK(codes(n) == Codes{"accumulator-range"});
}

TEST_CASE("the network hash changes with every attribute and every parameter", "[golden][network]") {
  const Network n = test::tiny_network();
  const std::string hash = network_hash(n);
  CHECK(hash.size() == 16);
  Network m = n;
  CHECK(network_hash(m) == hash);
  m.layers[0].parameters.thresholds.data[1] = -3;
  CHECK(network_hash(m) != hash);
  m = n;
  std::get<Mvau>(m.layers[0].kind).compare = Compare::Less;
  CHECK(network_hash(m) != hash);
  m = n;
  m.output_decoding = OutputDecoding::HighestSetBit;
  CHECK(network_hash(m) != hash);
}

TEST_CASE("the network's JSON has FINN's names and comes back unchanged", "[golden][network]") {
  Network n = test::tiny_network();
  n.classes = {"cat", "dog"};
  const auto json = network_to_json(n);
  CHECK(json["schema_version"] == 1);
  const auto& layer = json["layers"][0];
  CHECK(layer["op_type"] == "MVAU");
  CHECK(layer["attributes"]["MW"] == 4);
  CHECK(layer["attributes"]["numInputVectors"] == std::vector<int>{1});
  CHECK(layer["attributes"]["weightDataType"] == "BIPOLAR");
  CHECK(layer["attributes"]["binaryXnorMode"] == false);
  CHECK(layer["attributes"]["compare"] == "<=");
  const Network back = network_from_json(json, "test");
  CHECK(network_to_json(back) == json);
  CHECK(back.layers[0].kind == n.layers[0].kind);
  CHECK(back.streams == n.streams);
}

TEST_CASE("every kind's attributes come back from JSON", "[golden][network]") {
  for (const auto& name : op_types()) {
    Network n = test::tiny_network();
    n.layers[0].kind = make_kind(name);
    CHECK(network_from_json(network_to_json(n), "test").layers[0].kind == n.layers[0].kind);
  }
}

TEST_CASE("random parameters are legal for kinds with weights, thresholds and constants", "[golden][network]") {
  Vvau v;
  v.out_size = {2, 2};
  v.kernel = {3, 3};
  v.channels = 4;
  const ChannelwiseOp c{"add", 4, {2, 2}, DataType::uint(2), DataType::int_(6), DataType::int_(8)};
  Network n;
  n.name = "depthwise";
  n.streams = {{"in", v.input, {2, 2, 36}}, {"mid", v.output, {2, 2, 4}}, {"out", c.output, {2, 2, 4}}};
  n.inputs = {"in"};
  n.outputs = {"out"};
  n.layers = {{"VVAU_0", v, {"in"}, {"mid"}, {}}, {"ChannelwiseOp_0", c, {"mid"}, {"out"}, {}}};
  CHECK_FALSE(codes(n).empty());
  fill_random_parameters(n, 3);
  CHECK(codes(n).empty());
  CHECK(n.layers[0].parameters.thresholds.shape == Shape{4, 3});
  CHECK(n.layers[1].parameters.bias.shape == Shape{4});
}
