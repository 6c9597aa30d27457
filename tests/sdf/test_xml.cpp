/// Is SDF3's XML read as SDF3 reads it, and everything else refused by name?
#include <catch2/catch.hpp>

#include "systemc/sdf/xml.hpp"

using namespace weir::sdf;

namespace {

/// Two actors, A with phases; `extra` goes where the keys say.
struct Parts {
  std::string root = R"(type="csdf" version="1.0")", actor, channel, properties, times = R"(time="2,3*1")",
              rate = R"(rate="3,0,2*1")";
};

std::string xml_of(const Parts& p) {
  return "<?xml version=\"1.0\"?>\n<sdf3 " + p.root + R"(>
<applicationGraph name="g">
  <csdf name="g" type="G">
    <actor name="A" type="a"><port name="o" type="out" )" +
         p.rate + R"(/></actor>
    <actor name="B" type="b" )" +
         p.actor + R"(><port name="i" type="in" rate="1"/></actor>
    <channel name="c" srcActor="A" srcPort="o" dstActor="B" dstPort="i" initialTokens="2" )" +
         p.channel + R"(/>
  </csdf>
  <csdfProperties>
    <actorProperties actor="A"><processor type="p" default="true"><executionTime )" +
         p.times + R"(/></processor></actorProperties>
    <actorProperties actor="B">
      <processor type="p" default="true"><executionTime time="9"/></processor>
      <processor type="q" default="true"><executionTime time="7"/><memory><stateSize max="64"/></memory></processor>
      <processor type="r"><executionTime time="8"/></processor>
    </actorProperties>
    )" + p.properties +
         "\n  </csdfProperties>\n</applicationGraph>\n</sdf3>\n";
}

std::string refusal(const Parts& parts) {
  try {
    parse_xml(xml_of(parts), "g.xml");
  } catch (const weir::Errors& errors) {
    return errors.list().front().text();
  } catch (const weir::Error& error) {
    return error.text();
  }
  return "";
}

}  // namespace

TEST_CASE("phases, rates, tokens, sizes and the default processor are read", "[sdf]") {
  Parts parts;
  parts.channel = R"(size="8")";
  parts.properties = R"(<channelProperties channel="c"><bufferSize sz="12" src="0" dst="0" mem="0"/></channelProperties>
    <graphProperties><timeConstraints><throughput>0.25</throughput></timeConstraints></graphProperties>)";
  const Graph graph = parse_xml(xml_of(parts), "g.xml");
  REQUIRE(graph.actors.size() == 2);
  CHECK(graph.actors[0].times == Sequence{2, 1, 1, 1});
  CHECK(graph.actors[1].times == Sequence{7});  // the last of the default ones
  CHECK(graph.actors[1].state_size == 64);
  REQUIRE(graph.channels.size() == 1);
  CHECK(graph.channels[0].production == Sequence{3, 0, 1, 1});
  CHECK(graph.channels[0].consumption == Sequence{1});
  CHECK(graph.channels[0].initial_tokens == 2);
  CHECK(graph.channels[0].token_size == 8);
  CHECK(graph.channels[0].capacity == 12);
  CHECK(graph.asked_throughput == 0.25);
}

TEST_CASE("sequences of different lengths give as many phases as their least common multiple", "[sdf]") {
  Parts parts;
  parts.times = R"(time="2,1,1")";
  parts.rate = R"(rate="1,4")";
  const Graph graph = parse_xml(xml_of(parts), "g.xml");
  CHECK(graph.actors[0].times == Sequence{2, 1, 1, 2, 1, 1});
  CHECK(graph.channels[0].production == Sequence{1, 4, 1, 4, 1, 4});
}

