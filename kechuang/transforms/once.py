"""What is made of the vocabulary is made once: its tables do not change while a process runs."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Made = TypeVar("Made")


def once(make: Callable[[*Given], Made]) -> Callable[[*Given], Made]:
    """`make`, with what it made of the same objects kept; tables have no hash, so they are known by identity."""
    kept: dict[tuple[int, ...], tuple[tuple[*Given], Made]] = {}

    @wraps(make)
    def made(*given: *Given) -> Made:
        key = tuple(map(id, given))
        if key not in kept:
            kept[key] = given, make(*given)  # what was given is kept too, so that its id stays its own
        return kept[key][1]

    return made
