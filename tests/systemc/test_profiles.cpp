/// Timing profiles: are the files sound, is bad input refused, and does profile finn-hlslib-2020 say what the published
/// BNN-PYNQ hardware took?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/explain/held_words.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing::test {

namespace {

constexpr const char* kMvauDistance = "MVAU.read_to_write_stages";

golden::StageGraph lfc(const std::string& name) {
  const golden::FoldedNetwork built = golden::make_builtin(name);
  return golden::build_stage_graph(built.network, built.folding);
}

TimingStream& stream_of(TimingGraph& graph, const std::string& name) {
  for (TimingStream& stream : graph.streams)
    if (stream.name == name) return stream;
  throw Error("test", "no stream " + name);
}

/// LFC in profile finn-hlslib-2020 with some numbers changed; of the converters, those of the one inside layer 3.
struct Variant {
  std::vector<int> fifos = {16, 8, 16};
  int converter_distance = 1, mvau_distance = 5, words_behind_converter = 2;

  TimingGraph graph() const {
    Profile profile = load_profile("finn-hlslib-2020");
    profile.parameters.at(kMvauDistance).value = mvau_distance;
    TimingGraph graph = make_timing_graph(lfc("lfc-w1a1"), profile);
    for (std::size_t k = 0; k < fifos.size(); ++k) stream_of(graph, "inter" + std::to_string(k)).depth_words = fifos[k];
    TimingStream& behind = stream_of(graph, "inter2_dwc");
    behind.depth_words = words_behind_converter;
    TimingStage& converter = graph.stages[behind.producer];
    converter.loop->distance = converter_distance;
    converter.schedule = rigid_schedule(*converter.loop, converter.name);
    return graph;
  }
  double cycles_per_image() const {
    SimulationOptions options;
    options.frames = 60;
    return simulate_maxplus(graph(), options).steady_interval_cycles;
  }
};

std::string code_of(const std::string& json) {
  try {
    parse_profile(json, "mine.json");
    return "accepted";
  } catch (const Errors& errors) {
    CHECK(errors.list()[0].where == "mine.json");
    return errors.list()[0].code + ": " + errors.list()[0].what_text;
  } catch (const Error& error) {
    return error.code + ": " + error.what_text;
  }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

constexpr const char* kSound = R"({"name": "mine", "about": "measured", "pipeline": "elastic",
  "parameters": {"minimum_fifo_words": {"value": 3, "origin": "calibrated", "source": "a measurement"}}})";

}  // namespace

TEST_CASE("both LFC networks take the published 841 cycles per image, and 8,410,965 for 10,000", "[timing][profile]") {
  for (const char* name : {"lfc-w1a1", "lfc-w1a2"}) {
    const TimingGraph graph = make_timing_graph(lfc(name), load_profile("finn-hlslib-2020"));
    SimulationOptions options;
    CHECK(simulate_maxplus(graph, options).batch_cycles == 1806);
    options.frames = 10000;
    const SimulationResult batch = simulate_maxplus(graph, options);
    CHECK(batch.steady_interval_cycles == 841.0);
    CHECK(batch.batch_cycles == 8410965);
    options.frames = 200;
    const SimulationResult systemc = simulate_systemc(graph, options);
    CHECK(systemc.steady_interval_cycles == 841.0);
    CHECK(systemc.batch_cycles == 1806 + 199 * 841);
  }
}

TEST_CASE("other FIFOs between the layers of LFC", "[timing][profile]") {
  const auto cycles = [](std::vector<int> fifos) { return Variant{std::move(fifos)}.cycles_per_image(); };
  CHECK(cycles({16, 8, 32}) == 723.0);
  CHECK(cycles({16, 16, 16}) == 678.0);
  CHECK(cycles({16, 16, 32}) == 678.0);
  CHECK(cycles({32, 16, 16}) == 630.0);
  CHECK(cycles({32, 16, 24}) == 512.0);
  CHECK(cycles({32, 16, 32}) == 512.0);
}

