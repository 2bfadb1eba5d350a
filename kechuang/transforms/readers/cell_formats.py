"""The values of spreadsheet cells as the sheet shows them: 0.052 formatted as a percentage is 5.2%."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_UNPRINTED = re.compile(
    r"\[[^\]]*\]|_.|\*.|\\(?=.)"
)  # colours and conditions, widths to leave blank, fillings, escapes
_NUMBER = re.compile(r"(?P<before>[^#0?.]*)(?P<whole>[#0?,]+)(?:\.(?P<decimals>[0#?]+))?(?P<after>[^#0?.]*)")
_QUOTED = re.compile(r'"([^"]*)"')


def shown(value: Any, number_format: str) -> str:
    """A cell's value as text: numbers with the digits, percent sign and words that their format gives them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (datetime, date, time)):
        return _date(value, number_format)
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    section = _UNPRINTED.sub("", (number_format or "General").split(";")[0])
    match = _NUMBER.fullmatch(_QUOTED.sub("\\1", section))
    words = _QUOTED.sub("", section)
    if match is None or re.search("[A-Za-z@/]", words) or match["whole"].endswith(","):
        return plain(value)
    is_percent = "%" in words
    decimals = match["decimals"] or ""
    separator = "," if "," in match["whole"] else ""
    number = f"{Decimal(plain(value)) * (100 if is_percent else 1):{separator}.{len(decimals)}f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    for _ in range(optional):
        number = number.removesuffix("0")
    return f"{match['before'].strip()}{number.removesuffix('.')}{match['after'].strip()}"


def plain(value: int | float) -> str:
    """A number with all its digits, up to the 15 that spreadsheets keep, and no exponent."""
    if isinstance(value, int) or value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return f"{Decimal(f'{value:.15g}'):f}"


def _date(value: datetime | date | time, number_format: str) -> str:
    """A date as far as its format shows it: a month stays a month."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    words = _QUOTED.sub("", number_format.lower())
    if "y" in words and "d" not in words:
        return f"{value.year}年{value.month}月" if "m" in words else f"{value.year}年"
    day = f"{value.year}年{value.month}月{value.day}日"
    has_time = isinstance(value, datetime) and (value.hour or value.minute) and "h" in words
    return f"{day} {value:%H:%M}" if has_time else day
