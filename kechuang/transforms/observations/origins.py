"""Regions that tell where people come from: 日本旅客 are visitors, not Japan."""

import polars as pl

c = pl.col


def of_origin(grid: pl.DataFrame) -> pl.DataFrame:
    """韩国（2400元）、日本旅客的人均消费: where visitors come from is no region that a figure is about.

    Visitors to a place of the mainland (三亚游客) are told by that place.
    """
    named = c("region").is_not_null() | c("abroad").is_not_null() | c("region_self").is_not_null()
    mark = pl.when(c("border").is_in(["open", "close"]) & c("bracket")).then(c("border").cast(pl.String))
    listed = c("border").is_in(["enum", "open", "close"]).fill_null(False) | (c("phrase") == "conj").fill_null(False)
    run = named | listed | (mark.forward_fill() == "open").fill_null(False)
    next_row = pl.when(~run).then("row").backward_fill()
    beyond = ["710000", "810000", "820000"]
    far = c("region_code").is_in(beyond) | c("abroad").is_not_null() | c("region").is_in(beyond)
    away = named & far.fill_null(False) & (c("region_code") != c("region")).fill_null(True)
    away = away & (c("origin").gather(next_row) == "true") & (c("gap").gather(next_row) == 0)
    kept = pl.when(~away.fill_null(False))
    return grid.with_columns(kept.then(k).alias(k) for k in ("region", "region_self", "abroad"))
