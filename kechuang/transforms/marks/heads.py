"""What the head, the label and the caption of a table say of its cells: unit, statistic, status, time."""

import re
from functools import cache
from typing import Any

import polars as pl

from kechuang.transforms.marks import numerals, pattern, shapes, times

_CAPTION_UNIT = re.compile(r"单位[:：]\s*([^\s，,。）)、\t]+)")
_ISSUED = re.compile(r"\S*(?:发布|来源|印发|更新|日期|时间)\S*[:：].*")
_BRACKET = re.compile(r"[（(]([^（()）]+)[)）](?=\s|$)")
_GENERIC = re.compile(
    r"本月止|指标名?称?|项目|名称|绝对[数量值]|数值|数量|[本当][年月期]|[本上]?[年月期]末[数值]?|累计值?|自?年初累计|总量|合计|单位"
    r"|计量单位|完成情?况?|实绩|计划|目标值?|本期|期末|实际|值|[一二三四]?季度|[上下]半年|时间|年份|地区|产量|属性|全年|基数|现状"
    r"|全[国省市区县州]|[本合总][省市区县计]|[决预]算数?|执行数"
)
_GROWS = re.compile("增长|增速|增幅|同比|±|涨跌|比上年[增±]|环比|升降")
GROWTH_ROW = (
    r"^\s*(?:比?[上去]年|同比|较上年|比上年同期)?(?:增长|增速|增幅|增减|±)(?:率|速度|幅度)?"
    r"\s*(?:[±]?[%％]|[（(][±]?[%％][)）])?\s*$"
)
_MOVES = re.compile("增减|增量|增加|提高|变化|变动|升降|增长|扩大|下降")
_BODY = re.compile(r"(?:公司|集团|大学|开发区|高新区|经开区|产业园|科技园|[^新]园区|.新区|示范区|街道|.(?<!城)[镇乡])$")
_MEASURE = re.compile("[率额量值数比]$|收入$|支出$|投资$|面积$|比重$|价格$|余额$|贷款$|存款$|利润$|税收$|人口$|GDP$")
_RANK = re.compile("排名|位次|名次|排序|位居")
_SHARE = re.compile("比重|占比|占.*%|构成")
_SCORE = re.compile("得分|评分|分值|分数|总分|指数$|系数$|指数值")
_LONGEST_TITLE = 50

KEYS = ["label_text", "head_text", "when", "unit_text", "sibling_unit", "unit_before", "units_above", "title"]


def kinds(texts: pl.Series) -> pl.DataFrame:
    """head_text -> names, ranks, grows, moves: what each head says of its column."""
    distinct = texts.drop_nulls().unique(maintain_order=True).to_list()
    told = [(text, _names(text), bool(_RANK.search(text)), _is_growth(text), bool(_moves(text))) for text in distinct]
    kinds = {"head_text": pl.String(), **dict.fromkeys(("names", "ranks", "grows", "moves"), pl.Boolean())}
    return pl.DataFrame(told, schema=kinds, orient="row")


def _is_growth(head: str) -> bool:
    return bool(_GROWS.search(head)) and "亿" not in head


def _moves(head: str) -> bool:
    """Whether the head speaks of a movement of what is measured: 增减（家）, 比2020年提高."""
    return bool(_MOVES.search(re.sub("增加值|增长极", "", head)))


def _names(head: str) -> bool:
    """Whether the head says what is measured, not only when, how or in which unit."""
    bare = re.sub(rf"{pattern.TIME}|(?:19|20)[0-9]{{2}}", "", head)
    bare = re.sub(r"[（(][^（()）]*[)）]|[\s±%％]", "", bare)
    bare = re.sub(r"[比较]?上?[年月]?(?:同期|同比|环比|增长(?:率|速度)?|增速|增幅|增减|涨跌幅?)[比较]?", "", bare)
    bare = re.sub(r"累计|净?增量|净?增加(?!值)|提高|变化|变动|升降|[比较](?=$|20|提|增|变|升|下|扩)|幅度?$", "", bare)
    return bool(bare) and bool(re.sub(_GENERIC, "", bare)) and not _SHARE.search(head)


def captioned(rows: pl.DataFrame) -> pl.DataFrame:
    """rows(table, caption, ...) -> with what the caption says in its place: units_above (a line each) and title.

    A caption may be a long line and stands at every cell of its table: it is read once.
    """
    captions = rows.select("table", "caption").unique("table", maintain_order=True)
    told = captions.select(
        "table",
        units_above=pl.Series(["\n".join(_caption_units(caption)) for caption in captions["caption"]], dtype=pl.String),
        title=pl.Series([_title(caption) for caption in captions["caption"]], dtype=pl.String),
    )
    return rows.drop("caption").join(told, on="table", how="left", maintain_order="left")


