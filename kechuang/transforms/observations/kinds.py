"""Figure, time, reference or unresolved: what each number of the text is."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col


def find(figures: pl.DataFrame) -> pl.DataFrame:
    """figures (named, measured) -> kind."""
    quoted = (
        (c("before_border") == "quote")
        & (c("before_gap") == 0)
        & ((c("next_unquote") < c("next_clause").fill_null(2**40)) | (c("after_border") == "unquote"))
    ).fill_null(False)
    closed = (
        (c("after_border") == "unquote")
        & within("quote", "clause")
        & (c("last_quote") > c("last_unquote").fill_null(-1))
        & (c("start") - c("quote_end") <= 8)
    ).fill_null(False)  # “黄金68条”
    quoted = quoted | closed
    edges = ["open", "colon", "cell", "line"]
    caption = (
        c("before_border").is_in(edges)
        & (c("before_gap") == 0)
        & c("after_border").is_in(["close", *edges[2:]])
        & (c("unit_word") != "")
        & ~c("has_digits")
    ).fill_null(False)  # 产值（亿元）, 单位：万吨
    ranked = (c("unit_measure") == "rank") & (
        within("rank", "segment")
        | within("area", "segment")
        | c("unit_word").is_in(["第位", "第名", "世界第", "榜首", "之首"])
        | c("is_series")
        | within("rank_noun", "sentence")
        | c("ranks_among")
    )
    # columns of their own, for every use of an expression would work it out again
    figures = figures.with_columns(is_ranked=ranked)
    ranked = c("is_ranked")
    ranked = ranked | ((c("member") > 0) & ranked.first().over("group") & (c("unit_measure") == "rank"))
    named = (c("a_from").is_not_null() & (c("a_to") > c("a_from"))) | c("literal").is_not_null()
    bare = c("unit_measure").is_null()
    lasts = ((c("sort") == "duration") & within("measured", "clause")).fill_null(False)
    figures = figures.with_columns(is_measured=lasts)
    measured = c("is_measured")
    moves = c("statistic").is_in(["change"]) | within("to_level", "segment")
    for _ in range(2):  # 住院日8.2日，缩短0.4日
        same = (c("sentence") == c("sentence").shift(1)) & (c("document") == c("document").shift(1))
        after = ((c("sort") == "duration") & moves & same & measured.shift(1)).fill_null(False)
        figures = figures.with_columns(is_measured=measured | after)
    counts = c("is_figure") & (
        pl.when(c("sort") == "ordinal")
        .then(ranked)
        .when(c("sort") == "duration")
        .then(measured | c("unit_measure").is_in(["h", "min"]) & pl.lit(False))
        .otherwise(True)
    ).fill_null(False)
    return figures.with_columns(
        kind=pl.when(
            c("is_ratio") & (c("members") == 2) & ~c("is_hundred") & (c("member") == 1) & (c("unit_measure") == "times")
        )
        .then(pl.lit("absorbed"))
        .when(caption)
        .then(pl.lit("absorbed"))
        .when((c("sort") == "time") | c("lasts"))
        .then(pl.lit("time"))
        .when(~c("is_figure"))
        .then(pl.lit("reference"))
        .when(quoted)
        .then(pl.lit("reference"))
        .when(counts & named & ~bare)
        .then(pl.lit("observation"))
        .when(c("sort") == "duration")
        .then(pl.lit("time"))
        .when((c("sort") == "ordinal") & ranked.fill_null(False))
        .then(pl.lit("unresolved"))
        .when(c("sort") == "ordinal")
        .then(pl.lit("reference"))
        .when(bare & (c("unit_mult") == 0))
        .then(pl.lit("reference"))
        .otherwise(pl.lit("unresolved"))
    )
