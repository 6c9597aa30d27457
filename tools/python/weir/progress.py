"""What a long call tells while it works: one line that changes, on a terminal or below a notebook's cell, from a second
after the call has begun. Scripts stay silent. ``weir.show_progress(True)`` or ``(False)`` says otherwise."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Iterator, Optional

PATIENCE_S = 1.0
LEAST_BETWEEN_S = 0.1


def _is_notebook() -> bool:
    return "ipykernel" in sys.modules


class _Line:
    def __init__(self) -> None:
        self.asked: Optional[bool] = None
        self._begun_s = self._told_s = 0.0
        self._width = 0

    def _is_shown(self) -> bool:
        if self.asked is not None:
            return self.asked
        return _is_notebook() or (hasattr(sys, "ps1") and sys.stderr.isatty())

    def begin(self) -> None:
        self._begun_s, self._told_s, self._width = time.monotonic(), 0.0, 0

    def tell(self, text: str) -> None:
        now_s = time.monotonic()
        if now_s - self._begun_s < PATIENCE_S or now_s - self._told_s < LEAST_BETWEEN_S or not self._is_shown():
            return
        self._told_s = now_s
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)

    def end(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
        self._width = 0


_line = _Line()


def show_progress(shown: Optional[bool]) -> None:
    """Whether long calls tell what they are doing; None: in notebooks and at a prompt alone."""
    _line.asked = shown


def tell(text: str) -> None:
    """The next word of the call that is under way."""
    _line.tell(text)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Around a call that may tell."""
    _line.begin()
    try:
        yield
    finally:
        _line.end()
