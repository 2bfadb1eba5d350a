"""Tables in the text: lines of cells parted by tabs, with their labels, headers and units.

A table is a run of lines with tabs. Its head are the rows before the first one that holds a number; the unit stands in
the line above (单位：亿元), in the head, in a column of units or in the row's label, the nearest one ruling.
"""

import polars as pl

from kechuang.transforms.marks import captions, heads, pattern, rows

c = pl.col

CELL = pl.Schema(
    {
        "document": pl.UInt32,
        "cell_start": pl.Int64,  # code points in the cleaned text
        "cell_end": pl.Int64,
        "cell_row": pl.Int64,  # row and column within the document's tables
        "cell_column": pl.Int64,
        "cell_table": pl.Int64,
        "label_from": pl.Int64,  # bytes in the cleaned text
        "label_to": pl.Int64,
        "column_from": pl.Int64,
        "column_to": pl.Int64,
        "title_from": pl.Int64,  # of the line above that names the table
        "title_to": pl.Int64,
        "topic_from": pl.Int64,  # of what the title says to be measured: 各级教育 毛入学率
        "topic_to": pl.Int64,
        "measure_from": pl.Int64,  # of the nearest head to the left that names what is measured
        "measure_to": pl.Int64,
        "outer_from": pl.Int64,  # of the head above that one that spans it: 工业 over 总产值
        "outer_to": pl.Int64,
        "rate_from": pl.Int64,  # of the head of growth that a column of ranks follows
        "rate_to": pl.Int64,
        "label": pl.String,
        "head": pl.String,
        "cell_part": pl.Boolean,  # the row is a part of one above it: # or 其中
        "head_names": pl.Boolean,  # the head says what is measured, not only when, how or in which unit
        "label_is_time": pl.Boolean,
        "label_is_body": pl.Boolean,  # an organisation, a zone, a town
        "label_measures": pl.Boolean,  # it ends in a word of measure: 产值
        "cell_unit": pl.String,
        "cell_factor": pl.Float64,
        "cell_power": pl.Int64,
        "cell_statistic": pl.String,
        "cell_status": pl.String,
        "cell_grain": pl.String,
        "cell_year": pl.Int64,
        "cell_month": pl.Int64,
        "cell_year_to": pl.Int64,
        "cell_month_to": pl.Int64,
    }
)

_LABEL_UNIT = r"[（(]([^（()）]{1,6})[)）]\s*$"
_PART_MARK = r"^\s*(?:#|＃|其中[:：]?|－|—|-)+\s*"
_LABEL_MARK = (
    r"^\s*(?:[#＃]+|其中[:：]?|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[)）]"
    r"|[0-9]{1,2}[.、．](?:[0-9]|\s)?)?\s*"
)


