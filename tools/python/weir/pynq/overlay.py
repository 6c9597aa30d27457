"""Overlays and accelerators: a network behind the interface that PYNQ gives to a loaded bit stream."""

from __future__ import annotations

import os
import threading
import warnings
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

import numpy as np

from weir.errors import Error
from weir.model import Model, builtin_names, load
from weir.pynq.buffer import Bank, Device, PynqBuffer
from weir.pynq.layout import Layout

GIB, MIB = 1 << 30, 1 << 20


class WaitHandle:
    """A call under way."""

    def __init__(self, work: Any):
        self._work = work
        self._seconds = 0.0
        self._failure: Optional[BaseException] = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._seconds = self._work()
        except BaseException as failure:  # told to whoever waits
            self._failure = failure

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def wait(self) -> float:
        """Until the call has ended; the simulated time in seconds."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self._seconds


class Accelerator:
    """A network as a kernel with the arguments in, out, the weights it takes from memory (if it does), and n."""

    def __init__(self, model: Model, profile: str, clk_mhz: Optional[float], host_overhead_us: Optional[float]):
        self.model, self.profile = model, profile
        self._clk_mhz, self._host_overhead_us = clk_mhz, host_overhead_us
        self._calls: Dict[int, Dict[str, Any]] = {}
        self._lock = threading.Lock()
        streams = model.info["streams"]
        fed = {f"{layer['layer']}_weights" for layer in model.fed_weights}
        inputs = [s for s in streams if s["producer"] is None and s["name"] not in fed]
        outputs = [s for s in streams if s["consumer"] is None]
        if len(inputs) != 1 or len(outputs) != 1:
            raise Error("overlay-ports", f"{model.name} has {len(inputs)} inputs and {len(outputs)} outputs")
        self.input, self.output = Layout(inputs[0]), Layout(outputs[0])
        self._weights: Optional[np.ndarray] = None
        self._weighted = model

    @property
    def signature(self) -> str:
        return "(in, out, weights, n)" if self.model.fed_weights else "(in, out, n)"

    @property
    def register_map(self) -> Dict[str, str]:
        names = ["in", "out", *(["weightsmem"] if self.model.fed_weights else []), "numReps"]
        return {"CTRL": "0x00", **{name: f"0x{0x10 + 12 * i:02X}" for i, name in enumerate(names)}}

    def simulated_call(self, n: int) -> Dict[str, Any]:
        """What one call with n frames takes on the simulated hardware: cycles, latency_ms, throughput_fps, ..."""
        if n not in self._calls:
            run = self.model.simulate(
                n,
                profile=self.profile,
                host_overhead_us=self._host_overhead_us,
                explain=False,
            )
            if run.call is None:
                raise Error("deadlock", f"{self.model.name} deadlocks", "", f"see Model.simulate(profile={self.profile!r})")
            self._calls[n] = self._at_clock(run.call)
        return self._calls[n]

    def _at_clock(self, call: Dict[str, Any]) -> Dict[str, Any]:
        """The same cycles at the clock that was asked for: it does not change what the bit file was built for."""
        if self._clk_mhz is None:
            return call
        latency_ms = (call["cycles"] / self._clk_mhz + call["host_overhead_us"]) / 1e3
        return {
            **call,
            "clock_mhz": self._clk_mhz,
            "latency_ms": latency_ms,
            "throughput_fps": 1e3 * call["batch_size"] / latency_ms,
        }

    def call(self, *arguments: Any) -> float:
        """Returns the simulated time in seconds."""
        return self._run(*self._checked(arguments))

    def start(self, *arguments: Any) -> WaitHandle:
        """The same without waiting."""
        checked = self._checked(arguments)
        return WaitHandle(lambda: self._run(*checked))

    start_sw = start
    call_sw = call

    def _checked(self, arguments: Any) -> Any:
        """The device's memory of each buffer, and n."""
        count = 4 if self.model.fed_weights else 3
        if len(arguments) != count:
            raise Error("usage", f"the call has {len(arguments)} arguments", "", f"legal: call{self.signature}")
        *buffers, n = arguments
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise Error("usage", f"n is {n!r}", "", "legal: frames, 1 or more")
        needs = [
            ("in", self.input.frame_bytes * int(n), self.input.type.bitwidth()),
            ("out", self.output.frame_bytes * int(n), self.output.type.bitwidth()),
        ]
        if self.model.fed_weights:
            needs.append(("weights", int(np.prod(self.model.fed_weights[0]["shape"])), 8))
        memories = [_memory(buffer, int(n), *need) for buffer, need in zip(buffers, needs)]
        return (*memories, int(n))

    def _run(self, *memories_and_n: Any) -> float:
        source, sink, *weights, n = memories_and_n
        with self._lock:  # one accelerator, one call at a time
            model = self._with_weights(weights[0]) if weights else self.model
            outputs = model.run(self.input.to_frames(source, n))
            packed = self.output.to_memory(outputs)
            sink[: packed.size] = packed
            return self.simulated_call(n)["latency_ms"] / 1e3

    def _with_weights(self, memory: np.ndarray) -> Model:
        if self._weights is None or not np.array_equal(self._weights, memory):
            self._weights = memory.copy()
            self._weighted = self.model.with_fc_weights(self._weights.view(np.int8))
        return self._weighted


