"""A number is read back as itself, in whatever form it is written and with whatever unit; and no digit is ever lost."""

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kechuang import vocabulary
from kechuang.transforms.extract import extract

# One example is a list of texts, for a call costs more than the texts in it.
TEXTS = 300
EXAMPLES = 3
columns = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # each text that is misread is told by itself: nothing to shrink
    suppress_health_check=list(HealthCheck),
)
MULTIPLIERS = {"": 0, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
SAID = ("text", "obs_value", "obs_value_high", "unit_measure", "decimals", "unit_mult", "qualifier")
CHINESE_DIGITS = "零一二三四五六七八九"
# 2023年, 5日: with these a number is a date.
DATES = {"年", "年度", "日", "年来", "年间", "载"}
DOUBLINGS = "番"  # its numbers are powers: 翻两番 is a growth of 300 percent
MORE = ("个多", "个半", "倍多", "年半", "倍半")  # 3个多月, 3个半月: the unit says that the number is larger


@dataclass(frozen=True)
class Unit:
    surface: str
    code: str
    factor: float
    dimension: str
    after_chinese: bool


@dataclass(frozen=True)
class Written:
    """A number as written with its unit, and what must be read."""

    text: str
    value: float
    unit: str
    decimals: int | None = None  # None: not told by the form
    unit_mult: int | None = None
    high: float | None = None
    qualifier: str = "exact"


@cache
def units() -> list[Unit]:
    rows = vocabulary.load().unit.iter_rows(named=True)
    return [
        Unit(r["surface"], r["unit_measure"], float(r["factor"]), r["dimension"], r["after_chinese"] == "true")
        for r in rows
        if r["dimension"] != "none" and r["surface"] not in DATES | {DOUBLINGS} and not r["surface"].startswith(MORE)
    ]


def chinese(number: int) -> str:
    """The number in Chinese numerals, as GB/T 15835 writes it: 一千零五十, 十二, 三亿零二万."""
    if number == 0:
        return "零"
    if number >= 10**8:
        return _joined(number, 10**8, "亿")
    if number >= 10**4:
        return _joined(number, 10**4, "万")
    text, zero = "", False
    for power, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + CHINESE_DIGITS[digit] + mark
            zero = False
        else:
            zero = True
    return text.removeprefix("一") if 10 <= number < 20 else text


def _joined(number: int, power: int, mark: str) -> str:
    high, low = divmod(number, power)
    gap = "零" if low and low < power // 10 else ""
    rest = chinese(low) if low else ""
    return chinese(high) + mark + gap + ("一" + rest if rest.startswith("十") else rest)


def _multipliers(unit: Unit) -> list[str]:
    """5千米 is five kilometres and no five thousand metres; and nobody writes 5千千米."""
    known = {each.surface for each in units()}
    return sorted(m for m in MULTIPLIERS if m != "千" or (m + unit.surface not in known and unit.surface[0] != "千"))


@st.composite
def arabic(draw: st.DrawFn) -> Written:
    unit = draw(st.sampled_from(units()))
    decimals = draw(st.integers(0, 4))
    digits = draw(st.integers(0, 10 ** draw(st.integers(1, 9)) - 1))
    number = Decimal(digits).scaleb(-decimals)
    multiplier = draw(st.sampled_from(_multipliers(unit)))
    text = f"{number:f}"
    mark = draw(st.sampled_from(["", ",", "，"]))
    if mark:
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}".replace(",", mark) + point + rest
    surface = unit.surface
    if draw(st.booleans()):
        text, surface = text.translate(FULL_WIDTH), surface.translate(str.maketrans("%", "％"))
    power = MULTIPLIERS[multiplier]
    return Written(text + multiplier + surface, float(number.scaleb(power)) * unit.factor, unit.code, decimals, power)


@st.composite
def in_chinese(draw: st.DrawFn) -> Written:
    unit = draw(st.sampled_from([unit for unit in units() if unit.after_chinese]))
    number = draw(st.one_of(st.integers(2, 99), st.integers(2, 10 ** draw(st.integers(3, 11)) - 1)))
    text = chinese(number)
    if draw(st.booleans()):
        text = re.sub("二(?=[百千万亿])", "两", text)
    return Written(text + unit.surface, float(number) * unit.factor, unit.code)


