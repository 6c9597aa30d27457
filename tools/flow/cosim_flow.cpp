#include "tools/flow/cosim_flow.hpp"

#include <fmt/core.h>

#include <optional>

#include "golden/base/cache.hpp"
#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/model/model.hpp"
#include "hls/codegen/kernel.hpp"
#include "hls/codegen/resources.hpp"
#include "hls/compiler/kernel_report.hpp"
#include "rtl_wrap/cosim/axi_ports.hpp"
#include "rtl_wrap/cosim/composition.hpp"
#include "rtl_wrap/cosim/stuck.hpp"
#include "rtl_wrap/foreign/finn_thresholds.hpp"
#include "rtl_wrap/foreign/finn_weights.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/clocked_graph.hpp"
#include "tools/flow/declared_types.hpp"
#include "tools/flow/foreign_flow.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPopcountHeader = "weir_popcount.h";
constexpr std::int64_t kLeastUnscheduledQuiet = 100'000;  ///< cycles

/// Names the place where the RTL of this very graph is put together again and again.
std::string graph_name(const golden::StageGraph& graph) {
  Fnv1a hash;
  hash.add(golden::network_hash(*graph.network));
  hash.add(golden::folding_hash(*graph.network, graph.folding));
  hash.add(graph.name);
  return hash.hex();
}

bool is_composed(const golden::StageGraph& graph, const CosimRequest& request) {
  if (!request.foreign_top.empty()) return false;
  if (request.assembly != Assembly::kAuto) return request.assembly == Assembly::kComposed;
  return !request.rtl && graph.stages.size() > kMostStitchedStages;
}

/// The design, ready for its first cycle.
std::unique_ptr<rtl::Design> build_design(const golden::StageGraph& graph, const rtl::RtlFolder& folder, bool composed,
                                          const rtl::Optimisation& optimisation, const Progress& progress) {
  const rtl::VerilateOptions options = verilate_options(optimisation, progress);
  if (!composed) return rtl::verilate(folder, options).model->create(rtl::plusargs(folder));
  return std::make_unique<rtl::Composition>(graph, folder, rtl::verilate_kernels(folder, options));
}

timing::SimulationResult simulate(const golden::StageGraph& graph, const CosimRequest& request,
                                  const std::map<std::string, golden::Words>& words) {
  timing::SimulationOptions options;
  options.frames = static_cast<int>(request.frames.size());
  options.stalls = request.stalls;
  options.record_transfers = true;
  options.inputs = &words;
  options.stop = request.stop;
  return simulate_systemc(graph, options);
}

/// The RTL is of our own generator: what that does not know must not be told as if it were there. Throws Errors
/// no-schedule.
void require_known(const golden::StageGraph& graph) {
  (void)timing::make_timing_graph(graph, timing::load_profile("weir"));
}

/// Stages whose kernels read or write as their data say: then SystemC's schedules predict no cycle of the design.
std::vector<std::string> unscheduled_stages(const rtl::RtlFolder& rtl) {
  std::vector<std::string> stages;
  for (const rtl::RtlFolder::Stage& stage : rtl.stages) {
    if (stage.kernel_report.empty()) continue;  // RTL that another compiler made
    const fs::path file = rtl.folder / stage.kernel_report;
    if (!hls::parse_kernel_report(read_text_file(file), file.string()).is_static) stages.push_back(stage.name);
  }
  return stages;
}

/// The same of a DATAFLOW top, by the functions that its kernels are made of.
std::vector<std::string> unscheduled_kernels(const fs::path& folder) {
  std::vector<std::string> kernels;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.path().string().ends_with(".kernel.json")) continue;
    const hls::KernelReport report = hls::parse_kernel_report(read_text_file(entry.path()), entry.path().string());
    if (!report.is_static) kernels.push_back(report.top);
  }
  std::sort(kernels.begin(), kernels.end());
  return kernels;
}

/// Cycles are predicted where every kernel has a schedule; elsewhere only values are compared, and nothing tells how
/// long the design may compute without moving a word but the work in it.
rtl::CosimOptions timed_options(const golden::StageGraph& graph, const CosimRequest& request,
                                const timing::SimulationResult& systemc, const std::vector<std::string>& unscheduled) {
  rtl::CosimOptions options;
  options.quiet_bound_cycles = request.quiet_cycles;
  options.unscheduled_stages = unscheduled;
  if (unscheduled.empty())
    options.timing = &systemc;
  else if (request.quiet_cycles == 0)
    options.quiet_bound_cycles = std::max(kLeastUnscheduledQuiet, rtl::boundary_quiet_bound_cycles(graph));
  return options;
}

/// SystemC computes values, too: they must be golden's before its times are worth comparing.
void require_values(const golden::StageGraph& graph, const timing::SimulationResult& systemc,
                    const std::map<std::string, golden::Words>& words) {
  if (systemc.deadlock) return;
  for (const auto& stream : graph.streams)
    if (systemc.streams.at(stream.name).words != words.at(stream.name))
      throw Error("internal", "SystemC and golden disagree on stream " + stream.name);
}

}  // namespace

