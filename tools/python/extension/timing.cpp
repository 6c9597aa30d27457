/// Simulation, FIFO sizing, co-simulation and estimates: the flows of the command line, with their JSON as
/// dictionaries.
#include "golden/finn/set_folding.hpp"
#include "tools/flow/bench_flow.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/flow/fifo_outcome.hpp"
#include "tools/flow/simulate_flow.hpp"
#include "tools/python/extension/interrupt.hpp"
#include "tools/python/extension/network.hpp"
#include "tools/report/cosim_report.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

using Int32Array = py::array_t<std::int32_t, py::array::c_style>;

/// Progress is told on the thread that works, so that throwing there ends the work.
tools::Progress stopping_progress(const std::atomic<bool>& stop) {
  return [&stop](const std::string&) {
    if (stop) throw Error("stopped", "the work was stopped");
  };
}

py::object simulate(const Network& self, const std::string& profile, const std::string& engine, int frames,
                    double clk_mhz, double host_overhead_us, double stalls, std::uint64_t seed, bool memory,
                    bool explain) {
  std::atomic<bool> stop{false};
  tools::SimulateRequest request;
  request.profile = profile;
  request.engine = engine;
  request.frames = frames;
  request.clk_mhz = clk_mhz;
  request.host_overhead_us = host_overhead_us;
  request.stalls = {stalls, seed};
  request.with_memory = memory;
  request.with_explanation = explain;
  request.stop = &stop;
  request.progress = stopping_progress(stop);
  const golden::StageGraph graph = self.graph();
  return to_python(interruptible(stop, [&] { return outcome_json(simulate_network(graph, std::move(request))); }));
}

py::tuple size_fifos(const Network& self, const std::string& profile, const std::string& objective,
                     const std::string& method, bool finn_rounding, std::int64_t target_interval, double margin_percent,
                     bool reasons, const py::dict& more) {
  timing::SizingControl control;
  tools::FifoRequest request;
  request.profile = profile;
  request.objective = objective;
  request.method = method;
  request.finn_rounding = finn_rounding;
  request.target_interval_cycles = target_interval;
  request.margin_percent = margin_percent;
  request.reasons = reasons;
  request.margin_words = more["margin_words"].cast<std::int64_t>();
  request.part = more["part"].cast<std::string>();
  request.power_of_two = more["power_of_two"].cast<bool>();
  request.finn_dev = more["finn_dev"].cast<bool>();
  request.release = more["release"].cast<std::string>();
  request.verify_rtl = more["verify_rtl"].cast<bool>();
  request.world = {more["input_patterns"].cast<std::vector<std::string>>(), more["dma_stall"].cast<std::string>(),
                   more["seed"].cast<std::uint64_t>()};
  request.control = &control;
  const golden::StageGraph graph = self.graph();
  request = completed(std::move(request), graph);
  check(request);
  const tools::FifoOutcome outcome =
      interruptible([&] { control.abandon = control.stop = true; }, [&] { return find_fifos(graph, {}, request); });
  return py::make_tuple(to_python(fifo_json(outcome)),
                        std::make_shared<Network>(self, tools::sized_folding(graph, outcome.sizing)));
}

py::object cosim(const Network& self, const Int32Array& elements, const std::string& stage, double stalls,
                 std::uint64_t seed, const std::string& rtl, const std::string& top) {
  std::atomic<bool> stop{false};
  const golden::StageGraph whole = self.graph();
  const golden::StageGraph graph = stage.empty() ? whole : single_stage(whole, stage);
  tools::CosimRequest request;
  const Shape& shape = self.network().find_stream(self.network().inputs.front())->shape;
  for (py::ssize_t f = 0; f < elements.shape(0); ++f)
    request.frames.emplace_back(
        shape, std::vector<std::int32_t>(elements.data(f, 0), elements.data(f, 0) + elements.shape(1)));
  request.stalls = {stalls, seed};
  if (!rtl.empty()) request.rtl = rtl;
  request.foreign_top = top;
  request.stop = &stop;
  request.progress = stopping_progress(stop);
  return to_python(interruptible(stop, [&] { return tools::cosim_json(cosimulate(graph, request).result); }));
}

py::object bench(const Network& self, const std::string& profile, std::vector<int> batch_sizes, double clk_mhz,
                 double host_overhead_us) {
  std::atomic<bool> stop{false};
  const golden::StageGraph graph = self.graph();
  const tools::BenchRequest request{profile, std::move(batch_sizes), clk_mhz, host_overhead_us,
                                    stopping_progress(stop)};
  return to_python(interruptible(stop, [&] { return bench_json(bench_network(graph, request)); }));
}

py::object estimate(const Network& self, const std::string& fpga_part, double clk_ns) {
  const golden::Estimate made = golden::estimate_network(self.network(), self.loaded().folding, {}, fpga_part, clk_ns);
  return to_python({{"estimate_layer_cycles", golden::layer_cycles_json(made)},
                    {"estimate_layer_resources", golden::layer_resources_json(made)},
                    {"estimate_network_performance", golden::network_performance_json(made.performance)},
                    {"op_and_param_counts", golden::op_and_param_counts_json(made)}});
}

/// Figures of the chosen folding, and the network with it.
py::tuple fold(const Network& self, double target_fps, double clk_ns, int mvau_wwidth_max) {
  golden::SetFoldingOptions options;
  options.target_fps = target_fps;
  options.clk_ns = clk_ns;
  options.mvau_wwidth_max = mvau_wwidth_max;
  const golden::AutoFolding chosen = golden::set_folding(self.network(), self.loaded().folding, options);
  auto json = golden::network_performance_json(chosen.performance);
  json["target_cycles"] = chosen.target_cycles;
  json["target_met"] = chosen.performance.max_cycles <= chosen.target_cycles;
  return py::make_tuple(to_python(json), std::make_shared<Network>(self, chosen.folding));
}

}  // namespace

void add_timing(PyNetwork& network) {
  network
      .def("simulate", &simulate, py::arg("profile"), py::arg("engine"), py::arg("frames"), py::arg("clk_mhz"),
           py::arg("host_overhead_us"), py::arg("stalls"), py::arg("seed"), py::arg("memory"), py::arg("explain"))
      .def("size_fifos", &size_fifos, py::arg("profile"), py::arg("objective"), py::arg("method"),
           py::arg("finn_rounding"), py::arg("target_interval"), py::arg("margin_percent"), py::arg("reasons"),
           py::arg("more"))
      .def("cosim", &cosim, py::arg("elements").noconvert(), py::arg("stage"), py::arg("stalls"), py::arg("seed"),
           py::arg("rtl"), py::arg("top"))
      .def("bench", &bench, py::arg("profile"), py::arg("batch_sizes"), py::arg("clk_mhz"), py::arg("host_overhead_us"))
      .def("estimate", &estimate, py::arg("fpga_part"), py::arg("clk_ns"))
      .def("fold", &fold, py::arg("target_fps"), py::arg("clk_ns"), py::arg("mvau_wwidth_max"));
}

}  // namespace weir::python
