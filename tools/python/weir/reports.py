"""Results as objects: the command line's JSON with names for what is asked most, and pictures for notebooks."""

from __future__ import annotations

import json
import os
import pathlib
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Optional, Union

from weir import checks
from weir.errors import Error

if TYPE_CHECKING:
    from weir.model import Model

PathLike = Union[str, "os.PathLike[str]"]


class Report:
    """A dictionary that also shows itself. ``data`` is what the command of the same name prints with ``--json``."""

    title = "report"

    def __init__(self, data: Dict[str, Any], network: str):
        self.data = data
        self.network = network

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def keys(self) -> Any:
        return self.data.keys()

    def to_json(self, **options: Any) -> str:
        """The text that the command prints with ``--json``; ``options`` are json.dumps' own."""
        return json.dumps(self.data, **{"indent": 2, **options})

    def save(self, path: PathLike) -> None:
        """As JSON, for ``weir compare`` and others."""
        file = pathlib.Path(checks.path("path", path))
        try:
            file.write_text(self.to_json() + "\n", encoding="utf-8")
        except OSError as problem:
            raise Error("output-unwritable", f'cannot write "{file}": {problem.strerror}') from None

    def to_dataframe(self, table: Optional[str] = None) -> Any:
        """One of ``tables`` (the first by default) as pandas' DataFrame."""
        tables = self.tables
        name = next(iter(tables)) if table is None else table
        if name not in tables:
            raise Error("usage", f"table is {table!r}", "", "legal: " + ", ".join(tables))
        try:
            import pandas
        except ImportError:
            raise Error("pandas-missing", "a DataFrame needs pandas", "", "Debian: apt install python3-pandas") from None
        return pandas.DataFrame(tables[name])

    @property
    def tables(self) -> Dict[str, List[Dict[str, Any]]]:
        """Rows by the name of their table."""
        return {"summary": [self.summary()]}

    def summary(self) -> Dict[str, Any]:
        """The few figures that ``repr`` shows."""
        raise NotImplementedError

    def __repr__(self) -> str:
        figures = ", ".join(f"{name} {_short(value)}" for name, value in self.summary().items())
        return f"<{self.title} of {self.network}: {figures}>"

    def _rows(self) -> List[List[Any]]:
        return [[name, _short(value)] for name, value in self.summary().items()]

    def _repr_html_(self) -> str:
        from weir.drawing import table_html

        return table_html(f"{self.title} of {self.network}", ["figure", "value"], self._rows())


def _short(value: Any) -> str:
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


BUCKETS = 120
"""Of each part of a timeline in a notebook: what its width shows."""
MOST_ROWS = 40
"""Stages and FIFOs that a notebook's timeline shows."""


