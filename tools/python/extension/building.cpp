/// FINN's build, step by step: weir.finn.builder runs functions of its user's between the steps.
#include "tools/flow/build/boards.hpp"
#include "tools/flow/build/fields.hpp"
#include "tools/flow/build/run.hpp"
#include "tools/flow/build/step_names.hpp"
#include "tools/python/extension/interrupt.hpp"
#include "tools/python/extension/network.hpp"

namespace weir::python {

namespace py = pybind11;
namespace flow = tools::build;

namespace {

using Json = nlohmann::ordered_json;

/// A build and whoever hears its lines.
class PyBuild {
 public:
  /// `config`: the JSON text of a configuration whose steps are all ours. `listener` gets the lines.
  PyBuild(const std::string& config, const std::string& network, const std::string& resume_from, py::function listener)
      : listener_(std::move(listener)), log_([this](const std::string& line) {
          const py::gil_scoped_acquire gil;
          listener_(line);
        }) {
    build_ = std::make_unique<flow::Build>(flow::make_plan_of(config, options(network, resume_from)), log_,
                                           [this](const std::string&) {
                                             if (is_stopped_) throw Error("stopped", "the work was stopped");
                                           });
  }

  void run(const std::string& step) {
    is_stopped_ = false;
    interruptible(is_stopped_, [&] { build_->run(step); });
  }
  void save(const std::string& step) { build_->save(step); }
  void change(const std::string& config, const std::string& network, bool keep_model) {
    build_->change(flow::make_plan_of(config, options(network, "")), keep_model);
  }
  py::bytes hardware_model() const { return build_->hardware_model(); }
  void apply(const std::string& changes, const std::string& function) { build_->apply(Json::parse(changes), function); }
  py::object finish() {
    const flow::Build::Results results = build_->finish();
    Json verdicts = Json::array();
    for (const auto& v : results.verdicts)
      verdicts.push_back({{"step", v.step}, {"frames", v.frames}, {"equal", v.equal}, {"how", v.note}});
    return to_python({{"products", results.products}, {"verifications", verdicts}, {"findings", results.findings}});
  }
  std::shared_ptr<Network> network() const { return std::make_shared<Network>(build_->context().model); }

 private:
  static flow::PlanOptions options(const std::string& network, const std::string& resume_from) {
    flow::PlanOptions options;
    options.network = network;
    options.resume_from = resume_from;
    return options;
  }

  py::function listener_;
  flow::Log log_;
  std::atomic<bool> is_stopped_{false};
  std::unique_ptr<flow::Build> build_;
};

/// Name, default (as JSON; "" where it is required), and legal values of every field of a configuration.
py::list build_fields() {
  py::list fields;
  for (const flow::Field& field : flow::fields())
    fields.append(py::make_tuple(field.name, field.otherwise, field.legal, field.has_meaning));
  return fields;
}

}  // namespace

void add_building(py::module_& module) {
  module.def("build_fields", &build_fields)
      .def("check_configuration", &flow::check_configuration, py::arg("config"))
      .def("build_steps", &flow::default_steps)
      .def("canonical_step", &flow::canonical_step, py::arg("name"))
      .def("is_before_hardware", &flow::is_before_hardware, py::arg("name"))
      .def("part_of_board", [](const std::string& board) { return flow::part_of_board(board, ""); });
  py::class_<PyBuild>(module, "Build")
      .def(py::init<const std::string&, const std::string&, const std::string&, py::function>(), py::arg("config"),
           py::arg("network"), py::arg("resume_from"), py::arg("listener"))
      .def("run", &PyBuild::run, py::arg("step"))
      .def("save", &PyBuild::save, py::arg("step"))
      .def("change", &PyBuild::change, py::arg("config"), py::arg("network"), py::arg("keep_model"))
      .def("hardware_model", &PyBuild::hardware_model)
      .def("apply", &PyBuild::apply, py::arg("changes"), py::arg("function"))
      .def("finish", &PyBuild::finish)
      .def("network", &PyBuild::network);
}

}  // namespace weir::python
