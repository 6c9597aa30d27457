/// What a user sees: `weir` on graphs of SDF3, and networks as such graphs.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

weir::ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

nlohmann::json json_of(const weir::ProcessResult& result) {
  INFO(result.output);
  return nlohmann::json::parse(result.output);
}

/// Of our own making: A (2, then 1 units) gives 3 and 1 tokens, B (3 units) takes 2; one firing each at a time, and B's
/// result lets A begin anew, `tokens` cycles ahead.
std::string loop_file(const weir::test::ScratchFolder& scratch, int tokens) {
  const std::string file = scratch / ("loop" + std::to_string(tokens) + ".xml");
  weir::write_text_file(file, R"(<sdf3 type="csdf" version="1.0"><applicationGraph name="loop">
<csdf name="loop" type="loop">
  <actor name="A" type="A"><port name="o" type="out" rate="3,1"/><port name="i" type="in" rate="2,0"/>
    <port name="s" type="out" rate="1"/><port name="t" type="in" rate="1"/></actor>
  <actor name="B" type="B"><port name="i" type="in" rate="2"/><port name="o" type="out" rate="1"/>
    <port name="s" type="out" rate="1"/><port name="t" type="in" rate="1"/></actor>
  <channel name="ab" srcActor="A" srcPort="o" dstActor="B" dstPort="i"/>
  <channel name="ba" srcActor="B" srcPort="o" dstActor="A" dstPort="i" initialTokens=")" +
                                  std::to_string(2 * tokens) + R"("/>
  <channel name="a" srcActor="A" srcPort="s" dstActor="A" dstPort="t" initialTokens="1"/>
  <channel name="b" srcActor="B" srcPort="s" dstActor="B" dstPort="t" initialTokens="1"/>
</csdf>
<csdfProperties>
  <actorProperties actor="A"><processor type="p" default="true"><executionTime time="2,1"/></processor></actorProperties>
  <actorProperties actor="B"><processor type="p" default="true"><executionTime time="3"/></processor></actorProperties>
</csdfProperties></applicationGraph></sdf3>
)");
  return file;
}

}  // namespace

TEST_CASE("weir simulate tells the period of a graph, and its circle", "[sdf][tool]") {
  const weir::test::ScratchFolder scratch;
  // One token: A 0-2, B 2-5 and 5-8, A again at 8. Two: B is always busy, 6 units for its two firings.
  const auto one = json_of(weir_tool({"simulate", loop_file(scratch, 1), "--json"}));
  CHECK(one["period"] == "8");
  CHECK(one["throughput"] == "1/8");
  CHECK(one["repetitions"] == nlohmann::json{{"A", 1}, {"B", 2}});
  const auto two = json_of(weir_tool({"simulate", loop_file(scratch, 2), "--json"}));
  CHECK(two["period"] == "6");
  CHECK(two["circle"][0]["actor"] == "B");
  const auto text = weir_tool({"simulate", loop_file(scratch, 2)});
  CHECK(text.exit_code == 0);
  CHECK(text.output.find("1/6 iterations per time unit") != std::string::npos);
}

TEST_CASE("weir simulate tells a deadlock with its circle, and ends with a finding", "[sdf][tool]") {
  const weir::test::ScratchFolder scratch;
  const auto ended = weir_tool({"simulate", loop_file(scratch, 0)});
  CHECK(ended.exit_code == 1);
  CHECK(ended.output.find("deadlock") != std::string::npos);
  CHECK(ended.output.find("-ab->") != std::string::npos);
  CHECK(ended.output.find("-ba->") != std::string::npos);
}

TEST_CASE("weir fifo finds rooms whose file reaches the period, and the front", "[sdf][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string sized = scratch / "sized.xml", front = scratch / "front.csv";
  const auto answer =
      json_of(weir_tool({"fifo", loop_file(scratch, 2), "--json", "--quiet", "-o", sized, "--pareto-all", front}));
  CHECK(answer["period"] == "6");
  CHECK(answer["proven_minimal"] == true);
  CHECK(json_of(weir_tool({"simulate", sized, "--json"}))["period"] == "6");
  // Sized again, the rooms in the file count as capacities to be chosen anew.
  const auto again = json_of(weir_tool({"fifo", sized, "--json", "--quiet"}));
  CHECK(again["total_tokens"] == answer["total_tokens"]);
  CHECK(again["channels"].size() == answer["channels"].size());
  const std::string csv = weir::read_text_file(front);
  CHECK(csv.find("tokens,period,period_decimal,proven,ab,ba\n") == 0);
  const auto slower =
      json_of(weir_tool({"fifo", loop_file(scratch, 2), "--json", "--quiet", "--target-period", "17/2"}));
  CHECK(slower["total_tokens"] < answer["total_tokens"]);
}

TEST_CASE("weir import checks a graph, counts its firings and writes it", "[sdf][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string copy = scratch / "copy.xml";
  const auto counted = json_of(weir_tool({"import", loop_file(scratch, 2), "-o", copy, "--json"}));
  CHECK(counted["firings_per_iteration"] == "4");
  CHECK(json_of(weir_tool({"simulate", copy, "--json"}))["period"] == "6");
}

TEST_CASE("options that mean nothing for a graph, and targets that nothing reaches, are bad input", "[sdf][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string file = loop_file(scratch, 2);
  for (const std::vector<std::string>& bad :
       std::vector<std::vector<std::string>>{{"simulate", file, "--frames", "3"},
                                             {"simulate", file, "--profile", "weir"},
                                             {"fifo", file, "--objective", "throughput"},
                                             {"fifo", file, "--target-period", "0"},
                                             {"fifo", file, "--target-period", "6/"},
                                             {"fifo", file, "--target-period", "5"},
                                             {"fifo", file, "--target-interval", "7", "--target-period", "7"},
                                             {"fifo", "lfc-w1a1", "--target-period", "600"},
                                             {"import", file, "--lenient"},
                                             {"import", "lfc-w1a1"},
                                             {"info", "--sdf3", scratch / "x.xml"},
                                             {"info", "lfc-w1a1", "--profile", "weir"},
                                             {"golden", file, "--random", "1"},
                                             {"simulate", scratch / "none.xml"}}) {
    const auto ended = weir_tool(bad);
    INFO(bad[0] << " " << bad.back() << "\n" << ended.output);
    CHECK(ended.exit_code == 2);
    CHECK(ended.output.find("error[") != std::string::npos);
  }
}

TEST_CASE("weir info writes lfc-w1a1 as a graph of 724 cycles per frame", "[sdf][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string file = scratch / "lfc.xml";
  const auto written = weir_tool({"info", "lfc-w1a1", "--sdf3", file});
  INFO(written.output);
  REQUIRE(written.exit_code == 0);
  CHECK(json_of(weir_tool({"simulate", file, "--json"}))["period"] == "724");
  const auto least = json_of(weir_tool({"fifo", file, "--json", "--quiet"}));
  CHECK(least["total_tokens"] == 72);  // 29, 15, 23, 2 and 1 words, one at either end
  CHECK(least["proven_minimal"] == true);
}

TEST_CASE("weir fifo --pareto-all of lfc-w1a1 has a line per point, the last one at 512 cycles", "[sdf][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string front = scratch / "front.csv";
  const auto ended = weir_tool({"fifo", "lfc-w1a1", "--pareto-all", front, "--quiet"});
  INFO(ended.output);
  REQUIRE(ended.exit_code == 0);
  CHECK(ended.output.find("complete, every point proven") != std::string::npos);
  const std::string csv = weir::read_text_file(front);
  CHECK(csv.find("\n72,512,512,1,") != std::string::npos);
}
