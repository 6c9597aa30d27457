"""The one exception of Weir in Python."""

from __future__ import annotations

from typing import Sequence, Tuple

Problem = Tuple[str, str, str, str]


class Error(Exception):
    """A problem with what Weir was given.

    ``code`` is stable ("fold-divide", "input-size"); ``what`` is one sentence with names and values, ``where`` a file,
    line or field, ``hint`` what is legal or what to do. Several problems found in one pass come as one exception:
    ``code``, ``what``, ``where`` and ``hint`` are those of the first, ``problems`` has all of them.
    """

    def __init__(self, code: str, what: str, where: str = "", hint: str = "", *, more: Sequence[Problem] = ()):
        super().__init__(code, what, where, hint)
        self.code, self.what, self.where, self.hint = code, what, where, hint
        self.problems = [(code, what, where, hint), *more]

    def __str__(self) -> str:
        return "\n".join(_text(problem) for problem in self.problems)


def _text(problem: Problem) -> str:
    code, what, where, hint = problem
    text = f"error[{code}]: {what}"
    if where:
        text += f"\n  --> {where}"
    if hint:
        text += f"\n  {hint}"
    return text


def from_problems(problems: Sequence[Problem]) -> Error:
    """What the extension module raises for one or several problems of the libraries."""
    first, *more = problems
    return Error(*first, more=more)
