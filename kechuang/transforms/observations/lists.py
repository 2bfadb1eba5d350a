"""Numbers that stand in a row: lists (20.49%、3.21%), ratios (3.9：59.5：36.6), series (从42位到31位再到25位)."""

import polars as pl

c = pl.col


def find(figures: pl.DataFrame) -> pl.DataFrame:
    """figures -> with group (running number), member (0, 1, ...), members, is_ratio, is_series."""
    follows = (
        c("is_figure")
        & c("is_figure").shift(1)
        & (c("document") == c("document").shift(1))
        & (c("before_gap") == 0)
        & (c("last_number") == c("row").shift(1))
        & (c("row") - c("row").shift(1) > 1)  # a mark stands between them
    ).fill_null(False)
    listed = follows & (c("last_unlisted") == c("last_number")).fill_null(False)
    ratio = follows & (c("last_unratio") == c("last_number")).fill_null(False) & (c("unit_word") == "").fill_null(True)
    chained = follows & (c("last_unchained") == c("last_number")).fill_null(False)
    grouped = figures.with_columns(is_listed=listed, is_ratio=ratio, is_series=chained & ~listed)
    opens = ~(c("is_listed") | c("is_ratio") | c("is_series"))
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    grouped = grouped.with_columns(
        group=opens.cast(pl.Int64).cum_sum(), member=at - pl.when(opens).then(at).forward_fill()
    )
    return grouped.with_columns(
        members=pl.len().over("group").cast(pl.Int64),
        is_ratio=c("is_ratio").any().over("group"),
        is_series=c("is_series").any().over("group"),
    )