@st.composite
def decimal_in_chinese(draw: st.DrawFn) -> Written:
    unit = draw(st.sampled_from([unit for unit in units() if unit.after_chinese]))
    whole, part = draw(st.integers(1, 999)), draw(st.integers(1, 99))
    multiplier = draw(st.sampled_from(["", "万", "亿"]))
    fraction = "".join(CHINESE_DIGITS[int(digit)] for digit in str(part))
    number = Decimal(f"{whole}.{part}").scaleb(MULTIPLIERS[multiplier])
    return Written(chinese(whole) + "点" + fraction + multiplier + unit.surface, float(number) * unit.factor, unit.code)


@st.composite
def and_more(draw: st.DrawFn) -> Written:
    """3千多家, 一百余项, 20多亿元, 数百名."""
    unit = draw(st.sampled_from([unit for unit in units() if unit.after_chinese and unit.surface[0] not in "千百成"]))
    digit, more = draw(st.integers(2, 9)), draw(st.sampled_from("余多"))
    power = draw(st.sampled_from([1, 2, 3]))
    mark, large = "十百千"[power - 1], draw(st.sampled_from(["", "万", "亿"]))
    number, text = draw(
        st.sampled_from(
            [
                (digit * 10**power, f"{CHINESE_DIGITS[digit]}{mark}{more}{large}"),
                (digit * 10**power, f"{digit * 10**power}{more}{large}"),
                (10**power, f"{mark}{more}{large}"),
                (10**power, f"数{mark}{large}"),
                (10**power, f"上{mark}{large}" if power > 1 else f"几{mark}{large}"),
                (digit, f"{digit}{large}{more}" if large else f"{digit}千{more}"),
            ]
        )
    )
    if text == f"{digit}千{more}":
        number = digit * 1000
    value = float(Decimal(number).scaleb(MULTIPLIERS[large])) * unit.factor
    return Written(text + unit.surface, value, unit.code, qualifier="over")


@st.composite
def in_steps(draw: st.DrawFn) -> Written:
    """12亿3千万元, 3万5千家."""
    unit = draw(st.sampled_from([unit for unit in units() if unit.surface[0] not in "千百"]))
    high, low = draw(st.sampled_from([("亿", "万"), ("亿", "千万"), ("万", "千"), ("万", "百"), ("千", "百")]))
    powers = MULTIPLIERS | {"百": 2}
    first, second = draw(st.integers(1, 999)), draw(st.integers(1, 9))
    number = first * 10 ** powers[high] + second * 10 ** powers[low]
    return Written(f"{first}{high}{second}{low}{unit.surface}", float(number) * unit.factor, unit.code)


@st.composite
def range_in_digits(draw: st.DrawFn) -> Written:
    unit = draw(st.sampled_from(units()))
    decimals = draw(st.integers(0, 2))
    low, high = (Decimal(draw(st.integers(1, 9999))).scaleb(-decimals) for _ in "lh")
    multiplier = draw(st.sampled_from(_multipliers(unit)))
    power = MULTIPLIERS[multiplier]
    dash = draw(st.sampled_from(["-", "—", "——", "–", "~", "～", "至", "到"]))
    # the unit of a percentage is often written twice, others once; 从4.5%到5% are two figures
    first = unit.surface if unit.surface == "%" and dash != "到" and draw(st.booleans()) else ""
    text = f"{low:f}{first}{dash}{high:f}{multiplier}{unit.surface}"
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    if first:
        power, text = 0, text.replace(multiplier, "") if multiplier else text
    low_value, high_value = (float(each.scaleb(power)) * unit.factor for each in (low, high))
    return Written(text, low_value, unit.code, decimals, power, high_value, "range")


@st.composite
def place(draw: st.DrawFn) -> Written:
    number = draw(st.integers(1, 3000))
    shown = draw(st.sampled_from([str(number), str(number).translate(FULL_WIDTH), chinese(number)]))
    return Written(f"第{shown}{draw(st.sampled_from(['', '位', '名']))}", float(number), "rank", 0, 0)


