"""What a written date or period says, read once for each distinct text: years, halves, quarters, months, days.

The year may be missing (一季度, 5月1日至7日): the context supplies it later. Periods are ISO 8601 in SDMX's forms.
"""

import re
from typing import Any

import polars as pl

from kechuang.transforms.marks import numerals

c = pl.col

TIME = pl.Schema(
    {
        "grain": pl.String,  # year, half, quarter, month, day, clock
        "year": pl.Int64,  # null where the text does not say
        "part": pl.Int64,  # number of the half, quarter or month
        "day": pl.Int64,
        "year_to": pl.Int64,  # the end of an interval; null where there is none
        "part_to": pl.Int64,
        "day_to": pl.Int64,
        "relative": pl.Int64,  # years from publication: 过去一年 is -1
        "is_edge": pl.Boolean,  # 末, 底: a state at the end of the period
    }
)

_NUMBER = "(?:[0-9]+|[〇零一二三四五六七八九十廿卅两]+)"
_YEAR = re.compile("(?P<year>[0-9]{4}|[一二][〇零九○一二三四五六七八]{3}) ?年?")
_DAYS = re.compile(
    f"(?P<m>{_NUMBER}) ?月 ?(?P<d>{_NUMBER}) ?日?"
    f"(?: ?(?:-|—+|–|―|─|~|～|至|到) ?(?:(?P<y2>[0-9]{{4}})年)?(?:(?P<m2>{_NUMBER})月)?(?P<d2>{_NUMBER})日)?"
)
_DASHED = re.compile("(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})")
_YEARS = re.compile("(?P<y>[0-9]{4})(?:年度?)?(?:-|—+|–|―|─|~|～|至|到|/)(?P<y2>[0-9]{4}|[0-9]{2})(?:年|学年|财政年度)")
_CHINESE_YEARS = re.compile("(?P<y>[一二][〇零九○一二三四五六七八]{3})[/／至-](?P<y2>[〇零九○一二三四五六七八]{2})")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_PLAN = re.compile("(?P<plan>九|十[一二三四五六]?)五期")  # the ninth ended in 2000, the next each five years on
_MONTHS = re.compile(f"(?P<m>{_NUMBER})(?:月份?)?(?:-|—+|–|―|─|~|～|至|到)(?P<m2>{_NUMBER}) ?月")
_FISCAL_YEARS = re.compile(
    "(?P<y>[0-9]{4})[-/—][0-9]{2}(?:年度|学年)?[至到](?P<y2>[0-9]{2})[0-9]{2}[-/—](?P<y3>[0-9]{2})"
)
_YEAR_MONTHS = re.compile(
    f"{_YEAR.pattern} ?(?P<m>{_NUMBER}) ?月份?[^0-9〇零○一二三四五六七八九十]{{1,3}}"
    f"{_YEAR.pattern.replace('<year>', '<year2>')} ?(?P<m2>{_NUMBER}) ?月"
)
_ENDING_MONTHS = re.compile(f"(?P<m>{_NUMBER}) ?月份?[底末]?(?:为?止)?的? ?(?P<n>{_NUMBER})个月")
_FIRST_MONTHS = re.compile(f"[前头首](?P<n>{_NUMBER})个?月")
_MONTH = re.compile(f"(?P<m>{_NUMBER}) ?月")
_FIRST_QUARTERS = re.compile("[前头首](?P<n>[一二三两1-3])个?季度?")
_QUARTER = re.compile("第?(?P<q>[一二三四1-4首末])季")
_ENDS = {"首": 1, "末": 4}  # quarters by name
_DAY = re.compile("(?P<d>[0-9]{1,2})日(?:.(?P<d2>[0-9]{1,2})日)?")

# 到2025年; but 截至2025年. 力争2025年…; 2025年，预计…
_AIMS = "(?:力争|争取|预计|预期|预测|展望|目标|有望|计划到)"
_TO_COME_BEFORE = rf"(?:^|[\s，,。；;、：:（(“])(?:到|至)$|{_AIMS}[^，。；;\n]{{0,12}}$"
_TO_COME_AFTER = rf"^[^。；;\n]{{0,8}}{_AIMS}"


def is_to_come() -> pl.Expr:
    """Whether the time of a row of numbers is one aimed at, told by the words around it (columns gap, document)."""
    after = pl.when(c("document").shift(-1) == c("document")).then(c("gap").shift(-1)).fill_null("")
    return c("gap").str.contains(_TO_COME_BEFORE) | after.str.contains(_TO_COME_AFTER)


