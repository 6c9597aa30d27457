#include <pugixml.hpp>
#include <sstream>

#include "systemc/sdf/xml.hpp"

namespace weir::sdf {

namespace {

std::string sequence_text(const Sequence& sequence) {
  constexpr std::size_t kLeastRun = 4;  // shorter ones are no shorter as "N*V"
  std::string text;
  for (std::size_t p = 0; p < sequence.size();) {
    std::size_t end = p;
    while (end < sequence.size() && sequence[end] == sequence[p]) ++end;
    const std::string value = std::to_string(sequence[p]);
    const bool is_run = end - p >= kLeastRun;
    const std::size_t entries = is_run ? 1 : end - p;
    for (std::size_t i = 0; i < entries; ++i)
      text += (text.empty() ? "" : ",") + (is_run ? std::to_string(end - p) + "*" : "") + value;
    p = end;
  }
  return text;
}

void append(pugi::xml_node& node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void add_port(pugi::xml_node actor, const std::string& name, const char* type, const Sequence& rates) {
  pugi::xml_node port = actor.append_child("port");
  append(port, "name", name);
  append(port, "type", type);
  append(port, "rate", sequence_text(rates));
}

void add_actors(const Graph& graph, pugi::xml_node& root) {
  std::vector<pugi::xml_node> actors;
  for (const Actor& actor : graph.actors) {
    actors.push_back(root.append_child("actor"));
    append(actors.back(), "name", actor.name);
    append(actors.back(), "type", actor.name);
  }
  for (const Channel& channel : graph.channels) {
    add_port(actors[channel.source], "to_" + channel.name, "out", channel.production);
    add_port(actors[channel.destination], "from_" + channel.name, "in", channel.consumption);
  }
}

void add_channels(const Graph& graph, pugi::xml_node& root) {
  for (const Channel& channel : graph.channels) {
    pugi::xml_node node = root.append_child("channel");
    append(node, "name", channel.name);
    append(node, "srcActor", graph.actors[channel.source].name);
    append(node, "srcPort", "to_" + channel.name);
    append(node, "dstActor", graph.actors[channel.destination].name);
    append(node, "dstPort", "from_" + channel.name);
    append(node, "initialTokens", std::to_string(channel.initial_tokens));
  }
}

void add_properties(const Graph& graph, pugi::xml_node& root) {
  for (const Actor& actor : graph.actors) {
    pugi::xml_node node = root.append_child("actorProperties");
    append(node, "actor", actor.name);
    pugi::xml_node processor = node.append_child("processor");
    append(processor, "type", "any");
    append(processor, "default", "true");
    pugi::xml_node time = processor.append_child("executionTime");
    append(time, "time", sequence_text(actor.times));
    if (actor.state_size == 0) continue;
    pugi::xml_node state = processor.append_child("memory").append_child("stateSize");
    append(state, "max", std::to_string(actor.state_size));
  }
  for (const Channel& channel : graph.channels) {
    if (!channel.capacity && channel.token_size == 1) continue;
    pugi::xml_node node = root.append_child("channelProperties");
    append(node, "channel", channel.name);
    if (channel.capacity) {
      pugi::xml_node size = node.append_child("bufferSize");
      append(size, "sz", std::to_string(*channel.capacity));
    }
    pugi::xml_node size = node.append_child("tokenSize");
    append(size, "sz", std::to_string(channel.token_size));
  }
  if (!graph.asked_throughput) return;
  std::ostringstream value;
  value.precision(17);
  value << *graph.asked_throughput;
  root.append_child("graphProperties")
      .append_child("timeConstraints")
      .append_child("throughput")
      .text()
      .set(value.str().c_str());
}

}  // namespace

std::string xml_text(const Graph& graph) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("sdf3");
  append(root, "type", "csdf");
  append(root, "version", "1.0");
  pugi::xml_node application = root.append_child("applicationGraph");
  append(application, "name", graph.name);
  pugi::xml_node csdf = application.append_child("csdf");
  append(csdf, "name", graph.name);
  append(csdf, "type", graph.name);
  add_actors(graph, csdf);
  add_channels(graph, csdf);
  pugi::xml_node properties = application.append_child("csdfProperties");
  add_properties(graph, properties);
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace weir::sdf