TEST_CASE("it is the converter that costs LFC its cycles, not the depth of the MVAUs", "[timing][profile]") {
  Variant variant;
  SECTION("a converter that writes when it reads") {
    variant.converter_distance = 0;
    CHECK(variant.cycles_per_image() == 723.0);
  }
  SECTION("a longer converter") {
    for (const auto& [distance, cycles] : std::map<int, double>{{2, 841}, {3, 829}, {4, 829}, {5, 841}, {6, 841}}) {
      variant.converter_distance = distance;
      CHECK(variant.cycles_per_image() == cycles);
    }
  }
  SECTION("another FIFO behind the converter") {
    for (const auto& [words, cycles] : std::map<int, double>{{1, 844}, {3, 840}, {4, 827}}) {
      variant.words_behind_converter = words;
      CHECK(variant.cycles_per_image() == cycles);
    }
  }
  SECTION("MVAU depths") {
    for (int distance = 0; distance <= 18; distance += 3) {
      variant.mvau_distance = distance;
      CHECK(variant.cycles_per_image() == 841.0);
    }
    variant.mvau_distance = 19;
    CHECK(variant.cycles_per_image() == 851.0);
    variant.mvau_distance = 20;
    CHECK(variant.cycles_per_image() == 863.0);
  }
}

TEST_CASE("the report names the converter inside layer 3, and only while it holds words back", "[timing][profile]") {
  SimulationOptions options;
  options.frames = 12;
  options.record_transfers = true;
  const TimingGraph graph = Variant().graph();
  const SimulationResult run = simulate_maxplus(graph, options);
  const std::vector<HeldWords> held = find_held_words(graph, options.frames, run);
  REQUIRE_FALSE(held.empty());
  const HeldWords& worst = held.front();
  CHECK(worst.starved == "MVAU_3");
  CHECK(worst.stream == "inter2_dwc");
  CHECK(worst.released_by == "inter2");
  CHECK(worst.holder == "StreamingDataWidthConverter_0");
  CHECK(explain(worst, options.frames).find("MVAU_3 starves") == 0);
  // The word it names was written when the pipeline went on, and not when it was due.
  const StreamRecord& stream = run.streams.at("inter2_dwc");
  const auto word = static_cast<std::size_t>(worst.frame * 128 + worst.word_in_frame);
  CHECK(stream.written_cycles[word] == worst.written_cycle);
  CHECK(worst.due_cycle < worst.written_cycle);
  CHECK(worst.word_in_frame % 4 == 3);

  Variant elastic;
  elastic.converter_distance = 0;
  const TimingGraph free = elastic.graph();
  CHECK(find_held_words(free, options.frames, simulate_maxplus(free, options)).empty());
}

TEST_CASE("both engines explain the same", "[timing][profile]") {
  SimulationOptions options;
  options.frames = 6;
  options.record_transfers = true;
  const TimingGraph graph = Variant().graph();
  const auto a = find_held_words(graph, options.frames, simulate_maxplus(graph, options));
  const auto b = find_held_words(graph, options.frames, simulate_systemc(graph, options));
  REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(explain(a[k], options.frames) == explain(b[k], options.frames));
}

TEST_CASE("profile weir is Weir's own timing", "[timing][profile]") {
  const golden::StageGraph graph = lfc("lfc-w1a1");
  const TimingGraph own = make_timing_graph(graph), profile = make_timing_graph(graph, load_profile("weir"));
  REQUIRE(own.stages.size() == profile.stages.size());
  for (std::size_t i = 0; i < own.stages.size(); ++i) CHECK(own.stages[i].schedule == profile.stages[i].schedule);
  for (std::size_t s = 0; s < own.streams.size(); ++s)
    CHECK(own.streams[s].depth_words == profile.streams[s].depth_words);
}

TEST_CASE("a FIFO has at least the words the profile gives it", "[timing][profile]") {
  golden::StageGraph graph = lfc("lfc-w1a1");
  for (golden::Stream& stream : graph.streams) stream.depth_words = 1;
  for (const TimingStream& stream : make_timing_graph(graph, load_profile("finn-hlslib-2020")).streams)
    CHECK(stream.depth_words == 2);
  for (const TimingStream& stream : make_timing_graph(graph, load_profile("weir")).streams)
    CHECK(stream.depth_words == 1);
  for (const TimingStream& stream : make_timing_graph(graph, parse_profile(kSound, "mine.json")).streams)
    CHECK(stream.depth_words == 3);
}

TEST_CASE("an unknown profile and a kind that a profile does not know are refused", "[timing][profile]") {
  const std::vector<std::string> names = profile_names();
  for (const char* name : {"finn-hlslib-2020", "weir"}) CHECK(std::count(names.begin(), names.end(), name) == 1);
  try {
    load_profile("finn");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "unknown-profile");
    CHECK(error.hint.find("finn-0.9 finn-1.0 finn-hlslib-2020") != std::string::npos);
  }
  golden::StageGraph graph = lfc("lfc-w1a1");
  graph.stages[0].kind = golden::Lookup{};
  try {
    make_timing_graph(graph, load_profile("finn-hlslib-2020"));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "no-schedule");
    CHECK(error.what_text.find(golden::Lookup::op_type) != std::string::npos);
    CHECK(error.hint.find("StreamingMaxPool") != std::string::npos);
  }
}