@st.composite
def share(draw: st.DrawFn) -> Written:
    number = draw(st.integers(1, 99))
    above = draw(st.sampled_from([str(number), chinese(number), chinese(number) + "点五"]))
    below, unit = draw(st.sampled_from([("百", "percent"), ("千", "permille")]))
    return Written(f"{below}分之{above}", number + 0.5 * above.endswith("点五"), unit)


def read(texts: Sequence[str]) -> list[list[dict[str, Any]]]:
    """The records of each text, all read in one call."""
    documents = pl.DataFrame(
        [{"document": str(at), "text": text, "published": None, "region": None} for at, text in enumerate(texts)],
        schema={"document": pl.String, "text": pl.String, "published": pl.Date, "region": pl.String},
    )
    found: list[list[dict[str, Any]]] = [[] for _ in texts]
    for record in extract(documents, vocabulary.load()).iter_rows(named=True):
        found[int(record["document"])].append(record)
    return found


def misread(written: Sequence[Written], sentence: Callable[[str], str]) -> list[str]:
    told = []
    for number, records in zip(written, read([sentence(w.text) for w in written]), strict=True):
        if len(records) != 1 or not _as_written(records[0], number):
            said = [{name: r[name] for name in SAID} for r in records]
            told.append(f"{number} read as {said}")
    return told


def _as_written(said: dict[str, Any], number: Written) -> bool:
    return (
        said["text"] == number.text
        and said["qualifier"] == number.qualifier
        and _is_the_amount(said["obs_value"], said["unit_measure"], number.value, number.unit)
        and (number.high is None) == (said["obs_value_high"] is None)
        and (number.high is None or math.isclose(said["obs_value_high"], number.high, rel_tol=1e-12))
        and number.decimals in (None, said["decimals"])
        and number.unit_mult in (None, said["unit_mult"])
    )


def _is_the_amount(value: float | None, unit: str | None, expected: float, expected_unit: str) -> bool:
    """二千瓦 may be 2 kW or 2000 W: both say the same."""
    if value is not None and unit is not None and expected_unit == "k" + unit:
        value, unit = value / 1000, expected_unit
    return value is not None and unit == expected_unit and math.isclose(value, expected, rel_tol=1e-12)


WAYS = {
    "digits": arabic(),
    "Chinese numerals": in_chinese(),
    "decimals in Chinese numerals": decimal_in_chinese(),
    "round numbers and more": and_more(),
    "two multipliers": in_steps(),
    "ranges": range_in_digits(),
}


@pytest.mark.parametrize("way", WAYS)
@columns
@given(st.data())
def test_a_number_is_read_back_as_itself_with_both_ends(way: str, data: st.DataObject) -> None:
    written = data.draw(st.lists(WAYS[way], min_size=TEXTS, max_size=TEXTS))
    assert not misread(written, lambda number: f"合计为{number}。")


@columns
@given(st.lists(place(), min_size=TEXTS, max_size=TEXTS))
def test_place_is_read_back_as_itself(written: list[Written]) -> None:
    assert not misread(written, lambda number: f"总量居全省{number}。")


@columns
@given(st.lists(share(), min_size=TEXTS, max_size=TEXTS))
def test_share_in_words_is_read_back_as_itself(written: list[Written]) -> None:
    assert not misread(written, lambda number: f"约占总量的{number}。".replace("约", ""))


@columns
@given(st.lists(arabic(), min_size=TEXTS, max_size=TEXTS), st.sampled_from("，。；、）”\n 的（"))
def test_what_follows_a_number_does_not_change_it(written: list[Written], follower: str) -> None:
    assert not misread(written, lambda number: f"合计为{number}{follower}稳中有进。")


def test_doublings_are_growth_in_percent() -> None:
    texts = [f"产值翻{number}番。" for number in ("一", "两", "三", "1", "2")]
    values = [[(r["obs_value"], r["unit_measure"]) for r in records] for records in read(texts)]
    assert values == [[(percent, "percent")] for percent in (100, 300, 700, 100, 300)]


