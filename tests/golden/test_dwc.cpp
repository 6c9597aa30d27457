#include <catch2/catch.hpp>

#include "golden/layers/kinds.hpp"

using namespace weir;
using namespace weir::golden;

TEST_CASE("a width converter changes the words and not the elements", "[golden][dwc]") {
  const Dwc d{{2, 6}, DataType::uint(4), 2, 6};
  const Tensor x({2, 6}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  CHECK(compute(d, {&x}, {})[0].data == x.data);
  CHECK(input_ports(d, {})[0].elements_per_word == 2);
  CHECK(output_ports(d, {})[0].elements_per_word == 6);
}

TEST_CASE("a width converter needs widths of which one is a multiple of the other", "[golden][dwc]") {
  const auto codes = [](const Dwc& d) {
    Errors errors;
    validate(d, "dwc", errors);
    std::vector<std::string> found;
    for (const auto& error : errors.list()) found.push_back(error.code);
    return found;
  };
  CHECK(codes({{24}, DataType::uint(4), 4, 12}).empty());
  CHECK(codes({{24}, DataType::uint(4), 4, 6}) == std::vector<std::string>{"dwc-ratio"});
  CHECK(codes({{24}, DataType::uint(4), 5, 10}) == std::vector<std::string>{"fold-divide", "fold-divide"});
  CHECK(codes({{24}, DataType::uint(4), 0, 10}) == std::vector<std::string>{"layer-shape"});
}

TEST_CASE("an unknown op type is named with the nearest known one", "[golden][kinds]") {
  try {
    make_kind("MVAV");
    FAIL("no error");
  } catch (const Error& e) {
    CHECK(e.code == "unknown-op");
    CHECK(e.what_text == "no layer kind \"MVAV\" (did you mean MVAU?)");
  }
}

TEST_CASE("every listed kind can be made by its op type", "[golden][kinds]") {
  for (const auto& name : op_types()) CHECK(op_type(make_kind(name)) == name);
  CHECK(op_types().size() == std::variant_size_v<LayerKind>);
}
