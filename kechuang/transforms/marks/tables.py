"""Tables in the text: lines of cells parted by tabs, with their labels, headers and units.

A table is a run of lines with tabs. Its head are the rows before the first one that holds a number; the unit stands in
the line above (单位：亿元), in the head, in a column of units or in the row's label, the nearest one ruling.
"""

import re
from functools import cache
from typing import Any

import polars as pl

from kechuang.transforms.marks import numerals, pattern, shapes, times

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
        "label": pl.String,
        "head": pl.String,
        "cell_part": pl.Boolean,  # the row is a part of one above it: # or 其中
        "head_names": pl.Boolean,  # the head says what is measured, not only when, how or in which unit
        "label_is_time": pl.Boolean,
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

_CELL_MARK = r"\t|\|.*\|"
_TABLE_LINE = r"\t|\|[^|\n]*\|"
_TITLE_LEAD = (
    r"^\s*(?:#+\s*)?(?:附?表\s*[0-9一二三四五六七八九十-]*\s*[:：、.]?\s*)?"
    rf"(?:{pattern.TIME}|[上下]半年)?\s*(?:全[国省市区县州]|各[省市区县]+)?的?"
)
_NUMERIC = r"^\s*-?[0-9][0-9,，]*(?:\.[0-9]+)?(?:\s*(?:-|—+|–|~|至)\s*[0-9.]+)?\s*(?:%|‰)?(?:左右|以上|以下|以内)?\s*$"
_CAPTION_UNIT = re.compile(r"单位[:：]\s*([^\s，,。）)、\t]+)")
_BRACKET = re.compile(r"[（(]([^（()）]+)[)）]\s*$")
_GENERIC = re.compile(
    r"指标名?称?|项目|名称|绝对[数量值]|数值|数量|本[年月期]|累计|总量|合计|单位|完成|实绩|计划|目标值?|本期|实际|值|一?季度|[上下]半年|时间|年份|地区|产量|属性"
)
_PART_MARK = r"^\s*(?:#|＃|其中[:：]?|－|—|-)+\s*"
_LABEL_MARK = (
    r"^\s*(?:[#＃]+|其中[:：]?|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[)）]"
    r"|[0-9]{1,2}[.、．](?:[0-9]|\s)?)?\s*"
)


