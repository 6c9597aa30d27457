#include "tools/report/page_data.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>

#include "golden/network/blocks.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;
using Bytes = std::vector<std::uint8_t>;

constexpr std::int64_t kMostUnits = 65'535;
constexpr std::size_t kLargeStages = 60;

Bytes deflated(const Bytes& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  Bytes out(size);
  if (compress2(out.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION) != Z_OK)
    throw Error("internal", "the curves cannot be compressed");
  out.resize(size);
  return out;
}

std::string base64(const Bytes& bytes) {
  constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j) three = three << 8 | (j < left ? bytes[i + j] : 0u);
    for (std::size_t j = 0; j < 4; ++j) text += j <= left ? kDigits[three >> (18 - 6 * j) & 63u] : '=';
  }
  return text;
}

void add_shares(const std::vector<std::int64_t>& cycles, std::int64_t bucket_cycles, Bytes& bytes) {
  for (const std::int64_t count : cycles)
    bytes.push_back(static_cast<std::uint8_t>(
        std::lround(255.0 * static_cast<double>(count) / static_cast<double>(bucket_cycles))));
}

void add_planes(const std::vector<std::uint16_t>& values, Bytes& bytes) {
  for (const std::uint16_t value : values) bytes.push_back(static_cast<std::uint8_t>(value & 255u));
  for (const std::uint16_t value : values) bytes.push_back(static_cast<std::uint8_t>(value >> 8u));
}

void add_fill(const timing::FifoFill& fill, std::int64_t unit, Bytes& bytes) {
  std::vector<std::uint16_t> least, above;
  std::int64_t before = 0;
  for (std::size_t b = 0; b < fill.least_words.size(); ++b) {
    const std::int64_t low = std::max<std::int64_t>(0, fill.least_words[b]) / unit, high = fill.most_words[b] / unit;
    least.push_back(static_cast<std::uint16_t>(low - before));
    above.push_back(static_cast<std::uint16_t>(high - low));
    before = low;
  }
  add_planes(least, bytes);
  add_planes(above, bytes);
}

/// One for all FIFOs, so that the fullest fits.
std::int64_t unit_of(const timing::Timeline& timeline) {
  std::int64_t most = 1;
  for (const timing::TimelinePart* part : {&timeline.first, &timeline.steady})
    for (const timing::FifoFill& fill : part->fifos)
      for (const std::int64_t words : fill.most_words) most = std::max(most, words);
  return (most + kMostUnits - 1) / kMostUnits;
}

Json part_json(const timing::TimelinePart& part, std::int64_t unit) {
  if (part.buckets == 0) return nullptr;
  Bytes bytes;
  for (const timing::StageBand& band : part.stages) {
    add_shares(band.starved_cycles, part.bucket_cycles, bytes);
    add_shares(band.backpressured_cycles, part.bucket_cycles, bytes);
  }
  for (const timing::FifoFill& fill : part.fifos) add_fill(fill, unit, bytes);
  return {{"begin", part.begin_cycle},
          {"bucket_cycles", part.bucket_cycles},
          {"buckets", part.buckets},
          {"frame_ends", part.frame_ends},
          {"data", base64(deflated(bytes))}};
}

enum class Parts { Both, Steady };

Json timeline_json(const std::optional<timing::Timeline>& timeline, Parts parts) {
  if (!timeline) return nullptr;
  const std::int64_t unit = unit_of(*timeline);
  return {{"frames", timeline->frames},
          {"counted", timeline->has_counts},
          {"unit", unit},
          {"first", parts == Parts::Both ? part_json(timeline->first, unit) : Json(nullptr)},
          {"steady", part_json(timeline->steady, unit)}};
}

/// By stage: its node in FINN's estimate, or -1.
std::vector<int> nodes_of(const ReportOutcome& outcome) {
  const golden::StageGraph& graph = outcome.built.graph;
  std::vector<int> nodes(graph.stages.size(), -1);
  if (!outcome.estimate) return nodes;
  for (std::size_t n = 0; n < outcome.estimate->nodes.size(); ++n)
    for (std::size_t s = 0; s < graph.stages.size(); ++s) {
      const int layer = graph.stages[s].layer;
      if (layer < 0) continue;
      const golden::Layer& own = graph.network->layers[static_cast<std::size_t>(layer)];
      if (outcome.estimate->nodes[n].layer->name == own.name) nodes[s] = static_cast<int>(n);
    }
  return nodes;
}

