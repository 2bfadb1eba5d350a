"""Dates of publication as bylines, signatures and file names print them. Never a date out of the running text."""

import re
from datetime import date

_YEAR = r"(?P<y>(?:19|20)[0-9]{2}|二[〇○零O][〇○零O一二三][〇○零O一二三四五六七八九])"
_MONTH, _DAY = r"(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2})", r"(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
DATE = rf"{_YEAR}\s*(?:年\s*{_MONTH}\s*月\s*{_DAY}\s*日|[-/.](?P<m2>[0-9]{{1,2}})[-/.](?P<d2>[0-9]{{1,2}})(?![0-9]))"
_DATE = re.compile(DATE)
_NUMERALS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")

# In names the date stands alone between other characters than digits: 2024-01-15_x, t20240115_42, 2024/0115, 2024/1/15.
_IN_NAMES = (
    re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_./年](0?[1-9]|1[0-2])[-_./月](0?[1-9]|[12][0-9]|3[01])(?![0-9])"),
    re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_./](0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])"),
    re.compile(r"(?:(?<![0-9A-Za-z])|(?<=\bt))((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![^\W_])"),
)


def first_date(text: str) -> date | None:
    """The first full date printed in a text, Arabic or Chinese numerals, or None."""
    for match in _DATE.finditer(text):
        month, day = match["m"] or match["m2"], match["d"] or match["d2"]
        if found := valid_date(match["y"].translate(_NUMERALS), _number(month), _number(day)):
            return found
    return None


def lone_date(line: str) -> date | None:
    """The date that a line consists of, brackets and dashes aside, or None where the line says anything else."""
    bare = line.strip(" \t\u3000()（）[]【】〔〕—-*_")
    return first_date(bare) if _DATE.fullmatch(bare) else None


def date_in_name(name: str) -> date | None:
    """The date in a file name or in the path of a URL, or None."""
    for pattern in _IN_NAMES:
        for match in pattern.finditer(name):
            if found := valid_date(*match.groups()):
                return found
    return None


def _number(numeral: str) -> str:
    """`十二` as 12; digits stay what they are."""
    if numeral[0] in "0123456789":
        return numeral
    tens, has_ten, ones = numeral.rpartition("十")
    value = (int(tens.translate(_NUMERALS) or 1) * 10 if has_ten else 0) + int(ones.translate(_NUMERALS) or 0)
    return str(value)


def valid_date(year: str, month: str, day: str) -> date | None:
    """The date of three numerals, or None where there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
