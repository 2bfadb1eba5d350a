"""A measure told once for several: 甲公司利润3亿元，增长5%；乙化工2亿元，增长4%; 财政支出100亿元，其中教育20亿元."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col


def held(figures: pl.DataFrame) -> pl.DataFrame:
    """教师300人。其中：中学120人，小学180人: of the people of a house the total says who they are."""
    counted = (c("dimension") == "person") & c("is_figure") & (c("member") == 0)
    house = counted & c("tail_holds").is_not_null()
    total = counted & c("named_by").is_in(["left", "right"]) & c("tail_holds").is_null()
    at = pl.when(total).then("at").shift(1).forward_fill()
    figures = figures.with_columns(total_at=at, is_house=(house & (c("named_by") == "left")).fill_null(False))

    def told(name: str) -> pl.Expr:
        return c(name).gather(c("total_at").fill_null(0))

    same = (told("line") == c("line")) & (told("unit_word") == c("unit_word")) & (c("last_part") > told("row"))
    figures = figures.with_columns(is_held=(c("is_house") & same & within("part", "line")).fill_null(False))
    return figures.with_columns(
        head_from=pl.when("is_held").then("own_from").otherwise("head_from"),
        head_to=pl.when("is_held").then("own_to").otherwise("head_to"),
        own_from=pl.when("is_held").then(told("own_from")).otherwise("own_from"),
        own_to=pl.when("is_held").then(told("own_to")).otherwise("own_to"),
        named_by=pl.when("is_held").then(pl.lit("shared")).otherwise("named_by"),
    ).drop("total_at", "is_house", "is_held")


def find(figures: pl.DataFrame) -> pl.DataFrame:
    """figures with own and head names -> the measure told last in the sentence, of the same unit, is read after a name
    without one: of a part (其中), or of another firm told in the same way. Such a firm is the subject (is_org)."""
    owned = (c("tail_start") > c("own_from")) | (c("head_to") > c("head_from")).fill_null(False) | c("tells_firm")
    measured = (c("named_by") == "left") & (c("tail_phrase") == "measure") & owned & c("is_figure")
    figures = figures.with_columns(
        tail_at=pl.when(measured).then("at").shift(1).forward_fill(),
        grows_next=((c("statistic") == "growth_rate") & (c("part_sentence") == c("part_sentence").shift(1)))
        .shift(-1)
        .fill_null(False),
    )

    def told(name: str) -> pl.Expr:
        return c(name).gather(c("tail_at").fill_null(0))

    same = (told("sentence") == c("sentence")) & (told("unit_measure") == c("unit_measure"))
    sized = ~c("dimension").is_in(["count", "person", "ratio"]) & c("statistic").is_in(["level", "increment"])
    fits = same & sized & c("tail_at").is_not_null() & ~c("is_opened") & (c("member") == 0) & c("is_figure")
    bare = fits & (c("named_by") == "left") & c("tail_phrase").is_null() & ~c("own_act")
    bare = bare & (c("left_to") == c("start_byte"))
    part = within("part", "sentence") & (c("last_part") > told("row"))
    of_firm = told("tells_firm") & told("grows_next") & c("grows_next")
    figures = figures.with_columns(
        is_part_of_it=(bare & part).fill_null(False),
        is_firm_beside=(bare & ~part & of_firm).fill_null(False),
        is_org_beside=(fits & (c("named_by") == "force") & c("is_org")).fill_null(False),
    )
    named = c("is_part_of_it") | c("is_firm_beside")
    found = named | c("is_org_beside")
    return figures.with_columns(
        head_from=pl.when(named).then("own_from").otherwise("head_from"),
        head_to=pl.when(named).then("own_to").otherwise("head_to"),
        own_from=pl.when(found).then(pl.max_horizontal(told("tail_start"), told("own_from"))).otherwise("own_from"),
        own_to=pl.when(found).then(told("own_to")).otherwise("own_to"),
        named_by=pl.when(found).then(pl.lit("shared")).otherwise("named_by"),
        is_org=c("is_org") | c("is_firm_beside"),
    ).drop("tail_at", "grows_next", "is_part_of_it", "is_firm_beside", "is_org_beside")
