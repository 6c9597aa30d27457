"""BNN-PYNQ's Python interface on simulated hardware: the same classes, constants, results and printed lines.

RUNTIME_HW times are those of the simulated accelerator (``clock_mhz``, ``profile`` and ``host_overhead_us`` of the
object say which), RUNTIME_SW times are measured on the golden model of this machine. Values are the golden model's in
both. Trained parameters are looked for in ``BNN_PARAM_DIR`` (from $BNN_PARAM_DIR, else ./params), as
<parameter set>/<network>/ with BNN-PYNQ's files, or <parameter set>/<network>.h5.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from weir import _weir
from weir.errors import Error
from weir.model import Model, load

RUNTIME_HW = "python_hw"
RUNTIME_SW = "python_sw"

NETWORK_CNVW1A1 = "cnvW1A1"
NETWORK_CNVW1A2 = "cnvW1A2"
NETWORK_CNVW2A2 = "cnvW2A2"
NETWORK_LFCW1A1 = "lfcW1A1"
NETWORK_LFCW1A2 = "lfcW1A2"

BNN_PARAM_DIR = os.environ.get("BNN_PARAM_DIR", "params")

PROFILE = "finn-hlslib-2020"
"""The profile of the generator that made BNN-PYNQ's accelerators."""

BOARD_CLOCK_MHZ = {"Ultra96": 299.9997, "Pynq-Z1": 100.0, "Pynq-Z2": 100.0}
"""Clocks of the published block designs, by $BOARD."""


def available_params(network: str) -> List[str]:
    """Parameter sets that the network has."""
    root = Path(BNN_PARAM_DIR)
    sets = sorted(entry.name for entry in root.iterdir() if entry.is_dir()) if root.is_dir() else []
    return [name for name in sets if _find(root / name, network) is not None]


def _find(folder: Path, network: str) -> Optional[Path]:
    for place in (folder / network, folder / f"{network}.h5"):
        if place.exists():
            return place
    return None


class PynqBNN:
    """One network with its parameters and runtime."""

    def __init__(self, runtime: str, network: str, clk_mhz: Optional[float] = None):
        if runtime not in (RUNTIME_HW, RUNTIME_SW):
            raise Error("bnn-runtime", f'there is no runtime "{runtime}"', "", "legal: RUNTIME_HW, RUNTIME_SW")
        self.runtime, self.network = runtime, network
        self.profile = PROFILE
        self.clock_mhz = clk_mhz if clk_mhz is not None else BOARD_CLOCK_MHZ.get(os.environ.get("BOARD", ""), 100.0)
        self.host_overhead_us: Optional[float] = None
        self.usecPerImage = 0.0
        self.classes: List[str] = []
        self._model: Optional[Model] = None
        self._calls: Dict[int, float] = {}

    @property
    def model(self) -> Model:
        if self._model is None:
            raise Error("bnn-params", f"{self.network} has no parameters yet", "", "call load_parameters")
        return self._model

    def load_parameters(self, params: str) -> None:
        """A folder or bundle, absolute or below BNN_PARAM_DIR."""
        model = load(Path(BNN_PARAM_DIR) / params)
        self._model = model
        self.classes = model.classes or [str(c) for c in range(model.class_count)]
        self._calls = {}

    def inference(self, pictures: np.ndarray) -> int:
        """The class of the first picture, by the rule of the host's call for one picture."""
        outputs = self._run(pictures[:1])
        self._print_single()
        return _single_class(outputs[0, ..., : len(self.classes)].ravel(), self.model.output_type)

    def detailed_inference(self, pictures: np.ndarray) -> np.ndarray:
        outputs = self._run(pictures[:1])
        self._print_single()
        return outputs[0].ravel()[: len(self.classes)].copy()

    def inference_multiple(self, pictures: np.ndarray) -> np.ndarray:
        outputs = self._run(pictures)
        self._print_multiple(len(pictures))
        return self.model.decode(outputs)

    def inference_multiple_detail(self, pictures: np.ndarray) -> np.ndarray:
        outputs = self._run(pictures)
        self._print_multiple(len(pictures))
        return outputs.reshape(len(pictures), -1)[:, : len(self.classes)].ravel()

    def class_name(self, index: int) -> str:
        return self.classes[index]

    def _run(self, pictures: np.ndarray) -> np.ndarray:
        start = time.perf_counter()
        outputs = self.model.run(pictures)
        measured_us = (time.perf_counter() - start) * 1e6
        usec = self._simulated_us(len(pictures)) if self.runtime == RUNTIME_HW else measured_us
        self.usecPerImage = usec / len(pictures)
        return outputs

    def _simulated_us(self, frames: int) -> float:
        if frames not in self._calls:
            run = self.model.simulate(
                frames, profile=self.profile, clk_mhz=self.clock_mhz, memory=True, explain=False
            )
            if run.call is None:
                raise Error("deadlock", f"{self.network} deadlocks on the simulated hardware")
            self.host_overhead_us = run.call["host_overhead_us"]
            self._calls[frames] = run.call["latency_ms"] * 1e3
        return self._calls[frames]

    def _print_single(self) -> None:
        print("Inference took %.2f microseconds" % self.usecPerImage)
        print("Classification rate: %.2f images per second" % (1e6 / self.usecPerImage))

    def _print_multiple(self, frames: int) -> None:
        print("Inference took %.2f microseconds, %.2f usec per image" % (self.usecPerImage * frames, self.usecPerImage))
        print("Classification rate: %.2f images per second" % (1e6 / self.usecPerImage))


