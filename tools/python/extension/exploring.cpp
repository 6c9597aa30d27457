/// Exploration: who schedules asks for tasks, tells their records, and evaluates wherever it likes.
#include <thread>

#include "tools/python/extension/interrupt.hpp"
#include "tools/python/extension/network.hpp"
#include "tools/python/extension/values.hpp"
#include "tools/report/exploration_report.hpp"
#include "tools/request/explore.hpp"
#include "tools/request/version.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

using tools::explore::Explorer;

class PyExplorer {
 public:
  PyExplorer(const Network& network, const py::dict& asked) : form_(describe(options_)) {
    set_values(form_, to_json(asked));
    explorer_ = std::make_unique<Explorer>(network.loaded(), options_.request, tools::version_text());
  }

  std::vector<std::pair<std::string, std::string>> ask() {
    std::vector<tools::explore::Task> tasks;
    {
      const py::gil_scoped_release no_gil;
      tasks = explorer_->ask();
    }
    std::vector<std::pair<std::string, std::string>> pairs;
    for (auto& task : tasks) pairs.emplace_back(std::move(task.key), std::move(task.text));
    return pairs;
  }

  /// `tell` gets (places, values, fits) of each point of a generation.
  void search_with(const py::function& propose, const py::function& tell) {
    const auto shared = [](const py::function& function) {  // freed with the GIL, wherever that happens
      return std::shared_ptr<py::function>(new py::function(function), [](py::function* held) {
        const py::gil_scoped_acquire gil;
        delete held;
      });
    };
    explorer_->search_with({[propose = shared(propose)] {
                              const py::gil_scoped_acquire gil;
                              return (*propose)().cast<std::vector<std::size_t>>();
                            },
                            [tell = shared(tell)](const std::vector<tools::explore::Searcher::Told>& generation) {
                              const py::gil_scoped_acquire gil;
                              py::list list;
                              for (const auto& told : generation)
                                list.append(py::make_tuple(told.places, told.values, told.fits));
                              (*tell)(list);
                            }});
  }

  std::vector<std::size_t> candidates() const { return explorer_->candidates(); }
  const std::string& search() const { return options_.search; }
  std::uint64_t seed() const { return options_.request.seed; }
  std::size_t objectives() const { return options_.request.objectives.size(); }

  void tell(const std::string& key, const std::string& record, double cpu_s, double peak_mib) {
    const py::gil_scoped_release no_gil;
    explorer_->tell(key, record, {cpu_s, peak_mib});
  }

  void lose(const std::string& key, const std::string& reason) {
    explorer_->lose(key, Error("worker-lost", reason, "", "the same command tries the point again"));
  }

  void run(std::size_t threads) {
    std::atomic<bool> stop{false};
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    interruptible(stop, [&] {
      explorer_->run(threads == 0 ? cores : threads, &stop, {});
      return true;
    });
  }

  py::object report(const std::string& network) const {
    nlohmann::ordered_json json = tools::exploration_json(*explorer_, network);
    json["request"] = tools::request_json(form_, tools::version_text());
    json["request"]["network"] = network;
    return to_python(json);
  }

  void write(const std::string& network, const std::string& folder) const {
    tools::write_exploration(*explorer_, network, folder);
  }

  std::string text() const { return tools::exploration_text(*explorer_); }
  std::string progress() const { return explorer_->progress_text(); }
  std::size_t lost() const { return explorer_->summary().lost; }
  int workers() const { return options_.workers; }
  int worker_mib() const { return options_.worker_mib; }
  const std::string& scheduler() const { return options_.scheduler; }

 private:
  tools::ExploreOptions options_;
  tools::Form form_;
  std::unique_ptr<Explorer> explorer_;
};

std::string evaluate(const Network& network, const std::string& task) {
  const py::gil_scoped_release no_gil;
  return tools::explore::evaluate(network.loaded(), task, tools::version_text(), nullptr);
}

}  // namespace

void add_exploring(py::module_& module, PyNetwork& network) {
  py::class_<PyExplorer>(module, "Explorer")
      .def("ask", &PyExplorer::ask)
      .def("search_with", &PyExplorer::search_with, py::arg("propose"), py::arg("tell"))
      .def("candidates", &PyExplorer::candidates)
      .def("tell", &PyExplorer::tell, py::arg("key"), py::arg("record"), py::arg("cpu_s"), py::arg("peak_mib"))
      .def("lose", &PyExplorer::lose, py::arg("key"), py::arg("reason"))
      .def("run", &PyExplorer::run, py::arg("threads"))
      .def("report", &PyExplorer::report, py::arg("network"))
      .def("write", &PyExplorer::write, py::arg("network"), py::arg("folder"))
      .def("text", &PyExplorer::text)
      .def("progress", &PyExplorer::progress)
      .def_property_readonly("lost", &PyExplorer::lost)
      .def_property_readonly("search", &PyExplorer::search)
      .def_property_readonly("seed", &PyExplorer::seed)
      .def_property_readonly("objectives", &PyExplorer::objectives)
      .def_property_readonly("workers", &PyExplorer::workers)
      .def_property_readonly("worker_mib", &PyExplorer::worker_mib)
      .def_property_readonly("scheduler", &PyExplorer::scheduler);
  network.def(
      "explorer", [](const Network& self, const py::dict& asked) { return std::make_unique<PyExplorer>(self, asked); },
      py::arg("options"));
  network.def("evaluate", &evaluate, py::arg("task"));
}

}  // namespace weir::python
