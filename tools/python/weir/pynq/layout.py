"""How the frames of a stream lie in the device's memory: words of whole bytes, element 0 in the lowest bits."""

from __future__ import annotations

import math
from typing import Any, Dict, Tuple

import numpy as np

from weir.errors import Error


class ElementType:
    """A data type by FINN's name; equal to another one, and to a text, of the same name."""

    def __init__(self, name: str):
        self.name = name
        digits = name.lstrip("UINT") if name.startswith(("INT", "UINT")) else ""
        self._bits = int(digits) if digits else 1

    def bitwidth(self) -> int:
        return self._bits

    def signed(self) -> bool:
        return self.name == "BIPOLAR" or self.name.startswith("INT")

    def min(self) -> int:
        return {"BIPOLAR": -1}.get(self.name, -(1 << (self._bits - 1)) if self.signed() else 0)

    def max(self) -> int:
        return 1 if self._bits == 1 else (1 << (self._bits - self.signed())) - 1

    def allowed(self, value: float) -> bool:
        return self.min() <= value <= self.max() and value == int(value) and (self.name != "BIPOLAR" or value != 0)

    def __eq__(self, other: Any) -> bool:
        return self.name == getattr(other, "name", other)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"DataType['{self.name}']"

    __str__ = __repr__


class Layout:
    """One stream's frames as arrays: normal, folded into words, packed into bytes."""

    def __init__(self, stream: Dict[str, Any]):
        """``stream`` is an entry of Model.info["streams"]."""
        self.type = ElementType(stream["data_type"])
        self.shape: Tuple[int, ...] = tuple(stream["shape"])
        self.elements_per_word = stream["word_bits"] // self.type.bitwidth()
        self.word_bytes = -(-stream["word_bits"] // 8)

    @property
    def normal(self) -> Tuple[int, ...]:
        return (1, *self.shape)

    @property
    def folded(self) -> Tuple[int, ...]:
        inner = self.shape[-1]
        if inner % self.elements_per_word:  # words that span the last axis
            return (1, self.words, self.elements_per_word)
        return (1, *self.shape[:-1], inner // self.elements_per_word, self.elements_per_word)

    @property
    def packed(self) -> Tuple[int, ...]:
        return (*self.folded[:-1], self.word_bytes)

    @property
    def words(self) -> int:
        return math.prod(self.shape) // self.elements_per_word

    @property
    def frame_bytes(self) -> int:
        return self.words * self.word_bytes

    def pack(self, values: np.ndarray) -> np.ndarray:
        """[..., elements of a word] to [..., bytes of a word]. Values may be whole floating-point numbers."""
        bits, offset = self.type.bitwidth(), 1 if self.type.name == "BIPOLAR" else 0
        whole = np.asarray(values).astype(np.int64)
        wrong = (whole != values) | (whole < self.type.min()) | (whole > self.type.max())
        if offset:
            wrong |= whole == 0
        if wrong.any():
            raise Error("dtype-range", f"the frames hold {values[wrong].flat[0]}", "", f"legal: {self.type.name}")
        codes = (whole + offset) // 2 if offset else whole
        if bits == 8 and self.word_bytes == values.shape[-1]:
            return codes.astype(np.uint8)
        planes = (codes[..., np.newaxis] >> np.arange(bits)) & 1
        lanes = planes.astype(np.uint8).reshape(*values.shape[:-1], -1)
        packed = np.packbits(lanes, axis=-1, bitorder="little")
        return np.pad(packed, [(0, 0)] * (packed.ndim - 1) + [(0, self.word_bytes - packed.shape[-1])])

    def unpack(self, packed: np.ndarray) -> np.ndarray:
        """[..., bytes of a word] to integers [..., elements of a word]; elements of 8 bits are not copied."""
        bits = self.type.bitwidth()
        if bits == 8 and self.word_bytes == self.elements_per_word:
            return packed.view(np.int8 if self.type.signed() else np.uint8)
        lanes = np.unpackbits(packed, axis=-1, bitorder="little")[..., : bits * self.elements_per_word]
        planes = lanes.reshape(*packed.shape[:-1], self.elements_per_word, bits)
        values = (planes.astype(np.int64) << np.arange(bits)).sum(axis=-1)
        if self.type.name == "BIPOLAR":
            values = 2 * values - 1
        elif self.type.signed():
            values -= (values >> (bits - 1)) << bits
        return values.astype(np.int32)

    def to_frames(self, memory: np.ndarray, count: int) -> np.ndarray:
        """The first ``count`` frames of a memory, [count, ...]."""
        packed = memory[: count * self.frame_bytes].reshape(count, self.words, self.word_bytes)
        return self.unpack(packed).reshape(count, *self.shape)

    def to_memory(self, frames: np.ndarray) -> np.ndarray:
        return self.pack(frames.reshape(len(frames), self.words, self.elements_per_word)).reshape(-1)
