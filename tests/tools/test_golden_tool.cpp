/// weir golden tells which layers have no fast kernel.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <numeric>

#include "golden/network/bundle.hpp"
#include "golden/network/tail.hpp"
#include "golden/values/hdf5.hpp"
#include "tests/data.hpp"
#include "tests/tools/tool.hpp"

namespace {

using namespace weir;
using Json = nlohmann::json;

/// A pool over elements of 12 bits, for which there is no kernel, and thresholds, for which there is.
std::filesystem::path write_wide_pool(const test::ScratchFolder& scratch) {
  golden::Network network;
  network.name = "wide-pool";
  network.inputs = {"in"};
  network.outputs = {"out"};
  const DataType wide = DataType::int_(12);
  network.streams = {{"in", wide, {4, 4, 3}}, {"pooled", wide, {2, 2, 3}}, {"out", DataType::uint(2), {2, 2, 3}}};
  golden::Thresholding thresholds{3, {2, 2}, wide, wide, DataType::uint(2), 0, golden::Compare::LessEqual, 3};
  Tensor levels({3, 3});
  levels.data = {-100, 0, 100, -100, 0, 100, -100, 0, 100};
  network.layers = {{"pool", golden::MaxPool{{4, 4}, {2, 2}, 3, wide}, {"in"}, {"pooled"}, {}},
                    {"thresholds", thresholds, {"pooled"}, {"out"}, {{}, levels, {}}}};
  const auto path = scratch / "net.h5";
  golden::write_bundle(path, network, {});
  return path;
}

}  // namespace

TEST_CASE("weir golden names the layers that run the plain reference, on the screen and in JSON", "[tools][golden]") {
  const test::ScratchFolder scratch;
  const std::string bundle = write_wide_pool(scratch);
  const auto text = test::run_tool({"golden", bundle, "--random", "2"});
  INFO(text.output);
  REQUIRE(text.exit_code == 0);
  CHECK(text.output.find("plain reference, slow: 1 of 2 layers: pool (StreamingMaxPool)\n") != std::string::npos);
  const auto json = test::run_tool({"golden", bundle, "--random", "2", "--json"});
  REQUIRE(json.exit_code == 0);
  CHECK(Json::parse(json.output).at("reference_layers") == Json{"pool"});
}

TEST_CASE("weir golden says nothing of the reference where every layer has a fast kernel", "[tools][golden]") {
  const auto text = test::run_tool({"golden", "lfc-w1a1", "--random", "2"});
  REQUIRE(text.exit_code == 0);
  CHECK(text.output.find("reference") == std::string::npos);
  const auto json = test::run_tool({"golden", "lfc-w1a1", "--random", "2", "--json"});
  CHECK(Json::parse(json.output).at("reference_layers") == Json::array());
  const auto asked = test::run_tool({"golden", "lfc-w1a1", "--random", "2", "--reference", "--json"});
  CHECK(Json::parse(asked.output).at("reference_layers").size() == 4);
}

TEST_CASE("behind a tail weir golden writes the graph's numbers as outputs and the integers beside them",
          "[tools][golden]") {
  const test::ScratchFolder scratch;
  golden::Network network = *golden::read_bundle(write_wide_pool(scratch)).network;
  auto tail = std::make_shared<golden::Tail>();
  tail->scale.assign(12, 0.5);
  tail->offset.assign(12, 1);
  tail->shape = {1, 12};
  tail->order.resize(12);
  std::iota(tail->order.begin(), tail->order.end(), 0);
  golden::floats::Node& node = tail->nodes.emplace_back();
  node.op_type = "Neg";
  node.inputs = {"sums"};
  node.outputs = {"out"};
  tail->input = "sums";
  tail->output = "out";
  network.tail = tail;
  const std::string bundle = scratch / "tail.h5", results = scratch / "out.h5";
  golden::write_bundle(bundle, network, {});
  const auto run = test::run_tool({"golden", bundle, "--random", "2", "-o", results});
  INFO(run.output);
  REQUIRE(run.exit_code == 0);
  const Hdf5File file = Hdf5File::open(results);
  const auto integers = file.read<std::int32_t>("/integers");
  CHECK(integers.size() == 24);
  CHECK(*std::max_element(integers.begin(), integers.end()) == 3);  // above all levels
  try {
    (void)file.read<std::int32_t>("/outputs");
    FAIL("the outputs are integers");
  } catch (const Error& error) {
    CHECK(error.code == "hdf5-type");
  }
}
