#include "tools/report/sdf_report.hpp"

#include <fmt/format.h>

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

std::string wide_text(sdf::Wide value) {
  if (value == 0) return "0";
  std::string text;
  for (; value > 0; value /= 10) text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  return text;
}

std::string inverse(const sdf::Ratio& period) { return sdf::Ratio{period.denominator, period.numerator}.text(); }

/// Of a step's channel; rooms have numbers behind those of the graph.
std::string channel_name(const sdf::Graph& bounded, int channel) {
  return channel == sdf::kOrder ? "order" : bounded.channels[channel].name;
}

/// Successive firings of one actor on a circle.
struct Visit {
  int actor = 0;
  std::int64_t firings = 0, time = 0;
  int leaves_by = sdf::kOrder;
};

std::vector<Visit> visits_of(const sdf::Graph& bounded, const std::vector<sdf::CircleStep>& circle) {
  std::vector<Visit> visits;
  for (const sdf::CircleStep& step : circle) {
    const bool is_inside = !visits.empty() && (visits.back().leaves_by == sdf::kOrder ||
                                               bounded.channels[visits.back().leaves_by].is_self_loop());
    if (!is_inside) visits.push_back({step.actor, 0, 0, sdf::kOrder});
    ++visits.back().firings;
    visits.back().time += step.time;
    visits.back().leaves_by = step.channel;
  }
  return visits;
}

std::string circle_text(const sdf::Graph& bounded, const std::vector<sdf::CircleStep>& circle) {
  constexpr std::size_t kMostShown = 12;
  const std::vector<Visit> visits = visits_of(bounded, circle);
  std::string text;
  for (std::size_t v = 0; v < std::min(visits.size(), kMostShown); ++v)
    text += fmt::format("{}{}{} {} -{}->", v == 0 ? "" : " ", bounded.actors[visits[v].actor].name,
                        visits[v].firings == 1 ? "" : fmt::format(" x{}", visits[v].firings), visits[v].time,
                        channel_name(bounded, visits[v].leaves_by));
  if (visits.size() > kMostShown) return text + fmt::format(" ... {} more, in --json", visits.size() - kMostShown);
  return text + " " + bounded.actors[visits.front().actor].name;
}

}  // namespace

Json sdf_graph_json(const sdf::Graph& graph) {
  const std::vector<std::int64_t> repetitions = sdf::repetition_vector(graph);
  Json json{{"graph", graph.name},
            {"actors", graph.actors.size()},
            {"channels", graph.channels.size()},
            {"firings_per_iteration", wide_text(sdf::firings_per_iteration(graph, repetitions))}};
  for (std::size_t a = 0; a < graph.actors.size(); ++a) json["repetitions"][graph.actors[a].name] = repetitions[a];
  return json;
}

std::string sdf_graph_text(const sdf::Graph& graph) {
  return fmt::format("{}   {} actors, {} channels, {} firings per iteration", graph.name, graph.actors.size(),
                     graph.channels.size(),
                     wide_text(sdf::firings_per_iteration(graph, sdf::repetition_vector(graph))));
}

Json sdf_throughput_json(const sdf::Graph& graph, const sdf::Throughput& result) {
  Json json = sdf_graph_json(graph);
  const bool has_period = !result.is_deadlock && !result.is_unlimited;
  json["deadlock"] = result.is_deadlock;
  json["unlimited"] = result.is_unlimited;
  json["period"] = has_period ? Json(result.period.text()) : Json();
  json["throughput"] = has_period ? Json(inverse(result.period)) : Json();
  if (graph.asked_throughput)
    json["asked_throughput"] = {
        {"value", *graph.asked_throughput},
        {"met", result.is_unlimited || (has_period && *graph.asked_throughput * result.period.value() <= 1)}};
  const sdf::Graph bounded = sdf::with_rooms(graph);
  json["circle"] = Json::array();
  for (const sdf::CircleStep& step : result.circle)
    json["circle"].push_back(
        {{"actor", bounded.actors[step.actor].name},
         {"phase", step.phase},
         {"time", step.time},
         {"channel", step.channel == sdf::kOrder ? Json() : Json(channel_name(bounded, step.channel))}});
  return json;
}

