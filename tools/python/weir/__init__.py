"""Weir: simulate, size, verify and run quantized neural networks that are built as streaming dataflow accelerators.

>>> import weir
>>> model = weir.load("lfc-w1a1")
>>> model.simulate(frames=10, profile="finn-hlslib-2020").interval_cycles
841
"""

from weir import _weir
from weir.errors import Error, from_problems

_weir.register_error(from_problems)

from weir.exploring import Exploration, explore  # noqa: E402
from weir.model import Model, builtin_names, load  # noqa: E402  (the extension must know its exception first)
from weir.reports import Bench, Cosim, Estimate, FifoSizing, Report, Simulation  # noqa: E402

__version__ = _weir.version
__all__ = ["Bench", "Cosim", "Error", "Estimate", "Exploration", "FifoSizing", "Model", "Report", "Simulation", "builtin_names", "explore", "load"]
