#include "rtl_wrap/cosim/axi_ports.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "golden/base/error.hpp"
#include "golden/base/joined.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Orders in2 before in10.
struct NaturalOrder {
  bool operator()(const std::string& a, const std::string& b) const { return key(a) < key(b); }

 private:
  static std::vector<std::pair<std::int64_t, char>> key(const std::string& name) {
    std::vector<std::pair<std::int64_t, char>> parts;
    bool in_number = false;
    for (const char c : name) {
      const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
      if (digit && in_number && parts.back().first < (std::int64_t{1} << 40))
        parts.back().first = parts.back().first * 10 + (c - '0');
      else
        parts.push_back(digit ? std::pair{std::int64_t{c - '0'}, '0'} : std::pair{std::int64_t{-1}, c});
      in_number = digit;
    }
    return parts;
  }
};

struct AxiStream {
  const Port *data = nullptr, *valid = nullptr, *ready = nullptr, *last = nullptr;
};
using AxiStreams = std::map<std::string, AxiStream, NaturalOrder>;

/// AXI-Stream, and the ports of FIFOs that Vitis HLS gives to inner modules: a word is there while empty_n, it is taken
/// by read; a word is written while write, there is room while full_n. Of a module or of a FIFO itself.
AxiStreams streams_of(const Design& rtl) {
  AxiStreams streams;
  struct Signal {
    const char* suffix;
    const Port* AxiStream::*signal;
    const char* data;  ///< suffix of the data port that must be there, too
  };
  static constexpr std::array<Signal, 10> signals{{{"_tdata", &AxiStream::data, "_tdata"},
                                                   {"_tvalid", &AxiStream::valid, "_tdata"},
                                                   {"_tready", &AxiStream::ready, "_tdata"},
                                                   {"_tlast", &AxiStream::last, "_tdata"},
                                                   {"_dout", &AxiStream::data, "_dout"},
                                                   {"_empty_n", &AxiStream::valid, "_dout"},
                                                   {"_read", &AxiStream::ready, "_dout"},
                                                   {"_din", &AxiStream::data, "_din"},
                                                   {"_write", &AxiStream::valid, "_din"},
                                                   {"_full_n", &AxiStream::ready, "_din"}}};
  const auto has = [&](const std::string& name) {
    return std::any_of(rtl.ports().begin(), rtl.ports().end(),
                       [&](const Port& port) { return lower(port.name) == lower(name); });
  };
  for (const Port& port : rtl.ports())
    for (const Signal& signal : signals) {
      if (!lower(port.name).ends_with(signal.suffix)) continue;
      const std::string name = port.name.substr(0, port.name.size() - std::string(signal.suffix).size());
      const bool is_axi = std::string(signal.data) == "_tdata";
      if (is_axi)
        streams[name].*signal.signal = &port;
      else if (has(name + signal.data))
        streams[name + signal.data].*signal.signal = &port;  // a FIFO has both under one name
    }
  return streams;
}

std::string list_of(const AxiStreams& streams) {
  const std::string text = joined(streams, ", ", [&](const auto& item) {
    const auto& [name, stream] = item;
    return name + (stream.data == nullptr ? "" : ":" + std::to_string(stream.data->bits));
  });
  return text.empty() ? "none" : text;
}

const Port* first_of(const Design& rtl, std::initializer_list<const char*> names) {
  for (const char* name : names)
    for (const Port& port : rtl.ports())
      if (lower(port.name) == name && port.input && port.bits == 1) return &port;
  return nullptr;
}

void find_clock_and_reset(const Design& rtl, BenchPorts& ports, Errors& errors) {
  if (const Port* clock = first_of(rtl, {"ap_clk", "aclk", "clk", "clock"}))
    ports.clock = clock->data;
  else
    errors.add("rtl-port-missing", "the top has no clock", "", "known names: ap_clk, aclk, clk, clock");
  if (const Port* fast = first_of(rtl, {"ap_clk2x", "clk2x", "aclk2x"})) ports.fast_clock = fast->data;
  if (const Port* low = first_of(rtl, {"ap_rst_n", "aresetn", "resetn", "rst_n"})) {
    ports.reset = low->data;
  } else if (const Port* high = first_of(rtl, {"ap_rst", "reset", "rst"})) {
    ports.reset = high->data;
    ports.reset_level = 1;
  } else {
    errors.add("rtl-port-missing", "the top has no reset", "", "known names: ap_rst_n, aresetn, rst_n, ap_rst, reset");
  }
}

/// As wide as a word, or as a word padded to whole bytes.
bool fits(int bits, const golden::Stream& stream) {
  return bits == stream.word_bits() || bits == 8 * stream.word_bytes();
}

