/// Does one description of a request set members, refuse what makes no sense, and tell what was asked?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "tools/request/pages.hpp"

namespace {

using namespace weir::tools;
using Json = nlohmann::ordered_json;

struct Blink {
  std::string network, mode = "slow";
  int times = 3;
  std::int64_t pause_cycles = 0;
  double clk_ns = 10, ratio = 0.5;
  bool loud = false, both_eyes = true;
  std::optional<bool> tired;
  std::vector<int> rhythm{1, 2};
  std::vector<std::string> colours;
};

Form describe(Blink& blink) {
  Form form{.command = "blink", .summary = "blink for every frame", .python = "blink", .returns = "Light"};
  form.first = "times";
  form.add({{.name = "network",
             .target = &blink.network,
             .is_argument = true,
             .is_required = true,
             .surface = Surface::kCommandLine},
            {.name = "times", .target = &blink.times, .help = "how often", .legal = WholeNumbers{1, 9}, .value = "N"},
            {.name = "pause-cycles",
             .target = &blink.pause_cycles,
             .help = "between two",
             .otherwise = "a frame",
             .value = "CYCLES",
             .aliases = {"pause"}},
            {.name = "mode", .target = &blink.mode, .help = "how", .legal = Words{"slow", "fast"}},
            {.name = "clk-mhz", .target = AsMhz{&blink.clk_ns}, .help = "clock in MHz", .legal = Numbers{1, 1000}},
            {.name = "clk-ns",
             .target = &blink.clk_ns,
             .help = "its period",
             .legal = Numbers{1, 1000},
             .instead_of = "clk-mhz"},
            {.name = "ratio", .target = &blink.ratio, .help = "light", .legal = Numbers{0, 1}},
            {.name = "loud", .target = &blink.loud, .help = "with a sound"},
            {.name = "one-eye", .target = Unless{&blink.both_eyes}, .help = "with one eye"},
            {.name = "tired", .target = &blink.tired, .help = "half open"},
            {.name = "rhythm", .target = &blink.rhythm, .help = "frames", .legal = WholeNumbers{1, 99}},
            {.name = "colours", .target = &blink.colours, .help = "which", .list = List::kCommas}});
  return form;
}

/// Everything that `values` are refused for, a line per problem.
std::string refusal(const Json& values) {
  Blink blink;
  try {
    set_values(describe(blink), values);
  } catch (const weir::Errors& errors) {
    std::string text;
    for (const auto& error : errors.list()) text += error.code + ": " + error.what_text + " | " + error.hint + "\n";
    return text;
  }
  return "";
}

}  // namespace

