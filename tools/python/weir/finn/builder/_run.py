"""One build: the steps in their order, ours by the library and functions of the user's between them.

Up to streamlining the model in a function's hands is the ONNX graph as given, which is read as often as it changed;
from step_convert_to_hw on it shows FINN's hardware nodes, of which a function may change the attributes that a folding
file may hold. A network that comes from no ONNX file shows hardware nodes from the start.
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime
import json
import os
import pathlib
import sys
import tempfile
import time
from typing import Any, Callable, Dict, Iterator, List, Optional, Union

from weir import _weir
from weir.errors import Error
from weir.qonnx.core.modelwrapper import ModelWrapper
from weir.qonnx.own.node import attributes

Step = Union[str, Callable[[Any, Any], Any]]

_CURRENT: "contextvars.ContextVar[Optional[Run]]" = contextvars.ContextVar("weir_build", default=None)


def current() -> "Optional[Run]":
    """The build in one of whose steps we are."""
    return _CURRENT.get()


def name_of(step: Step) -> str:
    if isinstance(step, str):
        return step
    if not callable(step) or not getattr(step, "__name__", ""):
        raise Error("config-step", f"a step is {step!r}", "", "legal: names of steps, and functions (model, cfg) -> model")
    return step.__name__


def is_ours(step: Step) -> bool:
    """By name, or one of the functions of build_dataflow_steps."""
    return isinstance(step, str) or getattr(step, "__module__", "") == "weir.finn.builder.build_dataflow_steps"


class _Lines:
    """Whatever is printed, line by line into the log."""

    def __init__(self, log: Callable[[str], None]):
        self._log, self._rest = log, ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._log(line.rstrip())
        return len(text)

    def flush(self) -> None:
        if self._rest:
            self._log(self._rest.rstrip())
            self._rest = ""


class Run:
    def __init__(self, source: str, cfg: Any, steps: List[Step], resumed: str):
        """``resumed``: the step whose model is ``source``; "" for a build from its beginning."""
        self.cfg, self.steps, self.seconds = cfg, steps, {}  # type: Any, List[Step], Dict[str, float]
        self.output = pathlib.Path(cfg.output_dir)
        self._source, self._resumed = source, resumed
        self._build: Any = None
        self._configuration = ""
        self._changed_graph = False
        self._shown: Dict[str, Dict[str, Any]] = {}
        self._is_graph = source.endswith(".onnx")
        self.model: Any = ModelWrapper(source) if self._is_graph else None
        self._folder = tempfile.TemporaryDirectory(prefix="weir-build-")
        self._graph = self._bytes(self.model) if self._is_graph else b""
        self._log_file = open(self.output / "build_dataflow.log", "w", encoding="utf-8")  # noqa: SIM115 (closed by close)

    def close(self) -> None:
        self._log_file.close()
        self._folder.cleanup()

    def log(self, line: str) -> None:
        stamp = datetime.datetime.now().strftime("%Y-%m-%d %H:%M:%S,%f")[:-3]
        self._log_file.write(f"[{stamp}] {line}\n")
        self._log_file.flush()

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        if self.cfg.verbose:
            yield
            return
        lines = _Lines(self.log)
        with contextlib.redirect_stdout(lines), contextlib.redirect_stderr(lines):  # type: ignore[type-var]
            yield
        lines.flush()

    def run(self) -> Dict[str, Any]:
        """All steps; what they leave."""
        token = _CURRENT.set(self)
        try:
            for number, step in enumerate(self.steps, 1):
                line = f"Running step: {name_of(step)} [{number}/{len(self.steps)}]"
                print(line, flush=True)
                self.log(line)
                start = time.monotonic()
                with self._quiet():
                    self._one(step)
                self.seconds[name_of(step)] = time.monotonic() - start
                times = json.dumps(self.seconds, indent=2)
                (self.output / "time_per_step.json").write_text(times, encoding="utf-8")
            with self._quiet():
                self._prepare()
                return self._build.finish()
        finally:
            _CURRENT.reset(token)

    def _one(self, step: Step) -> None:
        if is_ours(step):
            self.model = self.call(name_of(step), self.model, self.cfg)
            return
        if self.model is None or not self._is_graph:
            self._show()
        made = step(self.model, self.cfg)  # type: ignore[operator]
        if not hasattr(made, "graph") or not hasattr(made, "save"):
            kind = type(made).__name__
            raise Error("build-step", f"{name_of(step)} returned {kind}", "", "legal: the model, a ModelWrapper")
        self.model = made
        if self._is_graph:
            if self.cfg.save_intermediate_models:
                self._save_graph(name_of(step))
        else:
            self._take(made, name_of(step))
            self._prepare()
            self._build.save(name_of(step))
            self._show()

    def call(self, name: str, model: Any, cfg: Any) -> Any:
        """A step of ours on a model, at its turn or from within a function."""
        self.cfg = cfg
        if self._is_graph:
            self._take_graph(model)
        elif model is not None:
            self._take(model, name)
        self._prepare()
        self._build.run(name)
        if self._is_graph and _weir.is_before_hardware(name):
            if cfg.save_intermediate_models:
                self._save_graph(name)
            return model
        self._is_graph = False
        self._show()
        return self.model

    # The graph, before there is hardware

    @staticmethod
    def _bytes(model: Any) -> bytes:
        return model.model.SerializeToString()

    def _take_graph(self, model: Any) -> None:
        graph = self._bytes(model)
        self._changed_graph = self._changed_graph or graph != self._graph
        self._graph, self.model = graph, model

    def _save_graph(self, step: str) -> None:
        folder = self.output / "intermediate_models"
        folder.mkdir(parents=True, exist_ok=True)
        self.model.save(str(folder / f"{step}.onnx"))

    def _network(self) -> str:
        """Where the library finds the network of the graph as it is now."""
        if not self._changed_graph:
            return self._source
        path = pathlib.Path(self._folder.name) / pathlib.Path(self._source).name
        self.model.save(str(path))
        return str(path)

    # The build of the library

    def configuration(self) -> str:
        """What the library is to know: its own steps, all of them from the beginning."""
        values = self.cfg.to_dict()
        values["steps"] = [name_of(step) for step in self.steps if is_ours(step)]
        values["start_step"] = values["stop_step"] = None
        return json.dumps(values)

    def _prepare(self) -> None:
        """Begins the library's build, or tells it what changed."""
        configuration = self.configuration()
        if self._build is None:
            resume = "" if self._is_graph else self._resumed
            self._build = _weir.Build(configuration, "" if resume else self._network(), resume, self._hear)
        elif self._changed_graph or configuration != self._configuration:
            self._build.change(configuration, self._network(), not self._is_graph)
        self._changed_graph, self._configuration = False, configuration

    def _hear(self, line: str) -> None:
        if self.cfg.verbose:
            print(line)
        self.log(line)

    # Hardware nodes

    def _show(self) -> None:
        self._prepare()
        file = pathlib.Path(self._folder.name) / "hardware.onnx"
        file.write_bytes(self._build.hardware_model())
        self.model = ModelWrapper(str(file))
        self._shown = {node.name: self._facts(node) for node in self.model.graph.node}

    @staticmethod
    def _facts(node: Any) -> Dict[str, Any]:
        return {**attributes(node), "op_type": node.op_type, "inputs": list(node.input), "outputs": list(node.output)}

    def _take(self, model: Any, step: str) -> None:
        """What a function changed of the hardware."""
        now = {node.name: self._facts(node) for node in model.graph.node}
        if list(now) != list(self._shown):
            came, went = sorted(set(now) - set(self._shown)), sorted(set(self._shown) - set(now))
            what = f"nodes came: {', '.join(came) or 'none'}; went: {', '.join(went) or 'none'}"
            raise Error("build-step", f"{step} changed the hardware's nodes ({what})", "", _LEGAL)
        changes: Dict[str, Dict[str, Any]] = {}
        for name, facts in now.items():
            old = self._shown[name]
            gone = [key for key in old if key not in facts]
            if gone or any(facts[key] != old[key] for key in ("op_type", "inputs", "outputs")):
                raise Error("build-step", f"{step} changed what {name} is or reads", "", _LEGAL)
            changed = {key: value for key, value in facts.items() if value != old.get(key)}
            if changed:
                changes[name] = changed
        if changes:
            self._prepare()
            self._build.apply(json.dumps(changes), step)


_LEGAL = (
    "legal from step_convert_to_hw on: attributes of nodes that a folding file may hold; change the graph before, "
    "while the model is ONNX's"
)


def post_mortem(error: BaseException) -> None:
    """FINN's debugger after a failure, where somebody can answer it."""
    if sys.stdin is not None and sys.stdin.isatty() and os.environ.get("TERM"):
        import pdb

        pdb.post_mortem(error.__traceback__)
