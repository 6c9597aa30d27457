/// Timing profiles: are the files sound, is bad input refused, and does profile finn-hlslib-2020 say what the published
/// BNN-PYNQ hardware took?
#include <catch2/catch.hpp>

#include "golden/network/builtin.hpp"
#include "systemc/profile/held_words.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/simulate.hpp"

namespace weir::timing::test {

namespace {

constexpr const char* kMvauDistance = "MVAU.read_to_write_stages";

golden::StageGraph lfc(const std::string& name) {
  const golden::BuiltIn built = golden::make_builtin(name);
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
  CHECK(profile_names() == std::vector<std::string>{"finn-hlslib-2020", "weir"});
  try {
    load_profile("finn");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "unknown-profile");
    CHECK(error.hint.find("finn-hlslib-2020 weir") != std::string::npos);
  }
  try {
    make_timing_graph(lfc("cnv-w1a1"), load_profile("finn-hlslib-2020"));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "no-schedule");
    CHECK(error.what_text.find("finn-hlslib-2020") != std::string::npos);
  }
}

TEST_CASE("a bad profile is refused with the field and the legal values", "[timing][profile]") {
  CHECK(code_of(kSound) == "accepted");
  CHECK(code_of("{") == "bad-profile: the file is not JSON");
  CHECK(code_of("[]") == "bad-profile: the file is not a JSON object");
  CHECK(code_of(replaced(kSound, "3", "0")) == "bad-profile: minimum_fifo_words: value is 0");
  CHECK(code_of(replaced(kSound, "3", "2.5")) == "bad-profile: minimum_fifo_words: value is 2.5");
  CHECK(code_of(replaced(kSound, "3", "18446744073709551615")) ==
        "bad-profile: minimum_fifo_words: value is 18446744073709551615");
  CHECK(code_of(replaced(kSound, "calibrated", "guessed")) == "bad-profile: minimum_fifo_words: origin is \"guessed\"");
  CHECK(code_of(replaced(kSound, "a measurement", "")) ==
        "bad-profile: minimum_fifo_words: source is missing or no text");
  CHECK(code_of(replaced(kSound, "elastic", "loose")) == "bad-profile: pipeline is \"loose\"");
  CHECK(code_of(replaced(kSound, "elastic", "rigid")) ==
        std::string("bad-profile: parameter ") + kMvauDistance + " is missing");
  CHECK(code_of(replaced(kSound, "\"about\"", "\"abuot\"")) == "bad-profile: abuot is unknown");
  CHECK(code_of(replaced(kSound, "minimum_fifo_words", "fifo")) == "bad-profile: there is no parameter \"fifo\"");
}

}  // namespace weir::timing::test
