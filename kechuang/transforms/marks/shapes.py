"""What a quantity, an ordinal or a name with digits says, read once for each distinct shape in plain Python.

A shape is the match with its digits masked: documents of a whole country hold a few hundred. The values of the digits
are filled in by columns afterwards; numbers in Chinese numerals are their own shape and are read here.
"""

import re
from typing import Any

import polars as pl

from kechuang.transforms.marks import numerals, pattern

SHAPE = pl.Schema(
    {
        "sort": pl.String,  # quantity, ordinal, duration, time, name, mark, lone, word
        "lead": pl.String,  # characters taken too many before
        "trail": pl.String,  # and after the number
        "low_at": pl.Int64,  # which run of digits is the value, which the upper end
        "high_at": pl.Int64,
        "low_power": pl.Int64,  # power of ten of the lower end's multiplier
        "unit_mult": pl.Int64,  # and of the value's
        "factor": pl.Float64,  # of the unit word, to the unit given
        "literal": pl.Float64,  # the value itself, where it is written in Chinese numerals
        "literal_high": pl.Float64,
        "is_negative": pl.Boolean,
        "is_sum": pl.Boolean,  # 156亿1,300万: the two values are one
        "unit_word": pl.String,
        "unit_measure": pl.String,
        "dimension": pl.String,
        "inner_qualifier": pl.String,  # what 余, 多, a range or 前 say
    }
)

_DIGITS = re.compile(pattern.DIGITS)
_TIME = re.compile(pattern.TIME)
_NAME = re.compile(pattern.NAME)
_WORD = re.compile(r"[目之此以日年当空提生跟面眼事从午史]前")
_LIST_MARK = re.compile("[①-⑳]")
_CARDINAL = re.compile(f"(?P<neg>-?)(?P<low>{pattern.DIGITS})(?P<rest>.*)", re.DOTALL)
_TAIL = re.compile(
    f" ?(?P<about1>{pattern.ABOUT}?)(?P<mult>{pattern.MULTIPLIER}?)"
    f"(?P<about2>{pattern.ABOUT}?)(?P<mult2>{pattern.MULTIPLIER}?) ?(?P<unit>.*)",
    re.DOTALL,
)
_SEPARATOR = re.compile(f" ?(?:{pattern.DASH}|至|到) ?")
_CHINESE = re.compile(
    f"(?P<vague>[数几]|[上好](?=[百千万亿])|)(?P<number>[{pattern.CHINESE}]*(?:点[一二三四五六七八九零〇○]+)?)(?P<about1>{pattern.ABOUT}?)(?P<mult>{pattern.MULTIPLIER}?)(?P<about2>{pattern.ABOUT}?)(?P<unit>.*)",
    re.DOTALL,
)
_TENTHS = re.compile("(?P<tens>[一二三四五六七八九两])成(?P<rest>半|[一二三四五六七八九])?(?P<about>[余多])?")
_MOVED = re.compile(f"(?P<lead>{pattern.MOVED})(?P<rest>[0-9].*?)(?P<trail> ?至)")
_LATIN_FIRST = re.compile("(?P<lead>[A-Za-z]+)(?P<rest>-?[0-9].*)", re.DOTALL)  # GDP850亿元
_STEPS = re.compile(f"(?P<steps>{pattern.STEPS}|{pattern.REST}) ?(?P<unit>.*)")  # 156亿1,300万元
_FRACTION = re.compile(f"(?P<lead>数?)(?P<below>[{pattern.CHINESE}]+)分之(?P<above>.+)")
_PLACE = re.compile(
    f"(?P<world>世界|亚洲|亚太)?(?P<back>倒数)?"
    f"(?P<mark>第|前) ?(?P<number>[0-9]+|[{pattern.CHINESE}百]+)(?P<tail> ?(?:位|名|列|甲|强)?)"
)
_NUMBERED = re.compile(
    f"(?P<mark>第?) ?(?P<number>[0-9]{{1,6}}|[{pattern.CHINESE}]+) ?(?P<noun>[^0-9{pattern.CHINESE}]+)"
)
_FIRST = {"首位": 1.0, "榜首": 1.0, "之首": 1.0, "首席": 1.0, "次席": 2.0, "次位": 2.0}
_HALF = {"半数": "exact", "一半": "exact", "大半": "over", "过半": "over", "过半数": "over", "超过半数": "over"}


_SPACED = re.compile(f"({pattern.SPACED})(?=[^0-9 ]| [^0-9])")


