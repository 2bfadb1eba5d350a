"""Part of what: the total that 其中 opens the parts of."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_SIZES = (2, 3, 4, 5)  # counts that a total is split into
AMOUNT = ("count", "person", "money", "area", "mass", "energy", "power", "length", "volume")


def find(figures: pl.DataFrame) -> pl.DataFrame:
    """figures (named) -> part_of: the row of the total in the grid, null where the figure is no part."""
    bound = (c("named_by") == "right") & c("of_things") & (c("dimension") == "money")  # 10亿元以上的项目
    amount = (
        c("dimension").is_in(AMOUNT) & c("statistic").is_in(["level", "increment"]) & c("is_figure") & ~bound
    ).fill_null(False)
    # parts run from 其中 to the end of the sentence's part, of the sentence where 其中 leads a part of it, or of the
    # bracket that 其中 stands in
    held = within("open_bracket", "sentence") & (c("last_close_bracket") > c("last_open_bracket")).fill_null(False)
    in_bracket = within("open_bracket", "sentence") & ~held & (c("last_part") > c("last_open_bracket"))
    closed = held & (c("last_part") > c("last_open_bracket")) & (c("last_part") < c("last_close_bracket"))
    opened = (
        within("part", "sentence")
        & (within("part", "part_sentence") | _leads() | in_bracket)
        & ~closed.fill_null(False)
    )
    counted_out = (c("last_whole") > c("last_number")).fill_null(False)  # 336家企业中，有208家
    counted = c("out_of") & c("dimension").is_in(["count", "person"]) & (c("dimension") == c("dimension").shift(1))
    figures = figures.with_columns(amount=amount, is_split=_split(figures, amount), counted=counted.fill_null(False))
    # 其中发明专利214件，主持制定标准38项: a later clause with a verb of its own tells of something else
    first = (c("last_number").fill_null(-1) < c("last_part")).fill_null(False)
    opened = opened & (first | _leads() | ~within("act", "segment") | in_bracket)
    figures = figures.with_columns(in_bracket=in_bracket.fill_null(False))
    # 9个县中，2个上升、3个持平: the others of the list are parts too
    goes_on = (
        c("amount")
        & (c("part_sentence") == c("part_sentence").shift(1))
        & (c("dimension") == c("dimension").shift(1))
        & (c("unit_word") == c("unit_word").shift(1))
    )
    run = (~goes_on).fill_null(True).cast(pl.Int64).cum_sum()
    listed = goes_on & c("counted").cum_max().over(run.alias("run"))
    figures = figures.with_columns(
        is_part=((opened | counted_out | c("counted") | c("is_split") | listed).fill_null(False)) & c("amount")
    )
    figures = figures.with_columns(total=_total(figures))
    told = figures.select(total="row", total_start="start").unique("total", keep="first")
    return figures.join(told, on="total", how="left", maintain_order="left").with_columns(
        part_of=pl.when("is_part").then("total"), part_start=pl.when("is_part").then("total_start")
    )


def _leads() -> pl.Expr:
    """Whether 其中 begins a sentence or a part of one: 。其中，…；…"""
    return within("part", "sentence") & (c("last_leading_part") == c("last_part")).fill_null(False)


def _total(figures: pl.DataFrame) -> pl.Expr:
    """The nearest amount before that is no part and of the same dimension: of the sentence, or of the one before
    where 其中 begins a sentence."""
    told = figures.select("line", "dimension", whole=c("amount") & ~c("is_part"), at=pl.int_range(pl.len()))
    at = told.select(pl.when("whole").then("at").shift(1).forward_fill().over("line", "dimension")).to_series()
    total, sentence, stretch = (figures[k].gather(at) for k in ("row", "sentence", "part_sentence"))
    near = (
        (c("part_sentence") == stretch)
        | (_leads() & (c("sentence") - sentence <= 1))
        | (c("in_bracket") & (c("sentence") == sentence))
        | c("is_split")
        | c("counted")
    )
    return pl.when(near.fill_null(False)).then(total)


def _split(figures: pl.DataFrame, amount: pl.Expr) -> pl.Series:
    """企业58家，国家级9家、省级49家: two to five amounts that follow a total and sum to it.

    Whole numbers stand in the total's part of the sentence, for small ones sum by chance; others in its line.
    """
    at = figures.select(at=pl.int_range(pl.len()).filter(amount & ~c("in_cell")))["at"]
    told = figures.select("line", "part_sentence", "dimension", "unit_measure", "decimals", value="obs_value")[at]
    # each step a column of its own: written as one expression, every use of a step would work it out again
    sums = told.with_columns(
        pl.sum_horizontal(*(c("value").shift(-n) for n in range(1, size + 1)), ignore_nulls=False).alias(f"sum_{size}")
        for size in _SIZES
    ).select(
        (
            ((c(f"sum_{size}") - c("value")).abs() <= 1e-9 * c("value"))
            & (c("value") > 0)
            & ((c("part_sentence") == c("part_sentence").shift(-size)) | (c("decimals") > 0))
            & (c("line") == c("line").shift(-size))
            & (c("dimension") == c("dimension").shift(-size))
            & (c("unit_measure") == c("unit_measure").shift(-size))
        ).alias(f"sum_{size}")
        for size in _SIZES
    )
    parts = (c(f"sum_{size}").shift(n) for size in _SIZES for n in range(1, size + 1))
    found = sums.select(pl.any_horizontal(*parts).fill_null(False)).to_series()
    return pl.int_range(len(figures), eager=True).is_in(at.filter(found).implode())
