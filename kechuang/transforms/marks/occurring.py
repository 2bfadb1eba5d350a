"""Which words may occur in a text, by their first two characters.

To build a search for all words of the vocabulary takes 0.1 s, longer than to read a short document with it.
"""

from functools import lru_cache
from itertools import compress

import numpy as np
import numpy.typing as npt
import polars as pl

_SIZE = 2**18  # of the table of pairs; pairs that share a place only let a word pass that does not occur

Points = npt.NDArray[np.int64]


class Occurring:
    """The pairs of characters of some texts."""

    def __init__(self, texts: pl.Series) -> None:
        points = np.frombuffer("\x00".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
        self._seen = np.zeros(_SIZE, np.bool_)
        self._seen[_place(points[:-1], points[1:])] = True
        self._seen[_place(points, np.zeros_like(points))] = True

    def among(self, words: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """For each word whether it may occur."""
        return self._seen[_places(words)]

    def of(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words that may occur."""
        return tuple(compress(words, self.among(words)))


def _place(first: Points, second: Points) -> Points:
    return (first * 8191 + second) % _SIZE


@lru_cache(maxsize=16)
def _places(words: tuple[str, ...]) -> Points:
    """Of each word the place of its first two characters, of a single one that of it and none."""
    first = np.array([ord(word[0]) for word in words], np.int64)
    return _place(first, np.array([ord(word[1]) if len(word) > 1 else 0 for word in words], np.int64))
