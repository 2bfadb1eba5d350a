"""When: the period in force at each number, from dates, relative words and the day of publication; nothing guessed."""

import polars as pl

from kechuang.transforms.observations import moments

c = pl.col


_TOLD = ("grain", "year", "part", "day", "year_to", "part_to", "day_to")
_SHORT = ("day", "month", "quarter")
_HEAD = 4  # lines in which a document names the period of its lede


def find(grid: pl.DataFrame, numbers: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid -> grid with the period in force on every row: p_grain, p_year, p_part, p_day and their ends; `moment`.

    documents(document, published_year, published_month): null where not known. The last moment that rules is in
    force, until one of the steps below gives way to another.
    """
    told = moments.told(grid, numbers, documents).select(
        "row",
        year_named="year",
        part_named="part",
        part_to_named="part_to",
        grain_named=c("grain").cast(pl.String),
        **{f"p_{column}": c(column) for column in (*_TOLD, "prev_year")},
        **{f"m_{column}": c(column) for column in ("governs", "is_local", "is_stretch", "is_aside", "is_ahead")},
    )
    grid = _ruling(grid.join(told, on="row", how="left", maintain_order="left"))
    grid = _section_ends(grid)
    grid = _passing_ends(grid)
    grid = _paragraph_led(grid)
    grid = _now_ends(grid)
    grid = _plan_again(grid)
    grid = _stretch(_headline(grid))
    return _told(_alone(grid))


def _last_row(marks: pl.Expr) -> pl.Expr:
    """The last row of the document so far where `marks` holds."""
    row = pl.when(marks).then("row").when("starts_document").then(-1).forward_fill()
    return pl.when(row >= 0).then(row)


def _at_moment(column: str) -> pl.Expr:
    """The value of a column where the moment in force was told; that of the first row where none is."""
    return c(column).gather(c("moment").fill_null(0))


def _replaced(grid: pl.DataFrame, where: pl.Expr, by: str | pl.Expr) -> pl.DataFrame:
    return grid.with_columns(moment=pl.when(where.fill_null(False)).then(by).otherwise("moment"))


def _ruling(grid: pl.DataFrame) -> pl.DataFrame:
    """`moment`: the row of the last word of time that rules what follows it.

    Others rule for a while: a stretch (7月当月) for its sentence, a local one (2020年的38家) for its figure.
    """
    marks = ("governs", "is_local", "is_stretch", "is_aside", "is_ahead")
    grid = grid.with_columns(c(f"m_{k}").fill_null(False) for k in marks).with_columns(
        is_none=c("m_governs") & (c("period") == "none").fill_null(False)
    )
    # 2013年为第35位，2016年为第25位。: years that a paragraph looks back to rule their sentence
    plain = c("m_governs") & ~c("is_none") & ~c("m_is_local") & ~c("m_is_stretch")
    newest = pl.coalesce("p_year_to", "p_year")
    grid = grid.with_columns(m_plain=plain, m_newest=newest)
    year = pl.when(c("m_plain") & ~c("m_is_aside") & (c("p_grain") != "day")).then("m_newest")
    grid = grid.with_columns(line_newest=year.cum_max().over("line"))
    before = c("line_newest").forward_fill().over("line").shift(1)
    looks_back = c("m_plain") & (c("line") == c("line").shift(1)) & (c("m_newest") < before)
    grid = grid.with_columns(m_looks_back=looks_back.fill_null(False))
    grid = grid.with_columns(
        m_plain=c("m_plain") & ~c("m_looks_back"), m_is_stretch=c("m_is_stretch") | c("m_looks_back")
    )
    return grid.with_columns(
        moment=_last_row(c("m_plain")),
        stretch_moment=_last_row(c("m_governs") & c("m_is_stretch")),
        local_moment=_last_row(c("m_governs") & c("m_is_local")),
        none_moment=_last_row(c("is_none")),
        told_moment=_last_row(c("m_plain") & ~c("m_is_aside")),
        section_first=_last_row(c("starts_section")),
        document_first=_last_row(c("starts_document")),
        line_clause=c("clause").min().over("line"),
    )


def _section_ends(grid: pl.DataFrame) -> pl.DataFrame:
    """A new section ends the month or day that an earlier section named, and the period of the lede comes back."""
    lede = (
        c("m_governs")
        & ~c("is_none")
        & (c("lines_before") < _HEAD)
        & c("p_grain").is_in(["year", "half", "quarter", "month"])
        & (c("headings_before") < 2)
    )
    stale = (c("moment") < c("section_first")) & _at_moment("p_grain").is_in(_SHORT)
    return _replaced(grid, stale, pl.when(lede).then("row").min().over("document"))


def _passing_ends(grid: pl.DataFrame) -> pl.DataFrame:
    """A future year or the span of a plan named in passing rules its paragraph; where the next one is no plan, the
    period told before comes back. 到2030年达到900家。目前已有310家: nor is what is done by now of a year to come."""
    aims = c("status").is_in(["target", "forecast"]).fill_null(False)
    plan_named = ((c("plan_name") == "true") & (c("lines_before") < _HEAD) & (c("line_stops") == 0)).fill_null(False)
    grid = grid.with_columns(aims=aims, plan_section=(c("section_status") == "target").fill_null(False)).with_columns(
        line_plans=c("aims").any().over("line") | c("plan_section"),
        section_plans=c("plan_section") | plan_named.any().over("document"),
        done=(c("status") == "actual").fill_null(False).any().over("sentence") & ~c("aims").any().over("sentence"),
    )
    passed = (_at_moment("line") != c("line")) & ~c("line_plans") & ~c("section_plans")
    by_now = _at_moment("m_is_ahead") & (_at_moment("sentence") != c("sentence")) & c("done")
    is_told = c("told_moment") >= c("document_first")
    return _replaced(grid, _at_moment("m_is_aside") & (passed | by_now) & is_told, "told_moment")


def _paragraph_led(grid: pl.DataFrame) -> pl.DataFrame:
    """A moment within a paragraph gives way, in the next, to the one that led a paragraph and is no older."""
    leads = c("m_plain") & ~c("m_is_aside") & (c("clause") == c("line_clause")) & (c("p_grain") != "day")  # a dateline
    grid = grid.with_columns(led_moment=_last_row(leads))
    gives_way = (
        (_at_moment("line") != c("line"))
        & (c("led_moment") >= c("document_first"))
        & (c("p_year").gather(c("led_moment").fill_null(0)) > _at_moment("p_year"))
        & ~_at_moment("m_is_aside")
    )
    return _replaced(grid, gives_way, "led_moment")


def _now_ends(grid: pl.DataFrame) -> pl.DataFrame:
    """6月份，…。目前，…: the next paragraph is of June again; 目前 says no more than its year."""
    is_now = (c("period") == "now") | (c("sort") == "word")
    grid = grid.with_columns(dated_moment=_last_row(c("m_plain") & ~is_now.fill_null(False)))
    dated = c("dated_moment").fill_null(0)
    same_year = (c("dated_moment") >= c("document_first")) & (c("m_newest").gather(dated) == _at_moment("m_newest"))
    passed = (_at_moment("line") != c("line")) & (c("dated_moment") < c("moment"))
    return _replaced(grid, passed & same_year & ~c("m_is_aside").gather(dated), "dated_moment")


def _plan_again(grid: pl.DataFrame) -> pl.DataFrame:
    """展望2035年: a plan's later sections are of the plan's own years again."""
    plan = c("m_governs") & c("m_is_aside")
    horizon = pl.when(plan).then("m_newest").drop_nulls().first().over("document")
    grid = grid.with_columns(horizon=horizon)
    grid = grid.with_columns(within_plan=_last_row(plan & (c("m_newest") <= c("horizon")).fill_null(False)))
    vision = (
        _at_moment("m_is_aside")
        & (_at_moment("m_newest") > c("horizon"))
        & (c("moment") < c("section_first"))
        & (c("within_plan") >= c("document_first"))
    )
    return _replaced(grid, vision, "within_plan").drop("horizon", "within_plan")


def _headline(grid: pl.DataFrame) -> pl.DataFrame:
    """A headline without a time of its own is of the first period in the first sentence of the item below it."""
    opens = c("m_plain") & ~c("m_is_aside") & (c("line_stops") > 0) & (c("p_grain") != "day")
    opens = opens & (c("sentence") == c("sentence").min().over("line"))
    grid = grid.with_columns(next_moment=pl.when(opens).then("row").backward_fill())
    next_row = c("next_moment").fill_null(0)
    below = (c("line").gather(next_row) == c("line") + 1) & (c("document").gather(next_row) == c("document"))
    silent = (_at_moment("line") != c("line")) | (c("moment") < c("document_first")) | c("moment").is_null()
    return _replaced(grid, (c("line_stops") == 0) & silent & below & ~c("in_rows"), "next_moment").drop("next_moment")


def _stretch(grid: pl.DataFrame) -> pl.DataFrame:
    """十年间 at its head rules a paragraph, 7月当月 a sentence."""
    on = c("stretch_moment").fill_null(0)
    lasts = c("sort").gather(on) == "duration"
    opens = c("clause").gather(on) == c("line_clause").gather(on)
    along = (
        pl.when(lasts & opens)
        .then(c("line").gather(on) == c("line"))
        .otherwise(c("sentence").gather(on) == c("sentence"))
    )
    return _replaced(grid, along & (c("stretch_moment") > c("moment").fill_null(-1)), "stretch_moment")


def _alone(grid: pl.DataFrame) -> pl.DataFrame:
    """2020年的38家: the year belongs to the number beside it alone."""
    here = c("segment").gather(c("local_moment").fill_null(0)) == c("segment")
    return _replaced(grid, here & (c("local_moment") > c("moment").fill_null(-1)), "local_moment")


def _told(grid: pl.DataFrame) -> pl.DataFrame:
    """What the moment in force says; a day rules its own paragraph, of later ones only its year is told."""
    here = c("sentence").gather(c("none_moment").fill_null(0)) == c("sentence")
    silent = here & (c("none_moment") > c("moment").fill_null(-1))
    grid = grid.with_columns(
        is_told=(c("moment") >= c("document_first")).fill_null(False) & ~silent.fill_null(False),
        is_of_line=(_at_moment("line") == c("line")),
    )
    grid = grid.with_columns(
        pl.when("is_told").then(_at_moment(f"p_{k}")).alias(f"p_{k}") for k in (*_TOLD, "prev_year")
    )
    faded = (c("p_grain") == "day") & ~c("is_of_line")
    return grid.with_columns(
        p_grain=pl.when(faded).then(pl.lit("year")).otherwise("p_grain"),
        p_year_to=pl.when(~faded.fill_null(False)).then("p_year_to"),
    ).drop("is_told", "is_of_line", "aims", "plan_section", "done", "is_none")