rtl::VerilateOptions verilate_options(const rtl::Optimisation& optimisation, const Progress& progress) {
  rtl::VerilateOptions options;
  options.optimisation = optimisation;
  options.override_header = hls::hls_resources().rtl() / kPopcountHeader;
  options.progress = progress;
  return options;
}

std::map<std::string, DataType> declared_types(const golden::StageGraph& graph) {
  std::map<std::string, DataType> types;
  for (const golden::Stage& stage : graph.stages) {
    const auto declared = stage.folding.stated.find("outputDataType");
    if (declared == stage.folding.stated.end()) continue;
    for (const int index : stage.outputs) try {
        types.emplace(graph.streams[static_cast<std::size_t>(index)].name, DataType::parse(declared->second));
      } catch (const Error&) {  // INT33 and wider: no port of ours is that wide
      }
  }
  return types;
}

PerformanceRun performance_of(const golden::StageGraph& graph, const rtl::CosimResult& result) {
  PerformanceRun run;
  run.frames = result.frames;
  for (const int i : graph.input_streams()) {
    const auto& stream = result.streams[static_cast<std::size_t>(i)];
    run.input_words += stream.entries;
    run.unfinished_inputs +=
        graph.streams[static_cast<std::size_t>(i)].words_per_frame() * result.frames - stream.entries;
  }
  for (const int i : graph.output_streams()) {
    const auto& stream = result.streams[static_cast<std::size_t>(i)];
    run.output_words += stream.exits;
    run.unfinished_outputs +=
        graph.streams[static_cast<std::size_t>(i)].words_per_frame() * result.frames - stream.exits;
  }
  run.cycles = result.cycles_rtl;
  run.latency_cycles = result.latency_cycles;
  run.interval_cycles = result.interval_cycles;
  run.first_frame_done_cycle = result.latency_cycles;
  run.last_frame_done_cycle = result.cycles_rtl;
  run.runtime_s = result.seconds;
  run.timed_out = result.out_of_cycles;
  return run;
}

std::string stage_without_rtl(const golden::StageGraph& graph) {
  for (const auto& stage : graph.stages) {
    try {
      (void)hls::kernel_of(stage);
    } catch (const Error& error) {
      if (error.code != "no-hls") throw;
      return stage.name;
    }
  }
  return {};
}

std::map<std::string, golden::Words> golden_words(const golden::StageGraph& graph, const std::vector<Tensor>& frames) {
  golden::RunOptions options;
  for (const auto& stream : graph.streams) options.taps.insert(stream.tensor);
  const auto results = golden::Model(graph.network).run(frames, options);
  std::map<std::string, golden::Words> words;
  for (const auto& stream : graph.streams) {
    golden::Words& all = words[stream.name];
    all.word_bits = stream.word_bits();
    for (const auto& result : results) {
      const golden::Words frame = golden::pack_stream(result.taps.at(stream.tensor).data, stream);
      all.bytes.insert(all.bytes.end(), frame.bytes.begin(), frame.bytes.end());
    }
  }
  return words;
}

