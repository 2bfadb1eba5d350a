"""Whose name a figure takes: its own, the one in force, both together, or the members of a list in turn."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

AMOUNTS = ("level", "increment")


def name(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures (statistics.find) -> span_1..3 (from, to: bytes): the pieces of indicator_text; `named_by`: the rule.

    A figure with a whole name of its own sets the name in force (base). A dependent name (增速, 占比, 数量) is read
    after it. One with none takes what is in force in its sentence, else in its line.
    """
    counted = c("dimension").is_in(["count", "person"]).fill_null(False) & (c("unit_measure") != "rank")
    rightward = c("has_right") & (counted | ~c("has_left"))
    takes_left = c("has_left") & ~rightward & (c("member") == 0) | (c("has_left") & ~rightward & ~c("is_listed") & ~c("is_ratio") & ~c("is_series"))
    figures = figures.with_columns(
        named_by=pl.when(rightward).then(pl.lit("right"))
        .when(takes_left & (c("is_dependent") | c("is_opened"))).then(pl.lit("dependent"))
        .when(takes_left).then(pl.lit("left"))
        .otherwise(pl.lit("force")),
    )
    right_to = pl.when(c("tells") & counted).then("right_to").otherwise("right_name_to")
    own_from = pl.when(c("named_by") == "right").then("right_from").when(c("named_by") != "force").then("left_from")
    own_to = pl.when(c("named_by") == "right").then(right_to).when(c("named_by") != "force").then("left_to")
    figures = figures.with_columns(
        own_from=own_from,
        own_to=own_to,
        head_from=pl.when((c("named_by") == "left") & c("has_joined")).then("joined_from").when(c("named_by").is_in(["dependent"]) & c("is_opened")).then("opened_head_from"),
        head_to=pl.when((c("named_by") == "left") & c("has_joined")).then("joined_to").when(c("named_by").is_in(["dependent"]) & c("is_opened")).then("opened_head_to"),
    )
    figures = figures.with_columns(at=pl.int_range(pl.len()).cast(pl.Int64))
    whole = c("named_by").is_in(["left", "right"]) | ((c("named_by") == "dependent") & c("head_from").is_not_null())
    setting = whole & (c("unit_measure") != "rank").fill_null(True) & c("is_figure")
    figures = figures.with_columns(
        base=pl.when(setting).then("at").shift(1).forward_fill(),
        current=pl.when(c("is_figure") & (c("named_by") != "force")).then("at").shift(1).forward_fill(),
    )
    near = lambda column: (  # noqa: E731 - reads as one sentence
        c(column).is_not_null()
        & (c("document").gather(c(column).fill_null(0)) == c("document"))
        & (c("line").gather(c(column).fill_null(0)) == c("line"))
    )
    figures = figures.with_columns(
        base=pl.when(near("base")).then("base"),
        current=pl.when(near("current")).then("current"),
    )
    return _paired(_spans(figures), grid)


def _spans(figures: pl.DataFrame) -> pl.DataFrame:
    """Put base, head and own together; a figure in force takes the whole name of the one it points to."""

    def at(column: str, index: str) -> pl.Expr:
        return c(column).gather(c(index).fill_null(0))

    own_head = c("head_from").is_not_null()
    based = (c("named_by") == "dependent") & ~own_head & c("base").is_not_null()
    figures = figures.with_columns(
        a_from=pl.when(own_head).then("head_from").when(based & at("head_from", "base").is_not_null()).then(at("head_from", "base")).when(based).then(at("own_from", "base")).otherwise("own_from"),
        a_to=pl.when(own_head).then("head_to").when(based & at("head_from", "base").is_not_null()).then(at("head_to", "base")).when(based).then(at("own_to", "base")).otherwise("own_to"),
        b_from=pl.when(own_head).then("own_from").when(based & at("head_from", "base").is_not_null()).then(at("own_from", "base")).when(based).then("own_from"),
        b_to=pl.when(own_head).then("own_to").when(based & at("head_from", "base").is_not_null()).then(at("own_to", "base")).when(based).then("own_to"),
        c_from=pl.when(based & at("head_from", "base").is_not_null()).then("own_from"),
        c_to=pl.when(based & at("head_from", "base").is_not_null()).then("own_to"),
    )
    forced = (c("named_by") == "force") & c("current").is_not_null()
    return figures.with_columns(
        *(pl.when(forced).then(at(column, "current")).otherwise(column).alias(column) for column in ("a_from", "a_to", "b_from", "b_to", "c_from", "c_to"))
    )


def _paired(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """A list of names with a list of numbers, in turn: 甲、乙分别为3家、5家; 甲与乙比重为31：69."""
    del grid
    return figures