def find(documents: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """documents(document, text), cleaned -> CELL: one row a numeric cell of a table."""
    tabled = documents.filter(c("text").str.contains(_CELL_MARK))
    if tabled.is_empty():
        return pl.DataFrame(schema=CELL)
    cells = _cells(_lines(tabled))
    if cells.is_empty() or not cells["is_numeric"].any():
        return pl.DataFrame(schema=CELL)
    heads = _heads(cells)
    labels = _labels(cells)
    rows = (
        cells.filter(c("is_numeric") & ~c("is_head"))
        .join(labels, on=["document", "line"], how="inner")
        .filter(c("column") > c("label_column"))  # before it stand row numbers
        .join(heads, on=["document", "table", "column"], how="left")
        .join(_unit_columns(cells, heads), on=["document", "line"], how="left")
    )
    if rows.is_empty():
        return pl.DataFrame(schema=CELL)
    said = _said(rows, units)
    return (
        rows.join(said, on=["label_text", "head_text", "when", "unit_text", "caption"], how="left", nulls_equal=True)
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


def _lines(documents: pl.DataFrame) -> pl.DataFrame:
    lines = (
        documents.select("document", line_text=c("text").str.split("\n", inclusive=True))
        .explode("line_text")
        .with_columns(
            chars=c("line_text").str.len_chars().cast(pl.Int64), size=c("line_text").str.len_bytes().cast(pl.Int64)
        )
        .with_columns(
            line=pl.int_range(pl.len()).over("document"),
            line_start=(c("chars").cum_sum() - c("chars")).over("document"),
            line_byte=(c("size").cum_sum() - c("size")).over("document"),
            is_table=c("line_text").str.contains(_TABLE_LINE),
        )
    )
    fresh = (c("is_table") != c("is_table").shift(1)) | (c("document") != c("document").shift(1))
    title = (
        (c("chars") <= 46)
        & ~c("is_table")
        & ~c("line_text").str.contains("。|单位[:：]")
        & (c("line_text").str.strip_chars().str.len_chars() > 3)
    )
    lead = c("line_text").str.extract(_TITLE_LEAD, 0).fill_null("")
    wording = (
        c("line_text").str.strip_prefix(lead).str.extract(r"^([^（(\n]*)", 1).fill_null("").str.strip_chars_end(" ：:")
    )
    lines = lines.with_columns(
        title_from=pl.when(title).then(c("line_byte") + lead.str.len_bytes()),
        title_to=pl.when(title).then(c("line_byte") + lead.str.len_bytes() + wording.str.len_bytes()),
    ).with_columns(
        *(
            pl.coalesce(c(k).shift(1).over("document"), c(k).shift(2).over("document")).alias(k)
            for k in ("title_from", "title_to")
        )
    )
    above = pl.concat_str(*(c("line_text").shift(n).over("document").fill_null("") for n in (3, 2, 1)), separator="\n")
    return lines.with_columns(table=fresh.fill_null(True).cast(pl.Int64).cum_sum(), above=above).with_columns(
        caption=c("above").first().over("table") + c("line_text").first().over("table"),
        title_from=c("title_from").first().over("table"),
        title_to=c("title_to").first().over("table"),
    )


def _cells(lines: pl.DataFrame) -> pl.DataFrame:
    cells = (
        lines.filter("is_table")
        .with_columns(cell=c("line_text").str.strip_suffix("\n").str.split(r"[\t|]", literal=False, inclusive=True))
        .explode("cell")
        .with_columns(chars=c("cell").str.len_chars().cast(pl.Int64), size=c("cell").str.len_bytes().cast(pl.Int64))
        .with_columns(
            column=pl.int_range(pl.len()).over("document", "line"),
            cell_start=c("line_start") + (c("chars").cum_sum() - c("chars")).over("document", "line"),
            cell_byte=c("line_byte") + (c("size").cum_sum() - c("size")).over("document", "line"),
            text=c("cell").str.strip_chars(" \t|").str.replace(r"^:?-{2,}:?$", ""),
        )
        .with_columns(cell_end=c("cell_start") + c("chars"), is_numeric=c("text").str.contains(_NUMERIC))
    )
    cells = cells.with_columns(has_numbers=(c("is_numeric") & (c("column") > 0)).any().over("document", "line"))
    body = pl.when("has_numbers").then("line").min().over("document", "table")
    return cells.with_columns(is_head=c("line") < body.fill_null(2**31)).select(
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
        "title_from",
        "title_to",
    )


def _span(text: str, lead: str) -> tuple[pl.Expr, pl.Expr]:
    """Byte span of a cell's wording, without its mark in front and its bracketed unit behind."""
    skipped = c("cell").str.extract(lead, 0).fill_null("").str.len_bytes().cast(pl.Int64)
    bare = (
        c("cell")
        .str.strip_chars(" \t")
        .str.replace(lead, "")
        .str.replace(r"[（(][^（()）]*[)）]\s*$", "")
        .str.strip_chars(" ")
    )
    return c("cell_byte") + skipped, c("cell_byte") + skipped + bare.str.len_bytes().cast(pl.Int64)


def _heads(cells: pl.DataFrame) -> pl.DataFrame:
    """The wording above each column: the lowest head cell that says something."""
    first, last = _span("head", r"^\s*")
    return (
        cells.filter(c("is_head") & (c("text") != ""))
        .with_columns(column_from=first, column_to=last)
        .group_by("document", "table", "column", maintain_order=True)
        .agg(
            head_text=c("text").last(),
            head_all=c("text").str.join(" "),
            column_from=c("column_from").last(),
            column_to=c("column_to").last(),
        )
        .with_columns(head_text=c("head_all"))
        .drop("head_all")
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


def _labels(cells: pl.DataFrame) -> pl.DataFrame:
    """The first cell of a row that is no number: its label."""
    first, last = _span("label", _LABEL_MARK)
    return (
        cells.filter(~c("is_head") & ~c("is_numeric") & (c("text") != "") & ~c("text").is_in(["—", "-", "--", "…"]))
        .with_columns(label_from=first, label_to=last)
        .group_by("document", "line", maintain_order=True)
        .agg(
            label_text=c("text").first(),
            label_column=c("column").first(),
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


def _said(rows: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """What label, head, unit column and caption say, read once for each distinct set of them."""
    keys = rows.select("label_text", "head_text", "when", "unit_text", "caption").unique(maintain_order=True)
    grammar = _grammar(tuple(units.select("surface", "unit_measure", "factor", "dimension").iter_rows()))
    said = [_read(grammar, *key) for key in keys.iter_rows()]
    wanted = {name: kind for name, kind in CELL.items() if name in said[0]}
    return pl.concat([keys, pl.DataFrame(said, schema=wanted)], how="horizontal")


def _read(
    grammar: shapes.Grammar, label: str, head: str | None, when: str | None, unit: str | None, caption: str
) -> dict[str, Any]:
    head = head or ""
    told: dict[str, Any] = {"cell_unit": None, "cell_factor": 1.0, "cell_power": 0}
    growth = bool(re.search("增长|增速|增幅|同比|±|涨跌|比上年[增±]|环比", head)) and "亿" not in head
    share = bool(re.search("比重|占比|占.*%|构成", head))
    brackets = [m[1] for text in (head, label) if (m := _BRACKET.search(text))]
    caption_units = _CAPTION_UNIT.findall(caption)
    caption_units += [
        m
        for line in caption.split("\n")
        if "\t" not in line and "。" not in line
        for m in re.findall(r"[（(]([^（()）]+)[)）]\s*$", line)
    ]
    percent_head = "%" in head or "％" in head
    if growth or (percent_head and not brackets):
        told = {"cell_unit": "percent", "cell_factor": 1.0, "cell_power": 0}
    else:
        for text in (*brackets, unit):
            if text and (found := _unit(grammar, text)):
                told = found
                break
        else:
            for text in reversed(caption_units):
                if found := _unit(grammar, text):
                    told = found
                    break
    title = " ".join(line for line in caption.split("\n") if len(line) <= 45 and "。" not in line and "\t" not in line)
    grows = re.search("增速|增幅|涨跌|增长|比上年|同比", title) or re.search("价格", label)
    caption_growth = told["cell_unit"] == "percent" and bool(grows) and not re.search("指数|率$|比重|占比", label)
    statistic = (
        "growth_rate" if growth or caption_growth else "share" if share or re.search("比重|占比", label) else "level"
    )
    if re.search("增速|增长率|增幅", label) and told["cell_unit"] == "percent":
        statistic = "growth_rate"
    if re.search("排名|位次|名次|排序", head):
        statistic, told = "rank", {"cell_unit": "rank", "cell_factor": 1.0, "cell_power": 0}
    status = "target" if re.search("目标|预期|规划|计划", head) else None
    bare = re.sub(r"[（(][^（()）]*[)）]|[\s±%％]", "", re.sub(pattern.TIME, "", head))
    bare = re.sub(r"[比较]?上?[年月]?(?:同期|同比|环比|增长率?|增速|增幅|增减|涨跌幅?)", "", bare)
    names = bool(bare) and not _GENERIC.fullmatch(bare) and bool(re.sub(_GENERIC, "", bare)) and not share
    is_whole = bool(re.fullmatch(r"全\s*[国省市区县州]|合\s*计|总\s*计", label.strip()))
    is_time = is_whole or bool(re.fullmatch(rf"\s*(?:(?:19|20)[0-9]{{2}}|{pattern.TIME})\s*", label))
    told |= {"head_names": names, "label_is_time": is_time}
    return {
        **told,
        "cell_statistic": statistic,
        "cell_status": status,
        **_time(when if growth and when else head, label),
    }


def _unit(grammar: shapes.Grammar, text: str) -> dict[str, Any] | None:
    text = text.strip().split("、")[0].split("/%")[0]
    mult = re.match(pattern.MULTIPLIER + "?", text)
    head = mult[0] if mult else ""
    for cut in range(len(head), -1, -1):
        word, code, factor, _ = grammar.unit(text[cut:])
        if word and word == text[cut:]:
            return {"cell_unit": code, "cell_factor": factor, "cell_power": numerals.power(head[:cut])}
    return None


def _time(head: str, label: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(("cell_grain", "cell_year", "cell_month", "cell_year_to", "cell_month_to"))
    for text in (head, label):
        if re.fullmatch(r"\s*(?:19|20)[0-9]{2}\s*", text):
            return row | {"cell_grain": "year", "cell_year": int(text)}
        if found := re.search(pattern.TIME, text):
            told = times.read(found[0])
            if told["grain"] in ("year", "half", "quarter", "month"):
                return row | {
                    "cell_grain": told["grain"],
                    "cell_year": told["year"],
                    "cell_month": told["part"],
                    "cell_year_to": told["year_to"],
                    "cell_month_to": told["part_to"],
                }
    return row


@cache
def _grammar(units: tuple[tuple[str, str, str, str], ...]) -> shapes.Grammar:
    return shapes.Grammar(units)


def plain_label() -> pl.Expr:
    """A row's label without its mark and its bracketed unit, as a name to look up."""
    return (
        c("label")
        .str.replace(_LABEL_MARK, "")
        .str.replace(r"[（(][^（()）]*[)）]\s*$", "")
        .str.replace_all(r"[\s　]", "")
    )
