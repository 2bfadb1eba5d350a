"""The vocabulary: every table of seeds/, typed, as the transforms take it. The one place that reads them from disk."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from kechuang.settings import room as room


def seed_rows(path: Path) -> pl.DataFrame:
    """A seed table, all columns text. Lines that start with `#` say where the rows come from; empty cells are null."""
    return pl.read_csv(path, comment_prefix="#", infer_schema=False)


@dataclass(frozen=True)
class Vocabulary:
    """The seed tables that reading figures needs, one attribute a file."""

    indicator: pl.DataFrame
    indicator_alias: pl.DataFrame
    region: pl.DataFrame
    region_alias: pl.DataFrame
    unit: pl.DataFrame
    cue: pl.DataFrame
    group: pl.DataFrame


@cache
def load(seeds: Path | None = None) -> Vocabulary:
    """The vocabulary of a seeds folder, the project's own where none is named."""
    folder = seeds or room("seeds")
    return Vocabulary(**{name: seed_rows(folder / f"{name}.csv") for name in Vocabulary.__dataclass_fields__})
