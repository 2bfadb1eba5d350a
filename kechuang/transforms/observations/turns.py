"""Names taken from a list told before: 分别增长 in turn, 前两者 and 后者 by place, 均 for each of its members."""

import polars as pl

from kechuang.transforms.observations.figures import repeated, within

c = pl.col

_SPANS = ("a_from", "a_to", "b_from", "b_to", "c_from", "c_to")
_TAKEN = (*_SPANS, "literal", "literal_tail", "area_in_force")
_MOST = 6  # names that one 均 is read to reach


def take(figures: pl.DataFrame) -> pl.DataFrame:
    """figures with their own names (name_lists) -> those that lean on a list before them named by its members.

    Leaning figures have no name of their own, or a dependent one (总数, 增速) that is read after each name. 均 makes
    one record of a figure for each member.
    """
    figures = _told(figures)
    figures = _gathered(figures, _in_turn())
    figures = _gathered(figures, _beside())
    figures = _gathered(figures, _by_place())
    return _each(figures).drop("now", "first", "list_at", "list_size", "names", "names_before", "leans", "held")


def _told(figures: pl.DataFrame) -> pl.DataFrame:
    """Where the last list of names before each figure begins, how long it is, and how many names were told."""
    figures = figures.with_columns(now=pl.int_range(pl.len()).cast(pl.Int64))
    own_list = (c("is_listed_name") | c("is_each") | (c("literal").is_not_null() & (c("members") > 1))).fill_null(False)
    key = pl.when("is_each").then(c("row") * 2 + 1).otherwise(c("group") * 2)
    figures = figures.with_columns(held=own_list, first=c("now").first().over(key), size=pl.len().over(key))
    start = pl.when(c("held") & (c("size") > 1) & (c("now") == c("first")))
    figures = figures.with_columns(
        list_at=start.then("now").forward_fill(), list_size=start.then("size").forward_fill().cast(pl.Int64)
    )
    before = (c("first") - 1).clip(0)
    own_areas = (c("areas_seen") > c("areas_seen").shift(1)).gather(
        "first"
    )  # 滨州、东营分别下降: the regions take turns
    leans = (
        c("g_named_by").is_in(["force", "dependent"])
        & ~c("held")
        & ~(c("g_is_opened") & c("opened_head_from").gather("first").is_not_null())
        & c("is_figure")
        & ~c("in_cell")
        & ~own_areas.fill_null(False)
    )
    amount = (c("named_by") == "dependent") & c("statistic").is_in(["level", "increment"]) & (c("members") == 1)
    whole = c("held") | c("named_by").is_in(["left", "right"]) | amount
    names = (whole & c("is_figure") & (c("unit_measure") != "rank") & ~c("counts_areas")).fill_null(False)
    return (
        figures.with_columns(
            list_at=c("list_at").gather(before),
            list_size=c("list_size").gather(before),
            leans=leans.fill_null(False),
            names=names,
            names_before=names.cast(pl.Int64).cum_sum() - names.cast(pl.Int64),
        )
        .with_columns(names_before=c("names_before").gather("first"))
        .drop("size")
    )


def _name_row(index: pl.Expr) -> pl.Expr:
    """The row of the figure that told the name of this running number; null where there is none."""
    return c("now").filter("names").gather(pl.when(index >= 0).then(index), null_on_oob=True)


def _in_turn() -> pl.Expr:
    """分别增长20%、3%; 总数分别达到3家、5家: member n is of the nth of as many names told last."""
    last = _name_row(c("names_before") - 1)
    whole = (c("list_at") + c("list_size") == last + 1) & (c("list_size") == c("members"))
    pairs = (c("names_before") >= c("members")) & within("respectively", "part_sentence")
    place = c("names_before") - c("members") + c("member")
    at = _name_row(pl.when(pairs | whole).then(place))
    placed = within("former", "clause") | within("latter", "clause")
    return pl.when(c("leans") & ~placed & (c("members") > 1) & ~c("is_series") & ~c("is_ratio") & (pairs | whole)).then(
        at
    )