def find(documents: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """documents(document, text), cleaned -> CELL: one row a numeric cell of a table."""
    lines = rows.lines(documents)
    if lines.is_empty():
        return pl.DataFrame(schema=CELL)
    cells = _cells(lines)
    if cells.is_empty() or not cells["is_numeric"].any():
        return pl.DataFrame(schema=CELL)
    above = _heads(cells)
    labels = _labels(cells, above)
    figures = (
        cells.filter(c("is_numeric") & ~c("is_head"))
        .join(labels, on=["document", "line"], how="inner")
        .filter(c("column") > c("label_column"))  # before it stand row numbers
        .join(above, on=["document", "table", "column"], how="left")
        .join(_unit_columns(cells, above), on=["document", "line"], how="left")
        .with_columns(unit_before=c("label_unit").forward_fill().over("document", "table"))
    )
    if figures.is_empty():
        return pl.DataFrame(schema=CELL)
    figures = heads.captioned(figures)
    said = heads.said(figures, units, CELL)
    return (
        figures.join(said, on=heads.KEYS, how="left", nulls_equal=True)
        .rename(
            {
                "line": "cell_row",
                "column": "cell_column",
                "table": "cell_table",
                "label_text": "label",
                "head_text": "head",
            }
        )
        .select(c(name).cast(kind) for name, kind in CELL.items())
        .sort("document", "cell_start")
    )


def _cells(lines: pl.DataFrame) -> pl.DataFrame:
    cells = (
        captions.above(rows.cells(lines), lines)
        .with_columns(
            chars=c("cell").str.len_chars().cast(pl.Int64),
            text=c("cell").str.strip_chars(" \n\t|").str.replace(r"^:?-{2,}:?$", ""),
        )
        .with_columns(cell_end=c("cell_start") + c("chars"), is_numeric=c("text").str.contains(rows.NUMERIC))
    )
    line, table = ["document", "line"], ["document", "table"]
    starts = c("text").first().over(line)
    year = c("text").str.contains(rows.YEAR)
    cells = cells.with_columns(is_numeric=c("is_numeric") & ~(year & (c("column") == 0)))
    figure = c("is_numeric") & (c("column") > 0)
    headed = starts.str.contains(rows.LABEL_HEAD) | (starts == "") | ((figure & year).sum().over(line) > 1)
    years = headed & ~(figure & ~year).any().over(line)  # 指标 2021 2022
    body = pl.when(figure.any().over(line) & ~years).then("line").min().over(table)
    cells = cells.with_columns(is_head=c("line") < body.fill_null(2**31))
    # the empty cell above the labels is lost where lines are stripped, that beside the first of two lines of heads too
    last = pl.when(c("text") != "").then("column").max().over(line)
    lacks = c("column").max().over(table) - last
    below = c("line") > c("line").min().over(table)
    shifted = c("is_head") & (((lacks == 1) & (last > 0)) | ((lacks > 0) & below))
    shifted &= ~starts.str.contains(rows.LABEL_HEAD) & (starts != "")
    return cells.with_columns(column=c("column") + shifted.fill_null(False).cast(pl.Int64)).select(
        "document",
        "table",
        "line",
        "column",
        "cell_start",
        "cell_end",
        "cell_byte",
        "text",
        "cell",
        "is_numeric",
        "is_head",
        "caption",
        *captions.TITLE,
    )


def _span(text: str, lead: str) -> tuple[pl.Expr, pl.Expr]:
    """Byte span of a cell's wording, without its mark in front and its bracketed unit behind."""
    skipped = c("cell").str.extract(lead, 0).fill_null("").str.len_bytes().cast(pl.Int64)
    bare = (
        c("cell")
        .str.strip_chars(" \n\t|")
        .str.replace(lead, "")
        .str.replace(r"[（(][^（()）]*[)）]\s*$", "")
        .str.strip_chars(" \n")
    )
    return c("cell_byte") + skipped, c("cell_byte") + skipped + bare.str.len_bytes().cast(pl.Int64)


def _heads(cells: pl.DataFrame) -> pl.DataFrame:
    """The wording above each column: the lowest head cell that names something, else the lowest that says something."""
    first, last = _span("head", r"^\s*")
    said = (c("text") != "") & ~c("text").str.contains(rows.TRANSLATION)
    found = cells.filter(c("is_head") & said).with_columns(column_from=first, column_to=last)
    found = _spread(found.select("document", "table", "line", "column", "text", "column_from", "column_to"))
    names = heads.kinds(found["text"]).select(text="head_text", cell_names="names")
    found = (
        found.join(names, on="text", how="left", maintain_order="left")
        .group_by("document", "table", "column", maintain_order=True)
        .agg(
            head_text=c("text").str.join(" "),
            **{
                k: pl.coalesce(pl.when("cell_names").then(k).drop_nulls().last(), c(k).last())
                for k in ("column_from", "column_to")
            },
            outer_from=pl.when("cell_names").then("column_from").drop_nulls().first(),
            outer_to=pl.when("cell_names").then("column_to").drop_nulls().first(),
        )
        .sort("document", "table", "column")
        .with_columns(year=c("head_text").str.extract(r"^\s*((?:19|20)[0-9]{2})年?度?\s*$", 1).cast(pl.Int64))
        .with_columns(dated=pl.when(c("head_text").str.contains(pattern.TIME)).then("head_text"))
        .with_columns(
            # 2023年 2022年 增长: growth is of the newer of two years that stand side by side
            dated=pl.when((c("year").shift(1) > c("year")) & (c("table") == c("table").shift(1)))
            .then(c("head_text").shift(1))
            .otherwise("dated")
        )
        .with_columns(when=c("dated").forward_fill().over("document", "table"))
        .drop("year", "dated")
    )
    return _beside(found.join(heads.kinds(found["head_text"]), on="head_text", how="left", maintain_order="left"))


def _spread(cells: pl.DataFrame) -> pl.DataFrame:
    """Heads with those of the upper lines repeated over the columns that they span: a spanning cell stands in one."""
    table = ["document", "table"]
    lower = cells.filter(c("line") == c("line").max().over(table))
    upper = cells.filter((c("line") < c("line").max().over(table)) & (c("column") > 0)).select(*table, "line").unique()
    if upper.is_empty():
        return cells
    # a cell spans no column that has a head of its own above it
    top = cells.group_by(*table, "column").agg(top=c("line").min())
    places = lower.select(*table, "column").join(upper, on=table).join(top, on=[*table, "column"], how="left")
    free = places.filter(c("line") < c("top")).drop("top")
    spread = (
        pl.concat([cells, free], how="diagonal")
        .sort(*table, "line", "column")
        .with_columns(inner=c("column") > 0)
        .with_columns(c("text", "column_from", "column_to").forward_fill().over(*table, "line", "inner"))
    )
    return spread.filter(c("text").is_not_null()).drop("inner")


def _beside(found: pl.DataFrame) -> pl.DataFrame:
    """What a column of growth or ranks is of: the nearest head to its left that names something, and its growth."""
    table = ["document", "table"]
    names = c("names") & ~c("ranks") & (c("column") > 0) & ~c("head_text").str.contains(rows.LABEL_HEAD)
    names &= ~c("head_text").str.contains("为.*[%％]")  # 决算数为预算数的% is no measure of the columns after it
    grows = c("grows") & ~c("names")
    sibling = pl.when(c("moves")).then(c("head_text").str.extract(r"[（(]([^（()）%％]+)[)）]\s*$", 1))
    return (
        found.with_columns(
            measure_from=pl.when(names).then("column_from").forward_fill().over(table),
            measure_to=pl.when(names).then("column_to").forward_fill().over(table),
            outer_from=pl.when(names).then("outer_from").forward_fill().over(table),
            outer_to=pl.when(names).then("outer_to").forward_fill().over(table),
            rate_from=pl.when(~c("ranks")).then(pl.when(grows).then("column_from").otherwise(-1)),
            rate_to=pl.when(~c("ranks")).then(pl.when(grows).then("column_to").otherwise(-1)),
            sibling_unit=sibling.drop_nulls().first().over(table),
        )
        .with_columns(c("rate_from", "rate_to").forward_fill().over(table))
        .with_columns(pl.when(c("ranks") & (c("rate_from") >= 0)).then(k).alias(k) for k in ("rate_from", "rate_to"))
        .drop("names", "ranks", "grows", "moves")
    )


def _labels(cells: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """The first cell of a row that is no number: its label; behind a category, the cell below 指标 or 名称."""
    first, last = _span("label", _LABEL_MARK)
    words = (
        cells.filter(~c("is_head") & ~c("is_numeric") & (c("text") != "") & ~c("text").is_in(["—", "-", "--", "…"]))
        .with_columns(label_from=first, label_to=last)
        .join(above.select("document", "table", "column", "head_text"), on=["document", "table", "column"], how="left")
        .with_columns(
            rank=pl.when(c("head_text").str.contains(r"单位[（(]?$|单位名称"))
            .then(c("head_text").str.contains("名称").cast(pl.Int64) * 2 - 1)
            .when(c("head_text").str.contains("指标|名称|产品|项目$"))
            .then(1)
            .otherwise(0)
            .fill_null(0)
        )
        .sort("document", "line", "rank", "column", descending=[False, False, True, False])
    )
    return (
        words.group_by("document", "line", maintain_order=True)
        .agg(
            label_text=c("text").first(),
            label_column=c("column").min(),
            label_from=c("label_from").first(),
            label_to=c("label_to").first(),
        )
        .with_columns(
            # 增长（%） below 生产总值 is its growth
            k=pl.when(~c("label_text").str.contains(heads.GROWTH_ROW)).then(pl.int_range(pl.len()))
        )
        .with_columns(c("label_from", "label_to").gather(c("k").forward_fill().fill_null(0)))
        .drop("k")
        .with_columns(
            cell_part=c("label_text").str.contains(_PART_MARK), label_unit=c("label_text").str.extract(_LABEL_UNIT, 1)
        )
    )


def _unit_columns(cells: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """The unit that a column of units gives each row."""
    columns = heads.filter(c("head_text").str.contains("单位")).select("document", "table", "column")
    return (
        cells.filter(~c("is_head") & ~c("is_numeric"))
        .join(columns, on=["document", "table", "column"], how="semi")
        .group_by("document", "line", maintain_order=True)
        .agg(unit_text=c("text").first())
    )


def plain(of: str) -> pl.Expr:
    """A row's label or a column's head without its mark and its bracketed unit, as a name to look up."""
    return (
        c(of).str.replace(_LABEL_MARK, "").str.replace(r"[（(][^（()）]*[)）]\s*$", "").str.replace_all(r"[\s　]", "")
    )
