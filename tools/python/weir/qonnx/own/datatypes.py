"""FINN's data types by name."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from weir.errors import Error

_WHOLE = re.compile(r"U?INT([1-9][0-9]{0,1})$")
_LEGAL = "legal: BIPOLAR, BINARY, TERNARY, INT2 to INT64, UINT2 to UINT64, FLOAT32, FLOAT16"


class OneDataType:
    """Equal to another one, and to a text, of the same name."""

    def __init__(self, name: str):
        whole = _WHOLE.match(name)
        if whole is None and name not in ("BIPOLAR", "BINARY", "TERNARY", "FLOAT32", "FLOAT16"):
            raise Error("data-type", f'no data type is called "{name}"', "", _LEGAL)
        if whole is not None and not 1 <= int(whole[1]) <= 64:
            raise Error("data-type", f'no data type is called "{name}"', "", _LEGAL)
        self.name = "BINARY" if name == "UINT1" else name
        self._bits = int(whole[1]) if whole else {"TERNARY": 2, "FLOAT32": 32, "FLOAT16": 16}.get(name, 1)

    def get_canonical_name(self) -> str:
        return self.name

    def bitwidth(self) -> int:
        return self._bits

    def is_integer(self) -> bool:
        return not self.name.startswith("FLOAT")

    def is_fixed_point(self) -> bool:
        return False

    def signed(self) -> bool:
        return self.name in ("BIPOLAR", "TERNARY") or self.name.startswith(("INT", "FLOAT"))

    def min(self) -> Any:
        if self.name.startswith("FLOAT"):
            return float(np.finfo(self.name.lower()).min)
        if self.name in ("BIPOLAR", "TERNARY"):
            return -1
        return -(1 << (self._bits - 1)) if self.signed() else 0

    def max(self) -> Any:
        if self.name.startswith("FLOAT"):
            return float(np.finfo(self.name.lower()).max)
        if self.name in ("BIPOLAR", "TERNARY"):
            return 1
        return (1 << (self._bits - self.signed())) - 1

    def allowed(self, value: Any) -> Any:
        """A truth value, or an array of them for an array."""
        values = np.asarray(value)
        fits = (values >= self.min()) & (values <= self.max())
        if self.is_integer():
            fits = fits & (values == np.round(values))
        if self.name == "BIPOLAR":
            fits = fits & (values != 0)
        return fits if isinstance(value, np.ndarray) else bool(fits)

    def get_num_possible_values(self) -> int:
        return 2 if self.name == "BIPOLAR" else int(self.max() - self.min() + 1)

    def __eq__(self, other: Any) -> bool:
        return self.name == getattr(other, "name", other)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name


class _ByName(type):
    def __getitem__(cls, name: str) -> OneDataType:
        return OneDataType(name)


class DataType(metaclass=_ByName):
    """``DataType["UINT8"]``"""
