"""A network with its folding: what it computes, when, in how much memory, and whether the RTL agrees."""

from __future__ import annotations

import json
import os
from functools import cached_property
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from weir import _weir, frames
from weir.errors import Error
from weir.reports import Bench, Cosim, Estimate, FifoSizing, Simulation

PathLike = Union[str, "os.PathLike[str]"]
Folding = Union[PathLike, Mapping[str, Any]]


def builtin_names() -> List[str]:
    """Networks that need no file: published designs with pseudo-random weights."""
    return _weir.builtin_names()


def load(
    source: PathLike,
    folding: Optional[Folding] = None,
    *,
    format: str = "auto",
    seed: int = 1,
    fc_weights: Optional[PathLike] = None,
    lenient: bool = False,
) -> "Model":
    """A built-in name, a bundle (.h5), an ONNX file, or a folder of trained parameters.

    ``folding`` is FINN's folding or final_hw_config JSON, as a file or a dictionary, over the network's own.
    ``fc_weights`` are those of a layer that takes them from memory (CSV, raw int8 or NPY).
    """
    network = _weir.load(os.fspath(source), format, seed)
    if fc_weights is not None:
        network = network.with_fc_weights_file(os.fspath(fc_weights))
    model = Model(network)
    return model if folding is None else model.with_folding(folding, lenient=lenient)


