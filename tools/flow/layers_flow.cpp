#include "tools/flow/layers_flow.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "golden/base/file.hpp"
#include "golden/base/jobs.hpp"
#include "golden/network/blocks.hpp"
#include "rtl_wrap/foreign/layer_modules.hpp"
#include "systemc/generators/finn/finn_stages.hpp"
#include "tools/flow/foreign_flow.hpp"

namespace weir::tools {

namespace {

void add_times(const golden::StageGraph& part, const CosimRequest& request, LayerOutcome& outcome) {
  const int frames = static_cast<int>(request.frames.size());
  if (request.stalls.probability > 0.0) return;
  outcome.profile = profile_times(part, frames);
  outcome.has_depth = part.stages.size() == 1 && timing::has_pipeline_depth(part, part.stages.front());
  if (outcome.result && outcome.result->mismatches == 0)
    outcome.depth = measured_depth(part, {outcome.result->latency_cycles, outcome.result->interval_cycles}, frames);
}

LayerOutcome cosimulate_layer(const golden::StageGraph& graph, const CosimRequest& whole, const rtl::StageModule& stage,
                              const Tick& tick) {
  LayerOutcome outcome;
  outcome.stage = stage.name;
  outcome.module = stage.module;
  if (stage.module.empty()) {
    outcome.problem = "no instance of the design is called so";
    return outcome;
  }
  CosimRequest request = whole;
  request.foreign_top = stage.module;
  request.idle_streams = stage.idle_streams;
  request.waves.reset();
  request.register_writes.clear();  // they are of the whole's ports
  request.progress = [&](const std::string&) { tick(); };
  const golden::StageGraph part = golden::part_of(graph, stage.stages, stage.name);
  try {
    outcome.result = cosimulate(part, request).result;
    add_times(part, request, outcome);
  } catch (const Errors& errors) {
    outcome.problem = errors.list().front().what_text;
  } catch (const Error& error) {
    if (error.code == "stopped") throw;
    outcome.problem = error.what_text;
  }
  return outcome;
}

void measure_fifos(const golden::StageGraph& graph, const CosimRequest& request, const rtl::DesignInstances& instances,
                   LayersOutcome& outcome) {
  constexpr std::int64_t kBeyond = 64;
  const rtl::FifoBench bench = rtl::fifo_bench(graph, instances);
  for (const rtl::DesignFifo& fifo : bench.fifos) outcome.fifos.push_back({fifo, std::nullopt});
  if (bench.benched.empty()) return;
  std::vector<int> word_bits;
  std::int64_t most_words = 0;
  for (const std::size_t k : bench.benched) {
    word_bits.push_back(bench.fifos[k].word_bits);
    most_words = std::max<std::int64_t>(most_words, 2 * bench.fifos[k].stated_words + kBeyond);
  }
  try {
    ForeignBuild foreign(request.foreign_folder, rtl::kFifoBenchTop, {}, bench.source);
    const auto design = foreign.build({}, [&](const std::string& text) { request.progress("FIFOs: " + text); });
    const auto measured = rtl::measure_fifos(*design, word_bits, most_words);
    for (std::size_t k = 0; k < measured.size(); ++k) outcome.fifos[bench.benched[k]].measured = measured[k];
  } catch (const Errors& errors) {
    outcome.fifo_problem = errors.list().front().what_text;
  } catch (const Error& error) {
    if (error.code == "stopped") throw;
    outcome.fifo_problem = error.what_text;
  }
}

std::string values_of(const rtl::CosimResult& result) {
  if (result.is_compiler_fault()) return "compiler fault";
  if (result.equal()) return "equal";
  return fmt::format("FAIL {}/{}", result.frames_equal, result.frames);
}

std::string profile_text(const LayerOutcome& layer) {
  return layer.profile ? fmt::format("{:>10} {:>10}", layer.profile->latency_cycles, layer.profile->interval_cycles)
                       : fmt::format("{:>10} {:>10}", "-", "-");
}

std::string depth_text(const LayerOutcome& layer) {
  if (layer.depth) return std::to_string(layer.depth->iterations);
  return layer.has_depth ? "?" : "";
}

std::string line_of(const LayerOutcome& layer) {
  const rtl::CosimResult& result = *layer.result;
  return fmt::format("{:<34} {:<44} {:<14} {:>10} {:>12.10g} {} {:>4}\n", layer.stage, layer.module, values_of(result),
                     result.latency_cycles, result.steady_interval_cycles, profile_text(layer), depth_text(layer));
}

std::string line_of(const MeasuredFifo& fifo) {
  const std::string& module = fifo.fifo.module;
  if (!fifo.measured)
    return fmt::format("{:<34} {:<44} not measured{}\n", fifo.fifo.name, module,
                       module.empty() ? ": no instance of the design is called so" : "");
  return fmt::format("{:<34} {:<44} {:<14} {:>10} {:>12} {:>10}\n", fifo.fifo.name, module,
                     fifo.measured->keeps_words ? "equal" : "FAIL", fifo.measured->holds_words, fifo.fifo.stated_words,
                     fifo.measured->hops);
}

std::string fifos_text(const LayersOutcome& outcome) {
  if (outcome.fifos.empty()) return "";
  std::string text =
      fmt::format("{:<34} {:<44} {:<14} {:>10} {:>12} {:>10}\n", "FIFO", "module", "words", "holds", "network", "hops");
  for (const MeasuredFifo& fifo : outcome.fifos) text += line_of(fifo);
  if (!outcome.fifo_problem.empty()) text += "FIFOs not measured: " + outcome.fifo_problem + "\n";
  return text;
}

std::string place_of_fault(const LayersOutcome& outcome, bool is_all_compared) {
  if (const LayerOutcome* culprit = outcome.culprit())
    return fmt::format("; the fault is in {}, module {}: it gets golden's words and makes others\n", culprit->stage,
                       culprit->module);
  if (const MeasuredFifo* culprit = outcome.wrong_fifo())
    return fmt::format("; the fault is in FIFO {} of stream {}, module {}: it {}\n", culprit->fifo.name,
                       culprit->fifo.stream, culprit->fifo.module,
                       culprit->measured->keeps_words
                           ? fmt::format("holds {} words, the network says {}", culprit->measured->holds_words,
                                         culprit->fifo.stated_words)
                           : "loses or changes words");
  if (outcome.whole.result.equal()) return "\n";
  return is_all_compared
             ? "; each alone is right: the fault is between them (FIFOs, connections, reset)\n"
             : "; those alone are right: the fault is in a layer that was not compared, or between layers\n";
}

/// FINN's own verification compares the output of one frame, driven without a pause.
std::string seen_by_finn(const LayersOutcome& outcome) {
  const rtl::CosimResult& whole = outcome.whole.result;
  if (whole.is_compiler_fault()) return "";
  const bool is_first_wrong = !whole.streams.empty() && !whole.is_first_frame_equal;
  if (is_first_wrong) return "FINN's own rtlsim compares the output of one frame: it would have seen this, not where\n";
  if (!whole.equal())
    return fmt::format(
        "FINN's own rtlsim compares the output of one frame: frame 1 is right, so it would not have "
        "seen this ({} of {} frames are right)\n",
        whole.frames_equal, whole.frames);
  if (outcome.culprit() != nullptr)
    return "FINN's own rtlsim compares the output of one frame: it would not have seen this, which no output shows "
           "yet\n";
  if (outcome.wrong_fifo() != nullptr)
    return "FINN's own rtlsim compares the output of one frame: it would not have seen this, which costs cycles, not "
           "values\n";
  return fmt::format(
      "FINN's own rtlsim compares the output of one frame; beyond that {} frames, {} layers and {} FIFOs "
      "alone were compared here\n",
      whole.frames,
      std::count_if(outcome.layers.begin(), outcome.layers.end(),
                    [](const LayerOutcome& layer) { return layer.result.has_value(); }),
      std::count_if(outcome.fifos.begin(), outcome.fifos.end(),
                    [](const MeasuredFifo& fifo) { return fifo.measured.has_value(); }));
}

/// What FINN's own simulation counts, beside what its makers published.
std::string counted_by_finn(const LayersOutcome& outcome) {
  const auto published =
      outcome.published_latency ? fmt::format(" (published: {})", *outcome.published_latency) : std::string();
  if (!outcome.finn)
    return outcome.published_latency ? fmt::format("latency in report/rtlsim_performance.json{}\n", published) : "";
  if (!outcome.finn->is_complete)
    return fmt::format("driven as by FINN's own rtlsim, frame 1 does not come out whole{}\n", published);
  std::string text =
      fmt::format("FINN's own rtlsim counts {} cycles for frame 1{}", outcome.finn->latency_cycles, published);
  if (!outcome.finn->is_right && outcome.whole.result.is_first_frame_equal)
    text += ", of other words: its TVALID comes in the cycle that ends reset";
  return text + "\n";
}

std::optional<std::int64_t> published_latency(const std::filesystem::path& rtl) {
  const auto file = std::filesystem::absolute(rtl).lexically_normal().parent_path() / "report/rtlsim_performance.json";
  if (!std::filesystem::is_regular_file(file)) return std::nullopt;
  const auto report = nlohmann::json::parse(read_text_file(file), nullptr, false);
  if (!report.is_object() || !report.contains("latency_cycles")) return std::nullopt;
  const auto& cycles = report["latency_cycles"];
  if (!cycles.is_number_integer()) return std::nullopt;
  return cycles.get<std::int64_t>();
}

}  // namespace

const LayerOutcome* LayersOutcome::culprit() const {
  const auto found = std::find_if(layers.begin(), layers.end(),
                                  [](const LayerOutcome& layer) { return layer.result && !layer.result->equal(); });
  return found == layers.end() ? nullptr : &*found;
}

const MeasuredFifo* LayersOutcome::wrong_fifo() const {
  const auto found = std::find_if(fifos.begin(), fifos.end(), [](const MeasuredFifo& fifo) { return fifo.is_wrong(); });
  return found == fifos.end() ? nullptr : &*found;
}

namespace {

/// The folder is read once for all layers.
CosimRequest with_folder(CosimRequest request) {
  if (!request.rtl || request.foreign_top.empty())
    throw Error("usage", "layers alone go with --rtl DIR and --top T of a stitched design");
  if (!request.foreign_folder) request.foreign_folder = rtl::read_foreign_folder(*request.rtl);
  return request;
}

}  // namespace

LayersOutcome measure_layers(const golden::StageGraph& graph, const CosimRequest& given) {
  const CosimRequest request = with_folder(given);
  LayersOutcome outcome;
  const rtl::DesignInstances instances(*request.foreign_folder, request.foreign_top);
  std::vector<rtl::StageModule> stages = rtl::stage_modules(graph, instances);
  if (stages.size() == 1 && stages.front().module.empty())  // the project of one layer
    stages.front().module = stages.front().instance = request.foreign_top;
  outcome.layers.resize(stages.size());
  run_jobs(
      stages.size(), std::max(1u, std::thread::hardware_concurrency()),
      [&](std::size_t k, const Tick& tick) { outcome.layers[k] = cosimulate_layer(graph, request, stages[k], tick); },
      [&](std::size_t done) { request.progress(fmt::format("{} of {} layers", done, stages.size())); });
  measure_fifos(graph, request, instances, outcome);
  return outcome;
}

LayersOutcome cosimulate_layers(const golden::StageGraph& graph, const CosimRequest& given) {
  const CosimRequest request = with_folder(given);
  LayersOutcome outcome = measure_layers(graph, request);
  outcome.whole = cosimulate(graph, request);
  if (outcome.whole.result.latency_cycles > 0) outcome.finn = finn_run(graph, request);
  outcome.published_latency = published_latency(*request.rtl);
  return outcome;
}

std::string layers_text(const LayersOutcome& outcome) {
  std::string text = fmt::format("{:<34} {:<44} {:<14} {:>10} {:>12} {:>10} {:>10} {:>4}\n", "layer", "module",
                                 "values", "latency", "interval", "profile", "interval", "N");
  int compared = 0;
  for (const LayerOutcome& layer : outcome.layers) {
    if (layer.result)
      text += line_of(layer);
    else
      text += fmt::format("{:<34} {:<44} not compared: {}\n", layer.stage, layer.module, layer.problem);
    compared += layer.result.has_value();
  }
  const rtl::CosimResult& whole = outcome.whole.result;
  text += fmt::format("{:<34} {:<44} {:<14} {:>10} {:>12.10g}\n", "the whole", "", values_of(whole),
                      whole.latency_cycles, whole.steady_interval_cycles);
  text += fifos_text(outcome);
  text += fmt::format("{} of {} layers compared", compared, outcome.layers.size());
  text += place_of_fault(outcome, compared == static_cast<int>(outcome.layers.size()));
  return text + seen_by_finn(outcome) + counted_by_finn(outcome);
}

}  // namespace weir::tools
