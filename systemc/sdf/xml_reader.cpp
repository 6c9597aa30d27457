#include <algorithm>
#include <charconv>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "systemc/sdf/xml.hpp"

namespace weir::sdf {

namespace {

constexpr std::size_t kMostPhases = std::size_t{1} << 24;
using Names = std::vector<std::string>;

std::string listed(const Names& names) {
  const std::string text = joined(names, ", ");
  return text.empty() ? "none" : text;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::optional<std::int64_t> whole(std::string_view text) {
  text = trimmed(text);
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

struct Port {
  bool is_output = false;
  Sequence rates;
  int uses = 0;
};

class Reader {
 public:
  Reader(const std::string& xml, const std::string& where) : xml_(xml), where_(where) {}

  Graph read() {
    pugi::xml_document document;
    const pugi::xml_parse_result result = document.load_buffer(xml_.data(), xml_.size());
    if (!result) throw Error("sdf-xml", std::string("the file is not XML: ") + result.description(), at(result.offset));
    const pugi::xml_node root = document.document_element();
    if (std::string(root.name()) != "sdf3")
      throw Error("sdf-xml", "the outermost element is <" + std::string(root.name()) + ">", at(root),
                  "legal: <sdf3> (SDF3's format)");
    check(root, {"type", "version", "xmlns:xsi", "xsi:noNamespaceSchemaLocation"}, {"applicationGraph"});
    const std::string type = root.attribute("type").value();
    if (type != "sdf" && type != "csdf")
      throw Error("sdf-xml", "the graph is of type \"" + type + "\"", at(root), "legal: sdf, csdf");
    read_application(only_child(root, {"applicationGraph"}));
    errors_.throw_if_any();
    validate(graph_, errors_);
    errors_.throw_if_any();
    return std::move(graph_);
  }

 private:
  std::string at(std::ptrdiff_t offset) const {
    const auto end = xml_.begin() + std::clamp<std::ptrdiff_t>(offset, 0, static_cast<std::ptrdiff_t>(xml_.size()));
    return where_ + ":" + std::to_string(1 + std::count(xml_.begin(), end, '\n'));
  }
  std::string at(const pugi::xml_node& node) const { return at(node.offset_debug()); }

  void complain(const pugi::xml_node& node, std::string what, std::string hint = {}) {
    constexpr std::size_t kMostErrors = 20;
    errors_.add("sdf-xml", std::move(what), at(node), std::move(hint));
    if (errors_.list().size() >= kMostErrors) throw Errors(errors_);
  }

  /// Everything that an element has must be known.
  void check(const pugi::xml_node& node, const Names& attributes, const Names& children) {
    const std::string name = "<" + std::string(node.name()) + ">";
    std::set<std::string> seen;
    for (const pugi::xml_attribute& a : node.attributes()) {
      if (std::find(attributes.begin(), attributes.end(), a.name()) == attributes.end())
        complain(node, name + " has an attribute that nothing here reads: " + a.name(), "legal: " + listed(attributes));
      if (!seen.insert(a.name()).second) complain(node, name + " has the attribute " + a.name() + " twice");
    }
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_comment || child.type() == pugi::node_pi) continue;
      if (child.type() != pugi::node_element)
        complain(node, name + " has text in it: \"" + std::string(trimmed(child.value()).substr(0, 40)) + "\"");
      else if (std::find(children.begin(), children.end(), child.name()) == children.end())
        complain(child, name + " has an element that nothing here reads: <" + child.name() + ">",
                 "legal: " + listed(children));
    }
  }

  pugi::xml_node only_child(const pugi::xml_node& node, const Names& names, bool is_needed = true) {
    pugi::xml_node found;
    for (const pugi::xml_node& child : node.children()) {
      if (std::find(names.begin(), names.end(), child.name()) == names.end()) continue;
      if (found) complain(child, "<" + std::string(node.name()) + "> has more than one <" + child.name() + ">");
      if (!found) found = child;
    }
    if (!found && is_needed)
      throw Error("sdf-xml", "<" + std::string(node.name()) + "> has no <" + names.front() + ">", at(node));
    return found;
  }

  std::string text(const pugi::xml_node& node, const char* attribute) {
    const pugi::xml_attribute found = node.attribute(attribute);
    if (!found || *found.value() == 0)
      complain(node, "<" + std::string(node.name()) + "> has no attribute " + attribute);
    return found.value();
  }

  std::int64_t number(const pugi::xml_node& node, const char* attribute, std::int64_t otherwise) {
    const pugi::xml_attribute found = node.attribute(attribute);
    if (!found) return otherwise;
    const auto value = whole(found.value());
    if (!value)
      complain(node, std::string(attribute) + "=\"" + found.value() + "\" is no whole number of 0 or more that fits");
    return value.value_or(otherwise);
  }

  Sequence sequence(const pugi::xml_node& node, const char* attribute) {
    const std::string all = text(node, attribute);
    Sequence values;
    const auto refuse = [&](const std::string& why) {
      complain(node, std::string(attribute) + "=\"" + all.substr(0, 60) + "\" " + why,
               "legal: whole numbers, one per phase, separated by commas; 3*7 stands for 7,7,7");
      return Sequence{1};
    };
    if (all.find(';') != std::string::npos)
      return refuse("has initial phases (what is before ;), which SDF3 knows not");
    for (std::size_t begin = 0; begin <= all.size();) {
      const std::size_t end = std::min(all.find(',', begin), all.size());
      const std::string_view entry = std::string_view(all).substr(begin, end - begin);
      const std::size_t star = entry.find('*');
      const auto count = star == std::string_view::npos ? std::optional<std::int64_t>(1) : whole(entry.substr(0, star));
      const auto value = whole(star == std::string_view::npos ? entry : entry.substr(star + 1));
      if (!count || !value) return refuse("has the entry \"" + std::string(entry) + "\"");
      if (*count < 1 || *count > static_cast<std::int64_t>(kMostPhases - values.size()))
        return refuse("has no phase or more than 2^24");
      values.insert(values.end(), static_cast<std::size_t>(*count), *value);
      begin = end + 1;
    }
    return values;
  }

  void read_application(const pugi::xml_node& application) {
    check(application, {"name"}, {"sdf", "csdf", "sdfProperties", "csdfProperties"});
    const pugi::xml_node graph = only_child(application, {"sdf", "csdf"});
    check(graph, {"name", "type"}, {"actor", "channel"});
    graph_.name = text(graph, "name");
    for (const pugi::xml_node& actor : graph.children("actor")) read_actor(actor);
    times_.resize(graph_.actors.size());
    for (const pugi::xml_node& channel : graph.children("channel")) read_channel(channel);
    if (const auto properties = only_child(application, {"sdfProperties", "csdfProperties"}, false))
      read_properties(properties);
    check_ports(graph);
    if (errors_.empty()) spread_phases(graph);
  }

  void read_actor(const pugi::xml_node& node) {
    check(node, {"name", "type"}, {"port"});
    const std::string name = text(node, "name");
    if (!actors_.emplace(name, static_cast<int>(graph_.actors.size())).second)
      complain(node, "two actors are named " + name);
    graph_.actors.push_back({name, {}});
    ports_.emplace_back();
    for (const pugi::xml_node& port : node.children("port")) {
      check(port, {"name", "type", "rate"}, {});
      const std::string type = text(port, "type");
      if (type != "in" && type != "out") complain(port, "a port of type \"" + type + "\"", "legal: in, out");
      if (!ports_.back().emplace(text(port, "name"), Port{type == "out", sequence(port, "rate")}).second)
        complain(port, "actor " + name + " has two ports named " + port.attribute("name").value());
    }
  }

  /// Actor and rates at one end of a channel.
  std::pair<int, Sequence> end(const pugi::xml_node& node, const char* actor_key, const char* port_key,
                               bool is_output) {
    const std::string actor = text(node, actor_key), port = text(node, port_key);
    const auto found = actors_.find(actor);
    if (found == actors_.end()) {
      complain(node, std::string(actor_key) + "=\"" + actor + "\": there is no such actor");
      return {0, {1}};
    }
    const auto at_port = ports_[found->second].find(port);
    if (at_port == ports_[found->second].end() || at_port->second.is_output != is_output) {
      complain(node, "actor " + actor + " has no " + (is_output ? "output" : "input") + " port " + port);
      return {found->second, {1}};
    }
    if (++at_port->second.uses > 1) complain(node, "port " + port + " of actor " + actor + " has two channels");
    return {found->second, at_port->second.rates};
  }

  void read_channel(const pugi::xml_node& node) {
    check(node, {"name", "srcActor", "srcPort", "dstActor", "dstPort", "initialTokens", "size"}, {});
    Channel channel;
    channel.name = text(node, "name");
    std::tie(channel.source, channel.production) = end(node, "srcActor", "srcPort", true);
    std::tie(channel.destination, channel.consumption) = end(node, "dstActor", "dstPort", false);
    channel.initial_tokens = number(node, "initialTokens", 0);
    channel.token_size = number(node, "size", 1);
    if (!channels_.emplace(channel.name, graph_.channels.size()).second)
      complain(node, "two channels are named " + channel.name);
    graph_.channels.push_back(std::move(channel));
  }

  void read_properties(const pugi::xml_node& properties) {
    check(properties, {}, {"actorProperties", "channelProperties", "graphProperties"});
    for (const pugi::xml_node& node : properties.children("actorProperties")) read_actor_properties(node);
    for (const pugi::xml_node& node : properties.children("channelProperties")) read_channel_properties(node);
    if (const auto node = only_child(properties, {"graphProperties"}, false)) read_graph_properties(node);
  }

  void read_actor_properties(const pugi::xml_node& node) {
    check(node, {"actor"}, {"processor"});
    const auto found = actors_.find(text(node, "actor"));
    if (found == actors_.end()) return complain(node, "properties of an actor that is not there");
    if (!times_[found->second].empty()) return complain(node, "two properties of actor " + found->first);
    pugi::xml_node chosen;
    int processors = 0;
    for (const pugi::xml_node& processor : node.children("processor")) {
      check(processor, {"type", "default"}, {"executionTime", "memory"});
      ++processors;
      if (std::string(processor.attribute("default").value()) == "true") chosen = processor;
    }
    if (!chosen && processors == 1) chosen = node.child("processor");
    if (!chosen) return complain(node, "no processor of actor " + found->first + " is the default one");
    const pugi::xml_node time = only_child(chosen, {"executionTime"});
    check(time, {"time"}, {});
    times_[found->second] = sequence(time, "time");
    for (const pugi::xml_node& memory : chosen.children("memory")) {
      check(memory, {}, {"stateSize"});
      for (const pugi::xml_node& state : memory.children("stateSize")) {
        check(state, {"max"}, {});
        // Memory that no time depends on; published files have nonsense there.
        graph_.actors[found->second].state_size = state.attribute("max").as_llong();
      }
    }
  }

  void read_channel_properties(const pugi::xml_node& node) {
    check(node, {"channel"}, {"bufferSize", "tokenSize"});
    const auto found = channels_.find(text(node, "channel"));
    if (found == channels_.end()) return complain(node, "properties of a channel that is not there");
    Channel& channel = graph_.channels[found->second];
    if (const auto size = only_child(node, {"bufferSize"}, false)) {
      check(size, {"sz", "src", "dst", "mem"}, {});
      for (const char* place : {"src", "dst", "mem"})
        if (number(size, place, 0) != 0)
          complain(size,
                   std::string("bufferSize has ") + place + "=\"" + size.attribute(place).value() +
                       "\": graphs are not mapped to tiles here",
                   "legal: 0, or sz alone");
      if (size.attribute("sz")) channel.capacity = number(size, "sz", 0);
    }
    if (const auto size = only_child(node, {"tokenSize"}, false)) {
      check(size, {"sz"}, {});
      channel.token_size = number(size, "sz", 1);
    }
  }

  void read_graph_properties(const pugi::xml_node& node) {
    check(node, {}, {"timeConstraints"});
    const pugi::xml_node constraints = only_child(node, {"timeConstraints"}, false);
    if (!constraints) return;
    check(constraints, {}, {"throughput"});
    const pugi::xml_node throughput = only_child(constraints, {"throughput"}, false);
    if (!throughput) return;
    const std::string_view value = trimmed(throughput.child_value());
    double number = 0;
    const auto [last, code] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (code != std::errc() || last != value.data() + value.size() || !(number > 0) || number > 1e18)
      return complain(throughput, "throughput \"" + std::string(value) + "\" is no number above 0");
    graph_.asked_throughput = number;
  }

  void check_ports(const pugi::xml_node& graph) {
    for (std::size_t a = 0; a < graph_.actors.size(); ++a) {
      if (times_[a].empty())
        complain(graph, "actor " + graph_.actors[a].name + " has no execution time",
                 "legal: actorProperties with processor and executionTime for every actor");
      for (const auto& [name, port] : ports_[a])
        if (port.uses == 0) complain(graph, "port " + name + " of actor " + graph_.actors[a].name + " has no channel");
    }
  }

  static Sequence spread(const Sequence& sequence, std::size_t phases) {
    Sequence all(phases);
    for (std::size_t p = 0; p < phases; ++p) all[p] = sequence[p % sequence.size()];
    return all;
  }

  /// Every sequence of an actor as long as the actor has phases.
  void spread_phases(const pugi::xml_node& graph) {
    for (std::size_t a = 0; a < graph_.actors.size(); ++a) {
      std::size_t phases = times_[a].size();
      for (const auto& [name, port] : ports_[a]) {
        phases = std::lcm(phases, port.rates.size());
        if (phases > kMostPhases)
          return complain(graph, "the sequences of actor " + graph_.actors[a].name +
                                     " have lengths whose least common "
                                     "multiple is above 2^24 phases");
      }
      graph_.actors[a].times = spread(times_[a], phases);
    }
    for (Channel& channel : graph_.channels) {
      channel.production = spread(channel.production, graph_.actors[channel.source].times.size());
      channel.consumption = spread(channel.consumption, graph_.actors[channel.destination].times.size());
    }
  }

  const std::string& xml_;
  const std::string& where_;
  Graph graph_;
  Errors errors_;
  std::map<std::string, int> actors_;
  std::map<std::string, std::size_t> channels_;
  std::vector<std::map<std::string, Port>> ports_;  ///< per actor
  std::vector<Sequence> times_;                     ///< per actor
};

}  // namespace

Graph parse_xml(const std::string& xml, const std::string& where) { return Reader(xml, where).read(); }

Graph read_xml(const std::filesystem::path& file) { return parse_xml(read_text_file(file), file.string()); }

}  // namespace weir::sdf
