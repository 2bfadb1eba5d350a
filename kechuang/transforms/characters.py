"""Where the characters of texts stand in their bytes: a slice by bytes costs the same anywhere in a text, one by
characters walks there from its start."""

from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

Places = npt.NDArray[np.int64]


class Characters:
    """The characters of documents(document, text); `document` is a small number. Places that lie outside are cut."""

    def __init__(self, starts: Places, first: Places, last: Places) -> None:
        self._starts = starts  # the byte of each character, of all texts put together, and their end
        self._first, self._last = first, last  # of each document: its first character, and that after its last

    @classmethod
    def of(cls, documents: pl.DataFrame) -> Self:
        """Count the characters of documents(document, text)."""
        texts = documents["text"].to_list()
        data = np.frombuffer("".join(texts).encode(), np.uint8)
        starts = np.flatnonzero((data & 0xC0) != 0x80)  # no byte that continues a character
        number = documents["document"].to_numpy()
        first, last = np.zeros((2, int(number.max(initial=0)) + 1), np.int64)
        last[number] = np.cumsum([len(text) for text in texts])
        first[number] = last[number] - [len(text) for text in texts]
        return cls(np.append(starts, len(data)), first, last)

    def to_bytes(self, document: pl.Series, at: pl.Series) -> pl.Series:
        """Characters before a place in its document -> bytes before it."""
        first, last = self._bounds(document)
        place = np.clip(first + at.fill_null(0).to_numpy(), first, last)
        return pl.Series(at.name, self._starts[place] - self._starts[first])

    def from_bytes(self, document: pl.Series, at: pl.Series) -> pl.Series:
        """Bytes before a place in its document -> characters before it."""
        first, last = self._bounds(document)
        place = np.searchsorted(self._starts, self._starts[first] + at.fill_null(0).to_numpy())
        return pl.Series(at.name, np.clip(place, first, last) - first)

    def _bounds(self, document: pl.Series) -> tuple[Places, Places]:
        number = document.to_numpy()
        return self._first[number], self._last[number]


def cut(text: pl.Expr, first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """The part of a text between two places in its bytes."""
    return text.cast(pl.Binary).bin.slice(first, last - first).cast(pl.String)