TEST_CASE("a profile says what it does otherwise than its base", "[timing][profile]") {
  const Profile base = load_profile("finn-0.10"), own = load_profile("finn-0.9");
  CHECK(own.name == "finn-0.9");
  CHECK(own.parameters.size() == base.parameters.size());
  CHECK(own.value("StreamingFIFO.vivado_hops") == base.value("StreamingFIFO.vivado_hops"));
  CHECK(own.networks.contains("resnet50-finn-u250"));
  CHECK(own.traits.largefifo == LargeFifo::kMaxCount);
  CHECK((own.sizing.caps_windows && own.sizing.removed_words == 2));
  CHECK_FALSE((base.sizing.caps_windows || base.sizing.is_throttled));
  CHECK(load_profile("finn-1.0").sizing.is_throttled);
  CHECK(load_profile("finn-v0.10").name == "finn-0.10");
  // A text that stands for itself has no base any more.
  CHECK(parse_profile(profile_text("finn-0.9"), "text").sizing.removed_words == 2);

  const Profile mine = parse_profile(R"({"name": "mine", "about": "a test", "base": "finn-0.9",
    "traits": {"frames": 7},
    "parameters": {"DownSampler.pipeline_stages": {"value": 9, "origin": "measured", "source": "a test"}}})",
                                     "mine.json");
  CHECK(mine.value("DownSampler.pipeline_stages") == 9);
  CHECK(mine.value("AddStreams.pipeline_stages") == own.value("AddStreams.pipeline_stages"));
  CHECK((mine.traits.frames == 7 && mine.is_all_hls && mine.sizing.removed_words == 2));
  CHECK_FALSE(mine.hardware.has_value());
  CHECK(mine.aliases.empty());
  CHECK(code_of(R"({"name": "a", "about": "b", "base": "finn"})") ==
        "unknown-profile: there is no timing profile \"finn\"");
  CHECK(code_of(R"({"name": "a", "about": "b", "base": 3})") == "bad-profile: base is 3");
}

TEST_CASE("the profile of a graph is that of the generator and release that it states", "[timing][profile]") {
  golden::StageGraph graph = lfc("lfc-w1a1");
  CHECK(profile_of(graph) == "weir");
  CHECK(note_for_hardware(graph, load_profile("finn-0.9")) == "");
  const auto of = [&](const char* release) {
    graph.stages[1].implementation.generator = "finn";
    graph.stages[1].implementation.release = release;
    return profile_of(graph);
  };
  CHECK(of("0.9") == "finn-0.9");
  CHECK(of("0.10") == "finn-0.10");
  CHECK(of("1.0") == "finn-1.0");
  CHECK(of("9.0") == "finn-1.0");  // of a release that nobody knows, the newest
  CHECK(of("0.9") == "finn-0.9");
  CHECK(note_for_hardware(graph, load_profile("finn-0.9")) == "");
  CHECK(note_for_hardware(graph, load_profile("finn-v0.10")) ==
        "the file's hardware is generator finn, release 0.9, and profile finn-0.10 times it as generator finn, release "
        "0.10; without --profile it is finn-0.9");
  CHECK_THAT(note_for_hardware(graph, load_profile("weir")), Catch::Contains("times it as Weir's own"));
  graph.stages[1].implementation.generator = "somebody";
  CHECK_THROWS_AS(profile_of(graph), Error);
  CHECK(releases_of("finn") == std::vector<std::string>{"0.10", "0.9", "1.0"});
}

TEST_CASE("in FINN 0.9 a layer whose backend nobody states is by HLS", "[timing][profile]") {
  const auto built = golden::make_builtin("cnv-finn-1w1a-core");
  const golden::StageGraph graph = golden::build_stage_graph(built.network, built.folding);
  const auto blocks = [&](const char* profile) {
    int loops = 0;
    for (const TimingStage& stage : make_timing_graph(graph, load_profile(profile)).stages)
      loops += stage.kind == "ConvolutionInputGenerator" && std::holds_alternative<finn::Sequence>(*stage.block);
    return loops;
  };
  CHECK(blocks("finn-0.9") == 5);
  CHECK(blocks("finn-0.10") == 0);
}

