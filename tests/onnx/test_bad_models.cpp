/// What the import refuses, and how it says so.
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "tests/onnx/model.hpp"
#include "tests/paths.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::OnnxModel;

using weir::test::ints;

namespace {

/// "code code ...", and the sentences behind them.
struct Refusal {
  std::string codes, text;
};

Refusal refusal_of(const std::string& bytes) {
  Refusal r;
  const auto note = [&](const Error& e) {
    r.codes += (r.codes.empty() ? "" : " ") + e.code;
    r.text += e.text() + "\n";
  };
  try {
    import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "bad");
  } catch (const Error& e) {
    note(e);
  } catch (const Errors& errors) {
    for (const Error& e : errors.list()) note(e);
  }
  return r;
}

}  // namespace

TEST_CASE("a file that is no ONNX model is refused, and so is one that is cut off", "[golden][onnx]") {
  CHECK(refusal_of("").codes == "onnx-format");
  CHECK(refusal_of("not an ONNX model at all").codes == "onnx-format");
  const std::string whole = read_text_file(weir::test::source_folder() / "tests/golden/onnx/perceptron.onnx");
  REQUIRE(refusal_of(whole).codes.empty());
  CHECK(refusal_of(whole.substr(0, whole.size() / 2)).codes == "onnx-format");
}

TEST_CASE("every problem of a graph is reported at once, each with its node and what is legal", "[golden][onnx]") {
  OnnxModel model({1, 8});
  model.constant("plain", {8, 4}, std::vector<float>(32, 0.3F));
  model.constant("typed", {8, 4}, std::vector<float>(32, 3));
  model.constant("wrong", {8, 4}, std::vector<float>(32, 9));
  model.constant("narrow", {5, 4}, std::vector<float>(20, 1));
  model.annotate("wrong", "INT4");
  model.annotate("narrow", "INT4");
  model.node("MatMul", {"in", "plain"}, "a");
  model.node("MatMul", {"in", "typed"}, "b");
  model.node("MatMul", {"in", "wrong"}, "c");
  model.node("MatMul", {"in", "narrow"}, "d");
  model.node("LSTM", {"in"}, "e");
  model.node("Relu", {"e"}, "f");
  // What no output depends on would not be looked at.
  model.node("Add", {"a", "b"}, "ab");
  model.node("Add", {"c", "d"}, "cd");
  model.node("Add", {"ab", "cd"}, "abcd");
  model.node("Add", {"abcd", "f"}, "out");
  const Refusal r = refusal_of(model.bytes());
  CHECK(r.codes == "onnx-unsupported onnx-datatype onnx-datatype onnx-datatype onnx-shape");
  for (const char* part : {"LSTM node \"LSTM_e\"", "MatMul_a", "MatMul_b", "annotated INT4, but hold 9", "[5, 4]",
                           "legal:", "BatchNormalization"})
    CHECK_THAT(r.text, Catch::Contains(part));
}

TEST_CASE("a graph that whole numbers cannot express is refused with the reason", "[golden][onnx]") {
  OnnxModel curve({1, 4});
  curve.constant("w", {4, 4}, std::vector<float>(16, 1));
  curve.annotate("w", "INT2");
  curve.node("Sigmoid", {"in"}, "a");
  curve.node("MatMul", {"a", "w"}, "out");
  CHECK_THAT(refusal_of(curve.bytes()).text,
             Catch::Contains("Sigmoid_a") && Catch::Contains("MatMul_out") && Catch::Contains("quantiser"));

  OnnxModel quotient({1, 4});
  quotient.constant("w", {4, 4}, std::vector<float>(16, 1));
  quotient.annotate("w", "INT2");
  quotient.node("MatMul", {"in", "w"}, "sums");
  quotient.node("Div", {"in", "sums"}, "out");
  CHECK_THAT(refusal_of(quotient.bytes()).text, Catch::Contains("combines two tensors that flow"));

  OnnxModel scales({1, 2});
  scales.constant("s", {2}, {0.5F, 0.3F});
  scales.constant("w", {2, 2}, {1, 0, 1, 1});
  scales.annotate("w", "INT2");
  scales.node("Mul", {"in", "s"}, "a");
  scales.node("MatMul", {"a", "w"}, "out");
  CHECK_THAT(refusal_of(scales.bytes()).text, Catch::Contains("different scales"));

  OnnxModel padded({1, 1, 4, 4});
  padded.constant("shift", {1}, {0.5F});
  padded.constant("w", {1, 1, 3, 3}, std::vector<float>(9, 1));
  padded.annotate("w", "INT2");
  padded.node("Add", {"in", "shift"}, "a");
  ints(padded.node("Conv", {"a", "w"}, "out"), "pads", {1, 1, 1, 1});
  CHECK_THAT(refusal_of(padded.bytes()).text, Catch::Contains("pads with zeros"));
}

TEST_CASE("damaged constants, attributes and wiring are refused", "[golden][onnx]") {
  OnnxModel constants({1, 4});
  constants.constant("short", {4, 4}, {1, 2, 3});
  constants.constant("huge", {1 << 20, 1 << 20}, {1});
  constants.constant("typed", {1}, {1}).set_data_type(onnx::TensorProto::STRING);
  constants.constant("unread", {1}, {1}).set_data_type(onnx::TensorProto::STRING);
  constants.node("Add", {"in", "short"}, "a");
  constants.node("Add", {"a", "huge"}, "b");
  constants.node("Add", {"b", "typed"}, "out");
  CHECK(refusal_of(constants.bytes()).codes == "onnx-tensor onnx-tensor onnx-tensor");

  OnnxModel model({1, 4});
  model.node("Relu", {"absent"}, "a");
  model.node("Relu", {"in"}, "a");
  const Refusal r = refusal_of(model.bytes());
  CHECK(r.codes == "onnx-format onnx-format onnx-format");
  CHECK_THAT(r.text, Catch::Contains("\"absent\"") && Catch::Contains("made twice") &&
                         Catch::Contains("nothing makes the output \"out\""));

  OnnxModel kernel({1, 1, 4, 4});
  kernel.constant("w", {1, 1, 3, 3}, std::vector<float>(9, 1));
  kernel.annotate("w", "INT2");
  ints(kernel.node("Conv", {"in", "w"}, "out"), "strides", {0, 1});
  CHECK_THAT(refusal_of(kernel.bytes()).text, Catch::Contains("strides is [0, 1]"));

  OnnxModel volume({1, 1, 4, 4, 4});
  volume.node("Relu", {"in"}, "out");
  CHECK_THAT(refusal_of(volume.bytes()).text, Catch::Contains("no picture, no line and no vector"));
}
