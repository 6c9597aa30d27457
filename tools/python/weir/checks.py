"""Types of arguments that are no keywords of a request (weir.requests checks those), told as all other errors."""

from __future__ import annotations

import operator
import os
from typing import Any

import numpy as np

from weir.errors import Error


def _refuse(name: str, value: Any, legal: str) -> Error:
    what = f"{name} is {value!r}" if isinstance(value, (str, int, float)) else f"{name} is of type {type(value).__name__}"
    return Error("usage", what, "", f"legal: {legal}")


def path(name: str, value: Any) -> str:
    """A text or a path, as text."""
    try:
        found = os.fspath(value)
    except TypeError:
        raise _refuse(name, value, "a text or a path") from None
    if not isinstance(found, str):
        raise _refuse(name, value, "a text or a path")
    return found


def text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _refuse(name, value, "a text")
    return value


def whole(name: str, value: Any, least: int, most: int) -> int:
    """A whole number of Python or numpy within these bounds, both included."""
    legal = f"a whole number {least} .. {most}"
    if isinstance(value, bool):
        raise _refuse(name, value, legal)
    try:
        number = operator.index(value)
    except TypeError:
        raise _refuse(name, value, legal) from None
    if not least <= number <= most:
        raise _refuse(name, number, legal)
    return number


def integers(name: str, value: Any) -> np.ndarray:
    """Whole numbers of 32 bits in numpy's array, a list of lists or the like; floats only if they are whole."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise _refuse(name, value, "integers, in rows of the same length") from None
    is_whole = array.dtype.kind in "iu" or (array.dtype.kind == "f" and bool((array == np.round(array)).all()))
    if not is_whole:
        what = f"{name} is {value!r}" if isinstance(value, str) else f"{name} is {array.dtype} {list(array.shape)}"
        raise Error("usage", what, "", "legal: integers")
    limits = np.iinfo(np.int32)
    if array.size and (array.min() < limits.min or array.max() > limits.max):
        raise Error("usage", f"{name} has values beyond 32 bits", "", f"legal: {limits.min} .. {limits.max}")
    return np.ascontiguousarray(array, dtype=np.int32)