/// Of one slave more than the graph has inputs, the one that weights come by: weights_V, s_axis_weights, in1_V.
AxiStreams::iterator weight_port(AxiStreams& slaves, std::size_t inputs) {
  if (slaves.size() != inputs + 1) return slaves.end();
  auto found = slaves.end();
  for (auto it = slaves.begin(); it != slaves.end(); ++it) {
    const std::string name = lower(it->first);
    if (name.find("weight") == std::string::npos && name != "in1_v" && name != "in1") continue;
    if (found != slaves.end()) return slaves.end();
    found = it;
  }
  return found;
}

void leave_idle(AxiStreams& slaves, std::size_t inputs, const std::set<std::string>& idle) {
  for (const std::string& name : idle)
    if (slaves.size() > inputs) slaves.erase(name);
}

class Matcher {
 public:
  Matcher(const Design& rtl, const golden::StageGraph& graph, const std::set<std::string>& idle, Errors& errors)
      : graph_(graph), errors_(errors) {
    for (const auto& [name, stream] : streams_of(rtl)) {
      if (stream.data == nullptr || stream.valid == nullptr || stream.ready == nullptr)
        errors_.add("rtl-port-missing", "port " + name + " lacks " +
                                            std::string(stream.data == nullptr    ? "TDATA"
                                                        : stream.valid == nullptr ? "TVALID"
                                                                                  : "TREADY"));
      else
        (stream.data->input ? slaves_ : masters_)[name] = stream;
    }
    leave_idle(slaves_, graph.input_streams().size(), idle);
  }

  std::vector<FeedPort> take_feeds(const golden::Words* weights) {
    const auto port = weights == nullptr ? slaves_.end() : weight_port(slaves_, graph_.input_streams().size());
    if (port == slaves_.end()) return {};
    const int bits = port->second.data->bits;
    if (bits != weights->word_bits && bits != 8 * weights->word_bytes())
      errors_.add("rtl-port-width", "port " + port->first + " has " + std::to_string(bits) +
                                        " data bits, the weights of one word " + std::to_string(weights->word_bits));
    const AxiStream stream = port->second;
    slaves_.erase(port);
    return {{{0, stream.data->data, stream.valid->data, stream.ready->data,
              stream.last == nullptr ? nullptr : stream.last->data},
             weights}};
  }

  std::vector<BoundaryPort> match(const std::vector<int>& streams, bool inputs) {
    const AxiStreams& found = inputs ? slaves_ : masters_;
    const std::string side = inputs ? "input" : "output";
    std::vector<BoundaryPort> ports;
    if (found.size() != streams.size()) {
      errors_.add("rtl-port-count",
                  "the design has " + std::to_string(found.size()) + " AXI-Stream or FIFO " + side +
                      (found.size() == 1 ? ", " : "s, ") + graph_.name + " has " + std::to_string(streams.size()) +
                      " " + side + (streams.size() == 1 ? " stream" : " streams"),
                  "", "the design's ports and their bits: " + list_of(found));
      return ports;
    }
    auto at = found.begin();
    for (const int index : streams) ports.push_back(bind(index, *at++));
    return ports;
  }

 private:
  BoundaryPort bind(int index, const AxiStreams::value_type& port) {
    const golden::Stream& stream = graph_.streams[static_cast<std::size_t>(index)];
    const int bits = port.second.data->bits;
    if (!fits(bits, stream))
      errors_.add("rtl-port-width",
                  "port " + port.first + " has " + std::to_string(bits) + " data bits, stream " + stream.name +
                      " words of " + std::to_string(stream.word_bits()),
                  "",
                  "legal: " + std::to_string(stream.word_bits()) + " or " + std::to_string(8 * stream.word_bytes()));
    return {index, port.second.data->data, port.second.valid->data, port.second.ready->data,
            port.second.last == nullptr ? nullptr : port.second.last->data};
  }

  const golden::StageGraph& graph_;
  Errors& errors_;
  AxiStreams slaves_, masters_;
};

/// s_axi_control_AWVALID and the like, by the name before the signal; those whose writes can be driven.
std::vector<RegisterPort> register_ports(const Design& rtl) {
  std::map<std::string, RegisterPort> found;
  static constexpr std::array<std::pair<const char*, const Port * RegisterPort::*>, 15> signals{
      {{"_awvalid", &RegisterPort::awvalid},
       {"_awaddr", &RegisterPort::awaddr},
       {"_wvalid", &RegisterPort::wvalid},
       {"_wdata", &RegisterPort::wdata},
       {"_wstrb", &RegisterPort::wstrb},
       {"_bready", &RegisterPort::bready},
       {"_awready", &RegisterPort::awready},
       {"_wready", &RegisterPort::wready},
       {"_bvalid", &RegisterPort::bvalid},
       {"_arvalid", &RegisterPort::arvalid},
       {"_araddr", &RegisterPort::araddr},
       {"_rready", &RegisterPort::rready},
       {"_arready", &RegisterPort::arready},
       {"_rvalid", &RegisterPort::rvalid},
       {"_rdata", &RegisterPort::rdata}}};
  for (const Port& port : rtl.ports())
    for (const auto& [suffix, signal] : signals)
      if (lower(port.name).ends_with(suffix)) {
        const std::string name = port.name.substr(0, port.name.size() - std::string(suffix).size());
        found[name].name = name;
        found[name].*signal = &port;
      }
  std::vector<RegisterPort> ports;
  for (const auto& [name, port] : found) {
    const bool is_whole = port.awvalid && port.awaddr && port.wvalid && port.wdata && port.bready && port.awready &&
                          port.wready && port.bvalid;
    if (is_whole && port.awvalid->input) ports.push_back(port);
  }
  return ports;
}

