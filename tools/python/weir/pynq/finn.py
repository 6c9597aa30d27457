"""The Python driver that FINN generates beside a bit file, on simulated hardware.

``FINNExampleOverlay`` has the arguments, methods and figures of FINN's driver. Its runtime is that of the simulated
accelerator plus ``host_overhead_us``: what FINN's Python driver adds to a call by register accesses and polling. The
times of packing and copying are measured here, as FINN's driver measures them on its host.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple, Union

import numpy as np

from weir.errors import Error
from weir.model import Model, load
from weir.pynq.buffer import Device, allocate
from weir.pynq.layout import ElementType, Layout
from weir.pynq.overlay import Overlay, WaitHandle

PROFILE = "finn-0.10"

DRIVER_OVERHEAD_US = 359.0
"""Calibrated: FINN's tutorial for UNSW-NB15 published 1.0602 ms for a batch of 1000 at 100 MHz, of which the simulated
accelerator takes 0.7015 ms. One measurement on one board; give another ``host_overhead_us`` where you know better."""

Shape = Tuple[int, ...]


def make_io_shape_dict(model: Model) -> Dict[str, Any]:
    """What FINN writes into driver.py for this network."""
    streams = model.info["streams"]
    source = Layout(next(s for s in streams if s["producer"] is None))
    sink = Layout(next(s for s in streams if s["consumer"] is None))
    return {
        "idt": [source.type],
        "odt": [sink.type],
        "ishape_normal": [source.normal],
        "oshape_normal": [sink.normal],
        "ishape_folded": [source.folded],
        "oshape_folded": [sink.folded],
        "ishape_packed": [source.packed],
        "oshape_packed": [sink.packed],
        "input_dma_name": ["idma0"],
        "output_dma_name": ["odma0"],
        "number_of_external_weights": 0,
        "num_inputs": 1,
        "num_outputs": 1,
    }


def write_driver(model: Union[Model, str], folder: Union[str, "os.PathLike[str]"]) -> None:
    """A folder as FINN's deployment package has it: driver/driver.py, driver/driver_base.py and bitfile/finn-accel.bit,
    so that scripts written for that package run in driver/."""
    model = model if isinstance(model, Model) else load(model)
    driver, bitfile = Path(folder) / "driver", Path(folder) / "bitfile"
    for place in (driver, bitfile):
        place.mkdir(parents=True, exist_ok=True)
    model.save(bitfile / "finn-accel.bit")
    entries = "".join(f"    {key!r}: {_as_python(value)},\n" for key, value in make_io_shape_dict(model).items())
    (driver / "driver.py").write_text(
        "from weir.pynq.layout import ElementType\n\n" f"io_shape_dict = {{\n{entries}}}\n", encoding="utf-8"
    )
    (driver / "driver_base.py").write_text(
        "from weir.pynq.finn import FINNExampleOverlay\n\n__all__ = ['FINNExampleOverlay']\n", encoding="utf-8"
    )


def _as_python(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_python, value)) + "]"
    return f"ElementType({value.name!r})" if isinstance(value, ElementType) else repr(value)


class FINNExampleOverlay(Overlay):
    """The accelerator with its DMAs, buffers for ``batch_size`` frames, and FINN's packing.

    ``bitfile_name``: a bundle of any name, or a built-in network; ``io_shape_dict``: as FINN's driver.py has it, or
    None: the network's own.
    """

    def __init__(
        self,
        bitfile_name: Union[str, "os.PathLike[str]"],
        platform: str = "zynq-iodma",
        io_shape_dict: Optional[Dict[str, Any]] = None,
        batch_size: int = 1,
        fclk_mhz: float = 100.0,
        device: Optional[Device] = None,
        download: bool = True,
        runtime_weight_dir: str = "runtime_weights/",
        *,
        profile: str = PROFILE,
        host_overhead_us: float = DRIVER_OVERHEAD_US,
    ):
        if platform not in ("zynq-iodma", "alveo"):
            raise Error("usage", f'platform is "{platform}"', "", "legal: zynq-iodma, alveo")
        super().__init__(
            bitfile_name,
            download=download,
            device=device,
            profile=profile,
            clk_mhz=fclk_mhz,
            host_overhead_us=host_overhead_us,
        )
        self.platform, self.fclk_mhz = platform, fclk_mhz
        self.runtime_weight_dir = runtime_weight_dir
        own = make_io_shape_dict(self.model)
        self._io_shape_dict = own if io_shape_dict is None else io_shape_dict
        self._check_shapes(own)
        self._call: Optional[WaitHandle] = None
        self.last_runtime_s = 0.0
        self.batch_size = batch_size

    def _check_shapes(self, own: Dict[str, Any]) -> None:
        for key in ("idt", "odt", "ishape_normal", "oshape_normal", "ishape_packed", "oshape_packed"):
            given, wanted = self._io_shape_dict.get(key, []), own[key]
            is_type = key in ("idt", "odt")
            same = [wanted[0] == g if is_type else wanted[0][1:] == tuple(g)[1:] for g in given]
            if same != [True]:
                raise Error("io-shape-dict", f"{key} is {given}", self.bitfile_name, f"the network has {wanted}")

    # Shapes and types, as FINN names them

    def idt(self, ind: int = 0) -> Any:
        return self._io_shape_dict["idt"][ind]

    def odt(self, ind: int = 0) -> Any:
        return self._io_shape_dict["odt"][ind]

    def _shape(self, key: str, ind: int) -> Shape:
        return (self.batch_size, *self._io_shape_dict[key][ind][1:])

    def ishape_normal(self, ind: int = 0) -> Shape:
        return self._shape("ishape_normal", ind)

    def oshape_normal(self, ind: int = 0) -> Shape:
        return self._shape("oshape_normal", ind)

    def ishape_folded(self, ind: int = 0) -> Shape:
        return self._shape("ishape_folded", ind)

    def oshape_folded(self, ind: int = 0) -> Shape:
        return self._shape("oshape_folded", ind)

    def ishape_packed(self, ind: int = 0) -> Shape:
        return self._shape("ishape_packed", ind)

    def oshape_packed(self, ind: int = 0) -> Shape:
        return self._shape("oshape_packed", ind)

    @property
    def num_inputs(self) -> int:
        return self._io_shape_dict["num_inputs"]

    @property
    def num_outputs(self) -> int:
        return self._io_shape_dict["num_outputs"]

    @property
    def batch_size(self) -> int:
        return self._batch_size

    @batch_size.setter
    def batch_size(self, value: int) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise Error("usage", f"batch_size is {value!r}", "", "legal: 1 or more")
        self._batch_size = int(value)
        self.ibuf_packed_device = [allocate(self.ishape_packed(), np.uint8, target=self.device)]
        self.obuf_packed_device = [allocate(self.oshape_packed(), np.uint8, target=self.device)]
        self.obuf_packed = [np.empty(self.oshape_packed(), np.uint8)]

    # The steps of a call

    def fold_input(self, ibuf_normal: np.ndarray, ind: int = 0) -> np.ndarray:
        wanted = self.ishape_normal(ind)
        if np.shape(ibuf_normal) != wanted:
            raise Error("input-size", f"the batch is {list(np.shape(ibuf_normal))}", "", f"legal: {list(wanted)}")
        return np.asarray(ibuf_normal).reshape(self.ishape_folded(ind))

    def pack_input(self, ibuf_folded: np.ndarray, ind: int = 0) -> np.ndarray:
        return self.accelerator.input.pack(ibuf_folded)

    def unpack_output(self, obuf_packed: np.ndarray, ind: int = 0) -> np.ndarray:
        return self.accelerator.output.unpack(obuf_packed).astype(np.float32)

    def unfold_output(self, obuf_folded: np.ndarray, ind: int = 0) -> np.ndarray:
        return obuf_folded.reshape(self.oshape_normal(ind))

    def copy_input_data_to_device(self, data: np.ndarray, ind: int = 0) -> None:
        np.copyto(self.ibuf_packed_device[ind], data)
        self.ibuf_packed_device[ind].flush()

    def copy_output_data_from_device(self, data: np.ndarray, ind: int = 0) -> None:
        self.obuf_packed_device[ind].invalidate()
        np.copyto(data, self.obuf_packed_device[ind])

    def execute_on_buffers(self, asynch: bool = False, batch_size: Optional[int] = None) -> None:
        """On what is in the device's buffers. With ``asynch`` wait_until_finished() must follow."""
        batch_size = self.batch_size if batch_size is None else batch_size
        if not 1 <= batch_size <= self.batch_size:
            raise Error("usage", f"batch_size is {batch_size}", "", f"legal: 1 to {self.batch_size}")
        if self._call is not None:
            raise Error("usage", "the accelerator is already running", "", "call wait_until_finished()")
        self._call = self.accelerator.start(self.ibuf_packed_device[0], self.obuf_packed_device[0], batch_size)
        if not asynch:
            self.wait_until_finished()

    def wait_until_finished(self) -> None:
        """Afterwards ``last_runtime_s`` is the simulated time of the call."""
        if self._call is None:
            raise Error("usage", "the accelerator was not started", "", "call execute_on_buffers(asynch=True)")
        call, self._call = self._call, None
        self.last_runtime_s = call.wait()

    def execute(self, input_npy: Any) -> Any:
        """A batch of frames in, a batch of results out, as numbers of the network's types."""
        inputs: List[Any] = input_npy if isinstance(input_npy, list) else [input_npy]
        if len(inputs) != self.num_inputs:
            raise Error("input-size", f"{len(inputs)} inputs were given", "", f"the accelerator has {self.num_inputs}")
        self.copy_input_data_to_device(self.pack_input(self.fold_input(inputs[0])))
        self.execute_on_buffers()
        self.copy_output_data_from_device(self.obuf_packed[0])
        return self.unfold_output(self.unpack_output(self.obuf_packed[0]))

    def throughput_test(self) -> Dict[str, Any]:
        """FINN's dictionary: the call simulated, packing and copying measured on this machine."""
        self.execute_on_buffers()
        runtime = self.last_runtime_s
        res: Dict[str, Any] = {
            "runtime[ms]": runtime * 1000,
            "throughput[images/s]": self.batch_size / runtime,
            "DRAM_in_bandwidth[MB/s]": np.prod(self.ishape_packed()) * 1e-6 / runtime,
            "DRAM_out_bandwidth[MB/s]": np.prod(self.oshape_packed()) * 1e-6 / runtime,
            "fclk[mhz]": self.fclk_mhz,
            "batch_size": self.batch_size,
        }

        def timed(name: str, step: Callable[..., Any], *arguments: Any) -> Any:
            start = time.perf_counter()
            result = step(*arguments)
            res[f"{name}[ms]"] = (time.perf_counter() - start) * 1000
            return result

        frames = self.model.random_frames(self.batch_size).reshape(self.ishape_normal())
        folded = timed("fold_input", self.fold_input, frames)
        packed = timed("pack_input", self.pack_input, folded)
        timed("copy_input_data_to_device", self.copy_input_data_to_device, packed)
        timed("copy_output_data_from_device", self.copy_output_data_from_device, self.obuf_packed[0])
        unpacked = timed("unpack_output", self.unpack_output, self.obuf_packed[0])
        timed("unfold_output", self.unfold_output, unpacked)
        return res
