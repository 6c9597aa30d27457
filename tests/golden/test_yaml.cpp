/// Configurations in the part of YAML that FINN's and FINN+'s users write; expected values are YAML's own.
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/base/yaml.hpp"

using namespace weir;
using Json = nlohmann::ordered_json;

namespace {

Json read(const std::string& text) { return parse_yaml(text, "a.yaml"); }

/// "a.yaml:LINE: what"
std::string refusal(const std::string& text) {
  try {
    return "taken: " + read(text).dump();
  } catch (const Error& error) {
    CHECK(error.code == "bad-yaml");
    return error.where + ": " + error.what_text;
  }
}

}  // namespace

TEST_CASE("a build configuration in YAML is the same in JSON", "[golden][yaml]") {
  const Json json = read(R"(# a build
---
output_dir: out   # beside this file
synth_clk_period_ns: 5.0
board: "Pynq-Z1"
target_fps: 1000
standalone_thresholds: true
hls_clk_period_ns: null
generate_outputs: [estimate_reports, 'it''s']
shell: {a: 1, "b c": [x, -2.5e1]}
steps:
  - step_tidy_up
  - mod.step_own#1
same_column:
- 7
-
  deep: ~
  deeper:
    - [1, 2]
empty:
url: http://host:80/a
)");
  CHECK(json == Json::parse(R"({
    "output_dir": "out", "synth_clk_period_ns": 5.0, "board": "Pynq-Z1", "target_fps": 1000,
    "standalone_thresholds": true, "hls_clk_period_ns": null, "generate_outputs": ["estimate_reports", "it's"],
    "shell": {"a": 1, "b c": ["x", -25.0]}, "steps": ["step_tidy_up", "mod.step_own#1"],
    "same_column": [7, {"deep": null, "deeper": [[1, 2]]}], "empty": null, "url": "http://host:80/a"})"));
  CHECK(json["synth_clk_period_ns"].is_number_float());
  CHECK(json["target_fps"].is_number_integer());
}

TEST_CASE("mappings in a list begin behind the dash", "[golden][yaml]") {
  CHECK(read("- a: 1\n  b: 2\n-   c: 3\n") == Json::parse(R"([{"a": 1, "b": 2}, {"c": 3}])"));
  CHECK(read("- - 1\n  - 2\n- 3\n") == Json::parse("[[1, 2], 3]"));
  CHECK(read("MVAU_0:\n  PE: 2\n  SIMD: 4\nMVAU_1: {PE: 1}\n") ==
        Json::parse(R"({"MVAU_0": {"PE": 2, "SIMD": 4}, "MVAU_1": {"PE": 1}})"));
}

TEST_CASE("YAML beyond that is refused with its line", "[golden][yaml]") {
  CHECK(refusal("a: 1\nb: &x 2\n") == "a.yaml:2: \"&x 2\" is an anchor, an alias, a tag or a text of several lines");
  CHECK(refusal("a: |\n  text\n").starts_with("a.yaml:1: \"|\" is an anchor"));
  CHECK(refusal("a: !!str 1\n").starts_with("a.yaml:1: \"!!str 1\" is an anchor"));
  CHECK(refusal("a: 1\n---\nb: 2\n") == "a.yaml:2: a second document begins");
  CHECK(refusal("a:\n\tb: 2\n") == "a.yaml:2: a tab indents the line");
  CHECK(refusal("a: 1\nb: 2\na: 3\n") == "a.yaml:3: the key \"a\" stands twice");
  CHECK(refusal("a: yes\n") == "a.yaml:1: yes is a text or a truth, by version of YAML");
  CHECK(refusal("a: 010\n") == "a.yaml:1: 010 begins with 0, which is octal to some");
  CHECK(refusal("a: [1, 2\n") == "a.yaml:1: a bracket is not closed on its line, or a ',' is missing");
  CHECK(refusal("a: \"x\n") == "a.yaml:1: a quote is not closed on its line");
  CHECK(refusal("a: 1\n  b: 2\n") == "a.yaml:2: this line is indented more than those before it");
  CHECK(refusal("  a: 1\nb: 2\n") == "a.yaml:2: this line is indented less than those before it");
  CHECK(refusal("a: b: c\n").starts_with("a.yaml:1: a key within a value"));
  CHECK(refusal("a: 1\nword\n") == "a.yaml:2: a key and a ':' are expected, not \"word\"");
  CHECK(refusal("") == "a.yaml:1: the file is empty");
  CHECK(refusal("a: 99999999999999999999\n") == "a.yaml:1: 99999999999999999999 is too large");
  CHECK(refusal(std::string(100, '[')).starts_with("a.yaml:1: "));
}
