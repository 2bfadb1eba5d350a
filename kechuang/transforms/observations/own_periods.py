"""Figures whose period is not the one in force: ways, series, plants still to be built, averages over years."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_DATE = ("grain", "year", "part", "day", "year_to", "part_to", "day_to")


def settle(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """Figures whose own time is not told: the earlier members of a series, what a plant will make once it is built."""
    own_time = (c("moment") >= c("segment_first")).fill_null(False)
    earlier = (
        c("is_series") & (c("member") < c("members") - 1) & ~own_time & ~c("statistic").is_in(["change", "growth_rate"])
    )
    someday = (
        c("obs_status").is_in(["forecast", "target"])
        & (c("time_basis") == "per_year")
        & (c("moment") < c("sentence_first")).fill_null(True)
        & (c("statistic") == "level")
    )
    built = c("obs_status").is_in(["forecast", "target"]) & within("someday", "sentence") & ~own_time
    # 由5.6亿元提高到7.56亿元: when it was 5.6 is not told; what it came to is of the end of a span
    way = (c("after_statistic") == "to_level") | (c("after_series") == "next")
    told_since = (c("moment") >= c("last_from")).fill_null(False)  # 由2020年的4万亿元
    leaves = (within("from", "segment") & way & ~told_since).fill_null(False)
    arrives = leaves.shift(1).fill_null(False) & (c("clause") == c("clause").shift(1))
    # 去年…。政府将拨款50亿元: what is still to come is of no year that has ended
    past = c("obs_status").is_in(["forecast", "target"]) & (c("moment") < c("sentence_first"))
    past &= pl.coalesce("p_year_to", "p_year") < c("published_year")
    untold = (earlier | someday | built | leaves | past).fill_null(False)
    was = (within("from", "segment") & way) | (
        c("is_series") & (c("member") < c("members") - 1) & ~c("statistic").is_in(["change", "growth_rate"])
    )
    was = was & (c("p_year") <= c("published_year")).fill_null(True)
    figures = figures.with_columns(
        obs_status=pl.when((was | leaves) & c("obs_status").is_in(["target", "forecast"]))
        .then(pl.lit("actual"))
        .otherwise("obs_status"),
        p_year=pl.when(arrives & c("p_year_to").is_not_null() & (c("p_grain") == "year"))
        .then("p_year_to")
        .otherwise("p_year"),
        p_year_to=pl.when(~arrives | (c("p_grain") != "year")).then("p_year_to"),
    )
    spanned = (
        (c("time_basis") == "per_year")
        & (c("statistic") == "growth_rate")
        & (c("p_grain") == "year")
        & c("p_year_to").is_null()
        & (c("p_prev_year") < c("p_year"))
    ).fill_null(False)
    # 2021年达到…，五年年均增长5.8%: so many years up to the one in force
    years = pl.when((c("sort") == "duration") & (c("unit_word") == "年") & c("obs_value").is_between(2, 50)).then(
        c("obs_value").cast(pl.Int64)
    )
    lasted = pl.when(c("last_span") == c("row").shift(1)).then(years.shift(1))
    averaged = (
        (c("time_basis") == "per_year")
        & (c("statistic") == "growth_rate")
        & (c("p_grain") == "year")
        & c("p_year_to").is_null()
        & within("span", "clause")
        & lasted.is_not_null()
    ).fill_null(False)
    figures = figures.with_columns(lasted=lasted).with_columns(
        p_year=pl.when(untold)
        .then(None)
        .when(spanned)
        .then(c("p_prev_year") + 1)
        .when(averaged)
        .then(c("p_year") - c("lasted") + 1)
        .otherwise("p_year"),
        p_year_to=pl.when(spanned | averaged).then("p_year").otherwise("p_year_to"),
    )
    # 由2016年的16.5：44.1：39.4: a ratio is of one period
    of_one = c("is_ratio") & (c("member") > 0)
    figures = figures.with_columns(
        *(pl.when(of_one).then(c(f"p_{k}").first().over("group")).otherwise(f"p_{k}").alias(f"p_{k}") for k in _DATE)
    )
    return _moments_in_turn(figures, grid)


def _moments_in_turn(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """2021年、2022年和2023年，…分别为2家、3家、5家: as many times as figures, each with its own."""
    later = c("members") - 1 - c("member")
    row = figures.select((c("moment") - 2 * later).fill_null(0).clip(0)).to_series()
    between = grid.select((c("border") == "enum") | (c("phrase") == "conj")).to_series()
    figures = figures.with_columns(
        *(grid[f"p_{k}"].gather(row).alias(f"turn_{k}") for k in _DATE),
        turn_named=grid["grain_named"].gather(row),
        turn_between=between.gather(row + 1),
    )
    fits = (
        (c("members") > 1)
        & (c("moment") >= c("sentence_first"))
        & c("turn_named").is_not_null()
        & (c("turn_between") | (later == 0))
    )
    in_turn = fits.fill_null(False).all().over("group")
    return figures.with_columns(pl.when(in_turn).then(f"turn_{k}").otherwise(f"p_{k}").alias(f"p_{k}") for k in _DATE)
