/// Long work without the GIL, ended by Ctrl-C.
#pragma once
#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <optional>

namespace weir::python {

/// Runs `work` on a thread of its own and waits for it without the GIL. At a signal whose Python handler raises -
/// Ctrl-C does - calls `stop`, at which `work` must soon come to an end; then the handler's exception is raised. A
/// second Ctrl-C meanwhile ends the process.
template <class Stop, class Work>
auto interruptible(const Stop& stop, Work&& work) {
  namespace py = pybind11;
  std::future<decltype(work())> result = std::async(std::launch::async, std::forward<Work>(work));
  std::optional<py::error_already_set> raised;
  const PyOS_sighandler_t before = PyOS_getsig(SIGINT);
  {
    const py::gil_scoped_release no_gil;
    while (result.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
      if (raised) continue;
      const py::gil_scoped_acquire gil;
      if (PyErr_CheckSignals() == 0) continue;
      raised.emplace();
      stop();
      PyOS_setsig(SIGINT, SIG_DFL);
    }
  }
  if (!raised) return result.get();
  PyOS_setsig(SIGINT, before);
  try {
    result.get();
  } catch (const std::exception&) {  // because it was stopped
  }
  throw std::move(*raised);
}

/// For work that looks at a flag.
template <class Work>
auto interruptible(std::atomic<bool>& stop, Work&& work) {
  return interruptible([&stop] { stop = true; }, std::forward<Work>(work));
}

}  // namespace weir::python
