#include "tools/flow/bench_flow.hpp"

#include <fmt/core.h>

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

void check(const BenchRequest& request) {
  Errors errors;
  if (request.batch_sizes.empty()) errors.add("usage", "no batch size is given", "", "for example 1,10,100");
  for (const int size : request.batch_sizes)
    if (size < 1) errors.add("usage", fmt::format("batch size is {}", size), "", "legal: 1 or more");
  errors.throw_if_any();
}

Call call_of(const golden::StageGraph& graph, const BenchRequest& request, int frames, timing::Profile& profile) {
  SimulateRequest simulation;
  simulation.profile = request.profile;
  simulation.engine = "maxplus";
  simulation.frames = frames;
  simulation.clk_mhz = request.clk_mhz;
  simulation.host_overhead_us = request.host_overhead_us;
  simulation.with_explanation = false;
  const SimulateOutcome outcome = simulate_network(graph, simulation);
  if (outcome.batch.result.deadlock)
    throw Error("deadlock", fmt::format("{} stands still in a batch of {}", graph.name, frames), "",
                "weir simulate explains it");
  profile = outcome.profile;
  return outcome.call;
}

}  // namespace

std::optional<Watts> estimate_watts(const timing::Profile& profile, double frames_per_second) {
  const auto line = [&](const std::string& rail) -> std::optional<double> {
    const auto* idle = profile.find("power." + rail + "_idle_w");
    const auto* per_frame = profile.find("power." + rail + "_mj_per_frame");
    if (idle == nullptr || per_frame == nullptr) return std::nullopt;
    return idle->value + per_frame->value / 1000 * frames_per_second;
  };
  const auto fpga = line("fpga"), board = line("board");
  if (!fpga || !board) return std::nullopt;
  return Watts{*fpga, *board};
}

BenchOutcome bench_network(const golden::StageGraph& graph, const BenchRequest& request) {
  check(request);
  BenchOutcome outcome;
  for (const int frames : request.batch_sizes) {
    request.progress(fmt::format("bench: batch of {}", frames));
    outcome.calls.push_back(call_of(graph, request, frames, outcome.profile));
    outcome.watts.push_back(estimate_watts(outcome.profile, outcome.calls.back().throughput_fps()));
  }
  return outcome;
}

Json bench_json(const BenchOutcome& outcome) {
  Json batches = Json::array();
  for (std::size_t i = 0; i < outcome.calls.size(); ++i) {
    const auto& watts = outcome.watts[i];
    Json batch = call_json(outcome.calls[i]);
    batch["fpga_power_w"] = watts ? Json(watts->fpga) : Json(nullptr);
    batch["board_power_w"] = watts ? Json(watts->board) : Json(nullptr);
    batches.push_back(std::move(batch));
  }
  const auto* power = outcome.profile.find("power.fpga_idle_w");
  return {{"batches", std::move(batches)},   {"clock_mhz", outcome.calls.front().clock_mhz},
          {"profile", outcome.profile.name}, {"assumptions", calibrated_json(outcome.profile)},
          {"power_is_measured", false},      {"power_source", power != nullptr ? Json(power->source) : Json(nullptr)}};
}

std::string bench_text(const BenchOutcome& outcome) {
  std::string text = fmt::format("  {:>6} {:>13} {:>16} {:>11} {:>12}\n", "batch", "latency (ms)", "throughput (FPS)",
                                 "FPGA (W)*", "board (W)*");
  for (std::size_t i = 0; i < outcome.calls.size(); ++i) {
    const Call& call = outcome.calls[i];
    const auto& watts = outcome.watts[i];
    text += fmt::format("  {:>6} {:>13.3f} {:>16.1f} {:>11} {:>12}\n", call.frames, call.latency_ms(),
                        call.throughput_fps(), watts ? fmt::format("{:.1f}", watts->fpga) : "-",
                        watts ? fmt::format("{:.1f}", watts->board) : "-");
  }
  text += fmt::format("simulated in profile {} at {} MHz, {} us of the host per call\n", outcome.profile.name,
                      outcome.calls.front().clock_mhz, outcome.calls.front().host_overhead_us);
  if (const auto* source = outcome.profile.find("power.fpga_idle_w"))
    return text + "* estimated, not measured: " + source->source;
  return text + "* no published watts to estimate from";
}

}  // namespace weir::tools
