"""Memory that host and device share by copying."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence, Union

import numpy as np

from weir.errors import Error


class Bank:
    """A memory of the device. What was allocated in it stays so until it is freed or forgotten."""

    def __init__(self, name: str, size_bytes: int, base_address: int):
        self.name, self.size_bytes = name, size_bytes
        self.used_bytes = 0
        self._next_address = base_address

    def __repr__(self) -> str:
        return f"<Bank {self.name}: {self.used_bytes} of {self.size_bytes} bytes used>"


class Device:
    """The simulated card."""

    devices: List["Device"] = []
    active_device: "Device"

    def __init__(self, name: str):
        self.name = name


Device.devices = [Device("xilinx_u250_xdma_201830_2")]
Device.active_device = Device.devices[0]


class _Allocation:
    """The device's side of a buffer."""

    ALIGNMENT = 4096

    def __init__(self, size_bytes: int, bank: Optional[Bank]):
        self.bank = bank
        self.is_freed = True  # until it is allocated
        if bank is not None and bank.used_bytes + size_bytes > bank.size_bytes:
            raise Error(
                "bank-full",
                f"{size_bytes} bytes do not fit into {bank.name}",
                "",
                f"{bank.size_bytes - bank.used_bytes} of {bank.size_bytes} bytes are free",
            )
        self.memory = np.zeros(size_bytes, np.uint8)
        self.address = 0
        self.is_freed = False
        if bank is not None:
            bank.used_bytes += size_bytes
            self.address = bank._next_address
            bank._next_address += -(-size_bytes // self.ALIGNMENT) * self.ALIGNMENT

    def free(self) -> None:
        if not self.is_freed and self.bank is not None:
            self.bank.used_bytes -= self.memory.size
        self.is_freed = True

    def __del__(self) -> None:
        self.free()


class PynqBuffer(np.ndarray):
    """An array whose copy on the device is brought up to date by sync_to_device() and sync_from_device().

    Parts of a buffer (slices that lie in one piece) can be synchronised by themselves.
    """

    _allocation: Optional[_Allocation] = None
    _host_address = 0

    def __array_finalize__(self, obj: Any) -> None:
        if not isinstance(obj, PynqBuffer) or obj._allocation is None:
            return
        allocation, start = obj._allocation, self.__array_interface__["data"][0] - obj._host_address
        if 0 <= start and start + self.nbytes <= allocation.memory.size:  # a view, not a copy
            self._allocation, self._host_address = allocation, obj._host_address

    @property
    def device_address(self) -> int:
        return self._part().address + self._offset()

    physical_address = device_address

    @property
    def bank(self) -> Optional[Bank]:
        return self._part().bank

    def sync_to_device(self) -> None:
        self._device_bytes()[:] = self._host_bytes()

    def sync_from_device(self) -> None:
        self._host_bytes()[:] = self._device_bytes()

    flush = sync_to_device
    invalidate = sync_from_device

    def freebuffer(self) -> None:
        """The device's memory is given back; the host's array stays readable."""
        self._part().free()

    close = freebuffer

    def __enter__(self) -> "PynqBuffer":
        return self

    def __exit__(self, *_: Any) -> None:
        self.freebuffer()

    def _part(self) -> _Allocation:
        if self._allocation is None:
            raise Error("buffer-type", "this array is a copy, which the device does not know", "", "use allocate()")
        return self._allocation

    def _offset(self) -> int:
        return self.__array_interface__["data"][0] - self._host_address

    def _host_bytes(self) -> np.ndarray:
        self._require_one_piece()
        return np.frombuffer(self.view(np.ndarray), np.uint8)

    def _require_one_piece(self) -> None:
        if not self.flags.c_contiguous:
            raise Error("buffer-part", "this part of a buffer does not lie in one piece", "", "synchronise the whole")

    def _device_bytes(self) -> np.ndarray:
        """The device's copy of this part. What an accelerator reads and writes."""
        allocation = self._part()
        if allocation.is_freed:
            raise Error("buffer-freed", f"the buffer {self.dtype} {list(self.shape)} was freed")
        self._require_one_piece()
        return allocation.memory[self._offset() : self._offset() + self.nbytes]


def allocate(
    shape: Union[int, Sequence[int]], dtype: Any = "u4", target: Any = None, cacheable: bool = True, **_: Any
) -> PynqBuffer:
    """A buffer of zeros, on the host and on the device. ``target`` is a bank of an overlay, or nothing."""
    if target is not None and not isinstance(target, (Bank, Device)):
        raise Error("buffer-target", f"target is {target!r}", "", "legal: a bank of an overlay, as ol.bank0")
    try:
        host = np.zeros(shape, dtype)
    except (TypeError, ValueError, MemoryError) as problem:
        raise Error("buffer-size", f"no buffer of {dtype} {shape}: {problem}") from None
    buffer = host.view(PynqBuffer)
    buffer._allocation = _Allocation(host.nbytes, target if isinstance(target, Bank) else None)
    buffer._host_address = host.__array_interface__["data"][0]
    return buffer