class Model:
    """Made by :func:`load`. Immutable: what changes a network returns another one."""

    def __init__(self, network: Any):
        self._network = network
        self._facts: Dict[str, Any] = network.facts()

    # What it is made of

    @property
    def name(self) -> str:
        return self._facts["name"]

    @property
    def input_shape(self) -> Tuple[int, ...]:
        """Of one frame of the input stream."""
        return tuple(self._facts["input"]["shape"])

    @property
    def output_shape(self) -> Tuple[int, ...]:
        return tuple(self._facts["output"]["shape"])

    @property
    def input_type(self) -> str:
        """FINN's name: BIPOLAR, UINT8, ..."""
        return self._facts["input"]["data_type"]

    @property
    def output_type(self) -> str:
        return self._facts["output"]["data_type"]

    @property
    def streams(self) -> List[str]:
        """Names that ``run`` can tap."""
        return list(self._facts["streams"])

    @property
    def class_count(self) -> int:
        """Scores beyond it are padding; 0: none of them is."""
        return self._facts["class_count"]

    @property
    def classes(self) -> List[str]:
        """Names; may be empty."""
        return list(self._facts["classes"])

    @property
    def fed_weights(self) -> List[Dict[str, Any]]:
        """Layers whose weights come from memory in every frame: name, shape, data type."""
        return list(self._facts["fed_weights"])

    @cached_property
    def info(self) -> Dict[str, Any]:
        """Stages with their folding, streams with their words and FIFO depths, hashes: as ``weir info --json``."""
        return self._network.info()

    # Folding

    @property
    def folding(self) -> Dict[str, Any]:
        """FINN's final_hw_config layout."""
        return json.loads(self._network.folding_json())

    @property
    def finn_hw_config(self) -> Dict[str, Any]:
        """The same in FINN's own node names and attributes."""
        return json.loads(self._network.finn_hw_config())

    def with_folding(self, folding: Folding, *, lenient: bool = False) -> "Model":
        """Applied over the present folding. ``lenient`` skips unknown nodes and attributes with a warning."""
        if isinstance(folding, Mapping):
            text, where = json.dumps(folding, indent=1), "folding"
        else:
            where = os.fspath(folding)
            try:
                with open(where, encoding="utf-8") as file:
                    text = file.read()
            except (OSError, UnicodeDecodeError) as problem:
                raise Error("file-unreadable", str(problem), where) from None
        network, skipped = self._network.folded(text, where, lenient)
        for entry in skipped:
            import warnings

            warnings.warn(f"{entry} (skipped)", stacklevel=2)
        return Model(network)

    def fold(self, target_fps: float, *, clk_ns: float = 10.0, mvau_wwidth_max: int = 36) -> "Model":
        """FINN's SetFolding for a target rate; ``estimate()`` of the result tells whether it was reached."""
        _, network = self._network.fold(target_fps, clk_ns, mvau_wwidth_max)
        return Model(network)

    def with_fc_weights(self, weights: Any) -> "Model":
        """With the weights of the layer that takes them from memory."""
        weights = np.asarray(weights)
        if weights.dtype.kind not in "iu":
            raise Error("fc-weights", f"the weights are {weights.dtype}", "", "legal: integers")
        return Model(self._network.with_fc_weights(np.ascontiguousarray(weights, dtype=np.int32)))

    def save(self, path: PathLike) -> None:
        """As a bundle that ``load`` and the command line read."""
        self._network.save(os.fspath(path))

    # Values

    def run(
        self, x: Any, taps: Optional[Union[str, Iterable[str]]] = None, *, threads: int = 0, reference: bool = False
    ) -> Any:
        """Outputs of the golden model, int32 [frames, ...].

        ``x``: uint8 pictures, or integer elements of the input stream; one frame or several. With ``taps`` (names of
        streams, or "*" for all) the result is a pair: outputs, and a dictionary of arrays [frames, ...].
        """
        values, is_pictures = frames.split(x, self._facts)
        if taps is None:
            if is_pictures:
                return self._network.run_pictures(values, threads, reference)
            return self._network.run_elements(values, set(), threads, reference)[0]
        if is_pictures:
            values = self._network.encode(values).reshape(len(values), -1)
        names = {taps} if isinstance(taps, str) else set(taps)
        return self._network.run_elements(values, names, threads, reference)

    def decode(self, outputs: Any) -> np.ndarray:
        """Classes of outputs, by the network's own rule."""
        outputs = np.ascontiguousarray(outputs, dtype=np.int32)
        if outputs.shape == self.output_shape:
            outputs = outputs[np.newaxis]
        if outputs.shape[1:] != self.output_shape:
            raise Error("output-size", f"outputs are {list(outputs.shape)}", "", f"legal: [frames, *{self.output_shape}]")
        return self._network.decode(outputs.reshape(len(outputs), -1))

    def classify(self, x: Any, *, threads: int = 0) -> np.ndarray:
        """The class of each frame."""
        return self.decode(self.run(x, threads=threads))

    def encode(self, pictures: Any) -> np.ndarray:
        """Elements of the input stream for uint8 pictures."""
        values, is_pictures = frames.split(pictures, self._facts)
        if not is_pictures:
            raise Error("input-dtype", f"the pictures are {np.asarray(pictures).dtype}", "", "legal: uint8")
        return self._network.encode(values)

    def random_frames(self, count: int, seed: int = 1) -> np.ndarray:
        """Legal elements of the input stream, the same for the same seed."""
        if count < 1:
            raise Error("usage", f"count is {count}", "", "legal: 1 or more")
        return self._network.random_frames(count, seed)

    # Times, memory, RTL

    def simulate(
        self,
        frames: Optional[int] = None,
        *,
        profile: Optional[str] = None,
        engine: str = "maxplus",
        clk_mhz: Optional[float] = None,
        host_overhead_us: Optional[float] = None,
        stalls: float = 0.0,
        seed: int = 1,
        memory: bool = False,
        explain: bool = True,
    ) -> Simulation:
        """Latency, interval, stalls and FIFO peaks.

        ``profile``: whose hardware is timed, here and in ``size_fifos`` and ``bench``; by default that of the network's
        file and release, and ``weir`` where it states none.
        ``engine``: "maxplus", "systemc" (the same cycles, slower), or "rtl": SystemC and the Verilated RTL.
        """
        engines = {"maxplus": "maxplus", "systemc": "systemc", "rtl": ""}
        if engine not in engines:
            raise Error("usage", f'engine is "{engine}"', "", "legal: maxplus, systemc, rtl")
        if frames is not None and frames < 1:
            raise Error("usage", f"frames is {frames}", "", "legal: 1 or more")
        if clk_mhz is not None and not clk_mhz > 0:
            raise Error("usage", f"clk_mhz is {clk_mhz}", "", "legal: above 0")
        overhead = -1.0 if host_overhead_us is None else host_overhead_us
        return Simulation(
            self._network.simulate(
                profile or "", engines[engine], frames or 0, clk_mhz or 0.0, overhead, stalls, seed, memory, explain
            ),
            self.name,
        )

    def size_fifos(
        self,
        objective: str = "throughput",
        *,
        profile: Optional[str] = None,
        method: str = "minimal",
        finn_rounding: bool = False,
        target_interval: int = 0,
        margin_percent: float = 0.0,
        margin_words: int = 0,
        reasons: bool = False,
        part: Optional[str] = None,
        power_of_two: bool = False,
        input_patterns: Sequence[str] = (),
        dma_stall: Optional[str] = None,
        seed: int = 1,
        finn_dev: bool = False,
        release: Optional[str] = None,
        verify_rtl: bool = False,
    ) -> FifoSizing:
        """FIFO depths that take the least memory and still reach the objective; ``.model`` has them.

        Patterns ("128x1,32x0": words and idle cycles), DMA stalls ("1024:60"), ``part`` and the rest are the options of
        ``weir fifo``.
        """
        legal = {"objective": ("throughput", "latency", "deadlock-free"), "method": ("minimal", "largefifo")}
        for name, value in (("objective", objective), ("method", method)):
            if value not in legal[name]:
                raise Error("usage", f'{name} is "{value}"', "", "legal: " + ", ".join(legal[name]))
        figures, network = self._network.size_fifos(
            profile or "",
            objective,
            method,
            finn_rounding,
            target_interval,
            margin_percent,
            reasons,
            {
                "margin_words": margin_words,
                "part": part or "",
                "power_of_two": power_of_two,
                "input_patterns": list(input_patterns),
                "dma_stall": dma_stall or "",
                "seed": seed,
                "finn_dev": finn_dev,
                "release": release or "",
                "verify_rtl": verify_rtl,
            },
        )
        return FifoSizing(figures, self.name, Model(network))

    def cosim(
        self,
        x: Any = None,
        *,
        random: int = 3,
        stage: Optional[str] = None,
        stalls: float = 0.0,
        seed: int = 1,
        rtl: Optional[PathLike] = None,
        top: Optional[str] = None,
    ) -> Cosim:
        """Every word of the Verilated RTL against golden, every cycle against SystemC.

        ``x``: pictures or elements; without it ``random`` frames. ``rtl`` is a folder made by ``weir rtl``, or with
        ``top`` one that Weir did not make.
        """
        if top is not None and rtl is None:
            raise Error("usage", "top names a module of the folder rtl")
        elements = self.random_frames(random, seed) if x is None else self._to_elements(x)
        return Cosim(
            self._network.cosim(
                np.ascontiguousarray(elements.reshape(len(elements), -1)),
                stage or "",
                stalls,
                seed,
                "" if rtl is None else os.fspath(rtl),
                top or "",
            ),
            self.name,
        )

    def _to_elements(self, x: Any) -> np.ndarray:
        values, is_pictures = frames.split(x, self._facts)
        return self._network.encode(values) if is_pictures else values

    def bench(
        self,
        batch_sizes: Sequence[int] = (1, 10, 100, 1000),
        *,
        profile: Optional[str] = None,
        clk_mhz: Optional[float] = None,
        host_overhead_us: Optional[float] = None,
    ) -> Bench:
        """What calls with batches of these sizes take, and the watts meanwhile where the profile can estimate them."""
        overhead = -1.0 if host_overhead_us is None else host_overhead_us
        return Bench(self._network.bench(profile or "", list(batch_sizes), clk_mhz or 0.0, overhead), self.name)

    def estimate(self, *, fpga_part: str = "xc7z020clg400-1", clk_ns: float = 10.0) -> Estimate:
        """FINN's analytical cycles, resources and performance."""
        if not clk_ns > 0:
            raise Error("usage", f"clk_ns is {clk_ns}", "", "legal: above 0")
        return Estimate(self._network.estimate(fpga_part, clk_ns), self.name)

    # How it looks

    def __repr__(self) -> str:
        return (
            f"<weir.Model {self.name}: {self.input_type} {list(self.input_shape)} -> "
            f"{self.output_type} {list(self.output_shape)}>"
        )

    def _repr_svg_(self) -> str:
        from weir.drawing import network_svg

        return network_svg(self.info)

    def _repr_html_(self) -> str:
        from weir.drawing import table_html

        return table_html(
            self.name,
            ["stage", "kind", "PE", "SIMD", "weights"],
            [[s["name"], s["kind"], s.get("PE", ""), s.get("SIMD", ""), s.get("weights", "")] for s in self.info["stages"]],
        )
