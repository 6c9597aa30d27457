"""A network with its folding: what it computes, when, in how much memory, and whether the RTL agrees."""

from __future__ import annotations

import json
import os
import pathlib
from functools import cached_property
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

import numpy as np

from weir import _weir, checks, frames
from weir.errors import Error
from weir.requests import Requests

PathLike = Union[str, "os.PathLike[str]"]
Folding = Union[PathLike, Mapping[str, Any]]

MOST_SEED = 2**63 - 1
MOST_THREADS = 1024


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
    network = _weir.load(checks.path("source", source), checks.text("format", format), checks.whole("seed", seed, 0, MOST_SEED))
    if fc_weights is not None:
        network = network.with_fc_weights_file(checks.path("fc_weights", fc_weights))
    model = Model(network)
    return model if folding is None else model.with_folding(folding, lenient=lenient)


def _from_bundle(data: bytes) -> "Model":
    return Model(_weir.load_bundle(data))


class Model(Requests):
    """Made by :func:`load`. Immutable: what changes a network returns another one.

    Times, memory and RTL - simulate, size_fifos, cosim, bench, estimate, fold - are those of the program ``weir``.
    """

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
            where = checks.path("folding", folding)
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

    def with_fc_weights(self, weights: Any) -> "Model":
        """With the weights of the layer that takes them from memory."""
        weights = np.asarray(weights)
        if weights.dtype.kind not in "iu":
            raise Error("fc-weights", f"the weights are {weights.dtype}", "", "legal: integers")
        return Model(self._network.with_fc_weights(np.ascontiguousarray(weights, dtype=np.int32)))

    def save(self, path: PathLike) -> None:
        """As a bundle that ``load`` and the command line read."""
        self._network.save(checks.path("path", path))

    # Values

    def run(
        self, x: Any, taps: Optional[Union[str, Iterable[str]]] = None, *, threads: int = 0, reference: bool = False
    ) -> Any:
        """Outputs of the golden model, int32 [frames, ...].

        ``x``: uint8 pictures, or integer elements of the input stream; one frame or several. With ``taps`` (names of
        streams, or "*" for all) the result is a pair: outputs, and a dictionary of arrays [frames, ...].
        """
        values, is_pictures = frames.split(x, self._facts)
        threads, reference = checks.whole("threads", threads, 0, MOST_THREADS), bool(reference)
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
        outputs = checks.integers("outputs", outputs)
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
        count = checks.whole("count", count, 1, 1_000_000_000)
        return self._network.random_frames(count, checks.whole("seed", seed, 0, MOST_SEED))

    def _to_elements(self, x: Any) -> np.ndarray:
        values, is_pictures = frames.split(x, self._facts)
        return self._network.encode(values) if is_pictures else values

    # As a value

    def __reduce__(self) -> Any:
        return _from_bundle, (self._network.bundle(),)

    def __copy__(self) -> "Model":
        return self  # immutable

    def __deepcopy__(self, memo: Any) -> "Model":
        return self

    def _identity(self) -> Tuple[str, str, str]:
        return self.name, self.info["network_hash"], self.info["folding_hash"]

    def __eq__(self, other: Any) -> bool:
        """The same network with the same parameters, folding and FIFO depths."""
        return isinstance(other, Model) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    # How it looks

    def __repr__(self) -> str:
        return (
            f"<weir.Model {self.name}: {self.input_type} {list(self.input_shape)} -> "
            f"{self.output_type} {list(self.output_shape)}>"
        )

    def chart(self) -> str:
        """The stages and streams as SVG."""
        from weir.drawing import network_svg

        return network_svg(self.info)

    def _repr_html_(self) -> str:
        from weir.drawing import picture_html, table_html

        return picture_html(self.chart()) + table_html(
            self.name,
            ["stage", "kind", "PE", "SIMD", "weights"],
            [[s["name"], s["kind"], s.get("PE", ""), s.get("SIMD", ""), s.get("weights", "")] for s in self.info["stages"]],
        )
