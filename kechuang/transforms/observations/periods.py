"""When: the period in force at each number, from dates, relative words and the day of publication; nothing guessed."""

import polars as pl

from kechuang.transforms.observations import moments

c = pl.col


def find(grid: pl.DataFrame, numbers: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid -> grid with the period in force on every row: grain, year, part, day and their ends, is_future.

    documents(document, published_year, published_month): null where not known.
    """
    force = moments.told(grid, numbers, documents).select(
        "row",
        c("year").alias("year_named"),
        c("part").alias("part_named"),
        c("grain").cast(pl.String).alias("grain_named"),
        *(
            c(column).alias(f"p_{column}")
            for column in (
                "grain",
                "year",
                "part",
                "day",
                "year_to",
                "part_to",
                "day_to",
                "prev_year",
                "governs",
                "is_local",
                "is_stretch",
                "is_aside",
                "is_ahead",
            )
        ),
    )
    grid = grid.join(force, on="row", how="left", maintain_order="left")
    return _in_force(grid)


def _last_row(marks: pl.Expr) -> pl.Expr:
    """The last row of the document so far where `marks` holds."""
    row = pl.when(marks).then("row").when("starts_document").then(-1).forward_fill()
    return pl.when(row >= 0).then(row)


def _in_force(grid: pl.DataFrame) -> pl.DataFrame:
    """The last moment that rules; a new section ends what an earlier section named, and the lede's comes back.

    A future year or the span of a plan named in passing rules its paragraph; where the next one is no plan, the
    period told before comes back.
    """
    columns = ("grain", "year", "part", "day", "year_to", "part_to", "day_to")
    governs = c("p_governs").fill_null(False)
    is_none = governs & (c("period") == "none").fill_null(False)
    # 2013年为第35位，2016年为第25位。: years that a paragraph looks back to rule their sentence
    plain = governs & ~is_none & ~c("p_is_local").fill_null(False) & ~c("p_is_stretch").fill_null(False)
    year = pl.when(plain & c("p_is_aside").not_()).then(pl.coalesce("p_year_to", "p_year"))
    grid = grid.with_columns(line_newest=year.cum_max().over("line"))
    before = c("line_newest").forward_fill().over("line").shift(1)
    looks_back = plain & (c("line") == c("line").shift(1)) & (pl.coalesce("p_year_to", "p_year") < before)
    grid = grid.with_columns(p_is_stretch=c("p_is_stretch").fill_null(False) | looks_back.fill_null(False))
    grid = grid.with_columns(
        moment=_last_row(governs & ~is_none & ~c("p_is_local").fill_null(False) & ~c("p_is_stretch").fill_null(False)),
        stretch_moment=_last_row(governs & c("p_is_stretch").fill_null(False)),
        local_moment=_last_row(governs & c("p_is_local").fill_null(False)),
        none_moment=_last_row(is_none),
        section_first=_last_row(c("starts_section")),
        document_first=_last_row(c("starts_document")),
    )
    grid = grid.with_columns(line_clause=c("clause").min().over("line"))
    lede = (
        governs
        & ~is_none
        & (c("lines_before") < 4)
        & c("p_grain").is_in(["year", "half", "quarter", "month"])
        & (c("headings_before") < 2)
    )
    grid = grid.with_columns(lede=_last_row(lede))
    first_lede = pl.when(lede).then("row").min().over("document")
    ruling = c("moment").fill_null(0)
    stale = (c("moment") < c("section_first")) & c("p_grain").gather(ruling).is_in(["day", "month", "quarter"])
    told = _last_row(
        governs
        & ~is_none
        & ~c("p_is_local").fill_null(False)
        & ~c("p_is_stretch").fill_null(False)
        & ~c("p_is_aside").fill_null(False)
    )
    plans = c("status").is_in(["target", "forecast"]) | c("section_status").is_not_null()
    grid = grid.with_columns(
        moment=pl.when(stale.fill_null(False)).then(first_lede).otherwise("moment"),
        told_moment=told,
        line_plans=plans.fill_null(False).any().over("line"),
        section_plans=c("section_status").is_not_null().any().over("document", "section_first")
        | ((c("plan_name") == "true") & (c("lines_before") < 4) & (c("line_stops") == 0))
        .fill_null(False)
        .any()
        .over("document"),
    )
    passed = (
        c("p_is_aside").gather(c("moment").fill_null(0))
        & (c("line").gather(c("moment").fill_null(0)) != c("line"))
        & ~c("line_plans")
        & ~c("section_plans")
        & (c("told_moment") >= c("document_first"))
    )
    # 到2030年达到900家。目前已有310家: what is done by now is of no year to come
    done = (c("status") == "actual").any().over("sentence") & ~c("status").is_in(["target", "forecast"]).any().over(
        "sentence"
    )
    by_now = (
        c("p_is_aside").gather(c("moment").fill_null(0))
        & c("p_is_ahead").gather(c("moment").fill_null(0))
        & (c("sentence").gather(c("moment").fill_null(0)) != c("sentence"))
        & done
        & (c("told_moment") >= c("document_first"))
    )
    passed = passed.fill_null(False) | by_now.fill_null(False)
    grid = grid.with_columns(moment=pl.when(passed.fill_null(False)).then("told_moment").otherwise("moment"))
    # a moment within a paragraph gives way, in the next, to the one that led a paragraph and is no older
    leads = (
        governs
        & ~is_none
        & ~c("p_is_local").fill_null(False)
        & ~c("p_is_stretch").fill_null(False)
        & ~c("p_is_aside").fill_null(False)
        & (c("clause") == c("line_clause"))
        & (c("p_grain") != "day")  # the day of a dateline
    )
    grid = grid.with_columns(led_moment=_last_row(leads))
    ruling, led = c("moment").fill_null(0), c("led_moment").fill_null(0)
    gives_way = (
        (c("line").gather(ruling) != c("line"))
        & (c("led_moment") >= c("document_first"))
        & (c("p_year").gather(led) > c("p_year").gather(ruling))
        & ~c("p_is_aside").gather(ruling)
    )
    grid = grid.with_columns(moment=pl.when(gives_way.fill_null(False)).then("led_moment").otherwise("moment"))
    # 展望2035年: a plan's later sections are of the plan's own years again
    ends = pl.coalesce("p_year_to", "p_year")
    plan = pl.when(governs & c("p_is_aside")).then(ends)
    horizon = plan.drop_nulls().first().over("document")
    within_plan = _last_row(governs & c("p_is_aside").fill_null(False) & (ends <= horizon))
    vision = (
        c("p_is_aside").gather(c("moment").fill_null(0))
        & (ends.gather(c("moment").fill_null(0)) > horizon)
        & (c("moment") < c("section_first"))
        & (within_plan >= c("document_first"))
    )
    grid = grid.with_columns(moment=pl.when(vision.fill_null(False)).then(within_plan).otherwise("moment"))
    on = c("stretch_moment").fill_null(0)
    lasts = c("sort").gather(on) == "duration"  # 十年间 at its head rules a paragraph, 7月当月 a sentence
    opens = c("clause").gather(on) == c("line_clause").gather(on)
    along = (
        pl.when(lasts & opens)
        .then(c("line").gather(on) == c("line"))
        .otherwise(c("sentence").gather(on) == c("sentence"))
    )
    along = along & (c("stretch_moment") > c("moment").fill_null(-1))
    grid = grid.with_columns(moment=pl.when(along.fill_null(False)).then("stretch_moment").otherwise("moment"))
    here = (c("segment").gather(c("local_moment").fill_null(0)) == c("segment")) & (
        c("local_moment") > c("moment").fill_null(-1)
    )
    grid = grid.with_columns(moment=pl.when(here.fill_null(False)).then("local_moment").otherwise("moment"))
    inside = (c("moment") >= c("document_first")).fill_null(False)
    silent = (c("none_moment") > c("moment").fill_null(-1)) & (
        c("sentence").gather(c("none_moment").fill_null(0)) == c("sentence")
    )
    grid = grid.with_columns(
        *(
            pl.when(inside & ~silent.fill_null(False))
            .then(c(f"p_{k}").gather(c("moment").fill_null(0)))
            .alias(f"p_{k}")
            for k in (*columns, "prev_year")
        )
    )
    # a day rules its own paragraph; of later ones only its year is told
    faded = (c("p_grain") == "day") & (c("line").gather(c("moment").fill_null(0)) != c("line"))
    return grid.with_columns(
        p_grain=pl.when(faded).then(pl.lit("year")).otherwise("p_grain"),
        p_year_to=pl.when(~faded.fill_null(False)).then("p_year_to"),
    )
