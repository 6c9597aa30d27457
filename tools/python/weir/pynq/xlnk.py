"""Contiguous memory by the names of PYNQ up to 2.5: one memory that all of the process' buffers share."""

from __future__ import annotations

import weakref
from typing import Any, Dict, List, Sequence, Union

import numpy as np

from weir.errors import Error
from weir.pynq.buffer import Bank, PynqBuffer, allocate

MIB = 1 << 20


class Xlnk:
    """All objects stand for the one memory of the board: 128 MiB, as PYNQ's images reserve."""

    _memory = Bank("CMA", 128 * MIB, 0x1000_0000)
    _buffers: "List[weakref.ref[PynqBuffer]]" = []

    def cma_array(self, shape: Union[int, Sequence[int]], dtype: Any = np.uint32, cacheable: int = 0, **_: Any) -> PynqBuffer:
        """As allocate(). A buffer that is not cacheable needs synchronisation here all the same."""
        buffer = allocate(shape, dtype, self._memory)
        Xlnk._buffers = [known for known in Xlnk._buffers if known() is not None]
        Xlnk._buffers.append(weakref.ref(buffer))
        return buffer

    def cma_free(self, buf: PynqBuffer) -> None:
        if not isinstance(buf, PynqBuffer):
            raise Error("buffer-type", f"buf is a {type(buf).__name__}", "", "legal: a buffer made by cma_array()")
        buf.freebuffer()

    @classmethod
    def cma_mem_size(cls) -> int:
        return cls._memory.size_bytes

    @classmethod
    def cma_stats(cls) -> Dict[str, int]:
        """Bytes free and used, and how many buffers there are."""
        alive = [known() for known in cls._buffers]
        return {
            "CMA Memory Available": cls._memory.size_bytes - cls._memory.used_bytes,
            "CMA Memory Usage": cls._memory.used_bytes,
            "Buffer Count": sum(buffer is not None and not buffer._part().is_freed for buffer in alive),
        }

    def xlnk_reset(self) -> None:
        """Frees every buffer that cma_array() made."""
        for known in Xlnk._buffers:
            buffer = known()
            if buffer is not None:
                buffer.freebuffer()
        Xlnk._buffers = []
