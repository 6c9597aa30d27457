#include "hls/compiler/kernel_report.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "golden/base/error.hpp"

namespace weir::hls {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string schedule_text(const KernelReport& r) {
  const auto text = [](auto number) { return std::to_string(number); };
  std::string s = text(r.ii) + " " + text(r.stages) + " " + text(r.gate_stage) + " " + text(r.iterations) + ";";
  for (const KernelPort& p : r.ports) {
    s += p.name + (p.input ? " i " : " o ") + text(p.bits) + " " + text(p.stage) + ";";
  }
  for (const KernelSteps& block : r.steps) {
    s += text(block.repeat) + "*";
    for (const KernelStep& e : block.steps) {
      s += text(e.n) + "," + text(e.dt) + "," + text(e.reads) + "," + text(e.writes) + ";";
    }
  }
  return s;
}

/// Events as differences: (dt, reads, writes), so that equal vectors look equal.
std::vector<KernelStep> differences(const std::vector<KernelEvent>& events) {
  std::vector<KernelStep> list;
  list.reserve(events.size());
  std::int64_t before = -1;
  for (const KernelEvent& e : events) {
    list.push_back({1, e.iteration - before, e.reads, e.writes});
    before = e.iteration;
  }
  return list;
}

/// Smallest p such that list[i] == list[i - p] for all i >= p.
std::size_t period(const std::vector<KernelStep>& list) {
  std::vector<std::size_t> border(list.size() + 1, 0);
  std::size_t k = 0;
  for (std::size_t i = 1; i < list.size(); ++i) {
    while (k && !(list[i] == list[k])) k = border[k];
    if (list[i] == list[k]) ++k;
    border[i + 1] = k;
  }
  return list.empty() ? 1 : list.size() - border[list.size()];
}

std::vector<KernelStep> run_lengths(const std::vector<KernelStep>& list, std::size_t from, std::size_t to) {
  std::vector<KernelStep> runs;
  for (std::size_t i = from; i < to; ++i) {
    KernelStep e = list[i];
    if (!runs.empty()) {
      e.n = runs.back().n;
      if (e == runs.back()) {
        ++runs.back().n;
        continue;
      }
      e.n = 1;
    }
    runs.push_back(e);
  }
  return runs;
}

KernelReport read_report(const json& j) {
  KernelReport r;
  if (j.at("schema_version").get<int>() != KernelReport::schema_version)
    throw std::invalid_argument("unknown schema_version");
  r.module = j.at("module");
  r.top = j.at("top");
  r.ii = j.at("ii");
  r.stages = j.at("stages");
  r.gate_stage = j.at("gate_stage");
  r.iterations = j.at("iterations");
  r.is_static = j.value("static", true);
  for (const json& p : j.at("ports")) {
    r.ports.push_back({p.at("name"), p.at("direction").get<std::string>() == "in", p.at("bits"), p.at("stage")});
  }
  for (const json& m : j.at("roms")) r.roms.push_back({m.at("name"), m.at("bits"), m.at("depth"), m.at("external")});
  for (const json& b : j.at("steps")) {
    KernelSteps block{b.at("repeat"), {}};
    for (const json& e : b.at("steps")) block.steps.push_back({e.at(0), e.at(1), e.at(2), e.at(3)});
    r.steps.push_back(std::move(block));
  }
  r.max_stage_delay = j.at("max_stage_delay");
  r.latency_budget = j.at("latency_budget");
  if (j.contains("timing")) {
    const json& t = j.at("timing");
    r.timing = {t.at("delays"), t.at("clk_mhz"), t.at("critical_path_ns"), t.at("critical_path")};
  }
  if (j.at("schedule_hash").get<std::string>() != schedule_hash(r))
    throw std::invalid_argument("schedule_hash does not fit the schedule");
  return r;
}

}  // namespace

std::string schedule_hash(const KernelReport& report) {
  std::uint64_t hash = 14695981039346656037ull;
  for (char c : schedule_text(report)) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

KernelReport parse_kernel_report(const std::string& text, const std::string& where) {
  try {
    return read_report(json::parse(text));
  } catch (const std::exception& e) {
    throw Error("kernel-json", std::string("not a kernel report: ") + e.what(), where,
                "compile the kernel again with weir-hlsc");
  }
}

std::string to_json(const KernelReport& r) {
  ordered_json j;
  j["schema_version"] = KernelReport::schema_version;
  j["module"] = r.module;
  j["top"] = r.top;
  j["ii"] = r.ii;
  j["stages"] = r.stages;
  j["gate_stage"] = r.gate_stage;
  j["iterations"] = r.iterations;
  if (!r.is_static) j["static"] = false;
  j["ports"] = ordered_json::array();
  for (const KernelPort& p : r.ports) {
    ordered_json port;
    port["name"] = p.name;
    port["direction"] = p.input ? "in" : "out";
    port["bits"] = p.bits;
    port["stage"] = p.stage;
    j["ports"].push_back(port);
  }
  j["roms"] = ordered_json::array();
  for (const KernelRom& m : r.roms) {
    ordered_json rom;
    rom["name"] = m.name;
    rom["bits"] = m.bits;
    rom["depth"] = m.depth;
    rom["external"] = m.external;
    j["roms"].push_back(rom);
  }
  j["steps"] = ordered_json::array();
  for (const KernelSteps& b : r.steps) {
    ordered_json block;
    block["repeat"] = b.repeat;
    block["steps"] = ordered_json::array();
    for (const KernelStep& e : b.steps) block["steps"].push_back(ordered_json::array({e.n, e.dt, e.reads, e.writes}));
    j["steps"].push_back(block);
  }
  j["schedule_hash"] = schedule_hash(r);
  j["max_stage_delay"] = r.max_stage_delay;
  j["latency_budget"] = r.latency_budget;
  if (r.timing)
    j["timing"] = {{"delays", r.timing->delays},
                   {"clk_mhz", r.timing->clk_mhz},
                   {"critical_path_ns", r.timing->critical_path_ns},
                   {"critical_path", r.timing->critical_path}};
  return j.dump() + "\n";
}

std::vector<KernelEvent> expand(const KernelReport& report) {
  std::vector<KernelEvent> events;
  std::int64_t at = -1;
  for (const KernelSteps& block : report.steps) {
    for (std::int64_t round = 0; round < block.repeat; ++round) {
      for (const KernelStep& e : block.steps) {
        for (std::int64_t k = 0; k < e.n; ++k) events.push_back({at += e.dt, e.reads, e.writes});
      }
    }
  }
  return events;
}

std::vector<KernelSteps> compress(const std::vector<KernelEvent>& events) {
  const std::vector<KernelStep> list = differences(events);
  const std::size_t p = period(list), rounds = list.size() / p;
  std::vector<KernelSteps> blocks;
  if (rounds > 0) blocks.push_back({static_cast<std::int64_t>(rounds), run_lengths(list, 0, p)});
  if (rounds * p < list.size()) blocks.push_back({1, run_lengths(list, rounds * p, list.size())});
  return blocks;
}

}  // namespace weir::hls
