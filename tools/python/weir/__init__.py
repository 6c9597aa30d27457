"""Weir: simulate, size, verify and run quantized neural networks that are built as streaming dataflow accelerators.

>>> import weir
>>> model = weir.load("lfc-w1a1")
>>> model.simulate(frames=10, profile="finn-hlslib-2020").interval_cycles
841
"""

import numpy

if int(numpy.__version__.split(".")[0]) >= 2:
    # The extension's pybind11 reads the fields of numpy 1: with a later one values would be wrong without a word.
    raise ImportError(f"weir works with numpy 1, and this is numpy {numpy.__version__}: pip install 'numpy<2'")

from weir import _weir  # noqa: E402
from weir.errors import Error, from_problems  # noqa: E402

_weir.register_error(from_problems)

from weir.exploring import Exploration, explore  # noqa: E402
from weir.model import Model, builtin_names, load  # noqa: E402  (the extension must know its exception first)
from weir.progress import show_progress  # noqa: E402
from weir.reports import Bench, Cosim, Estimate, FifoSizing, Report, Simulation  # noqa: E402

__version__ = _weir.version
__all__ = ["Bench", "Cosim", "Error", "Estimate", "Exploration", "FifoSizing", "Model", "Report", "Simulation", "builtin_names", "explore", "load", "show_progress"]