class Simulation(Report):
    title = "simulation"

    def __init__(self, data: Dict[str, Any], network: str, model: Optional["Model"] = None, options: Any = None):
        super().__init__(data, network)
        self._model, self._options = model, options

    @property
    def tables(self) -> Dict[str, List[Dict[str, Any]]]:
        """stages, fifos, and where it was explained waterfall and guidance."""
        waterfall = (self.explanation or {}).get("waterfall") or []
        return {"stages": self.stages, "fifos": self.fifos, "waterfall": waterfall, "guidance": self.guidance}

    @property
    def explanation(self) -> Optional[Dict[str, Any]]:
        """Critical circle, bottleneck, waterfall, what larger folds would do; None where it was not asked for."""
        return self.data.get("explanation")

    @property
    def circle(self) -> List[Dict[str, Any]]:
        """The parts of the critical circle - work of a stage, a word or a room waited for in a FIFO - with their
        cycles; of a deadlock the stages that wait for each other."""
        if self.deadlock:
            return [{"reason": "deadlock", "name": name} for name in self.deadlock["circle"]]
        critical = (self.explanation or {}).get("critical_cycle") or {}
        return list(critical.get("parts", []))

    @property
    def guidance(self) -> List[Dict[str, str]]:
        """finding, evidence, cure and the command for it, the most urgent first."""
        return list(self.data.get("guidance") or [])

    @property
    def hint(self) -> Optional[str]:
        """The first cure of the guidance; None where there is nothing to cure."""
        return next((row["cure"] for row in self.guidance if row["cure"]), None)

    def timeline(self, buckets: int = BUCKETS) -> Optional[Dict[str, Any]]:
        """When every stage works and waits, and how full every FIFO is, in the first frame and in two steady ones, each
        cut into about ``buckets``. None after one frame, a deadlock, or with stalls."""
        if self._model is None or self.deadlock:
            return None
        return self._model._network.timeline(self._options, checks.whole("buckets", buckets, 2, 100_000))

    @property
    def cycles(self) -> int:
        return self.data["cycles"]

    @property
    def latency_cycles(self) -> int:
        """First input word in to last output word of the first frame, both included."""
        return self.data["latency_cycles"]

    @property
    def interval_cycles(self) -> Optional[float]:
        """Mean over the middle third of the frames, where pipelines neither fill nor drain; None after one frame."""
        return self.data["interval_cycles"]

    @property
    def throughput_fps(self) -> Optional[float]:
        """One frame per interval; None after one frame."""
        return self.data["throughput_fps"]

    @property
    def deadlock(self) -> Optional[Dict[str, Any]]:
        return self.data["deadlock"]

    @property
    def stages(self) -> List[Dict[str, Any]]:
        return self.data["stages"]

    @property
    def fifos(self) -> List[Dict[str, Any]]:
        return self.data["fifos"]

    @property
    def call(self) -> Optional[Dict[str, Any]]:
        """One call of the accelerator with all frames, the host's overhead included; None for a deadlock."""
        return self.data["call"]

    @property
    def profile(self) -> str:
        return self.data["profile"]

    @property
    def rtl(self) -> Optional[Dict[str, Any]]:
        """What the Verilated RTL measured, with engine "rtl"."""
        return self.data["rtl"]

    def summary(self) -> Dict[str, Any]:
        if self.deadlock:
            return {"profile": self.profile, "deadlock at cycle": self.deadlock["cycle"]}
        return {
            "profile": self.profile,
            "latency cycles": self.latency_cycles,
            "interval cycles": self.interval_cycles,
            "frames/s": self.throughput_fps,
        }

    def _repr_html_(self) -> str:
        from weir.drawing import guidance_html, picture_html, table_html

        picture = self.chart()
        return (
            super()._repr_html_()
            + guidance_html(self.guidance)
            + (picture_html(picture) if picture else "")
            + table_html(
                "stages",
                ["stage", "kind", "work per frame", "busy", "starved", "backpressured"],
                [[s["name"], s["kind"], s["work_cycles"], *(f"{100 * s[k]:.0f} %" for k in SHARES)] for s in self.stages],
            )
        )

    def chart(self) -> Optional[str]:
        """The timeline as SVG, as ``weir report`` draws it: a row per stage and per FIFO, the critical circle's names
        marked. Large networks show the parts of the circle and the busiest stages. None where there is no timeline."""
        from weir.drawing import timeline_svg

        timeline = self.timeline()
        if timeline is None:
            return None
        busiest = sorted(self.stages, key=lambda stage: -stage["busy"])
        shown = [*(part["name"] for part in self.circle), *(stage["name"] for stage in busiest)]
        return timeline_svg(timeline, {part["name"] for part in self.circle}, shown, MOST_ROWS)

    def plot(self, ax: Any = None) -> Any:
        """Busy, starved and backpressured shares of every stage; needs matplotlib. Returns the axes."""
        from weir.plots import plot_shares

        return plot_shares(self, ax)


SHARES = ("busy", "starved", "backpressured")