def _memory(buffer: Any, n: int, name: str, needed_bytes: int, element_bits: int) -> np.ndarray:
    """Elements narrower than a byte come packed, in integers of any size; others as themselves, or as bytes."""
    if not isinstance(buffer, PynqBuffer):
        raise Error("buffer-type", f"{name} is a {type(buffer).__name__}", "", "legal: a buffer made by allocate()")
    memory = buffer._device_bytes()
    described = f"{buffer.dtype} {list(buffer.shape)}"
    is_packed = element_bits % 8 != 0 or buffer.dtype.itemsize == 1
    if buffer.dtype.kind not in "iu" or not (is_packed or buffer.dtype.itemsize * 8 == element_bits):
        raise Error("buffer-dtype", f"{name} is {described}", "", f"legal: integers of {element_bits} bits, or bytes")
    if memory.size < needed_bytes:
        raise Error(
            "buffer-size",
            f"{name} is {described}, {memory.size} bytes",
            "",
            f"a call with n = {n} needs {needed_bytes} bytes",
        )
    return memory[:needed_bytes]


HARDWARE_FILES = (".xclbin", ".bit")


def _open(name: str) -> Model:
    """The bundle of that name. Without one, a published overlay's name stands for the built-in network of its kind."""
    path = Path(name)
    if path.suffix not in HARDWARE_FILES or path.exists():
        return load(name)
    same = [known for known in builtin_names() if known.split("-")[0] == path.stem]
    if not same:
        legal = "a bundle (Model.save), or the name of a built-in network: " + ", ".join(builtin_names())
        raise Error("file-missing", f'there is no file "{name}"', "", f"legal: {legal}")
    text = f'there is no file "{name}": the built-in {same[0]} takes its place, with random parameters'
    warnings.warn(text + "; weir.load(...).save() makes such a file of trained ones", stacklevel=3)
    return load(same[0])


class Overlay:
    """A network bundle, whatever its file is called (resnet50.h5, resnet50.xclbin, finn-accel.bit), or a built-in name.
    A file of hardware that is not there but is called as a published overlay stands for that one, with a warning.

    Its accelerator is the attribute <kernel>_1, where <kernel> is the network's name up to the first "-"; memories are
    bank0 to bank3 and PLRAM0 to PLRAM3. Times are those of ``profile``, at its clock and with its host overhead unless
    others are given.
    """

    def __init__(
        self,
        bitfile_name: Union[str, "os.PathLike[str]"],
        dtbo: Any = None,
        download: bool = True,
        ignore_version: bool = False,
        device: Optional[Device] = None,
        *,
        profile: str = "finn-hlslib-2020",
        clk_mhz: Optional[float] = None,
        host_overhead_us: Optional[float] = None,
    ):
        self.bitfile_name = os.fspath(bitfile_name)
        self.device = device or Device.active_device
        self.model = _open(self.bitfile_name)
        accelerator = Accelerator(self.model, profile, clk_mhz, host_overhead_us)
        self.ip_dict: Dict[str, Accelerator] = {self.model.name.split("-")[0] + "_1": accelerator}
        self.mem_dict: Dict[str, Bank] = {}
        for i in range(4):
            self.mem_dict[f"bank{i}"] = Bank(f"bank{i}", 16 * GIB, i * 16 * GIB)
            self.mem_dict[f"PLRAM{i}"] = Bank(f"PLRAM{i}", 4 * MIB, (64 + i) * GIB)

    @property
    def accelerator(self) -> Accelerator:
        return next(iter(self.ip_dict.values()))

    def is_loaded(self) -> bool:
        return True

    def download(self) -> None:
        """Nothing is to be done: the network was read when the overlay was made."""

    def free(self) -> None:
        """Nothing is to be done: there is no card to give back."""

    @property
    def clock_dict(self) -> Dict[str, Dict[str, float]]:
        return {"clock0": {"frequency": self.accelerator.simulated_call(1)["clock_mhz"]}}

    def __getattr__(self, name: str) -> Any:
        for known in (self.__dict__.get("ip_dict", {}), self.__dict__.get("mem_dict", {})):
            if name in known:
                return known[name]
        legal: List[str] = [*self.__dict__.get("ip_dict", {}), *self.__dict__.get("mem_dict", {})]
        raise AttributeError(f"overlay {Path(self.__dict__.get('bitfile_name', '')).name} has no {name}; it has {', '.join(legal)}")

    def __dir__(self) -> List[str]:
        return [*super().__dir__(), *self.ip_dict, *self.mem_dict]
