"""Types of arguments that are no keywords of a request (weir.requests checks those), told as all other errors."""

from __future__ import annotations

import operator
import os
from typing import Any

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
