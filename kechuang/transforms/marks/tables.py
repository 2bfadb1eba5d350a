"""Tables in the text: lines of cells parted by tabs, with their labels, headers and units.

A table is a run of lines with tabs. Its head are the rows before the first one that holds a number; the unit stands in
the line above (单位：亿元), in the head, in a column of units or in the row's label, the nearest one ruling.
"""

import polars as pl

from kechuang.transforms.marks import heads, pattern, rows

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

_TITLE = ("title_from", "title_to", "topic_from", "topic_to")
_TITLE_LEAD = (
    r"^\s*(?:#+\s*)?(?:附?表\s*[0-9一二三四五六七八九十-]*\s*[:：、.]?\s*)?"
    rf"(?:{pattern.TIME}|[上下]半年)?\s*(?:全[国省市区县州]|各[省市区县]+)?的?"
)
_TOPIC = (
    r"^(.*(?:产品|行业|[各分][^\s]{0,4}?[级类区市县镇业段月])的?|)[一-龥（）]{0,6}?"
    r"(?:率|产值|产量|增加值|收入|支出|投资额?|面积|数量|人数|总额|销售额|余额|价格|指数)(?:情况|统计)?表?$"
)
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


def _captioned(cells: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """cells -> with what the lines above each table say: _TITLE, and `caption`, with its own first line."""
    starts = cells.group_by("document", "table").agg(line=c("line").min())
    inside = cells.select("document", "line").unique().with_columns(is_table=pl.lit(True))
    lines = lines.join(inside, on=["document", "line"], how="left", maintain_order="left")
    title = (
        (c("chars") <= 46)
        & c("is_table").is_null()
        & ~c("line_text").str.contains("。|单位[:：]")
        & (c("line_text").str.strip_chars(" |\n").str.len_chars() > 3)
    )
    lead = c("line_text").str.extract(_TITLE_LEAD, 0).fill_null("")
    wording = (
        c("line_text").str.strip_prefix(lead).str.extract(r"^([^（(\n]*)", 1).fill_null("").str.strip_chars_end(" ：:|")
    )
    lines = lines.with_columns(
        title_from=pl.when(title).then(c("line_byte") + lead.str.len_bytes()),
        title_to=pl.when(title).then(c("line_byte") + lead.str.len_bytes() + wording.str.len_bytes()),
        topic_from=pl.when(title).then(
            c("line_byte") + lead.str.len_bytes() + wording.str.extract(_TOPIC, 1).str.len_bytes()
        ),
    ).with_columns(topic_to=pl.when(c("topic_from").is_not_null()).then("title_to"))
    above = [c("line_text").shift(n).over("document").fill_null("") for n in (3, 2, 1)]
    lines = lines.with_columns(
        *(pl.coalesce(c(k).shift(1).over("document"), c(k).shift(2).over("document")).alias(k) for k in _TITLE),
        caption=pl.concat_str(*above, separator="\n") + c("line_text"),
    )
    told = starts.join(lines, on=["document", "line"]).select("document", "table", "caption", *_TITLE)
    return cells.join(told, on=["document", "table"], how="left", maintain_order="left")


def _cells(lines: pl.DataFrame) -> pl.DataFrame:
    cells = (
        _captioned(rows.cells(lines), lines)
        .with_columns(
            chars=c("cell").str.len_chars().cast(pl.Int64),
            text=c("cell").str.strip_chars(" \n\t|").str.replace(r"^:?-{2,}:?$", ""),
        )
        .with_columns(cell_end=c("cell_start") + c("chars"), is_numeric=c("text").str.contains(rows.NUMERIC))
    )
    cells = cells.with_columns(has_numbers=(c("is_numeric") & (c("column") > 0)).any().over("document", "line"))
    body = pl.when("has_numbers").then("line").min().over("document", "table")
    cells = cells.with_columns(is_head=c("line") < body.fill_null(2**31))
    # the empty cell above the labels is lost where lines are stripped
    last = c("column").max().over("document", "line")
    lacks = pl.when(~c("is_head")).then("column").max().over("document", "table") - last
    starts = c("text").first().over("document", "line")
    shifted = c("is_head") & (lacks == 1) & (last > 0) & ~starts.str.contains(rows.LABEL_HEAD) & (starts != "")
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
        *_TITLE,
    )


def _span(text: str, lead: str) -> tuple[pl.Expr, pl.Expr]:
    """Byte span of a cell's wording, without its mark in front and its bracketed unit behind."""
    skipped = c("cell").str.extract(lead, 0).fill_null("").str.len_bytes().cast(pl.Int64)
    bare = (
        c("cell")
        .str.strip_chars(" \t|")
        .str.replace(lead, "")
        .str.replace(r"[（(][^（()）]*[)）]\s*$", "")
        .str.strip_chars(" ")
    )
    return c("cell_byte") + skipped, c("cell_byte") + skipped + bare.str.len_bytes().cast(pl.Int64)


def _heads(cells: pl.DataFrame) -> pl.DataFrame:
    """The wording above each column: the lowest head cell that says something."""
    first, last = _span("head", r"^\s*")
    found = (
        cells.filter(c("is_head") & (c("text") != ""))
        .with_columns(column_from=first, column_to=last)
        .group_by("document", "table", "column", maintain_order=True)
        .agg(
            head_text=c("text").str.join(" "),
            column_from=c("column_from").last(),
            column_to=c("column_to").last(),
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


def _beside(found: pl.DataFrame) -> pl.DataFrame:
    """What a column of growth or ranks is of: the nearest head to its left that names something, and its growth."""
    table = ["document", "table"]
    names = c("names") & ~c("ranks") & (c("column") > 0) & ~c("head_text").str.contains(rows.LABEL_HEAD)
    grows = c("grows") & ~c("names")
    sibling = pl.when(c("moves")).then(c("head_text").str.extract(r"[（(]([^（()）%％]+)[)）]\s*$", 1))
    return (
        found.with_columns(
            measure_from=pl.when(names).then("column_from").forward_fill().over(table),
            measure_to=pl.when(names).then("column_to").forward_fill().over(table),
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
        .with_columns(cell_part=c("label_text").str.contains(_PART_MARK))
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


def plain_label() -> pl.Expr:
    """A row's label without its mark and its bracketed unit, as a name to look up."""
    return (
        c("label")
        .str.replace(_LABEL_MARK, "")
        .str.replace(r"[（(][^（()）]*[)）]\s*$", "")
        .str.replace_all(r"[\s　]", "")
    )