def joined(match: str) -> str:
    """The match without the spaces that part thousands, 38 907名 as 38907名, and those around a slash."""
    match = re.sub(r"(?<=[^0-9 ]) ?/ ?", "/", match)
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), match, count=1) if _SPACED.match(match) else match


class Grammar:
    """Reads matches of `pattern.number`, given the unit rows (surface, unit_measure, factor, dimension)."""

    def __init__(
        self,
        units: tuple[tuple[str, str, str, str], ...],
        names: frozenset[str] = frozenset(),
        acronyms: frozenset[str] = frozenset(),
    ) -> None:
        self._names, self._acronyms = names, acronyms
        self._units = {surface: (code, float(factor), dimension) for surface, code, factor, dimension in units}
        self._longest = max(map(len, self._units))

    def read(self, match: str) -> dict[str, Any]:
        """The row of SHAPE of one match; digits of the same shape may be any."""
        row: dict[str, Any] = {
            "lead": "",
            "trail": "",
            "low_power": 0,
            "unit_mult": 0,
            "factor": 1.0,
            "is_negative": False,
            "is_sum": False,
            "inner_qualifier": "exact",
        }
        bare = match.rstrip(" ")
        if bare and bare != match:
            row = self.read(bare)
            return row | {"trail": row["trail"] + match[len(bare) :]}
        if moved := _MOVED.fullmatch(match):
            return self.read(moved["rest"]) | {"lead": moved["lead"], "trail": moved["trail"]}
        if (
            (measure := _LATIN_FIRST.fullmatch(match))
            and measure["lead"] in self._acronyms
            and not _NAME.fullmatch(match)
        ):
            return self.read(measure["rest"]) | {"lead": measure["lead"]}
        if (closed := joined(match)) != match:
            row = self.read(closed)
            # where the rate is no unit, its slash is given back with its blanks
            slash = re.search(" ?/", match) if row["trail"].startswith("/") else None
            return row | {"trail": match[slash.start() :]} if slash else row
        if match in self._names:
            return row | {"sort": "name"}
        if _WORD.fullmatch(match):
            return row | {"sort": "word"}
        if _LIST_MARK.fullmatch(match):
            return row | {"sort": "mark"}
        if _TIME.fullmatch(match):
            return row | {"sort": "time"}
        if _NAME.fullmatch(match):
            sort = "per" if match.startswith("每") else "name"
            return row | {"sort": sort} | self._numbered(match) | self._latin_unit(match)
        for reader in (
            self._two_step,
            self._half,
            self._place,
            self._fraction,
            self._tenths,
            self._arabic,
            self._chinese,
        ):
            if found := reader(match):
                return row | found
        return row | {"sort": "mark"}

    def unit(self, text: str) -> tuple[str, str | None, float, str | None]:
        """(unit word, code, factor, dimension) that `text` begins with; the longest word wins."""
        for length in range(min(len(text), self._longest), 0, -1):
            if text[:length] in self._units:
                code, factor, dimension = self._units[text[:length]]
                if dimension == "none":
                    return "", None, 1.0, None
                return text[:length], code, factor, dimension
        return "", None, 1.0, None

    def _numbered(self, match: str) -> dict[str, Any]:
        """The number of 第七届, 三十八届, 500强, which are names and no figures."""
        if match[-1] in "%‰":  # 前1%
            return {"low_at": 0, "unit_measure": "percent" if match[-1] == "%" else "permille"}
        found = _NUMBERED.fullmatch(match)
        if not found:
            return {}
        code = self._units.get(found["noun"], (None,))[0] if not found["mark"] else None
        value = {"low_at": 0} if found["number"].isascii() else {"literal": numerals.read(found["number"])}
        return value | {"unit_measure": code}

    def _latin_unit(self, match: str) -> dict[str, Any]:
        """600MW, 55nm: a name by its letters, a quantity where they are a unit's."""
        digits = _DIGITS.match(match)
        if digits and match[digits.end() :] in self._units:
            return self._arabic(match) or {}
        return {}

    def _sort(self, dimension: str | None, code: str | None) -> str:
        return "duration" if dimension == "time" else "quantity"

    def _measured(self, mult: str, unit_text: str) -> dict[str, Any]:
        """Unit and power of a tail, trying the longer unit first: 亿千瓦 is 10^8 千瓦, 5千瓦 is 5 kW."""
        best, rest = len(mult), mult + unit_text
        for cut in range(len(mult) + 1):
            written = mult[cut:] + unit_text
            word = self.unit(written)[0]
            if (len(word) > len(mult) - cut or cut == len(mult)) and len(written) - len(word) < len(rest):
                best, rest = cut, written[len(word) :]
        cut = best
        word, code, factor, dimension = self.unit(mult[cut:] + unit_text)
        rest = (mult[cut:] + unit_text)[len(word) :]
        trail = rest.lstrip("+")
        if word == "" and trail == "次" and rest.startswith("+"):
            word, code, dimension, trail = "次", "count", "count", ""
        if word in ("年", "月") and cut:  # 3亿年 on, 324亿年升3%: nothing lasts so long
            word, code, factor, dimension, trail = "", None, 1.0, None, word + trail
        if "兆" in mult[:cut] and dimension != "money":  # 兆 multiplies money; 500兆 of a network is none
            cut, word, code, factor, dimension, trail = 0, "", None, 1.0, None, mult + unit_text
        if "兆" in mult[:cut] and word == "元":  # which Taiwan alone counts in
            code = "TWD"
        return {
            "unit_mult": numerals.power(mult[:cut]),
            "unit_word": word,
            "unit_measure": code,
            "factor": factor,
            "dimension": dimension,
            "trail": trail,
            "plus": rest.startswith("+"),
            "sort": self._sort(dimension, code),
        }

    def _arabic(self, match: str) -> dict[str, Any] | None:
        head = _CARDINAL.fullmatch(match)
        if not head:
            return None
        row: dict[str, Any] = {"is_negative": bool(head["neg"]), "low_at": 0}
        rest = head["rest"]
        second = None
        for separator in _SEPARATOR.finditer(rest):
            second = _DIGITS.match(rest, separator.end())
            if second:
                break
        if second:
            first = _TAIL.fullmatch(rest[: separator.start()])
            tail = _TAIL.fullmatch(rest[second.end() :])
            assert first and tail
            measured = self._measured(tail["mult"] + tail["mult2"], tail["unit"])
            low = self._measured(first["mult"], first["unit"])
            measured.pop("plus")
            power = low["unit_mult"] if first["mult"] or low["unit_word"] else measured["unit_mult"]
            return row | measured | {"high_at": 1, "low_power": power, "inner_qualifier": "range"}
        tail = _TAIL.fullmatch(rest)
        assert tail
        measured = self._measured(tail["mult"] + tail["mult2"], tail["unit"])
        about = tail["about1"] + tail["about2"] or _inside(measured["unit_word"])
        if measured.pop("plus"):
            about = "+"
        if (
            tail["about2"] in ("来", "多", "几", "余")
            and not measured["unit_word"]
            and not tail["mult"]
            and not tail["about1"]
        ):
            measured["trail"] = ""
        return row | measured | {"low_power": measured["unit_mult"], "inner_qualifier": _about(about)}

    def _chinese(self, match: str) -> dict[str, Any] | None:
        pair = re.fullmatch(f"([{pattern.CHINESE}]+)(?:{pattern.DASH}|至|到)([{pattern.CHINESE}]+)(.*)", match)
        if pair:
            low, high = numerals.read(pair[1]), numerals.read(re.sub("[万亿千百]+$", "", pair[2]) or pair[2])
            last = re.search("[万亿千百]*$", pair[2])
            measured = self._measured(last[0] if last and last[0] != pair[2] else "", pair[3])
            measured.pop("plus")
            if low is None or high is None:
                return None
            scale = 10.0 ** measured["unit_mult"] * measured["factor"]
            return measured | {"literal": low * scale, "literal_high": high * scale, "inner_qualifier": "range"}
        parts = _CHINESE.fullmatch(match)
        if not parts:
            return None
        digits, mult, unit = self._cut(parts)
        measured = self._measured(mult, unit)
        measured.pop("plus")
        low, high = numerals.read_neighbours(digits) or (numerals.read(digits) if digits else 1.0, None)
        if low is None or not measured["unit_word"]:
            return {"sort": "lone", "trail": measured["trail"]}
        about = parts["about1"] + parts["about2"] + parts["vague"] + _inside(measured["unit_word"])
        low += 0.5 * ("半" in measured["unit_word"])
        scale = 10.0 ** measured["unit_mult"] * measured["factor"]
        row = measured | {"literal": low * scale, "inner_qualifier": _about(about)}
        if high is not None:
            row |= {"literal_high": high * scale, "inner_qualifier": "range"}
        if measured["unit_word"] == "番":
            row["literal"] = (2.0**low - 1) * 100
        if parts["number"] == "一" and not about and not mult and measured["dimension"] in ("count", "person", "time"):
            row["sort"] = "lone"
        return row

    def _cut(self, parts: re.Match[str]) -> tuple[str, str, str]:
        """(numeral, multiplier, unit): where a numeral ends is told by the unit, as 三十千瓦 is 三十 of 千瓦."""
        number, mult, unit = parts["number"], parts["mult"], parts["unit"]
        if parts["about1"] or mult:
            return number, mult, unit
        scaled = re.search("[十百千万亿兆]*$", number)
        for size in range(len(scaled[0]) + 1 if scaled else 1):
            digits, rest = number[: len(number) - size], number[len(number) - size :]
            bare = re.fullmatch("([^万亿兆]+)((?:万亿|[万亿兆])*)", digits)
            if bare:
                digits, mult = bare[1], bare[2]
            word = self.unit(rest + unit)[0]
            if "兆" in mult and self.unit(rest + unit)[3] != "money":
                continue
            known = not digits or numerals.read(digits) is not None or numerals.read_neighbours(digits) is not None
            if known and word and len(word) == len(rest + unit):
                return digits, mult, rest + unit
        return number, mult, unit

    def _tenths(self, match: str) -> dict[str, Any] | None:
        found = _TENTHS.fullmatch(match)
        if not found:
            return None
        rest = 5.0 if found["rest"] == "半" else (numerals.read(found["rest"]) or 0.0) if found["rest"] else 0.0
        tens = numerals.read(found["tens"]) or 0.0
        return {
            "sort": "quantity",
            "literal": tens * 10 + rest,
            "unit_measure": "percent",
            "dimension": "ratio",
            "unit_word": "成",
            "inner_qualifier": _about(found["about"] or ""),
        }

    def _fraction(self, match: str) -> dict[str, Any] | None:
        percent = {"sort": "quantity", "unit_measure": "percent", "dimension": "ratio", "unit_word": "分之"}
        if "/" in match and re.fullmatch("[0-9]+/[0-9]+", match):
            return percent | {"sort": "fraction", "literal": None}
        found = _FRACTION.fullmatch(match)
        if not found:
            return None
        if found["lead"]:  # 预测数百分之三
            percent["lead"] = found["lead"]
        named = {"百": ("percent", 1.0), "千": ("permille", 1.0), "万": ("percent", 0.01)}
        unit, factor = named.get(found["below"], ("percent", 0.0))
        if _DIGITS.fullmatch(found["above"]):
            if not factor:
                whole = numerals.read(found["below"])
                if not whole:
                    return None
                factor = 100 / whole
            return percent | {"unit_measure": unit, "factor": factor, "low_at": 0}
        above_value, below = numerals.read(found["above"]), numerals.read(found["below"])
        if above_value is None or not below:
            return None
        value = above_value * factor if factor else round(above_value / below * 100, 6)
        return percent | {"unit_measure": unit, "literal": value}

    def _two_step(self, match: str) -> dict[str, Any] | None:
        found = _STEPS.fullmatch(match)
        if not found:
            return None
        measured = self._measured("", found["unit"])
        measured.pop("plus")
        high, low = (*re.findall("[千百万亿兆]+", found["steps"]), "")[:2]
        powers = {"low_power": numerals.power(high), "unit_mult": numerals.power(low)}
        return measured | powers | {"low_at": 0, "high_at": 1, "is_sum": True}

    def _half(self, match: str) -> dict[str, Any] | None:
        if match not in _HALF:
            return None
        return {
            "sort": "quantity",
            "literal": 50.0,
            "unit_measure": "percent",
            "dimension": "ratio",
            "unit_word": "半",
            "inner_qualifier": _HALF[match],
        }

    def _place(self, match: str) -> dict[str, Any] | None:
        ordinal = {"sort": "ordinal", "unit_measure": "rank", "dimension": "rank"}
        if match in _FIRST:
            return ordinal | {"literal": _FIRST[match], "unit_word": match}
        if match == "末位":  # tells a place and no number
            return {"sort": "lone", "unit_word": match}
        found = _PLACE.fullmatch(match)
        if not found:
            return None
        qualifier = "at_most" if found["mark"] == "前" else "exact"
        word = "世界第" if found["world"] else found["mark"] + found["tail"].strip()
        row = ordinal | {"unit_word": word, "inner_qualifier": qualifier, "lead": found["world"] or ""}
        if found["number"].isascii():
            return row | {"low_at": 0}
        return row | {"literal": numerals.read(found["number"])}


def _inside(unit_word: str) -> str:
    return "多" if unit_word.startswith("个多") or unit_word.endswith("多") else ""  # 3个多月, 一倍多


def _about(words: str) -> str:
    if any(ch in words for ch in "余多+几数上好"):
        return "over"
    return "approx" if "来" in words else "exact"
