/// Does a name of FINN's, numbered by backend, mean the layer that FINN means?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/import/import.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

/// Four matrix units, the second by RTL: MVAU_hls_0, MVAU_rtl_0, MVAU_hls_1, MVAU_hls_2.
FoldedNetwork mixed() {
  FoldedNetwork made = open_network("mlp-unsw-nb15-w2a2", std::nullopt);
  made.folding.layers["MVAU_1"].stated["preferred_impl_style"] = "rtl";
  return made;
}

Folding read(const FoldedNetwork& made, const std::string& text) {
  return parse_finn_folding(text, "f.json", *made.network, made.folding);
}

Error refusal(const FoldedNetwork& made, const std::string& text) {
  try {
    read(made, text);
  } catch (const Error& error) {
    return error;
  } catch (const Errors& errors) {
    return errors.list().front();
  }
  return Error("none", "");
}

}  // namespace

TEST_CASE("a node's number counts the layers of its backend", "[estimate][names]") {
  const FoldedNetwork made = mixed();
  const Folding read_back =
      read(made, R"({"MVAU_rtl_0": {"PE": 2}, "MVAU_hls_1": {"PE": 4}, "MVAU_hls_2": {"SIMD": 2}})");
  CHECK(read_back.of("MVAU_1").PE == 2);
  CHECK(read_back.of("MVAU_2").PE == 4);
  CHECK(read_back.of("MVAU_3").SIMD == 2);
  CHECK(read_back.of("MVAU_0") == made.folding.of("MVAU_0"));
  const auto layers = layers_of_nodes("MVAU_rtl_0:\n  PE: 2\n", "f.yaml", *made.network, made.folding);
  CHECK(layers == NodeLayers{{"MVAU_rtl_0", "MVAU_1"}});
  CHECK(parse_finn_folding("MVAU_rtl_0: {PE: 2}\n", "f.yaml", *made.network, made.folding).of("MVAU_1").PE == 2);
}

TEST_CASE("where a file's backends are not FINN's choice but one, every layer has that one", "[estimate][names]") {
  const FoldedNetwork made = mixed();
  const Folding all = read(made, R"({"MVAU_hls_0": {"PE": 8}, "MVAU_hls_1": {"PE": 2}, "MVAU_hls_3": {"SIMD": 2}})");
  CHECK(all.of("MVAU_0").PE == 8);
  CHECK(all.of("MVAU_1").PE == 2);
  CHECK(all.of("MVAU_3").SIMD == 2);
}

TEST_CASE("names that do not tell their layers are refused, and so are two names of one layer", "[estimate][names]") {
  const FoldedNetwork made = mixed();
  const Error mixture = refusal(made, R"({"MVAU_hls_0": {"PE": 1}, "MVAU_rtl_1": {"PE": 1}})");
  CHECK(mixture.code == "unknown-node");
  CHECK(mixture.hint.find("MVAU_hls_0 MVAU_hls_1 MVAU_hls_2 MVAU_rtl_0") != std::string::npos);
  CHECK(refusal(made, R"({"MVAU_1": {"PE": 1}, "MVAU_rtl_0": {"PE": 1}})").what_text ==
        R"("MVAU_1" and "MVAU_rtl_0" are both MVAU_1)");
  CHECK(refusal(made, R"({"MVAU_hls_9": {"PE": 1}})").code == "unknown-node");
  const Error fold = refusal(made, "{\"MVAU_hls_0\": {},\n \"MVAU_rtl_0\": {\"PE\": 7}}");
  CHECK(fold.code == "fold-divide");
  CHECK(fold.where == "f.json:2");
}

TEST_CASE("what weir fold writes in FINN's names is read back as it was", "[estimate][names]") {
  FoldedNetwork made = mixed();
  made.folding.layers["MVAU_1"].PE = 4;
  made.folding.layers["MVAU_2"].PE = 2;
  const auto json = auto_folding_json(*made.network, made.folding, {}, kDefaultPart);
  CHECK(json.contains("MVAU_rtl_0"));
  CHECK(json["MVAU_rtl_0"]["PE"] == 4);
  CHECK(json["MVAU_hls_1"]["PE"] == 2);
  CHECK(read(mixed(), json.dump()).of("MVAU_1").PE == 4);
  CHECK(read(mixed(), json.dump()).of("MVAU_2").PE == 2);
}

TEST_CASE("a name that the hardware's file has means its layer there, whatever the network calls others",
          "[estimate][names]") {
  FoldedNetwork made = open_network("mlp-unsw-nb15-w2a2", std::nullopt);
  // As where two op types of a file are one kind here: the second layer is the first of its op type.
  made.folding.implementations["MVAU_0"].file_name = "StreamingDataflowPartition_1_Line_0";
  made.folding.implementations["MVAU_1"].file_name = "StreamingDataflowPartition_1_MVAU_0";
  const Folding as_file = read(made, R"({"Line_0": {"PE": 2}, "MVAU_0": {"PE": 4}})");
  CHECK(as_file.of("MVAU_0").PE == 2);
  CHECK(as_file.of("MVAU_1").PE == 4);
  const Folding as_network = read(made, R"({"MVAU_0": {"PE": 2}, "MVAU_1": {"PE": 4}})");
  CHECK(as_network.of("MVAU_0").PE == 2);
  CHECK(as_network.of("MVAU_1").PE == 4);
  const Error unclear = refusal(made, R"({"MVAU_0": {"PE": 2}})");
  CHECK(unclear.code == "unknown-node");
  CHECK(unclear.what_text == "\"MVAU_0\" is the file's name of MVAU_1, and the network's of another layer");
}
