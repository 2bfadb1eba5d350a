"""Part of what: the total that 其中 opens the parts of."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

AMOUNT = ("count", "person", "money", "area", "mass", "energy", "power", "length", "volume")


def find(figures: pl.DataFrame) -> pl.DataFrame:
    """figures (named) -> part_of: the row of the total in the grid, null where the figure is no part."""
    amount = c("dimension").is_in(AMOUNT) & c("statistic").is_in(["level", "increment"]) & c("is_figure")
    opened = within("part", "sentence")
    # parts run from 其中 to the end of the sentence's part, or of the bracket that 其中 stands in
    reaches = within("part", "part_sentence") | (
        opened
        & (c("last_open_bracket") > c("last_close_bracket").fill_null(-1)).fill_null(False)
        & (c("last_part") > c("last_open_bracket")).fill_null(False)
    )
    figures = figures.with_columns(is_part=(opened & reaches & amount).fill_null(False), amount=amount.fill_null(False))
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
    ).drop("total_start", "total_dimension", "total_document", "total_line")
