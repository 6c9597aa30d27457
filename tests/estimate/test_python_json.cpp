#include <catch2/catch.hpp>

#include "golden/finn/python_json.hpp"

using weir::golden::python_float;
using weir::golden::python_json;

TEST_CASE("floats read as Python prints them", "[estimate][python-json]") {
  CHECK(python_float(1.0) == "1.0");
  CHECK(python_float(0.0) == "0.0");
  CHECK(python_float(0.1 + 0.2) == "0.30000000000000004");
  CHECK(python_float(7332240.0) == "7332240.0");
  CHECK(python_float(1e15) == "1000000000000000.0");
  CHECK(python_float(1e16) == "1e+16");
  CHECK(python_float(1.5e300) == "1.5e+300");
  CHECK(python_float(0.0001) == "0.0001");
  CHECK(python_float(0.00001) == "1e-05");
  CHECK(python_float(-2.5) == "-2.5");
}

TEST_CASE("objects, lists, text and empty containers are laid out as by json.dump with indent 2",
          "[estimate][python-json]") {
  nlohmann::ordered_json json;
  json["b"] = 1;
  json["a"] = {{"x", 2.0}, {"y", true}};
  json["list"] = {1, nullptr, "\xc3\xa9\n"};
  json["none"] = nlohmann::ordered_json::object();
  json["empty"] = nlohmann::ordered_json::array();
  CHECK(python_json(json) ==
        "{\n  \"b\": 1,\n  \"a\": {\n    \"x\": 2.0,\n    \"y\": true\n  },\n  \"list\": [\n    1,\n    null,\n    "
        "\"\\u00e9\\n\"\n  ],\n  \"none\": {},\n  \"empty\": []\n}");
}
