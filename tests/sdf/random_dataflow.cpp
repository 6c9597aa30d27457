#include "tests/sdf/random_dataflow.hpp"

#include <algorithm>
#include <random>

namespace weir::sdf::test {

namespace {

class Drawing {
 public:
  explicit Drawing(std::uint64_t seed) : random_(seed) {}

  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }

  void add_actor(std::int64_t most_phases, std::int64_t least_time) {
    const auto a = graph.actors.size();
    Actor actor{std::string(1, static_cast<char>('A' + a)), {}};
    for (std::int64_t p = between(1, most_phases); p > 0; --p) actor.times.push_back(between(least_time, 5));
    graph.actors.push_back(actor);
    repetitions.push_back(between(1, 3));
  }

  Sequence spread(std::int64_t tokens, std::int64_t phases) {
    Sequence rates(static_cast<std::size_t>(phases), 0);
    for (; tokens > 0; --tokens) ++rates[static_cast<std::size_t>(between(0, phases - 1))];
    return rates;
  }

  void add_channel(int source, int destination, std::int64_t tokens) {
    const std::int64_t common = std::gcd(repetitions[source], repetitions[destination]), factor = between(1, 2);
    Channel channel{"c" + std::to_string(graph.channels.size()), source, destination, {}, {}, tokens, std::nullopt, 1};
    channel.production = spread(factor * repetitions[destination] / common, graph.actors[source].phases());
    channel.consumption = spread(factor * repetitions[source] / common, graph.actors[destination].phases());
    graph.channels.push_back(channel);
  }

  void add_self_loop(int actor, std::int64_t tokens) {
    const Sequence ones(graph.actors[actor].times.size(), 1);
    graph.channels.push_back(
        {"s" + std::to_string(graph.channels.size()), actor, actor, ones, ones, tokens, std::nullopt, 1});
  }

  Graph graph;
  std::vector<std::int64_t> repetitions;

 private:
  std::mt19937_64 random_;
};

}  // namespace

Graph random_graph(std::uint64_t seed, bool with_capacities) {
  Drawing draw(seed);
  const int actors = static_cast<int>(draw.between(2, 5));
  for (int a = 0; a < actors; ++a) draw.add_actor(3, draw.between(0, 3) == 0 ? 0 : 1);
  for (int a = 1; a < actors; ++a) {
    const int other = static_cast<int>(draw.between(0, a - 1));
    const bool is_forward = draw.between(0, 3) > 0;
    draw.add_channel(is_forward ? other : a, is_forward ? a : other, draw.between(0, 3));
  }
  for (std::int64_t extra = draw.between(0, 3); extra > 0; --extra) {
    const int source = static_cast<int>(draw.between(0, actors - 1)),
              destination = static_cast<int>(draw.between(0, actors - 1));
    draw.add_channel(source, destination, draw.between(source < destination ? 0 : 2, 9));
  }
  for (int a = 0; a < actors; ++a)
    if (draw.between(0, 2) > 0) draw.add_self_loop(a, draw.between(1, 4) == 4 ? 2 : 1);
  draw.graph.name = "random " + std::to_string(seed);
  if (with_capacities)
    for (Channel& channel : draw.graph.channels) channel.capacity = channel.initial_tokens + draw.between(1, 12);
  return draw.graph;
}

Graph random_small_graph(std::uint64_t seed) {
  Drawing draw(seed);
  const int channels = static_cast<int>(draw.between(1, 3)), actors = static_cast<int>(draw.between(2, channels + 1));
  for (int a = 0; a < actors; ++a) {
    draw.add_actor(3, 1);
    draw.add_self_loop(a, draw.between(1, 5) == 5 ? 2 : 1);
  }
  for (int a = 1; a < actors; ++a) draw.add_channel(static_cast<int>(draw.between(0, a - 1)), a, draw.between(0, 3));
  for (int extra = actors - 1; extra < channels; ++extra) {
    const int source = static_cast<int>(draw.between(0, actors - 1));
    const int destination = static_cast<int>((source + draw.between(1, actors - 1)) % actors);
    draw.add_channel(source, destination, draw.between(source < destination ? 0 : 2, 6));
  }
  draw.graph.name = "small " + std::to_string(seed);
  return draw.graph;
}

}  // namespace weir::sdf::test
