"""PYNQ's interface to accelerators, on simulated hardware: ``import weir.pynq as pynq``.

Buffers have a host side and a device side, which differ until they are synchronised, as on a board. A call of an
accelerator computes the golden model's values and returns the simulated time in seconds.
"""

from weir.pynq.buffer import Bank, Device, PynqBuffer, allocate
from weir.pynq.overlay import Accelerator, Overlay, WaitHandle
from weir.pynq.xlnk import Xlnk

__all__ = ["Accelerator", "Bank", "Device", "Overlay", "PynqBuffer", "WaitHandle", "Xlnk", "allocate"]
