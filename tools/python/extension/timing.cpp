/// Simulation, FIFO sizing, co-simulation and estimates: the requests of the command line (tools/request), with their
/// JSON as dictionaries.
#include "golden/finn/set_folding.hpp"
#include "golden/model/model.hpp"
#include "golden/network/blocks.hpp"
#include "golden/network/frame.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/declared_types.hpp"
#include "tools/flow/fifo_outcome.hpp"
#include "tools/flow/report_flow.hpp"
#include "tools/python/extension/interrupt.hpp"
#include "tools/python/extension/network.hpp"
#include "tools/python/extension/values.hpp"
#include "tools/report/cosim_report.hpp"
#include "tools/report/guidance.hpp"
#include "tools/request/bench.hpp"
#include "tools/request/cosim.hpp"
#include "tools/request/estimate.hpp"
#include "tools/request/explore.hpp"
#include "tools/request/fifo.hpp"
#include "tools/request/fold.hpp"
#include "tools/request/pages.hpp"
#include "tools/request/simulate.hpp"
#include "tools/request/version.hpp"

namespace weir::python {

namespace py = pybind11;
using Json = nlohmann::ordered_json;

namespace {

using Int32Array = py::array_t<std::int32_t, py::array::c_style>;

/// Progress is told on the thread that works, so that throwing there ends the work.
tools::Progress stopping_progress(const std::atomic<bool>& stop, Telling& telling) {
  return [&stop, &telling](const std::string& text) {
    telling.tell(text);
    if (stop) throw Error("stopped", "the work was stopped");
  };
}

/// With what was asked, as the command line's reports have it.
py::object reported(nlohmann::ordered_json report, const tools::Form& form, const Network& self) {
  report["request"] = tools::request_json(form, tools::version_text());
  report["request"]["network"] = self.network().name;
  return to_python(report);
}

/// What `asked` wants of a simulation of `graph`.
tools::SimulateRequest simulation_of(tools::SimulateOptions& options, const tools::Form& form, const py::dict& asked,
                                     golden::StageGraph& graph, std::atomic<bool>& stop, Telling& telling) {
  set_values(form, to_json(asked));
  tools::state_depths(options, graph);
  options.request.profile = timing::choose_profile(options.request.profile, graph);
  tools::SimulateRequest request = tools::request_of(options);
  request.stop = &stop;
  request.progress = stopping_progress(stop, telling);
  return request;
}

py::object simulate(const Network& self, const py::dict& asked) {
  tools::SimulateOptions options;
  const tools::Form form = describe(options);
  std::atomic<bool> stop{false};
  Telling telling;
  golden::StageGraph graph = self.graph();
  tools::SimulateRequest request = simulation_of(options, form, asked, graph, stop, telling);
  return reported(interruptible(
                      stop,
                      [&] {
                        const auto outcome = simulate_network(graph, std::move(request));
                        nlohmann::ordered_json report = outcome_json(outcome);
                        report["guidance"] = guidance_json(find_guidance(graph, outcome, std::nullopt, graph.name));
                        return report;
                      },
                      &telling),
                  form, self);
}

nlohmann::ordered_json part_json(const timing::TimelinePart& part) {
  Json stages = Json::array(), fifos = Json::array();
  for (const timing::StageBand& band : part.stages)
    stages.push_back({{"starved_cycles", band.starved_cycles}, {"backpressured_cycles", band.backpressured_cycles}});
  for (const timing::FifoFill& fill : part.fifos)
    fifos.push_back({{"least_words", fill.least_words}, {"most_words", fill.most_words}});
  return {{"begin_cycle", part.begin_cycle},
          {"bucket_cycles", part.bucket_cycles},
          {"buckets", part.buckets},
          {"stages", stages},
          {"fifos", fifos},
          {"frame_ends", part.frame_ends}};
}

/// How the same simulation goes in time; None where there is no such picture (timeline.hpp).
py::object timeline(const Network& self, const py::dict& asked, int buckets) {
  tools::SimulateOptions options;
  const tools::Form form = describe(options);
  std::atomic<bool> stop{false};
  Telling telling;
  golden::StageGraph graph = self.graph();
  tools::SimulateRequest request = simulation_of(options, form, asked, graph, stop, telling);
  request.with_explanation = false;
  const auto made = interruptible(
      stop,
      [&] {
        const auto outcome = simulate_network(graph, std::move(request));
        return outcome.batch.result.deadlock ? std::nullopt : timeline_of(graph, outcome, buckets);
      },
      &telling);
  if (!made) return py::none();
  nlohmann::ordered_json stages = nlohmann::ordered_json::array(), fifos = stages;
  for (const golden::Stage& stage : graph.stages) stages.push_back(stage.name);
  for (const golden::Stream& stream : graph.streams)
    fifos.push_back({{"name", stream.name},
                     {"depth", stream.depth_words},
                     {"producer", stream.producer},
                     {"consumer", stream.consumer}});
  return to_python(
      {{"stages", stages}, {"fifos", fifos}, {"first", part_json(made->first)}, {"steady", part_json(made->steady)}});
}

py::tuple size_fifos(const Network& self, const py::dict& asked) {
  tools::FifoOptions options;
  const tools::Form form = describe(options);
  set_values(form, to_json(asked));
  const golden::StageGraph graph = self.graph();
  timing::SizingControl control;
  Telling telling;
  control.progress = [&telling](const std::string& text) { telling.tell(text); };
  tools::FifoRequest& request = options.request;
  request.world.seed = options.seed;
  request.control = &control;
  request.profile = timing::choose_profile(request.profile, graph);
  check(request);
  const tools::FifoOutcome outcome = interruptible([&] { control.abandon = control.stop = true; }, &telling,
                                                   [&] { return find_fifos(graph, {}, request); });
  return py::make_tuple(reported(fifo_json(outcome), form, self),
                        std::make_shared<Network>(self, tools::sized_folding(graph, outcome.sizing)));
}

/// `elements` are the frames [frames][elements of the input stream].
py::object cosim(const Network& self, const Int32Array& elements, const py::dict& asked) {
  tools::CosimOptions options;
  const tools::Form form = describe(options);
  set_values(form, to_json(asked));
  if (!options.top.empty() && options.rtl.empty()) throw Error("usage", "top names a module of the folder rtl");
  std::atomic<bool> stop{false};
  Telling telling;
  const golden::StageGraph whole = self.graph();
  const golden::StageGraph graph = options.stage.empty() ? whole : golden::part_named(whole, options.stage);
  tools::CosimRequest request;
  const Shape shape = golden::frame_shape(self.network());
  for (py::ssize_t f = 0; f < elements.shape(0); ++f)
    request.frames.emplace_back(
        shape, std::vector<std::int32_t>(elements.data(f, 0), elements.data(f, 0) + elements.shape(1)));
  if (elements.shape(0) == 0)
    request.frames =
        golden::random_frames(self.network(), options.random > 0 ? options.random : tools::kRandomFrames, options.seed);
  request.stalls = {options.stalls, options.seed};
  if (!options.rtl.empty()) request.rtl = options.rtl;
  request.foreign_top = options.top;
  if (!options.top.empty()) request.declared_types = tools::declared_types(whole);
  request.assembly = tools::assembly_of(options);
  request.quiet_cycles = options.quiet_cycles;
  request.stop = &stop;
  request.progress = stopping_progress(stop, telling);
  return reported(interruptible(
                      stop, [&] { return tools::cosim_json(cosimulate(graph, request).result); }, &telling),
                  form, self);
}

py::object bench(const Network& self, const py::dict& asked) {
  tools::BenchOptions options;
  const tools::Form form = describe(options);
  set_values(form, to_json(asked));
  std::atomic<bool> stop{false};
  Telling telling;
  const golden::StageGraph graph = self.graph();
  options.request.profile = timing::choose_profile(options.request.profile, graph);
  options.request.progress = stopping_progress(stop, telling);
  return reported(interruptible(
                      stop, [&] { return bench_json(bench_network(graph, options.request)); }, &telling),
                  form, self);
}

py::object estimate(const Network& self, const py::dict& asked) {
  tools::EstimateOptions options;
  const tools::Form form = describe(options);
  set_values(form, to_json(asked));
  complete(options.target);
  const golden::Estimate made =
      golden::estimate_network(self.network(), self.loaded().folding, {},
                               tools::build::part_named(options.target.fpga_part), options.target.clk_ns);
  return reported({{"estimate_layer_cycles", golden::layer_cycles_json(made)},
                   {"estimate_layer_resources", golden::layer_resources_json(made)},
                   {"estimate_network_performance", golden::network_performance_json(made.performance)},
                   {"op_and_param_counts", golden::op_and_param_counts_json(made)}},
                  form, self);
}

/// The network with the chosen folding.
std::shared_ptr<Network> fold(const Network& self, const py::dict& asked) {
  tools::FoldOptions options;
  const tools::Form form = describe(options);
  set_values(form, to_json(asked));
  complete(options.target);
  options.target.fpga_part = tools::build::part_named(options.target.fpga_part);
  return std::make_shared<Network>(
      self, golden::set_folding(self.network(), self.loaded().folding, set_folding_options(options)).folding);
}

/// The keywords of the methods above.
py::object request_methods() {
  tools::SimulateOptions simulate;
  tools::FifoOptions fifo;
  tools::CosimOptions cosim;
  tools::BenchOptions bench;
  tools::EstimateOptions estimate;
  tools::FoldOptions fold;
  tools::ExploreOptions explore;
  return to_python(tools::python_methods({describe(simulate), describe(fifo), describe(cosim), describe(bench),
                                          describe(estimate), describe(fold), describe(explore)}));
}

}  // namespace

void add_timing(py::module_& module, PyNetwork& network) {
  module.def("request_methods", &request_methods);
  network.def("simulate", &simulate, py::arg("options"))
      .def("timeline", &timeline, py::arg("options"), py::arg("buckets"))
      .def("size_fifos", &size_fifos, py::arg("options"))
      .def("cosim", &cosim, py::arg("elements").noconvert(), py::arg("options"))
      .def("bench", &bench, py::arg("options"))
      .def("estimate", &estimate, py::arg("options"))
      .def("fold", &fold, py::arg("options"));
}

}  // namespace weir::python