namespace {

/// What ends the work is asked wherever progress is told.
CosimRequest with_stop_in_progress(CosimRequest request) {
  if (request.stop == nullptr) return request;
  request.progress = [progress = request.progress, stop = request.stop](const std::string& text) {
    if (*stop) throw Error("stopped", "the co-simulation was stopped");
    progress(text);
  };
  return request;
}

/// Makes the design at a level of optimisation, telling how far it is.
using Builder = std::function<std::unique_ptr<rtl::Design>(const rtl::Optimisation&, const Progress&)>;

CosimOutcome run(const golden::StageGraph& graph, const CosimRequest& request, const Builder& build,
                 const std::map<std::string, golden::Words>& words, rtl::CosimOptions options) {
  CosimOutcome outcome;
  outcome.composed = is_composed(graph, request);
  options.frames = static_cast<int>(request.frames.size());
  options.stalls = request.stalls;
  options.waves = request.waves;
  std::string which = "RTL";
  options.progress = [&](std::int64_t cycle) { request.progress(fmt::format("{}: cycle {}", which, cycle)); };
  const auto make = [&](const rtl::Optimisation& optimisation) {
    const bool is_usual = optimisation.hot == rtl::Optimisation().hot;
    if (!is_usual) which = "RTL without optimisation";
    return build(optimisation, [&](const std::string& text) {
      request.progress(is_usual ? text : "confirming the finding without optimisation: " + text);
    });
  };
  outcome.result = rtl::cosimulate_confirmed(make, graph, words, options);
  outcome.performance = performance_of(graph, outcome.result);
  return outcome;
}

/// RTL that Weir made.
Builder builder_of(const golden::StageGraph& graph, const CosimRequest& request, const rtl::RtlFolder& rtl) {
  return [&](const rtl::Optimisation& optimisation, const Progress& progress) {
    return build_design(graph, rtl, is_composed(graph, request), optimisation, progress);
  };
}

/// A memstream without its matrix unit takes nothing and sends weights without end.
bool sends_alone(const rtl::Design& design) {
  const auto ports = rtl::stream_ports(design);
  return ports.size() == 1 && !ports.front().is_input;
}

/// `graph` outlives it.
ForeignBuild foreign_build(const golden::StageGraph& graph, const CosimRequest& request) {
  return ForeignBuild(request.foreign_folder ? request.foreign_folder : rtl::read_foreign_folder(*request.rtl),
                      request.foreign_top, [&graph](const std::string& asked, const std::vector<fs::path>& sources) {
                        const auto weights = rtl::finn_weight_memory(graph, asked);
                        return weights ? weights : rtl::finn_threshold_memory(graph, asked, sources);
                      });
}

CosimOutcome cosimulate_foreign(const golden::StageGraph& graph, const CosimRequest& request) {
  ForeignBuild foreign = foreign_build(graph, request);
  const Builder build = [&](const rtl::Optimisation& optimisation, const Progress& progress) {
    return foreign.build(optimisation, progress);
  };
  rtl::CosimOptions options;
  options.is_foreign = true;
  options.declared_types = request.declared_types;
  options.declared_types.merge(declared_types(graph));
  options.quiet_bound_cycles = request.quiet_cycles;
  options.register_writes = request.register_writes;
  options.idle_streams = request.idle_streams;
  const std::optional<golden::Words> weights = rtl::finn_weight_words(graph);
  options.weights = weights ? &*weights : nullptr;
  CosimOutcome outcome;
  if (weights && sends_alone(*build({}, request.progress))) {
    const auto alone = rtl::finn_weight_stream(graph, static_cast<int>(request.frames.size()));
    options.ends_with_output = true;
    outcome = run(alone->graph, request, build, {{alone->graph.streams.front().name, alone->words}}, options);
  } else {
    outcome = run(graph, request, build, golden_words(graph, request.frames), options);
  }
  outcome.adaptations = foreign.adaptations();
  return outcome;
}

/// The boundary of RTL that has no manifest, but our own timing.
CosimOutcome cosimulate_dataflow(const golden::StageGraph& graph, const CosimRequest& request) {
  if (request.rtl) throw Error("usage", "the DATAFLOW top is made from the network: give no RTL folder");
  require_known(graph);
  const WorkPlace place("rtl", graph_name(graph) + "-dataflow");
  const auto lock = place.lock();
  rtl::RtlFolder rtl;
  explain_unwritable(place.folder().parent_path(),
                     [&] { rtl = write_dataflow_folder(graph, place.folder(), request.progress); });
  const auto words = golden_words(graph, request.frames);
  const timing::SimulationResult systemc = simulate(graph, request, words);
  require_values(graph, systemc, words);
  rtl::CosimOptions options = timed_options(graph, request, systemc, unscheduled_kernels(rtl.folder / kDataflowFolder));
  options.is_foreign = true;
  return run(graph, request, builder_of(graph, request, rtl), words, options);
}

}  // namespace

CosimOutcome cosimulate(const golden::StageGraph& untimed, const CosimRequest& given) {
  const CosimRequest request = with_stop_in_progress(given);
  if (request.waves) rtl::require_streams(*request.waves, untimed);
  if (request.rtl && !request.foreign_top.empty()) return cosimulate_foreign(untimed, request);
  if (request.assembly == Assembly::kDataflow) return cosimulate_dataflow(untimed, request);
  require_known(untimed);
  std::optional<WorkPlace> place;
  if (!request.rtl) {
    place.emplace("rtl", graph_name(untimed) + (request.hls.empty() ? "" : "-hls") +
                             (request.clock ? fmt::format("-{}-{}", request.clock->mhz, request.clock->part) : ""));
    place->fill([&](const fs::path& folder) {
      if (request.hls.empty())
        write_rtl_folder(untimed, folder, request.progress, request.clock);
      else
        write_rtl_folder_of_project(untimed, request.hls, folder, request.progress, request.clock);
    });
  }
  const rtl::RtlFolder rtl = rtl::read_rtl_folder(place ? place->folder() : *request.rtl);
  Errors errors;
  check_rtl_folder(rtl, untimed, errors);
  errors.throw_if_any();
  const golden::StageGraph graph = clocked_graph(untimed, rtl);
  const auto words = golden_words(graph, request.frames);
  const timing::SimulationResult systemc = simulate(graph, request, words);
  require_values(graph, systemc, words);
  return run(graph, request, builder_of(graph, request, rtl), words,
             timed_options(graph, request, systemc, unscheduled_stages(rtl)));
}

std::optional<rtl::FinnRun> finn_run(const golden::StageGraph& graph, const CosimRequest& given) {
  const CosimRequest request = with_stop_in_progress(given);
  ForeignBuild foreign = foreign_build(graph, request);
  const auto design = foreign.build({}, request.progress);
  const std::int64_t quiet_bound =
      request.quiet_cycles > 0 ? request.quiet_cycles : rtl::boundary_quiet_bound_cycles(graph);
  try {
    return rtl::run_as_finn(*design, graph, golden_words(graph, {request.frames.front()}), quiet_bound);
  } catch (const Errors&) {
    return std::nullopt;
  }
}

}  // namespace weir::tools
