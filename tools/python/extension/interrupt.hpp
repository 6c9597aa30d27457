/// Long work without the GIL, ended by Ctrl-C, that tells how it goes.
#pragma once
#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <mutex>
#include <optional>
#include <string>

namespace weir::python {

/// What the work tells, on its own threads, until Python's thread takes it to weir.progress.
class Telling {
 public:
  void tell(const std::string& text) {
    const std::lock_guard lock(guard_);
    latest_ = text;
  }
  /// With the GIL.
  void pass_on() {
    std::string text;
    {
      const std::lock_guard lock(guard_);
      text.swap(latest_);
    }
    if (!text.empty()) pybind11::module_::import("weir.progress").attr("tell")(text);
  }

 private:
  std::mutex guard_;
  std::string latest_;
};

/// Runs `work` on a thread of its own and waits for it without the GIL. At a signal whose Python handler raises -
/// Ctrl-C does - calls `stop`, at which `work` must soon come to an end; then the handler's exception is raised. A
/// second Ctrl-C meanwhile ends the process. `telling`, if any, is passed on meanwhile.
template <class Stop, class Work>
auto interruptible(const Stop& stop, Telling* telling, Work&& work) {
  namespace py = pybind11;
  std::future<decltype(work())> result = std::async(std::launch::async, std::forward<Work>(work));
  std::optional<py::error_already_set> raised;
  const PyOS_sighandler_t before = PyOS_getsig(SIGINT);
  {
    const py::gil_scoped_release no_gil;
    while (result.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
      if (raised) continue;
      const py::gil_scoped_acquire gil;
      if (telling != nullptr) telling->pass_on();
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
auto interruptible(std::atomic<bool>& stop, Work&& work, Telling* telling = nullptr) {
  return interruptible([&stop] { stop = true; }, telling, std::forward<Work>(work));
}

}  // namespace weir::python