class FifoSizing(Report):
    title = "FIFO sizing"

    def __init__(self, data: Dict[str, Any], network: str, model: "Model"):
        super().__init__(data, network)
        self.model = model

    @property
    def tables(self) -> Dict[str, List[Dict[str, Any]]]:
        return {"fifos": self.data["fifos"]}

    @property
    def bram18(self) -> int:
        return self.data["bram18"]

    @property
    def lut(self) -> int:
        return self.data["lut"]

    @property
    def bits(self) -> int:
        return self.data["bits"]

    @property
    def proven_minimal(self) -> bool:
        return self.data["proven_minimal"]

    @property
    def interval_cycles(self) -> float:
        return self.data["interval_cycles"]

    @property
    def latency_cycles(self) -> int:
        return self.data["latency_cycles"]

    @property
    def depths(self) -> Dict[str, int]:
        """Words by stream name."""
        return {fifo["name"]: fifo["depth"] for fifo in self.data["fifos"]}

    def summary(self) -> Dict[str, Any]:
        return {
            "RAMB18": self.bram18,
            "LUT": self.lut,
            "bits": self.bits,
            "proven minimal": self.proven_minimal,
            "interval cycles": self.interval_cycles,
        }

    def _repr_html_(self) -> str:
        from weir.drawing import table_html

        rows = [[f["name"], f["before"], f["depth"], f["bram18"], f["lut"], f["why"]] for f in self.data["fifos"]]
        return super()._repr_html_() + table_html("FIFOs", ["FIFO", "before", "now", "RAMB18", "LUT", "why"], rows)

    def plot(self, ax: Any = None) -> Any:
        """Depths before and now; needs matplotlib. Returns the axes."""
        from weir.plots import plot_depths

        return plot_depths(self, ax)


class Cosim(Report):
    title = "co-simulation"

    @property
    def equal(self) -> bool:
        """No wrong word and no wrong cycle."""
        return self.data["mismatches"] == 0 and self.data["cycle_differences"] == 0

    @property
    def words_compared(self) -> int:
        return self.data["words_compared"]

    @property
    def mismatches(self) -> int:
        return self.data["mismatches"]

    @property
    def cycle_differences(self) -> int:
        return self.data["cycle_differences"]

    @property
    def first_mismatch(self) -> Optional[Dict[str, Any]]:
        return self.data["first_mismatch"]

    def summary(self) -> Dict[str, Any]:
        return {
            "words compared": self.words_compared,
            "mismatches": self.mismatches,
            "cycle differences": self.cycle_differences,
        }


class Bench(Report):
    """Simulated calls; watts are estimates, whose source is ``power_source``."""

    title = "benchmark"

    @property
    def tables(self) -> Dict[str, List[Dict[str, Any]]]:
        return {"batches": self.batches}

    @property
    def batches(self) -> List[Dict[str, Any]]:
        """batch_size, latency_ms, throughput_fps, fpga_power_w, board_power_w, ... of each call."""
        return self.data["batches"]

    @property
    def power_source(self) -> Optional[str]:
        return self.data["power_source"]

    def summary(self) -> Dict[str, Any]:
        return {f"batch {b['batch_size']}": f"{b['throughput_fps']:.1f} frames/s" for b in self.batches}

    def _repr_html_(self) -> str:
        from weir.drawing import table_html

        keys = ("batch_size", "latency_ms", "throughput_fps", "fpga_power_w", "board_power_w")
        rows = [["" if b.get(k) is None else _short(b[k]) for k in keys] for b in self.batches]
        return table_html(
            f"simulated calls of {self.network}",
            ["batch", "ms", "frames/s", "FPGA W (estimated)", "board W (estimated)"],
            rows,
        )


class Estimate(Report):
    """FINN's four reports, by their file names without .json."""

    title = "FINN's estimate"

    @property
    def tables(self) -> Dict[str, List[Dict[str, Any]]]:
        """A row per node: estimated cycles and resources."""
        resources = self.layer_resources
        return {
            "layers": [{"node": n, "cycles": c, **resources.get(n, {})} for n, c in self.layer_cycles.items()],
        }

    @property
    def performance(self) -> Dict[str, Any]:
        return self.data["estimate_network_performance"]

    @property
    def layer_cycles(self) -> Dict[str, int]:
        return self.data["estimate_layer_cycles"]

    @property
    def layer_resources(self) -> Dict[str, Any]:
        return self.data["estimate_layer_resources"]

    def summary(self) -> Dict[str, Any]:
        return dict(self.performance)

    def plot(self, ax: Any = None) -> Any:
        """Cycles per layer; needs matplotlib. Returns the axes."""
        from weir.plots import plot_cycles

        return plot_cycles(self, ax)