def _single_class(scores: np.ndarray, output_type: str) -> int:
    """The host's call for one picture differs from the batch call where several bits are set, or no score is positive:
    it rounds the logarithm of LFC's word, and takes CNV's first maximum."""
    if output_type != "BINARY":
        return int(np.argmax(scores))
    word = sum(1 << int(bit) for bit in np.flatnonzero(scores))
    return int(round(float(np.log2(word)))) if word else 0


class _Classifier:
    """What both classifiers share. ``runtime`` decides whose time is told."""

    def __init__(self, network: str, params: str, runtime: str = RUNTIME_HW, clk_mhz: Optional[float] = None):
        if not network.startswith(self._family):
            raise Error("bnn-network", f'{type(self).__name__} has no network "{network}"', "", f"legal: {self._family}...")
        found = _find(Path(BNN_PARAM_DIR) / params, network)
        if found is None:
            legal = ", ".join(available_params(network)) or "none here"
            raise Error("bnn-params", f'no parameters "{params}" for {network}', BNN_PARAM_DIR, f"available: {legal}")
        self.net, self.params, self.runtime = network, params, runtime
        self.usecPerImage = 0.0
        self.bnn = PynqBNN(runtime, network, clk_mhz)
        self.bnn.load_parameters(os.path.join(params, found.name))
        self.classes = self.bnn.classes

    _family = ""

    @property
    def clock_mhz(self) -> float:
        return self.bnn.clock_mhz

    @property
    def profile(self) -> str:
        return self.bnn.profile

    def class_name(self, index: int) -> str:
        return self.bnn.class_name(index)

    def _timed(self, result: Any) -> Any:
        self.usecPerImage = self.bnn.usecPerImage
        return result

    def __repr__(self) -> str:
        time_of = f"simulated, {self.profile} at {self.clock_mhz:g} MHz" if self.runtime == RUNTIME_HW else "measured"
        return f"<{type(self).__name__} {self.net} {self.params}: times {time_of}>"


class LfcClassifier(_Classifier):
    """MNIST-like pictures in IDX files."""

    _family = "lfc"

    def classify_mnist(self, mnist_format_file: str) -> int:
        return self._timed(self.bnn.inference(_weir.read_idx_images(os.fspath(mnist_format_file))))

    def classify_mnists(self, mnist_format_file: str) -> np.ndarray:
        return self._timed(self.bnn.inference_multiple(_weir.read_idx_images(os.fspath(mnist_format_file))))


class CnvClassifier(_Classifier):
    """CIFAR-10 records, or pictures of any size."""

    _family = "cnv"

    def classify_cifar(self, path: str) -> int:
        return self._timed(self.bnn.inference(_records(path)))

    def classify_cifars(self, path: str) -> np.ndarray:
        return self._timed(self.bnn.inference_multiple(_records(path)))

    def classify_cifar_details(self, path: str) -> np.ndarray:
        return self._timed(self.bnn.detailed_inference(_records(path)))

    def classify_cifars_details(self, path: str) -> np.ndarray:
        return self._timed(self.bnn.inference_multiple_detail(_records(path)))

    def classify_image(self, img: Any) -> int:
        return self._timed(self.bnn.inference(_fit([img])))

    def classify_images(self, imgs: Sequence[Any]) -> np.ndarray:
        return self._timed(self.bnn.inference_multiple(_fit(imgs)))

    def classify_image_details(self, img: Any) -> np.ndarray:
        return self._timed(self.bnn.detailed_inference(_fit([img])))

    def classify_images_details(self, imgs: Sequence[Any]) -> np.ndarray:
        return self._timed(self.bnn.inference_multiple_detail(_fit(imgs)))

    def classify_path(self, path: str) -> int:
        return self.classify_image(path)

    def classify_paths(self, paths: Sequence[str]) -> np.ndarray:
        return self.classify_images(paths)


def _records(path: str) -> np.ndarray:
    return _weir.read_cifar(os.fspath(path))[1]


def _fit(imgs: Sequence[Any]) -> np.ndarray:
    """Pictures as the host program makes them fit: planes of 32 x 32."""
    if len(imgs) == 0:
        raise Error("input-size", "there are no pictures")
    return np.stack([_fit_one(img) for img in imgs]).reshape(-1, 3, 32, 32)


def _fit_one(img: Any) -> np.ndarray:
    """A path, an array of rows, columns and R, G, B, or one of Pillow's images, which are shrunk by Pillow itself."""
    if isinstance(img, np.ndarray):
        if img.dtype != np.uint8:
            raise Error("input-dtype", f"the picture is {img.dtype}", "", "legal: uint8 [rows, columns, 3]")
        return _weir.prepare_pixels(np.ascontiguousarray(img), "bnn-pynq")
    try:
        from PIL import Image
    except ImportError:
        return _weir.prepare_file(os.fspath(img), "bnn-pynq")
    if not isinstance(img, Image.Image):
        try:
            img = Image.open(img)
        except (OSError, ValueError) as problem:
            raise Error("image-format", str(problem), str(img)) from None
    size = (32, 32)
    img.thumbnail(size, Image.LANCZOS)  # of the image itself, as the host program does: Pillow may decode it smaller
    canvas = Image.new("RGB", size, (255, 255, 255))
    canvas.paste(img.convert("RGB"), ((size[0] - img.size[0]) // 2, (size[1] - img.size[1]) // 2))
    return np.asarray(canvas).transpose(2, 0, 1).ravel()