/// Vitis HLS' control registers: bit 0 of register 0 starts, bit 7 starts again whenever the design is done.
constexpr std::uint32_t kStartAndRestart = 0x81;
bool is_control(const std::string& name) {
  const std::string low = lower(name);
  return low == "s_axi_control" || low == "s_axi_ctrl" || low == "s_axi_axilites" || low == "s_axi_control_bus";
}

void add_register_writes(const Design& rtl, const std::vector<RegisterWrite>& writes, BenchPorts& ports,
                         Errors& errors) {
  ports.registers = register_ports(rtl);
  const std::string names = joined(ports.registers, ", ", [&](const RegisterPort& port) { return port.name; });
  for (const RegisterWrite& write : writes) {
    const auto slave = std::find_if(ports.registers.begin(), ports.registers.end(),
                                    [&](const RegisterPort& port) { return port.name == write.port; });
    if (slave == ports.registers.end())
      errors.add("rtl-axi-lite", "the top has no AXI-lite slave \"" + write.port + "\"", "",
                 "it has: " + (names.empty() ? "none" : names));
    else if (write.is_check && (!slave->arvalid || !slave->araddr || !slave->rready || !slave->arready ||
                                !slave->rvalid || !slave->rdata))
      errors.add("rtl-axi-lite", "AXI-lite slave \"" + write.port + "\" cannot be read: it lacks ports of reads");
  }
  ports.writes = writes;
  if (first_of(rtl, {"ap_start"}) != nullptr) return;
  for (const RegisterPort& port : ports.registers)
    if (is_control(port.name)) ports.writes.push_back({port.name, 0, kStartAndRestart, false});
}

}  // namespace

BenchPorts find_axi_ports(const Design& rtl, const golden::StageGraph& graph, const std::vector<RegisterWrite>& writes,
                          const golden::Words* weights, const std::set<std::string>& idle) {
  BenchPorts ports;
  Errors errors;
  find_clock_and_reset(rtl, ports, errors);
  Matcher matcher(rtl, graph, idle, errors);
  ports.feeds = matcher.take_feeds(weights);
  ports.sources = matcher.match(graph.input_streams(), true);
  ports.sinks = matcher.match(graph.output_streams(), false);
  for (const Port& port : rtl.ports()) {
    static const std::vector<std::string> held{"ap_start", "ap_continue", "ap_ce", "start_full_n"};
    const std::string name = lower(port.name);
    const bool is_strobe = name.ends_with("_tkeep") || name.ends_with("_tstrb") || name.ends_with("aclken");
    if (port.input && (is_strobe || std::find(held.begin(), held.end(), name) != held.end()))
      ports.held_high.push_back(&port);
  }
  add_register_writes(rtl, writes, ports, errors);
  errors.throw_if_any();
  return ports;
}

std::vector<StreamPort> stream_ports(const Design& rtl) {
  std::vector<StreamPort> ports;
  for (const auto& [name, stream] : streams_of(rtl))
    if (stream.data != nullptr) ports.push_back({name, stream.data->bits, stream.data->input});
  return ports;
}

golden::StageGraph with_declared_types(const Design& rtl, const golden::StageGraph& graph,
                                       const std::map<std::string, DataType>& declared,
                                       const std::set<std::string>& idle) {
  golden::StageGraph shown = graph;
  AxiStreams slaves, masters;
  for (const auto& [name, stream] : streams_of(rtl))
    if (stream.data != nullptr) (stream.data->input ? slaves : masters)[name] = stream;
  leave_idle(slaves, graph.input_streams().size(), idle);
  if (const auto weights = weight_port(slaves, graph.input_streams().size()); weights != slaves.end())
    slaves.erase(weights);
  const auto widen = [&](const std::vector<int>& streams, const AxiStreams& ports) {
    if (streams.size() != ports.size()) return;  // find_axi_ports() tells
    auto at = ports.begin();
    for (const int index : streams) {
      golden::Stream& stream = shown.streams[static_cast<std::size_t>(index)];
      const int bits = (at++)->second.data->bits;
      const auto type = declared.find(stream.name);
      if (type == declared.end()) continue;
      golden::Stream wider = stream;
      wider.type = type->second;
      if (fits(bits, wider)) stream = wider;
    }
  };
  widen(graph.input_streams(), slaves);
  widen(graph.output_streams(), masters);
  return shown;
}

}  // namespace weir::rtl
