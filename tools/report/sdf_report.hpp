/// Answers about cyclo-static graphs as JSON and as lines for people.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "systemc/sdf/buffers.hpp"

namespace weir::tools {

/// Keys graph, actors, channels, firings_per_iteration and repetitions (per actor).
nlohmann::ordered_json sdf_graph_json(const sdf::Graph& graph);
std::string sdf_graph_text(const sdf::Graph& graph);

/// Keys of sdf_graph_json and deadlock, unlimited, period and throughput ("1/724"; null where there is none), and
/// circle: actor, phase, time, channel of each firing. `graph` is the one that `result` is about.
nlohmann::ordered_json sdf_throughput_json(const sdf::Graph& graph, const sdf::Throughput& result);
std::string sdf_throughput_text(const sdf::Graph& graph, const sdf::Throughput& result);

/// Keys graph, target_period, period, total_tokens, lower_bound_tokens, proven_minimal, evaluations and channels (name,
/// capacity).
nlohmann::ordered_json sdf_buffers_json(const sdf::Graph& graph, const sdf::Buffers& buffers);
std::string sdf_buffers_text(const sdf::Graph& graph, const sdf::Buffers& buffers);

/// A line per point: tokens, period, the period as a decimal, proven, and the capacity of each sized channel.
std::string sdf_front_csv(const sdf::Graph& graph, const sdf::Front& front);
std::string sdf_front_text(const sdf::Front& front);

}  // namespace weir::tools
