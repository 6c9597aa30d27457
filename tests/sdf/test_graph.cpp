/// Are graphs that mean nothing refused by name, and is an iteration what the rates say?
#include <catch2/catch.hpp>

#include "systemc/sdf/graph.hpp"

using namespace weir::sdf;

namespace {

/// A gives 2, B takes 3.
Graph two_and_three() {
  Graph graph{"two and three", {{"A", {1}}, {"B", {1}}}, {}, {}};
  graph.channels.push_back({"c", 0, 1, {2}, {3}, 0, {}, 1});
  return graph;
}

std::string problem_of(const Graph& graph) {
  weir::Errors errors;
  validate(graph, errors);
  return errors.empty() ? "" : errors.list().front().what_text;
}

}  // namespace

TEST_CASE("two tokens given and three taken make three firings and two", "[sdf]") {
  CHECK(repetition_vector(two_and_three()) == std::vector<std::int64_t>{3, 2});
}

TEST_CASE("phases of a cycle count together", "[sdf]") {
  Graph graph = two_and_three();
  graph.actors[0].times = {1, 1, 1};
  graph.channels[0].production = {1, 0, 3};  // 4 tokens per cycle, 3 taken
  CHECK(repetition_vector(graph) == std::vector<std::int64_t>{3, 4});
  CHECK(firings_per_iteration(graph, {3, 4}) == 13);
}

TEST_CASE("rates that no number of firings balances are refused with the channel's name", "[sdf]") {
  Graph graph = two_and_three();
  graph.channels.push_back({"back", 1, 0, {1}, {1}, 4, {}, 1});
  CHECK(problem_of(graph).find("channel back") == 0);
}

TEST_CASE("a graph in two parts is refused with the names of two actors", "[sdf]") {
  Graph graph = two_and_three();
  graph.actors.push_back({"C", {1}});
  graph.channels.push_back({"own", 2, 2, {1}, {1}, 1, {}, 1});
  CHECK(problem_of(graph) == "no channels join actor C with actor A");
}

TEST_CASE("each number that means nothing is refused", "[sdf]") {
  const auto with = [](const auto& change) {
    Graph graph = two_and_three();
    change(graph);
    return problem_of(graph);
  };
  CHECK(with([](Graph&) {}).empty());
  CHECK(with([](Graph& g) { g.actors[1].name = "A"; }) == "two actors are named A");
  CHECK(with([](Graph& g) { g.actors[1].times = {-1}; }).find("actor B") == 0);
  CHECK(with([](Graph& g) { g.channels[0].production = {-2}; }).find("channel c") == 0);
  CHECK(with([](Graph& g) { g.channels[0].production = {0}; }).find("channel c is never written") == 0);
  CHECK(with([](Graph& g) { g.channels[0].production = {2, 2}; }).find("channel c has other numbers") == 0);
  CHECK(with([](Graph& g) { g.channels[0].destination = 7; }).find("channel c has an end") == 0);
  CHECK(with([](Graph& g) { g.channels[0].initial_tokens = 5, g.channels[0].capacity = 4; }).find("channel c holds") ==
        0);
  CHECK(with([](Graph& g) { g.channels.push_back(g.channels[0]); }) == "two channels are named c");
}

TEST_CASE("repetitions beyond 64 bits are refused, not wrapped", "[sdf]") {
  Graph graph{"long", {{"A0", {1}}}, {}, {}};
  for (int a = 1; a < 60; ++a) {
    graph.actors.push_back({"A" + std::to_string(a), {1}});
    graph.channels.push_back({"c" + std::to_string(a), a - 1, a, {3}, {2}, 0, {}, 1});
  }
  weir::Errors errors;
  CHECK_THROWS_AS((validate(graph, errors), repetition_vector(graph)), weir::Error);
}

TEST_CASE("a channel's room is a channel back, and is recognised as one", "[sdf]") {
  Graph graph = two_and_three();
  graph.channels[0].initial_tokens = 1;
  graph.channels[0].capacity = 6;
  const Graph bounded = with_rooms(graph);
  REQUIRE(bounded.channels.size() == 2);
  const Channel& room = bounded.channels[1];
  CHECK(room.name == "c_room");
  CHECK((room.source == 1 && room.destination == 0));
  CHECK((room.production == Sequence{3} && room.consumption == Sequence{2}));
  CHECK(room.initial_tokens == 5);
  const Graph again = without_rooms(bounded);
  REQUIRE(again.channels.size() == 1);
  CHECK(again.channels[0].capacity == 6);
}
