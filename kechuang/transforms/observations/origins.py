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
    # columns of their own, for every use of an expression would work it out again
    beside = grid.select("row", "origin", "gap", named=named, run=run, follows=c("gap").shift(-1)).select(
        "named",
        people=pl.when(~c("run")).then((c("origin") == "true") & (c("gap") == 0)).backward_fill(),
        sent=pl.when(~c("run")).then((c("origin") == "to") & (c("follows") == 0)).forward_fill(),  # 输往越南（升3%）
    )
    beyond = ["710000", "810000", "820000"]
    far = c("region_code").is_in(beyond) | c("abroad").is_not_null() | c("region").is_in(beyond)
    elsewhere = grid.select(far.fill_null(False) & (c("region_code") != c("region")).fill_null(True)).to_series()
    away = beside["named"] & elsewhere & (beside["people"].fill_null(False) | beside["sent"].fill_null(False))
    kept = pl.when(~away)
    return grid.with_columns(kept.then(k).alias(k) for k in ("region", "region_self", "abroad"))
