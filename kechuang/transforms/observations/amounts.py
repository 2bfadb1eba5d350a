"""How much: unit where none is printed, currency by region, qualifier before and after the number."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_PLACES = ("位", "名", "个位次", "个名次", "位次", "个席位")  # what a place in a ranking is counted in
_CURRENCY = {"81": "HKD", "82": "MOP", "71": "TWD"}


def settle(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures (lists.find) joined with the numbers' values -> unit_measure, obs_value, qualifier made whole."""
    figures = _unit(figures, grid)
    bound = pl.DataFrame({"cue": grid["qualifier"], "base": grid["comparison"]}).select(
        pl.when(c("base").is_null()).then(c("cue").cast(pl.String))
    )
    cue = bound.to_series().gather(figures["last_bound"].fill_null(0)).alias("cue_bound")
    return _qualifier(figures.with_columns(cue))


def _unit(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """A bare number takes the unit of its list, of the ratio it stands in, or of the noun that it measures."""
    total = c("obs_value").sum().over("group")
    hundred = c("is_ratio") & total.is_between(98.5, 101.5)
    bare = c("unit_measure").is_null()
    cue = grid["unit"].gather(figures["last_unit_cue"].fill_null(0)).alias("cue")
    figures = figures.with_columns(cue).with_columns(
        cue=pl.when(within("unit_cue", "segment")).then("cue"),
        later_unit=pl.when(c("members") > 1).then(c("unit_measure").backward_fill().over("group")),
        later_mult=pl.when(c("members") > 1).then(
            pl.when(c("unit_measure").is_not_null()).then("unit_mult").backward_fill().over("group")
        ),
        later_factor=pl.when(c("members") > 1).then(
            pl.when(c("unit_measure").is_not_null()).then("factor").backward_fill().over("group")
        ),
        later_dimension=pl.when(c("members") > 1).then(c("dimension").backward_fill().over("group")),
        rank_cue=within("rank_noun", "sentence"),
        told_cue=pl.when(within("unit_cue", "sentence")).then("cue"),
        prints_no_unit=bare,
    )
    bare = c("prints_no_unit")
    named = bare & ~c("is_ratio") & ~c("in_cell")
    counts = (c("after_unit").is_in(["person", "count"]) & (c("unit_mult") >= 3)).fill_null(False)  # 300多万网民
    figures = figures.with_columns(
        unit_measure=pl.when(hundred & bare)
        .then(pl.lit("percent"))
        .when(c("is_ratio") & bare & (c("members") == 2))
        .then(pl.lit("times"))
        .when(c("is_series") & (c("unit_word") == "位"))
        .then(pl.lit("rank"))
        .when(c("unit_word").is_in(_PLACES) & c("before_shift").is_not_null())  # 前移2位
        .then(pl.lit("rank"))
        .when((c("unit_word") == "位") & c("rank_cue"))
        .then(pl.lit("rank"))
        .when(named & c("later_unit").is_not_null() & ~c("is_series"))
        .then("later_unit")
        .when((c("unit_word") == "度") & (c("cue") == "Cel"))
        .then("cue")
        .when(named & (c("cue") == "CNY") & (c("unit_mult") >= 4))
        .then(pl.lit("CNY"))
        .when(named & counts)
        .then("after_unit")
        .when(named & c("cue").is_in(["index_point", "person", "times"]))
        .then("cue")
        .when(named & (c("cue") == "rank") & ~within("to_level", "segment"))
        .then(pl.lit("rank"))
        .when(named & (c("unit_mult") >= 8))
        .then(pl.lit("CNY"))
        .otherwise("unit_measure"),
        dimension=pl.when(named & c("later_unit").is_null() & counts).then("after_unit").otherwise("dimension"),
        is_bare=bare & c("later_unit").is_null(),
        is_hundred=hundred,
    )
    # 1.1个和2.3个百分点: the points are printed once
    points = (
        (c("unit_word") == "个")
        & (c("member") < c("members") - 1)
        & (c("unit_measure").last().over("group") == "percentage_point")
    ).fill_null(False)
    figures = figures.with_columns(
        unit_measure=pl.when(points).then(pl.lit("percentage_point")).otherwise("unit_measure"),
        dimension=pl.when(points).then(pl.lit("ratio")).otherwise("dimension"),
    )
    figures = _moved(_along_a_way(figures))
    # 6：1 is one level of six times: the first member holds both numbers
    pair = (
        c("is_ratio") & (c("members") == 2) & ~c("is_hundred") & (c("member") == 0) & (c("unit_measure") == "times")
    ).fill_null(False)
    figures = figures.with_columns(
        obs_value=pl.when(pair & (c("obs_value").shift(-1) != 0))
        .then(c("obs_value") / c("obs_value").shift(-1))
        .otherwise("obs_value"),
        end=pl.when(pair).then(c("end").shift(-1)).otherwise("end"),
    )
    # 35、42、86万元: the multiplier is shared like the unit
    lends = bare & named & c("later_unit").is_not_null() & ~c("is_series") & (c("unit_mult") == 0)
    figures = figures.with_columns(
        obs_value=pl.when(lends)
        .then(c("obs_value") * pl.lit(10.0).pow(c("later_mult")) * c("later_factor"))
        .otherwise("obs_value"),
        unit_mult=pl.when(lends).then("later_mult").otherwise("unit_mult"),
        dimension=pl.when(lends).then("later_dimension").otherwise("dimension"),
    )
    prefix = c("region_code").fill_null("")
    printed = c("before_currency")  # US$101亿
    figures = figures.with_columns(unit_measure=pl.when(printed.is_not_null()).then(printed).otherwise("unit_measure"))
    for first, currency in _CURRENCY.items():
        figures = figures.with_columns(
            unit_measure=pl.when(
                (c("unit_measure") == "CNY")
                & printed.is_null()
                & (c("unit_word").is_in(["元", "块钱", ""]))
                & prefix.is_between(pl.lit(first + "0000"), pl.lit(first + "9999"))
            )
            .then(pl.lit(currency))
            .otherwise("unit_measure")
        )
    return figures


def _moved(figures: pl.DataFrame) -> pl.DataFrame:
    """收入比为2.4:1，比上年缩小0.05: a bare number at a verb of change is in the unit of the bare level before it."""
    level = c("unit_measure").shift(1).is_in(["times", "index_point"]) & (c("unit_word").shift(1) == "")
    moves = (c("before_gap") == 0) & c("before_statistic").is_in(["up", "down", "improve"])
    same = (c("sentence") == c("sentence").shift(1)) & (c("document") == c("document").shift(1))
    bare = c("unit_measure").is_null() & (c("unit_word") == "") & (c("unit_mult") == 0) & c("is_figure") & ~c("in_cell")
    takes = (level & moves & same & bare).fill_null(False)
    # 比值最高，为2.93: what the number measures was told before the clause
    told = bare & ~takes & c("told_cue").is_in(["index_point", "times"]) & (c("decimals") > 0) & ~c("is_series")
    return figures.with_columns(
        unit_measure=pl.when(takes)
        .then(c("unit_measure").shift(1))
        .when(told)
        .then("told_cue")
        .otherwise("unit_measure"),
        dimension=pl.when(takes).then(c("dimension").shift(1)).otherwise("dimension"),
        is_bare=c("is_bare") & ~takes,
        is_moved_ratio=takes & (c("unit_measure").shift(1) == "times"),
    )


def _along_a_way(figures: pl.DataFrame) -> pl.DataFrame:
    """由2.14缩小至2.08, 由1.8增至3.2亿元: both ends of a way are in one unit, which may be printed once."""
    goes_on = (
        (c("clause") == c("clause").shift(1))
        & (c("last_number") == c("row").shift(1))
        & within("to_level", "segment")
        & ~c("in_cell")
    ).fill_null(False)
    bare = c("unit_measure").is_null() & (c("unit_word") == "") & (c("unit_mult") == 0) & c("is_figure")
    ends = {"unit_measure": "unit_measure", "dimension": "dimension", "unit_mult": "unit_mult"}
    before = {f"way_{k}": pl.when(goes_on).then(c(v).shift(1)) for k, v in ends.items()}
    after = {f"end_{k}": pl.when(goes_on.shift(-1)).then(c(v).shift(-1)) for k, v in (ends | {"f": "factor"}).items()}
    figures = figures.with_columns(**before, **after)
    scale = pl.lit(10.0).pow(c("end_unit_mult")) * c("end_f")
    takes_end = (bare & c("end_unit_measure").is_not_null() & within("from", "segment")).fill_null(False)
    takes_way = bare & ~takes_end & c("way_unit_measure").is_not_null() & (c("way_unit_mult") == 0)
    return figures.with_columns(
        unit_measure=pl.when(takes_end)
        .then("end_unit_measure")
        .when(takes_way)
        .then("way_unit_measure")
        .otherwise("unit_measure"),
        dimension=pl.when(takes_end).then("end_dimension").when(takes_way).then("way_dimension").otherwise("dimension"),
        obs_value=pl.when(takes_end).then(c("obs_value") * scale).otherwise("obs_value"),
        unit_mult=pl.when(takes_end).then("end_unit_mult").otherwise("unit_mult"),
        is_bare=c("is_bare") & ~takes_end & ~takes_way,
    ).drop([*before, *after])


def _qualifier(figures: pl.DataFrame) -> pl.DataFrame:
    """The word that touches the number on the left or right; 达到…以上 is at_least, a range keeps being one."""
    touches = c("before_gap") == 0
    left: pl.Expr = pl.when(touches).then(
        pl.coalesce(
            "before_qualifier",
            pl.when((c("before_qualifier_gap") == 0) & ~c("touches_area") & ~c("before_is_adverb")).then(
                "before2_qualifier"
            ),
        )
    )
    right = pl.coalesce("after_qualifier", "after2_qualifier")
    inner = c("inner_qualifier").fill_null("exact")
    # columns of their own, for every use of an expression would work it out again
    figures = figures.with_columns(left_bound=left, right_bound=right)
    left, right = c("left_bound"), c("right_bound")
    own = (
        pl.when(inner == "range")
        .then(inner)
        .when(right == "at_least")
        .then(pl.lit("at_least"))
        .when(right.is_not_null() & ~((right == "over") & (inner != "exact")))
        .then(right)
        .when(touches & left.is_not_null())
        .then(left)
        .otherwise(inner)
    )
    # 不足总数的一成, 约占全国的三成: the bound stands before what the number is a part of
    far = (
        pl.when(within("about", "segment"))
        .then(pl.lit("approx"))
        .when(c("before_of") & within("bound", "segment") & c("unit_measure").is_in(["percent", "times"]))
        .then("cue_bound")
    )
    figures = figures.with_columns(own_bound=own)
    own = c("own_bound")
    figures = figures.with_columns(own_bound=pl.when((own == "exact") & far.is_not_null()).then(far).otherwise(own))
    # 高于全省1.2个百分点 is a gap of 1.2, no lower bound; a list shares what stands before it
    far_bound = c("before_qualifier").is_null() & left.is_in(["over", "under"])  # 高于上月0.8个百分点
    gap = (c("unit_measure") == "percentage_point") & (c("before_statistic").is_not_null() | far_bound) & (own == left)
    figures = figures.with_columns(
        qualifier=pl.when(gap.fill_null(False)).then(inner).otherwise(own), by_left=(own == left) & touches
    )
    lent = c("is_listed") & (c("qualifier") == "exact") & c("by_left").first().over("group")
    lent = lent & c("qualifier").first().over("group").is_in(["over", "approx", "at_least", "at_most", "under"])
    return figures.with_columns(
        qualifier=pl.when(lent.fill_null(False)).then(c("qualifier").first().over("group")).otherwise("qualifier")
    )
