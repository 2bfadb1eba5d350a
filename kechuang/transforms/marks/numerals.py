"""Chinese numerals to numbers: 三千五百万, 一百二, 二〇二三, 两万亿 (GB/T 15835)."""

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}  # 兆 as Taiwan counts
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_ONE = "[一二三四五六七八九两]"
_ZERO = "[零〇○]"
_SECTION = f"(?=.)(?:{_ONE}?千)?(?:{_ZERO}?{_ONE}?百)?(?:{_ZERO}?{_ONE}?十)?(?:{_ZERO}?{_ONE})?"
_MYRIADS = f"(?:{_ZERO}?(?:{_SECTION})?万)?"
_WELL_FORMED = re.compile(f"(?:{_SECTION}兆)?(?:{_MYRIADS}(?:{_ZERO}?{_SECTION})?亿)?{_MYRIADS}(?:{_ZERO}?{_SECTION})?")
_OF_UNIT = re.compile("[万亿][百千]")
_NEIGHBOURS = re.compile(f"(?P<head>(?:.*[十百千万亿零〇])?)(?P<low>{_ONE})(?P<high>{_ONE})(?P<tail>[十百千万亿]*)")


def read(text: str) -> float | None:
    """The number that a run of Chinese numerals states, None where it states none."""
    text = text.translate(_TENS)
    if not text or any(ch not in _DIGITS and ch not in _SMALL and ch not in _LARGE and ch != "点" for ch in text):
        return None
    whole, point, fraction = text.partition("点")
    if point:
        head = read(whole)
        if head is None or not fraction or any(ch not in _DIGITS for ch in fraction):
            return None
        return float(head + int("".join(str(_DIGITS[ch]) for ch in fraction)) / 10 ** len(fraction))
    if all(ch in _DIGITS for ch in text):
        return float("".join(str(_DIGITS[ch]) for ch in text))
    if not _WELL_FORMED.fullmatch(text) or _OF_UNIT.search(text):  # 三十千, 百万千: 千 is of the unit
        return None
    return float(_positional(text))


def read_neighbours(text: str) -> tuple[float, float] | None:
    """The ends of what two digits side by side leave open: 三四 is 3 to 4, 七八百 700 to 800 (GB/T 15835, 5.2)."""
    found = _NEIGHBOURS.fullmatch(text)
    if not found or not (_DIGITS[found["high"]] - _DIGITS[found["low"]] == 1 or found["low"] + found["high"] == "三五"):
        return None
    low, high = (read(found["head"] + digit + found["tail"]) for digit in (found["low"], found["high"]))
    return None if low is None or high is None else (low, high)


def _positional(text: str) -> int:
    most = total = section = digit = 0
    last_power = 1
    for ch in text:
        if ch in _DIGITS:
            digit = _DIGITS[ch]
            if ch in "零〇○":
                last_power = 1  # 一百零二: the digit after a zero stands for itself
        elif ch in _SMALL:
            section += (digit or 1) * _SMALL[ch]
            digit, last_power = 0, _SMALL[ch]
        else:
            section += digit
            if ch == "兆":
                most, total = (total + section) * _LARGE[ch], 0
            elif ch == "亿":
                total = (total + (section or (0 if total else 1))) * _LARGE[ch]
            else:
                total += (section or 1) * _LARGE[ch]
            section = digit = 0
            last_power = _LARGE[ch]
    trailing = digit * (last_power // 10) if last_power >= 100 else digit  # 一百二 is 120, 两万五 is 25,000
    return most + total + section + trailing


def power(text: str) -> int:
    """The power of ten of a run of multipliers: 亿 is 8, 千万 is 7, 万亿 is 12."""
    powers = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "兆": 12}
    return sum(powers[ch] for ch in text)
