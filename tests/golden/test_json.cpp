/// Does JSON that is none say where and why, in words of its own?
#include <catch2/catch.hpp>

#include "golden/base/json.hpp"

using namespace weir;

namespace {

Error refusal_of_json(const std::string& text) {
  try {
    parse_json(text, "folding-json", "f.json");
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return {"", ""};
}

}  // namespace

TEST_CASE("text that is no JSON is refused with line, column, reason and what stands before") {
  const Error comma = refusal_of_json("{\n  \"MVAU_0\": {\"PE\": 2,}\n}");
  CHECK(comma.where == "f.json:2:22");
  CHECK(comma.what_text == "not JSON: unexpected '}'; expected string literal");
  CHECK(comma.hint == "JSON has no comma before a closing bracket; behind:   \"MVAU_0\": {\"PE\": 2,");
  CHECK(refusal_of_json("{'PE': 2}").hint == "JSON has double quotes alone; behind: {");
  CHECK(refusal_of_json("{\"PE\": 2} # mine").hint == "JSON has no comments; behind: {\"PE\": 2} ");
  CHECK(refusal_of_json("{\"PE\": 2").what_text == "not JSON: it ends too early");
  CHECK(refusal_of_json("{\"PE\": 2").where == "f.json:1:9");
  CHECK(refusal_of_json(" \n").what_text == "not JSON: it is empty");
  CHECK(refusal_of_json("PE = 2").where == "f.json:1:1");
}

TEST_CASE("no message of the JSON library's own form reaches a reader") {
  for (const char* text : {"{", "[1 2]", "{\"a\": tru}", "\x01", "{\"a\": \"\xff\"}", "nul", "{\"a\" 1}", "[1.]",
                           "{\"a\": 1e}", "\"abc", "{]", "{\"a\":1}}"}) {
    CAPTURE(text);
    CHECK(refusal_of_json(text).what_text.find("json.exception") == std::string::npos);
  }
}