TEST_CASE("sizing rules are refused with the field and the legal values", "[timing][profile]") {
  const auto with = [](const std::string& sizing) {
    return code_of(R"({"name": "a", "about": "b", "base": "finn-0.10", "sizing": )" + sizing + "}");
  };
  CHECK(with(R"({"frames": 4})") == "accepted");
  CHECK(with(R"({"frames": 0})") == "bad-profile: sizing: frames: value is 0");
  CHECK(with(R"({"throttled": 1})") == "bad-profile: sizing: throttled is 1");
  CHECK(with(R"({"frames_without_windows": "some"})") == "bad-profile: sizing: frames_without_windows is \"some\"");
  CHECK(with(R"({"removes_words": -1})") == "bad-profile: sizing: removes_words: value is -1");
  CHECK(with(R"({"caps": true})") == "bad-profile: sizing: caps is unknown");
  CHECK(with("3") == "bad-profile: sizing is no object");
}

TEST_CASE("a bad profile is refused with the field and the legal values", "[timing][profile]") {
  CHECK(code_of(kSound) == "accepted");
  CHECK_THAT(code_of("{"), Catch::StartsWith("bad-profile: not JSON"));
  CHECK(code_of(replaced(kSound, "3", "3, \"value\": 4")) ==
        "bad-profile: the key \"value\" stands twice in one object");
  CHECK(code_of("[]") == "bad-profile: the file is not a JSON object");
  CHECK(code_of(replaced(kSound, "3", "0")) == "bad-profile: minimum_fifo_words: value is 0");
  CHECK(code_of(replaced(kSound, "3", "2.5")) == "bad-profile: minimum_fifo_words: value is 2.5");
  CHECK(code_of(replaced(kSound, "3", "18446744073709551615")) ==
        "bad-profile: minimum_fifo_words: value is 18446744073709551615");
  CHECK(code_of(replaced(kSound, "calibrated", "guessed")) == "bad-profile: minimum_fifo_words: origin is \"guessed\"");
  CHECK(code_of(replaced(kSound, "a measurement", "")) ==
        "bad-profile: minimum_fifo_words: source is missing or no text");
  CHECK(code_of(replaced(kSound, "elastic", "loose")) == "bad-profile: pipeline is \"loose\"");
  CHECK(code_of(replaced(kSound, "elastic", "rigid")) == "bad-profile: parameter *.initiation_interval is missing");
  CHECK(code_of(replaced(kSound, "minimum_fifo_words", "MVAU.read_to_write_stages")) ==
        "bad-profile: there is no parameter \"MVAU.read_to_write_stages\"");
  CHECK(code_of(replaced(kSound, "\"about\"", "\"abuot\"")) == "bad-profile: abuot is unknown");
  CHECK(code_of(replaced(kSound, "minimum_fifo_words", "fifo")) == "bad-profile: there is no parameter \"fifo\"");
}

TEST_CASE("a profile may say what is different in one network", "[timing][profile]") {
  const std::string sound =
      std::string(kSound).substr(0, std::string(kSound).size() - 1) + R"(, "networks": {"lfc-w1a1": {
    "parameters": {"minimum_fifo_words": {"value": 7, "origin": "derived", "source": "its HDL"},
                   "clock_mhz": {"value": 99.5, "origin": "derived", "source": "its board"}},
    "converters": [{"streams": "inter[12]", "words": "same", "fifo_words": 9, "source": "its sources"}]}}})";
  const Profile profile = parse_profile(sound, "mine.json");
  CHECK(profile.find("clock_mhz") == nullptr);
  const Profile own = profile.for_network("lfc-w1a1");
  CHECK(own.value("minimum_fifo_words") == 7);
  CHECK(own.find("clock_mhz")->value == 99.5);
  CHECK(profile.for_network("lfc-w1a2").value("minimum_fifo_words") == 3);
  const golden::StageGraph built = lfc("lfc-w1a1");
  TimingGraph graph = make_timing_graph(built, profile);
  CHECK(graph.stages.size() == built.stages.size() + 2);
  CHECK(stream_of(graph, "inter1_copy").depth_words == 9);
  CHECK(graph.stages[stream_of(graph, "inter1_copy").producer].name == "inter1_copier");
  CHECK(graph.stages[stream_of(graph, "inter1").consumer].name == "inter1_copier");
  CHECK(code_of(replaced(sound, "\"same\"", "\"both\"")) == "bad-profile: lfc-w1a1: converters: words is \"both\"");
  CHECK(code_of(replaced(sound, "99.5", "0")) == "bad-profile: clock_mhz: value is 0");
  try {
    make_timing_graph(built, parse_profile(replaced(sound, "inter[12]", "outer*"), "mine.json"));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "unknown-stream");
  }
}

}  // namespace weir::timing::test