def _beside() -> pl.Expr:
    """贷款2186笔、78亿元，分别增长15%和22%: as many numbers as stand right before, one name told for all of them."""
    is_list = (c("members") > 1) & (c("member") == 0) & c("is_figure") & ~c("is_series") & ~c("is_ratio")
    before = (c("first") - 1).clip(0)
    start = pl.when(is_list).then("now").forward_fill().gather(before)
    on = start.fill_null(0)
    adjacent = (c("members").gather(on) == c("members")) & (start + c("members") == c("first"))
    told_once = ~c("held").gather(on) & start.is_not_null()
    leans = c("leans") & (c("g_named_by") == "force") & (c("members") > 1) & ~c("is_series") & ~c("is_ratio")
    return pl.when(leans & adjacent & told_once).then(start + c("member"))


def _by_place() -> pl.Expr:
    """前两者分别增长20%、3%，后者增长5%: the first or the last of the last list, whatever named it."""
    is_list = (c("members") > 1) & (c("member") == 0) & c("is_figure") & ~c("is_series") & ~c("is_ratio")
    plain = ~within("former", "clause") & ~within("latter", "clause")
    at = pl.when(is_list & plain).then("now").forward_fill()
    size = c("members").gather(at.fill_null(0))
    pointed = (
        pl.when(within("former", "clause"))
        .then(at + c("member"))
        .when(within("latter", "clause"))
        .then(at + size - c("members") + c("member"))
    )
    return pl.when((c("named_by") == "force") & c("leans") & (pointed < c("now"))).then(pointed)


def _gathered(figures: pl.DataFrame, at: pl.Expr) -> pl.DataFrame:
    """The names of the figures that `at` points to, with a dependent name of the figure's own read after them."""
    figures = figures.with_columns(at=at)
    on = c("at").fill_null(0)
    same = (c("line").gather(on) == c("line")) & (c("document").gather(on) == c("document")) & (on != c("now"))
    figures = figures.with_columns(at=pl.when(same.fill_null(False)).then("at"))
    taken = figures.select(*_TAKEN, told_by="named_by").select(pl.all().gather(figures["at"].fill_null(0)))
    return _written(figures, taken, figures["at"].is_not_null())


def _written(figures: pl.DataFrame, taken: pl.DataFrame, where: pl.Series) -> pl.DataFrame:
    own = (figures["g_named_by"] == "dependent") & where
    room_b = own & taken["b_from"].is_null()
    room_c = own & taken["b_from"].is_not_null() & taken["c_from"].is_null()
    own_from, own_to = figures["g_left_from"], figures["g_left_to"]
    put = {name: taken[name].zip_with(where, figures[name]) for name in _TAKEN}
    put["literal_tail"] = taken["literal_tail"].zip_with(where & ~own, figures["literal_tail"])
    put["b_from"], put["b_to"] = own_from.zip_with(room_b, put["b_from"]), own_to.zip_with(room_b, put["b_to"])
    put["c_from"], put["c_to"] = own_from.zip_with(room_c, put["c_from"]), own_to.zip_with(room_c, put["c_to"])
    return figures.with_columns(
        *(series.alias(name) for name, series in put.items()),
        named_by=pl.when(where).then(pl.lit("turn")).otherwise("named_by"),
    ).drop("at", strict=False)


def _each(figures: pl.DataFrame) -> pl.DataFrame:
    """A 3家、B 5家，均居全省第一: one record for each of the names told last, in the sentence's part."""
    names = figures.select(c("now").filter("names")).to_series()
    if names.is_empty():
        return figures
    first_name = (c("names_before") - 1).clip(0)
    part = c("part_sentence").filter("names")
    told = part.gather(first_name.fill_null(0)) == c("part_sentence")
    reached = pl.sum_horizontal(
        ((c("names_before") > back) & (part.gather((c("names_before") - 1 - back).clip(0)) == c("part_sentence"))).cast(
            pl.Int64
        )
        for back in range(_MOST)
    )
    whole = c("list_at") + c("list_size") == _name_row(c("names_before") - 1) + 1
    size = pl.when(whole.fill_null(False)).then(pl.min_horizontal("list_size", reached)).otherwise(reached)
    apiece = (
        c("leans") & within("each", "segment") & (c("members") == 1) & (c("named_by") != "turn") & told & (size > 1)
    ).fill_null(False)
    figures = figures.with_columns(reach=pl.when(apiece).then(size).otherwise(0))
    prior = figures.select(*_TAKEN)
    figures = repeated(figures, c("reach"), "back")
    where = figures.select(c("reach") > 0).to_series()
    at = figures.select((c("names_before") - c("reach") + c("back")).clip(0, len(names) - 1)).to_series()
    taken = prior.select(pl.all().gather(names.gather(at)))
    return _written(figures, taken, where).drop("reach", "back")
