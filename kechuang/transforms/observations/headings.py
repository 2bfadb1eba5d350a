"""Headings: where a section begins, and what its heading says of the figures below it: plans, or what was done.

A line without a full stop is a heading; how it is numbered tells its rank. 二、今年工作安排 rules its （一）, （二）
until 三、; the innermost heading that says plans or done decides.
"""

import polars as pl

c = pl.col

_NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
_NUMERALS += ["十" + digit for digit in _NUMERALS[:9]] + ["二十"]
_CHAPTERS = ["第" + numeral + noun for numeral in _NUMERALS for noun in ("章", "篇", "编", "部分")]
_PARAGRAPHS = ["第" + numeral + "节" for numeral in _NUMERALS]
_UNNUMBERED, _LOWEST = 0, 5


def sections(grid: pl.DataFrame) -> pl.DataFrame:
    """grid -> with lines_before, headings_before, line_stops, in_rows, starts_section, and section_status.

    starts_section: the first token of a heading of 8 to 45 characters, or a numbered one. section_status: `target` or
    `actual` on every token below a heading, or after words at the head of their line (主要目标：…), that say so.
    """
    opens_line = c("line") != c("line").shift(1, fill_value=-1)
    # 目标任务完成情况: of two such words side by side the latter is what the heading is of
    of_next = c("section_status").shift(-1).is_not_null() & (c("gap").shift(-1) == 0)
    grid = grid.with_columns(
        opens_line=opens_line, heading_rank=_rank(), section_status=pl.when(~of_next).then("section_status")
    )
    lines = grid.group_by("document", "line", maintain_order=True).agg(
        stops=(c("border") == "sentence").sum(),
        breaks=(c("border") == "semicolon").sum() + c("is_figure").sum(),
        length=c("end").max() - c("start").min(),
        cells=(c("border") == "cell").sum(),
        rank=c("heading_rank").first(),
        told=c("section_status").drop_nulls().first(),
        last_told=c("section_status").drop_nulls().last(),
    )
    bare = (c("stops") == 0) & (c("cells") == 0) & (c("length") <= 45)
    lines = lines.with_columns(
        lines_before=c("line") - c("line").min().over("document") - 1,
        is_heading=bare & ((c("length") >= 8) | ((c("rank") != _UNNUMBERED) & (c("breaks") == 0))),  # 二、农业
        told=pl.when(bare & (c("told") == c("last_told"))).then("told"),  # 发展基础和主要目标 says neither
        is_told=bare & c("told").is_not_null(),
    )
    tells = c("is_told") | (bare & (c("breaks") == 0) & ((c("length") >= 8) | (c("rank") != _UNNUMBERED)))
    lines = lines.with_columns(
        headings_before=c("is_heading").cast(pl.Int64).cum_sum().over("document"),
        heading_status=_innermost(tells),
    )
    told = lines.select(
        "lines_before",
        "headings_before",
        "heading_status",
        line_stops="stops",
        starts_section_line="is_heading",
        in_rows=c("cells") > 0,
    )
    of_line = told[grid["line"] - (lines["line"].min() or 0)]  # lines are numbered without gaps
    grid = pl.concat([grid, of_line], how="horizontal")
    # 主要目标：…, 2025年主要目标是: what stands before a colon, a stop or 是 rules the rest of its line
    heads = (c("gap").shift(-1) == 0) & (c("border").is_in(["colon", "sentence"]) | (c("link_be") == "true")).shift(-1)
    led = (
        pl.when(c("section_status").is_not_null() & heads)
        .then(c("section_status").cast(pl.String))
        .when("opens_line")
        .then(pl.lit("-"))
    )
    return (
        grid.with_columns(
            starts_section=c("starts_section_line") & c("opens_line"), led=led.forward_fill().replace({"-": None})
        )
        .with_columns(section_status=pl.coalesce("led", "heading_status"))
        .drop("led", "heading_status", "heading_rank", "opens_line")
    )


def _rank() -> pl.Expr:
    """Of the first token of a line: 1 for 第一章, 2 for 第一节, 3 for 一、, 4 for （一）, 5 for 1、 and (1), else 0."""
    touches = c("gap") == 0
    numeral = c("gap").is_between(1, 3)
    next_touches = c("gap").shift(-1) == 0
    border, next_border = c("border"), c("border").shift(-1)
    return (
        pl.when(touches & c("match").is_in(_CHAPTERS))
        .then(1)
        .when(touches & c("match").is_in(_PARAGRAPHS))
        .then(2)
        .when((border == "enum") & numeral)
        .then(3)
        .when((border == "open") & touches & (next_border == "close") & numeral.shift(-1))
        .then(4)
        .when(touches & c("is_number") & next_touches & (next_border == "enum"))
        .then(_LOWEST)
        .when((border == "open") & touches & c("is_number").shift(-1) & (c("border").shift(-2) == "close"))
        .then(_LOWEST)
        .otherwise(_UNNUMBERED)
    )


def _innermost(tells: pl.Expr) -> pl.Expr:
    """What the innermost heading in force says. One without a number holds until the next such: what is numbered
    stands below it."""
    held = []
    for rank in range(_LOWEST, _UNNUMBERED - 1, -1):
        above = (c("rank") < rank) & (c("rank") != _UNNUMBERED)
        of_rank = (
            pl.when(tells & (c("rank") == rank))
            .then(pl.coalesce(c("told").cast(pl.String), pl.lit("-")))
            .when(tells & above)
            .then(pl.lit("-"))
        )
        held.append(of_rank.forward_fill().over("document").replace({"-": None}))
    return pl.coalesce(held)