TEST_CASE("what no rule reads is refused with its name and line", "[sdf]") {
  const auto with = [](auto Parts::*place, const std::string& text) {
    Parts parts;
    parts.*place = text;
    return refusal(parts);
  };
  CHECK(refusal({}).empty());
  const std::string attribute = with(&Parts::channel, R"(latency="3")");
  CHECK(attribute.find("latency") != std::string::npos);
  CHECK(attribute.find("g.xml:7") != std::string::npos);
  CHECK(with(&Parts::actor, R"(speed="3")").find("speed") != std::string::npos);
  CHECK(with(&Parts::root, R"(type="sadf")").find("sadf") != std::string::npos);
  CHECK(with(&Parts::properties, "<networkProperties/>").find("<networkProperties>") != std::string::npos);
  CHECK(with(&Parts::properties, "words").find("words") != std::string::npos);
  CHECK(with(&Parts::properties, R"(<channelProperties channel="c"><latency min="3"/></channelProperties>)")
            .find("<latency>") != std::string::npos);
  CHECK(with(&Parts::properties, R"(<channelProperties channel="c"><bufferSize sz="3" mem="2"/></channelProperties>)")
            .find("mem=\"2\"") != std::string::npos);
  CHECK(with(&Parts::properties, R"(<channelProperties channel="d"/>)").find("not there") != std::string::npos);
  CHECK(with(&Parts::properties,
             "<graphProperties><timeConstraints><latency>3</latency></timeConstraints></graphProperties>")
            .find("<latency>") != std::string::npos);
}

TEST_CASE("entries that are no whole numbers are refused", "[sdf]") {
  for (const std::string bad :
       {"1,,2", "1,", "-1", "1.5", "x", "3*", "*3", "0*2", "1;2", "99999999999999999999", "99999999*1", "1 2"}) {
    INFO(bad);
    Parts parts;
    parts.rate = "rate=\"" + bad + "\"";
    CHECK(refusal(parts).find("rate=\"" + bad + "\"") != std::string::npos);
  }
}

TEST_CASE("ports and channels that do not meet are refused", "[sdf]") {
  const auto replaced = [](const std::string& from, const std::string& to) {
    std::string xml = xml_of({});
    xml.replace(xml.find(from), from.size(), to);
    try {
      parse_xml(xml, "g.xml");
    } catch (const weir::Errors& errors) {
      return errors.list().front().what_text;
    } catch (const weir::Error& error) {
      return error.what_text;
    }
    return std::string();
  };
  CHECK(replaced("srcPort=\"o\"", "srcPort=\"x\"") == "actor A has no output port x");
  CHECK(replaced("dstPort=\"i\"", "dstPort=\"x\"") == "actor B has no input port x");
  CHECK(replaced("dstActor=\"B\"", "dstActor=\"C\"") == "dstActor=\"C\": there is no such actor");
  CHECK(replaced("<port name=\"i\" type=\"in\" rate=\"1\"/>",
                 "<port name=\"i\" type=\"in\" rate=\"1\"/><port name=\"j\" type=\"in\" rate=\"1\"/>") ==
        "port j of actor B has no channel");
  CHECK(replaced("type=\"in\"", "type=\"inout\"") == "a port of type \"inout\"");
  CHECK(replaced("<actorProperties actor=\"A\">", "<actorProperties actor=\"B\">") == "two properties of actor B");
  CHECK(replaced("</csdf>", "</csdg>").find("not XML") != std::string::npos);
  CHECK(replaced("<sdf3", "<!-- no root -->\n<sdf4").find("not XML") != std::string::npos);
}

TEST_CASE("what is written is read as the same graph", "[sdf]") {
  Graph graph{"<&\"g\">", {{"A", {5, 5, 5, 5, 5, 1}, 32}, {"B", {0, 2}}}, {}, 0.125};
  graph.channels.push_back({"c", 0, 1, {0, 0, 1, 1, 1, 1}, {2, 0}, 3, 8, 16});
  graph.channels.push_back({"s", 0, 0, {1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1}, 1, {}, 1});
  const std::string text = xml_text(graph);
  CHECK(text.find("5*5,1") != std::string::npos);
  const Graph again = parse_xml(text, "again");
  CHECK(again.name == graph.name);
  CHECK(again.asked_throughput == graph.asked_throughput);
  REQUIRE(again.actors.size() == 2);
  for (std::size_t a = 0; a < 2; ++a) {
    CHECK(again.actors[a].name == graph.actors[a].name);
    CHECK(again.actors[a].times == graph.actors[a].times);
    CHECK(again.actors[a].state_size == graph.actors[a].state_size);
  }
  REQUIRE(again.channels.size() == 2);
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK(again.channels[c].name == graph.channels[c].name);
    CHECK(again.channels[c].production == graph.channels[c].production);
    CHECK(again.channels[c].consumption == graph.channels[c].consumption);
    CHECK(again.channels[c].initial_tokens == graph.channels[c].initial_tokens);
    CHECK(again.channels[c].capacity == graph.channels[c].capacity);
    CHECK(again.channels[c].token_size == graph.channels[c].token_size);
  }
}
