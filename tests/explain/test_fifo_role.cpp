/// Does every FIFO's reason name what it really waits for?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/explain/fifo_role.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing::test {

namespace {

golden::StageGraph builtin(const std::string& name, const std::map<std::string, int>& depths = {}) {
  golden::FoldedNetwork made = golden::make_builtin(name);
  for (const auto& [stream, depth] : depths) made.folding.depths_words[stream] = depth;
  return golden::build_stage_graph(made.network, made.folding);
}

std::map<std::string, FifoRole> roles_of(const golden::StageGraph& graph, const std::string& profile = "weir") {
  const TimingGraph timing = make_timing_graph(graph, load_profile(profile));
  const std::vector<FifoRole> roles = explain_fifos(graph, timing);
  std::map<std::string, FifoRole> by_name;
  for (std::size_t s = 0; s < roles.size(); ++s) by_name[timing.streams[s].name] = roles[s];
  return by_name;
}

/// `copy` and `slow`, which reads a word every `pace` iterations, behind each other.
TimingGraph copy_and_slow(std::int64_t words, std::int64_t pace) {
  TimingGraph graph;
  graph.name = "pair";
  graph.stages = {{"copy", "Copy", {{{1, {{words, 1, 1, 1}}}}, words, 0, {1}}, {0}, {1}},
                  {"slow", "Copy", {{{1, {{words, pace, 1, 1}}}}, words * pace, 0, {1}}, {1}, {2}}};
  graph.streams = {{"in", words, 2, 8, kOutside, 0, 0, 0},
                   {"mid", words, 100, 8, 0, 0, 1, 0},
                   {"out", words, 100, 8, 1, 0, kOutside, 0}};
  return graph;
}

}  // namespace

TEST_CASE("the FIFO before a fully connected layer holds a vector while the layer works on the last", "[explain]") {
  // With FIFOs of a whole frame MVAU_1 reads 32 words at once, then works 15 times 32 cycles without reading: from the
  // last word of a vector to the first of the next 481 cycles.
  const auto roles = roles_of(builtin("lfc-w1a1", {{"inter0", 32}, {"inter1", 16}, {"inter2", 32}}));
  const FifoRole& role = roles.at("inter0");
  CHECK(role.holding == Holding::kWork);
  CHECK(role.cause == "MVAU_1");
  CHECK(role.pause_cycles == 481);
  CHECK(role.peak_words <= 32);
  CHECK(role.text == "holds " + std::to_string(role.peak_words) + " words while MVAU_1 works without reading");
}

TEST_CASE("a shortcut waits for rows of the path with the window", "[explain]") {
  // The 3x3 window with one row of padding needs two rows of the picture before its first pixel; the published FIFO
  // has four rows.
  const auto roles = roles_of(builtin("resnet50-w1a2"));
  // In the first block the shortcut's own layer, which is behind the FIFO, waits for room before the same addition.
  for (const std::string block : {"res2a", "res2b", "res2c"}) {
    const FifoRole& role = roles.at(block + "_bypass");
    INFO(role.text);
    CHECK(role.holding == Holding::kOtherPath);
    CHECK(role.cause == block + "_2c_out");
    const int row = block == "res2a" ? 112 : 448;  // 56 pixels of 2 or 8 words
    CHECK(role.peak_words > row);
    CHECK(role.peak_words <= 4 * row);
    CHECK(role.text.find("shortcut waits for ") == 0);
    CHECK(role.text.find(" rows of the 3x3 path") != std::string::npos);
  }
}

TEST_CASE("a FIFO behind a faster writer takes its bursts", "[explain]") {
  golden::StageGraph none;
  // A word per cycle comes, one in three cycles goes. The third of the four frames that are run ends when 90 words have
  // come and 30 have gone.
  const auto roles = explain_fifos(none, copy_and_slow(30, 3));
  CHECK(roles[1].holding == Holding::kBurst);
  CHECK(roles[1].cause == "copy");
  CHECK(std::abs(roles[1].peak_words - 60) <= 1);
  // At one speed they go in step.
  const auto even = explain_fifos(none, copy_and_slow(30, 1));
  CHECK(even[1].holding == Holding::kInStep);
  CHECK(even[1].text == "copy and slow go in step");
}

TEST_CASE("a deadlock leaves the reasons open, and no profile lacks them", "[explain]") {
  for (const auto& [name, role] : roles_of(builtin("resnet50-w1a2", {{"res2b_bypass", 16}}))) {
    CHECK(role.holding == Holding::kUnknown);
    CHECK(role.text.empty());
  }
  for (const std::string profile : {"weir", "finn-hlslib-2020"})
    for (const auto& [name, role] : roles_of(builtin("cnv-w1a1"), profile)) CHECK_FALSE(role.text.empty());
  for (const auto& [name, role] : roles_of(builtin("cnv-finn-1w1a-core"), "finn-v0.10")) CHECK_FALSE(role.text.empty());
}

}  // namespace weir::timing::test
