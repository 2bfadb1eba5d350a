"""Part of what: the total that 其中 opens the parts of."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_SIZES = (2, 3, 4, 5)  # counts that a total is split into
AMOUNT = ("count", "person", "money", "area", "mass", "energy", "power", "length", "volume")


def find(figures: pl.DataFrame) -> pl.DataFrame:
    """figures (named) -> part_of: the row of the total in the grid, null where the figure is no part."""
    amount = c("dimension").is_in(AMOUNT) & c("statistic").is_in(["level", "increment"]) & c("is_figure")
    opened = within("part", "sentence")
    in_bracket = (c("last_part") > c("last_open_bracket")).fill_null(False)
    closed = in_bracket & (c("last_close_bracket") > c("last_part")).fill_null(False)
    # parts run from 其中 to the end of the sentence's part, or of the bracket that 其中 stands in
    reaches = (within("part", "part_sentence") | in_bracket) & ~closed
    counted_out = (c("last_whole") > c("last_number")).fill_null(False)  # 336家企业中，有208家
    figures = figures.with_columns(amount=amount.fill_null(False), is_split=_split(figures, amount.fill_null(False)))
    figures = figures.with_columns(
        is_part=((opened & reaches) | counted_out | c("is_split")).fill_null(False) & c("amount")
    )
    total = pl.when(c("amount") & ~c("is_part")).then("row").shift(1).forward_fill()
    figures = figures.with_columns(total=total)
    lookup = figures.select(
        total="row", total_dimension="dimension", total_document="document", total_line="line", total_start="start"
    ).unique("total", keep="first")
    figures = figures.join(lookup, on="total", how="left", maintain_order="left")
    fits = (
        (c("total_dimension") == c("dimension"))
        & (c("total_document") == c("document"))
        & (c("total_line") == c("line"))
    )
    return figures.with_columns(
        part_of=pl.when(c("is_part") & fits).then("total"), part_start=pl.when(c("is_part") & fits).then("total_start")
    )


def _split(figures: pl.DataFrame, amount: pl.Expr) -> pl.Series:
    """企业58家，国家级9家、省级49家: two to five counts that follow a total in its sentence and sum to it."""
    # each step a column of its own: written as one expression, every use of a step would work it out again
    values = figures.select(
        "part_sentence", "dimension", "unit_measure", "in_cell", value=pl.when(amount).then("obs_value")
    )
    sums = values.with_columns(
        pl.sum_horizontal(*(c("value").shift(-n) for n in range(1, size + 1)), ignore_nulls=False).alias(f"sum_{size}")
        for size in _SIZES
    ).select(
        (
            (c(f"sum_{size}") == c("value"))
            & (c("value") > 0)
            & ~c("in_cell")
            & (c("part_sentence") == c("part_sentence").shift(-size))
            & (c("dimension") == c("dimension").shift(-size))
            & (c("unit_measure") == c("unit_measure").shift(-size))
        ).alias(f"sum_{size}")
        for size in _SIZES
    )
    parts = (c(f"sum_{size}").shift(n) for size in _SIZES for n in range(1, size + 1))
    return sums.select(is_split=pl.any_horizontal(*parts).fill_null(False)).to_series()