def _caption_units(caption: str) -> list[str]:
    return _CAPTION_UNIT.findall(caption) + [
        m
        for line in caption.split("\n")
        if "\t" not in line and "。" not in line
        for m in re.findall(r"[（(]([^（()）]+)[)）]\s*$", line)
    ]


def _title(caption: str) -> str:
    return " ".join(
        line for line in caption.split("\n") if len(line) <= _LONGEST_TITLE and "。" not in line and "\t" not in line
    )


def said(rows: pl.DataFrame, units: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """What label, head, unit column and caption say, read once for each distinct set of them."""
    keys = rows.select(KEYS).unique(maintain_order=True)
    grammar = _grammar(tuple(units.select("surface", "unit_measure", "factor", "dimension").iter_rows()))
    told = [_read(grammar, *key) for key in keys.iter_rows()]
    wanted = {name: kind for name, kind in schema.items() if name in told[0]}
    return pl.concat([keys, pl.DataFrame(told, schema=wanted)], how="horizontal")


def _read(
    grammar: shapes.Grammar,
    label: str,
    head: str | None,
    when: str | None,
    unit: str | None,
    sibling: str | None,
    before: str | None,
    units_above: str,
    title: str,
) -> dict[str, Any]:
    head = head or ""
    told: dict[str, Any] = {"cell_unit": None, "cell_factor": 1.0, "cell_power": 0}
    growth, share = _is_growth(head), bool(_SHARE.search(head))
    brackets = [said[-1] for text in (head, label) if (said := _BRACKET.findall(text))]
    percent_head = "%" in head or "％" in head
    points = "百分点" in head
    if points:
        told = {"cell_unit": "percentage_point", "cell_factor": 1.0, "cell_power": 0}
    elif growth or (percent_head and not brackets):
        told = {"cell_unit": "percent", "cell_factor": 1.0, "cell_power": 0}
    else:
        for text in (*brackets, unit):
            if text and (found := _unit(grammar, text)):
                told = found
                break
        else:
            inherited = None if re.search(r"[率比重度值数]\s*$", label) else before  # 人员（人）, then 博士 below it
            for text in (*reversed(units_above.split("\n")), sibling, inherited):
                if text and (found := _unit(grammar, text)):
                    told = found
                    break
    grows = re.search("增速|增幅|涨跌|增长|比上年|同比", title) or re.search("价格", label)
    caption_growth = told["cell_unit"] == "percent" and bool(grows) and not re.search("指数|率$|比重|占比", label)
    statistic = (
        "growth_rate" if growth or caption_growth else "share" if share or re.search("比重|占比", label) else "level"
    )
    if re.search(f"增速|增长率|增幅|{GROWTH_ROW}", label) and told["cell_unit"] in ("percent", None):
        statistic, told["cell_unit"] = "growth_rate", "percent"
    if _moves(head) and told["cell_unit"] not in ("percent", None):
        statistic = "change"
    if _RANK.search(head):
        statistic, told = "rank", {"cell_unit": "rank", "cell_factor": 1.0, "cell_power": 0}
    if told["cell_unit"] is None and (_SCORE.search(head) or _SCORE.search(re.sub(r"[（(].*", "", label))):
        told = {"cell_unit": "index_point", "cell_factor": 1.0, "cell_power": 0}
    status = "target" if re.search("目标|预期|规划|计划|^[^为]*预算数?$", head) else None
    bare_label = re.sub(r"[（(][^（()）]*[)）]|\s", "", label)
    is_whole = bool(re.fullmatch(r"全\s*[国省市区县州]|合\s*计|总\s*计|[^\s]{0,4}合计", bare_label))
    is_time = is_whole or bool(re.fullmatch(rf"\s*(?:(?:19|20)[0-9]{{2}}|{pattern.TIME})\s*", label))
    told |= {
        "head_names": _names(head),
        "label_is_time": is_time,
        "label_is_body": bool(_BODY.search(bare_label)),
        "label_measures": bool(_MEASURE.search(bare_label)),
    }
    return {
        **told,
        "cell_statistic": statistic,
        "cell_status": status,
        **_time(when if growth and when else head, label, re.sub(_ISSUED, "", title)),
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


def _time(*texts: str) -> dict[str, Any]:
    """The period that the first of the texts says that says one."""
    row: dict[str, Any] = dict.fromkeys(("cell_grain", "cell_year", "cell_month", "cell_year_to", "cell_month_to"))
    for text in texts:
        if bare := re.search(r"(?:^|\s)((?:19|20)[0-9]{2})(?:\s|$)", text):
            return row | {"cell_grain": "year", "cell_year": int(bare[1])}
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
