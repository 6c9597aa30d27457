"""Plots by matplotlib, which is imported here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weir.drawing import COLOURS
from weir.errors import Error

if TYPE_CHECKING:
    from weir.exploring import Exploration
    from weir.reports import Estimate, FifoSizing, Simulation


def _axes(ax: Any, rows: int) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError:
        raise Error("matplotlib-missing", "plots need matplotlib", "", "Debian: apt install python3-matplotlib") from None
    return pyplot.subplots(figsize=(8, max(2.0, 0.25 * rows)), layout="constrained")[1]


def plot_shares(simulation: "Simulation", ax: Any) -> Any:
    names = [stage["name"] for stage in simulation.stages]
    ax = _axes(ax, len(names))
    left = [0.0] * len(names)
    for share, colour in COLOURS.items():
        widths = [100 * stage[share] for stage in simulation.stages]
        ax.barh(names, widths, left=left, label=share, color=colour)
        left = [a + b for a, b in zip(left, widths)]
    ax.invert_yaxis()
    ax.set_xlabel(f"% of the {simulation['shares_of']}")
    ax.legend()
    return ax


def plot_depths(sizing: "FifoSizing", ax: Any) -> Any:
    fifos = sizing["fifos"]
    ax = _axes(ax, len(fifos))
    for offset, key in ((-0.2, "before"), (0.2, "depth")):
        ax.barh([i + offset for i in range(len(fifos))], [f[key] for f in fifos], height=0.4, label=key)
    ax.set_yticks(range(len(fifos)), [f["name"] for f in fifos])
    ax.invert_yaxis()
    ax.set_xscale("log")
    ax.set_xlabel("words")
    ax.legend()
    return ax


def plot_cycles(estimate: "Estimate", ax: Any) -> Any:
    ax = _axes(ax, len(estimate.layer_cycles))
    ax.barh(list(estimate.layer_cycles), list(estimate.layer_cycles.values()))
    ax.invert_yaxis()
    ax.set_xlabel("cycles per frame (FINN's formulas)")
    return ax


def plot_exploration(exploration: "Exploration", ax: Any) -> Any:
    ax = _axes(ax, 12)
    timed = [point for point in exploration.points if "clocks" in point]
    for label, is_in_front in (("dominated", False), ("front", True)):
        points = [point for point in timed if point["in_front"] == is_in_front]
        ax.scatter(
            [point["LUT"] for point in points],
            [max(clock["throughput_fps"] for clock in point["clocks"]) for point in points],
            s=30 if is_in_front else 10,
            label=label,
        )
    ax.set_xlabel("LUT (FINN's formulas, FIFOs included)")
    ax.set_ylabel("frames/s")
    ax.legend()
    return ax