def test_half_and_more_inside_a_unit_are_of_the_number() -> None:
    texts = [f"历时{number}。" for number in ("3个多月", "三个多小时", "3个半月", "两个半小时", "一倍多")]
    said = [[(r["obs_value"], r["unit_measure"], r["qualifier"]) for r in records] for records in read(texts)]
    assert said == [
        [(3, "mo", "over")],
        [(3, "h", "over")],
        [(3.5, "mo", "exact")],
        [(2.5, "h", "exact")],
        [(1, "times", "over")],
    ]


def test_commas_that_mark_no_thousands_part_a_list() -> None:
    texts = ["合计1,2343家。", "甲、乙、丙三园分别新增35，42，86万元。", "甲、乙、丙三园分别新增386，412，507家。"]
    values = [[r["obs_value"] for r in records if r["text"] != "三园"] for records in read(texts)]
    assert values == [[1, 2343], [350_000, 420_000, 860_000], [386, 412, 507]]


def test_two_digits_side_by_side_are_a_range() -> None:
    texts = [f"走访{number}。" for number in ("三四家", "七八百家", "十七八个", "两三千户", "三五家")]
    ends = [[(r["obs_value"], r["obs_value_high"], r["qualifier"]) for r in records] for records in read(texts)]
    assert ends == [[(*both, "range")] for both in ((3, 4), (700, 800), (17, 18), (2000, 3000), (3, 5))]


PIECES = (
    "2023年·一季度·1—6月·5月31日·去年·全市·我省·昆山市·高新技术企业·研发投入强度·地区生产总值·其中·分别·各·占·同比·增长·下降"
    "·达到·新增·累计·位居·第三·前十·约·近·超·以上·左右·家·个·亿元·万人·%·个百分点·平方米·三成·三分之一·十二·两百·一批·十四五"
    "·3D·1650·４５．６·1,234·7：2：1·-3·12—15·从·到·有限公司·（·）·、·，·。·；·：·“·”·《·》·\n·\t·|·#·\u3000·\r\n"
    "·12.5·386·①·500强·１２０億元·萬件"
)
WORDS = PIECES.split("·")
arbitrary_text = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=40).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
)
DIGITS = re.compile("[0-9０-９]+")
LONGEST_SPAN = 40


@columns
@given(st.lists(arbitrary_text, min_size=TEXTS, max_size=TEXTS))
def test_every_number_of_any_text_is_accounted_for(texts: list[str]) -> None:
    for text, records in zip(texts, read(texts), strict=True):
        assert not unaccounted(text, records), (text, [(r["start"], r["end"], r["text"]) for r in records])


def unaccounted(text: str, records: list[dict[str, Any]]) -> list[str]:
    """Faults: a text that is not its span, spans out of order, overlapping or too long, digits in no or two records."""
    spans = [(r["start"], r["end"]) for r in records]
    told = [f"{r['text']!r} is not its span" for r in records if text[r["start"] : r["end"]] != r["text"]]
    told += [f"no span {span}" for span in spans if not 0 <= span[0] < span[1] <= len(text)]
    told += [f"span {span} too long" for span in spans if span[1] - span[0] > LONGEST_SPAN]
    if spans != sorted(spans):
        told.append("out of order")
    distinct = sorted(set(spans))
    told += [f"{a} and {b} overlap" for a, b in itertools.pairwise(distinct) if a[1] > b[0]]
    for run in DIGITS.finditer(text):
        holding = [span for span in distinct if span[0] <= run.start() and run.end() <= span[1]]
        if len(holding) != 1 and len(run[0]) <= LONGEST_SPAN // 2:
            told.append(f"{run[0]} at {run.start()} in {len(holding)} records")
    told += [
        f"evidence of {r['text']!r} does not enclose it"
        for r in records
        if not 0 <= r["evidence_start"] <= r["start"] < r["end"] <= r["evidence_end"] <= len(text)
    ]
    told += [f"{r['text']!r} without a name" for r in records if r["kind"] == "observation" and not r["indicator_text"]]
    return told