Json stages_json(const ReportOutcome& outcome) {
  const golden::StageGraph& graph = outcome.built.graph;
  const std::vector<int> nodes = nodes_of(outcome);
  Json json = Json::array();
  for (std::size_t s = 0; s < graph.stages.size(); ++s) {
    const golden::Stage& stage = graph.stages[s];
    Json entry{{"in", stage.inputs}, {"out", stage.outputs}};
    if (stage.layer >= 0) {
      entry["PE"] = stage.folding.PE;
      entry["SIMD"] = stage.folding.SIMD;
    }
    if (!stage.implementation.file_name.empty()) entry["file_name"] = stage.implementation.file_name;
    if (nodes[s] >= 0) {
      const auto n = static_cast<std::size_t>(nodes[s]);
      const golden::Resources& resources = outcome.estimate->resources[n];
      entry["node"] = outcome.estimate->nodes[n].name;
      entry["estimate"] = {{"cycles", outcome.estimate->cycles[n]},
                           {"LUT", resources.lut.value},
                           {"BRAM", resources.bram_18k.value},
                           {"DSP", resources.dsp.value}};
    }
    json.push_back(std::move(entry));
  }
  return json;
}

Json streams_json(const golden::StageGraph& graph) {
  Json json = Json::array();
  for (const golden::Stream& stream : graph.streams)
    json.push_back({{"from", stream.producer}, {"to", stream.consumer}, {"words", stream.words_per_frame()}});
  return json;
}

Json blocks_json(const golden::StageGraph& graph) {
  Json json = Json::array();
  for (const golden::Block& block : golden::blocks_of(graph))
    json.push_back({{"name", block.name}, {"stages", block.stages}});
  return json;
}

Json front_json(const std::vector<FrontPoint>& front) {
  Json json = Json::array();
  for (const FrontPoint& point : front)
    json.push_back({{"interval_cycles", point.interval_cycles},
                    {"bram18", point.cost.bram18},
                    {"lut", point.cost.lut},
                    {"bits", point.cost.bits}});
  return json;
}

Json measured_json(const std::optional<golden::FinnBuild>& build) {
  if (!build || !build->measured) return nullptr;
  const golden::MeasuredPerformance& measured = *build->measured;
  return {{"frames", measured.frames},
          {"latency_cycles", measured.latency_cycles},
          {"cycles", measured.cycles},
          {"throughput_fps", measured.throughput_fps},
          {"clk_mhz", measured.clk_mhz}};
}

/// What other depths change, short.
Json proposed_json(const SimulateOutcome& simulation) {
  const Json whole = outcome_json(simulation);
  Json json;
  for (const char* key : {"latency_cycles", "interval_cycles", "clock_mhz", "throughput_fps", "deadlock"})
    json[key] = whole.at(key);
  const auto rounded = [](const Json& share) { return std::round(share.get<double>() * 1e4) / 1e4; };
  for (const Json& stage : whole.at("stages"))
    json["stages"].push_back({{"name", stage.at("name")},
                              {"kind", stage.at("kind")},
                              {"work_cycles", stage.at("work_cycles")},
                              {"busy", rounded(stage.at("busy"))},
                              {"starved", rounded(stage.at("starved"))},
                              {"backpressured", rounded(stage.at("backpressured"))}});
  json["fifos"] = whole.at("fifos");
  return json;
}

/// Of `weir fifo --json` what the page shows.
Json fifos_json(const FifoOutcome& outcome) {
  const Json whole = fifo_json(outcome);
  Json json;
  for (const char* key : {"bram18", "lut", "bits", "interval_cycles", "proven_minimal"}) json[key] = whole.at(key);
  for (const Json& fifo : whole.at("fifos")) {
    Json entry;
    for (const char* key : {"depth", "bram18", "lut"}) entry[key] = fifo.at(key);
    const std::string reason = fifo.value("reason", ""), why = fifo.value("why", "");
    entry["why"] = reason + (reason.empty() || why.empty() ? "" : "; ") + why;
    json["fifos"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

Json page_data(const PageSource& source) {
  const ReportOutcome& outcome = source.outcome;
  const golden::StageGraph& graph = outcome.built.graph;
  // The first frame hardly depends on depths, and a page is to open at once.
  const bool is_large = graph.stages.size() > kLargeStages;
  Json simulation = outcome_json(outcome.built.simulation);
  simulation["guidance"] = guidance_json(source.guidance);
  Json json{{"network", graph.name},
            {"simulation", std::move(simulation)},
            {"timeline", timeline_json(outcome.built.timeline, Parts::Both)}};
  json["proposed"] = nullptr;
  if (outcome.proposed)
    json["proposed"] = {
        {"simulation", proposed_json(outcome.proposed->simulation)},
        {"timeline", timeline_json(outcome.proposed->timeline, is_large ? Parts::Steady : Parts::Both)}};
  json["fifos"] = outcome.fifos ? fifos_json(*outcome.fifos) : Json(nullptr);
  json["no_fifos"] = outcome.no_fifos;
  json["fifo_cost"] = {{"bram18", outcome.built.simulation.fifo_cost.bram18},
                       {"lut", outcome.built.simulation.fifo_cost.lut},
                       {"bits", outcome.built.simulation.fifo_cost.bits}};
  json["stages"] = stages_json(outcome);
  json["streams"] = streams_json(graph);
  json["blocks"] = blocks_json(graph);
  json["front"] = front_json(source.front);
  json["measured"] = measured_json(source.build);
  json["origin"] = source.origin;
  return json;
}

}  // namespace weir::tools