def _int(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isascii():
        return int(text)
    value = numerals.read(text)
    return None if value is None else int(value)


def read(match: str) -> dict[str, Any]:
    """The row of TIME of one written time; all null where it is a clock time or states nothing that can exist."""
    row: dict[str, Any] = dict.fromkeys(TIME) | {"is_edge": bool(re.search("[末底]", match))}
    if re.fullmatch("过去的?一年|[上前]一年度?", match):
        return row | {"grain": "year", "relative": -1}
    if re.fullmatch("新的?一年", match):
        return row | {"grain": "year", "relative": 0}
    if found := _PLAN.match(match):
        last = 1955 + 5 * (_int(found["plan"]) or 0)
        return row | {"grain": "year"} | ({"year": last} if row["is_edge"] else {"year": last - 4, "year_to": last})
    if found := _DASHED.match(match):
        return _checked(
            row | {"grain": "day", "year": int(found["y"]), "part": int(found["m"]), "day": int(found["d"])}
        )
    if found := _FISCAL_YEARS.match(match):
        return _checked(row | {"grain": "year", "year": int(found["y"]), "year_to": int(found["y2"] + found["y3"])})
    if found := _YEAR_MONTHS.match(match):
        return row | {
            "grain": "month",
            "year": _int(found["year"]),
            "part": _int(found["m"]),
            "year_to": _int(found["year2"]),
            "part_to": _int(found["m2"]),
        }
    if found := _YEARS.match(match):
        first = int(found["y"])
        last = int(found["y2"]) if len(found["y2"]) == 4 else first // 100 * 100 + int(found["y2"])
        return _checked(row | {"grain": "year", "year": first, "year_to": last if last > first else None})
    if found := _CHINESE_YEARS.match(match):
        first = int(found["y"].translate(_CHINESE_DIGITS))
        return row | {
            "grain": "year",
            "year": first,
            "year_to": first // 100 * 100 + int(found["y2"].translate(_CHINESE_DIGITS)),
        }
    rest, year = match, None
    found = _YEAR.match(match)
    if found and ("年" in found[0]):
        year, rest = _int(found["year"]), match[found.end() :].lstrip("度的 ")
    row["year"] = year
    return _checked(row | _part(rest, year))


def _part(rest: str, year: int | None) -> dict[str, Any]:
    if found := _DAYS.match(rest):
        day = {"grain": "day", "part": _int(found["m"]), "day": _int(found["d"])}
        if found["d2"]:
            day |= {
                "year_to": _int(found["y2"]) or year,
                "part_to": _int(found["m2"]) or day["part"],
                "day_to": _int(found["d2"]),
            }
        return day
    if found := _MONTHS.match(rest):
        return {"grain": "month", "part": _int(found["m"]), "part_to": _int(found["m2"])}
    if found := _FIRST_MONTHS.match(rest):
        return {"grain": "month", "part": 1, "part_to": _int(found["n"])}
    if found := _ENDING_MONTHS.match(rest):
        last, length = _int(found["m"]) or 0, _int(found["n"]) or 0
        if length <= last:
            return {"grain": "month", "part": last - length + 1, "part_to": last}
        if year and length < 13:  # 2024年1月底的三个月 begin in the year before
            return {"grain": "month", "year": year - 1, "part": last - length + 13, "year_to": year, "part_to": last}
    if found := _MONTH.match(rest):
        return {"grain": "month", "part": _int(found["m"])}
    if found := _FIRST_QUARTERS.match(rest):
        return {"grain": "month", "part": 1, "part_to": 3 * (_int(found["n"]) or 1)}
    if found := _QUARTER.match(rest):
        return {"grain": "quarter", "part": _ENDS.get(found["q"]) or _int(found["q"])}
    if "半年" in rest:
        return {"grain": "half", "part": 1 if rest.startswith("上") else 2}
    if found := _DAY.match(rest):
        return {"grain": "day", "day": int(found["d"]), "day_to": _int(found["d2"])}
    return {"grain": "year"} if year else {"grain": "clock"}


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    """Nulls for what no calendar holds."""
    highest = {"half": 2, "quarter": 4, "month": 12, "day": 12}.get(row["grain"] or "", 0)
    bad_part = highest and row["part"] is not None and not 1 <= row["part"] <= highest
    bad_day = any(row[k] is not None and not 1 <= row[k] <= 31 for k in ("day", "day_to"))
    bad_year = any(row[k] is not None and not 1000 <= row[k] <= 2999 for k in ("year", "year_to"))
    if bad_part or bad_day or bad_year:
        return dict.fromkeys(TIME) | {"grain": "clock", "is_edge": False}
    one_year = row["grain"] == "month" and row["year_to"] is None
    if one_year and row["part_to"] is not None and not row["part"] < row["part_to"] <= 12:
        row["part_to"] = None
    return row