std::string sdf_throughput_text(const sdf::Graph& graph, const sdf::Throughput& result) {
  const sdf::Graph bounded = sdf::with_rooms(graph);
  std::string text = sdf_graph_text(graph);
  if (result.is_unlimited)
    return text + "\nperiod      0: no circle of channels takes time, so nothing bounds the throughput";
  if (result.is_deadlock)
    return text + "\ndeadlock    each waits for tokens of the one before: " + circle_text(bounded, result.circle) +
           "\nhelp        one of these channels needs more initial tokens, or more room where it ends with " +
           sdf::room_name("");
  std::int64_t time = 0;
  for (const sdf::CircleStep& step : result.circle) time += step.time;
  const sdf::Ratio iterations = sdf::Ratio::of(sdf::Wide{time} * result.period.denominator, result.period.numerator);
  text += fmt::format("\nperiod      {} time units per iteration{}", result.period.text(),
                      result.period.denominator == 1 ? "" : fmt::format(" ({:.10g})", result.period.value()));
  text += fmt::format("\nthroughput  {} iterations per time unit", inverse(result.period));
  text += fmt::format("\ncircle      {} time units for {} iterations: {}", time, iterations.text(),
                      circle_text(bounded, result.circle));
  if (graph.asked_throughput)
    text += fmt::format("\nasked       {:.10g} iterations per time unit: {}", *graph.asked_throughput,
                        *graph.asked_throughput * result.period.value() <= 1 ? "met" : "not met");
  return text;
}

Json sdf_buffers_json(const sdf::Graph& graph, const sdf::Buffers& buffers) {
  Json json{{"graph", graph.name},
            {"period", buffers.period.text()},
            {"total_tokens", buffers.total},
            {"lower_bound_tokens", buffers.lower_bound},
            {"proven_minimal", buffers.is_proven},
            {"evaluations", buffers.evaluations},
            {"channels", Json::array()}};
  for (std::size_t c = 0; c < graph.channels.size(); ++c)
    if (buffers.capacities[c])
      json["channels"].push_back({{"name", graph.channels[c].name}, {"capacity", *buffers.capacities[c]}});
  return json;
}

std::string sdf_buffers_text(const sdf::Graph& graph, const sdf::Buffers& buffers) {
  std::string text =
      fmt::format("{}   period {}, {} tokens in all channels: {}", graph.name, buffers.period.text(), buffers.total,
                  buffers.is_proven ? std::string("proven minimal")
                                    : fmt::format("least found, at least {} are needed", buffers.lower_bound));
  text += fmt::format("   ({} throughputs computed)", buffers.evaluations);
  for (std::size_t c = 0; c < graph.channels.size(); ++c)
    if (buffers.capacities[c]) text += fmt::format("\n  {:<32} {:>8}", graph.channels[c].name, *buffers.capacities[c]);
  return text;
}

std::string sdf_front_csv(const sdf::Graph& graph, const sdf::Front& front) {
  std::string csv = "tokens,period,period_decimal,proven";
  for (std::size_t c = 0; c < graph.channels.size(); ++c)
    if (!front.points.empty() && front.points.front().capacities[c]) csv += "," + graph.channels[c].name;
  csv += "\n";
  for (const sdf::Buffers& point : front.points) {
    csv += fmt::format("{},{},{:.10g},{}", point.total, point.period.text(), point.period.value(),
                       point.is_proven ? 1 : 0);
    for (const auto& capacity : point.capacities)
      if (capacity) csv += fmt::format(",{}", *capacity);
    csv += "\n";
  }
  return csv;
}

std::string sdf_front_text(const sdf::Front& front) {
  return fmt::format(
      "front      {} points, {} tokens (period {}) to {} tokens (period {}): {}   ({} throughputs computed)",
      front.points.size(), front.points.front().total, front.points.front().period.text(), front.points.back().total,
      front.points.back().period.text(),
      front.is_complete ? "complete, every point proven" : "cut off, its last point not proven", front.evaluations);
}

}  // namespace weir::tools