TEST_CASE("values set the members of their types, by new names and old ones") {
  Blink blink;
  set_values(describe(blink), Json::parse(R"({"times": 9, "pause": 5000000000, "mode": "fast", "clk_mhz": 200,
    "ratio": 1, "loud": true, "one_eye": true, "tired": false, "rhythm": [4, 5, 6], "colours": "red"})"));
  CHECK(blink.times == 9);
  CHECK(blink.pause_cycles == 5'000'000'000);
  CHECK(blink.mode == "fast");
  CHECK(blink.clk_ns == 5);
  CHECK(blink.ratio == 1);
  CHECK(blink.loud);
  CHECK_FALSE(blink.both_eyes);
  CHECK(blink.tired == false);
  CHECK(blink.rhythm == std::vector<int>{4, 5, 6});
  CHECK(blink.colours == std::vector<std::string>{"red"});
}

TEST_CASE("what is left out or null stays as it was") {
  Blink blink;
  set_values(describe(blink), Json::parse(R"({"times": null, "tired": null, "mode": null})"));
  CHECK(blink.times == 3);
  CHECK(blink.mode == "slow");
  CHECK_FALSE(blink.tired.has_value());
}

TEST_CASE("values of a wrong type or size are refused with the legal ones, all at once") {
  CHECK(refusal({{"times", 10}}) == "usage: times is 10 | legal: a whole number 1 .. 9\n");
  CHECK(refusal({{"times", "3"}}) == "usage: times is \"3\" | legal: a whole number 1 .. 9\n");
  CHECK(refusal({{"times", 2.5}}) == "usage: times is 2.5 | legal: a whole number 1 .. 9\n");
  CHECK(refusal({{"times", true}}) == "usage: times is true | legal: a whole number 1 .. 9\n");
  CHECK(refusal({{"ratio", -0.5}}) == "usage: ratio is -0.5 | legal: a number 0 .. 1\n");
  CHECK(refusal({{"loud", 1}}) == "usage: loud is 1 | legal: true or false\n");
  CHECK(refusal({{"rhythm", {1, 100}}}) == "usage: rhythm is [1,100] | legal: whole numbers 1 .. 99\n");
  CHECK(refusal({{"colours", {1}}}) == "usage: colours is [1] | legal: texts\n");
  CHECK(refusal({{"mode", "fst"}}) == "usage: mode is \"fst\" (did you mean fast?) | legal: slow, fast\n");
  CHECK(refusal({{"times", 0}, {"ratio", 2}}) ==
        "usage: times is 0 | legal: a whole number 1 .. 9\nusage: ratio is 2 | legal: a number 0 .. 1\n");
}

TEST_CASE("a name that there is not is told with the nearest, and what only the command line has is no keyword") {
  CHECK(refusal({{"tmes", 3}}).starts_with("usage: blink has no keyword tmes (did you mean times?) | legal: times, "));
  CHECK(refusal({{"network", "lfc"}}).starts_with("usage: blink has no keyword network | legal: times, "));
}

TEST_CASE("two units of one value are refused") {
  CHECK(refusal({{"clk_mhz", 100}, {"clk_ns", 10}}) ==
        "usage: clk_mhz and clk_ns are given, which say the same | give one of them\n");
  CHECK(refusal({{"pause", 1}, {"pause_cycles", 1}}) ==
        "usage: pause and pause_cycles are given, which say the same | give one of them\n");
}

TEST_CASE("a report tells of its request the network and what differs from the defaults") {
  Blink blink;
  const Form form = describe(blink);
  CHECK(request_json(form, "1.2") == Json::parse(R"({"command": "blink", "version": "1.2"})"));
  set_values(form, {{"clk_ns", 4}, {"loud", true}, {"times", 3}});
  blink.network = "lfc";
  CHECK(request_json(form, "1.2") == Json::parse(R"({"command": "blink", "version": "1.2", "network": "lfc",
    "clk_mhz": 250.0, "loud": true})"));
}

TEST_CASE("options and keywords are spelt from the same fields") {
  Blink blink;
  const Form form = describe(blink);
  CHECK(synopsis(form) == "weir blink NETWORK [OPTION...]");
  CHECK(option_text(*form.find("pause", Surface::kCommandLine)) == "--pause-cycles, --pause CYCLES");
  CHECK(option_text(*form.find("tired", Surface::kCommandLine)) == "--tired, --no-tired");
  CHECK(meaning(*form.find("times", Surface::kBoth)) == "how often (1 .. 9; default: 3)");
  CHECK(meaning(*form.find("pause", Surface::kBoth)) == "between two (default: a frame)");
  const std::string stub = python_stub({form});
  for (const char* parameter :
       {"        self,\n        times: int = 3,\n        *,\n", "pause_cycles: Optional[int] = None,",
        "mode: Literal[\"slow\", \"fast\"] = \"slow\",", "clk_ns: Optional[float] = None,", "one_eye: bool = False,",
        "tired: Optional[bool] = None,", "rhythm: Sequence[int] = (1, 2),", ") -> Light: ..."}) {
    INFO(parameter << "\n" << stub);
    CHECK(stub.find(parameter) != std::string::npos);
  }
}
