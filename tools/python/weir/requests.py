"""The requests that a Model answers. Their keywords, with defaults and legal values, are described once for the command
line, Python and all pages; ``weir help --write`` makes requests.pyi of the same descriptions."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable, Dict, Tuple

import numpy as np

from weir import _weir, progress
from weir.errors import Error
from weir.reports import Bench, Cosim, Estimate, FifoSizing, Simulation

_METHODS = {method["method"]: method for method in _weir.request_methods()}


def _signature(method: Dict[str, Any]) -> inspect.Signature:
    parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    if method["data"]:
        parameters.append(inspect.Parameter(method["data"], inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None))
    for keyword in method["keywords"]:
        is_first = keyword["name"] == method["first"]
        default = tuple(keyword["default"]) if isinstance(keyword["default"], list) else keyword["default"]
        parameters.append(
            inspect.Parameter(
                keyword["name"],
                inspect.Parameter.POSITIONAL_OR_KEYWORD if is_first else inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if keyword["required"] else default,
                annotation=keyword["type"],
            )
        )
    return inspect.Signature(parameters, return_annotation=method["returns"])


def _named(method: Dict[str, Any], values: Tuple[Any, ...], options: Dict[str, Any]) -> Dict[str, Any]:
    first = method["data"] or method["first"]
    if len(values) > (1 if first else 0):
        legal = f"one value without a name, {first}" if first else "every value by its name"
        raise Error("usage", f"{method['method']} got {len(values)} values without names", "", f"legal: {legal}")
    if values and first in options:
        raise Error("usage", f"{method['method']} got {first} twice")
    return {first: values[0], **options} if values else dict(options)


def _described(answer: Callable[[Any, Dict[str, Any]], Any]) -> Callable[..., Any]:
    """A method with the signature and text of its description; ``answer`` gets the keywords as a dictionary."""
    method = _METHODS[answer.__name__]

    @functools.wraps(answer)
    def call(self: Any, *values: Any, **options: Any) -> Any:
        with progress.told():
            return answer(self, _named(method, values, options))

    call.__doc__ = method["text"]
    call.__signature__ = _signature(method)  # type: ignore[attr-defined]
    return call


class Requests:
    """Methods of Model that are commands of the program ``weir``, too."""

    name: str
    _network: Any

    @_described
    def simulate(self, options: Dict[str, Any]) -> Simulation:
        return Simulation(self._network.simulate(options), self.name, self, options)  # type: ignore[arg-type]

    @_described
    def size_fifos(self, options: Dict[str, Any]) -> FifoSizing:
        figures, network = self._network.size_fifos(options)
        return FifoSizing(figures, self.name, type(self)(network))

    @_described
    def cosim(self, options: Dict[str, Any]) -> Cosim:
        x = options.pop("x", None)
        elements = np.zeros((0, 0), np.int32) if x is None else self._to_elements(x)
        if x is not None and options.get("random") is not None:
            raise Error("usage", "give x or random, not both")
        rows = np.ascontiguousarray(elements.reshape(len(elements), -1)) if len(elements) else elements
        return Cosim(self._network.cosim(rows, options), self.name)

    @_described
    def bench(self, options: Dict[str, Any]) -> Bench:
        return Bench(self._network.bench(options), self.name)

    @_described
    def estimate(self, options: Dict[str, Any]) -> Estimate:
        return Estimate(self._network.estimate(options), self.name)

    @_described
    def fold(self, options: Dict[str, Any]) -> Any:
        return type(self)(self._network.fold(options))

    @_described
    def explore(self, options: Dict[str, Any]) -> Any:
        from weir.exploring import run  # which knows Model's reports

        return run(self._network, self.name, options)

    def _to_elements(self, x: Any) -> np.ndarray:
        raise NotImplementedError
