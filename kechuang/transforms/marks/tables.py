"""Tables in the text: lines of cells parted by tabs, with their labels, headers and units.

A table is a run of lines with tabs. Its head are the rows before the first one that holds a number; the unit stands in
the line above (单位：亿元), in the head, in a column of units or in the row's label, the nearest one ruling.
"""

import polars as pl

from kechuang.transforms.marks import captions, columns, heads, rows

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
    above = columns.heads_above(cells)
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
            text=c("cell").str.strip_chars(" \n\t|").str.replace(r"^:?-{2,}:?$", "").str.replace(rows.TRANSLATED, "$1"),
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
    cells = cells.with_columns(column=c("column") + shifted.fill_null(False).cast(pl.Int64))
    return columns.respanned(cells).select(
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


def _labels(cells: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """The first cell of a row that is no number: its label; behind a category, the cell below 指标 or 名称."""
    first, last = columns.span(_LABEL_MARK)
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
