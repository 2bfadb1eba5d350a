"""Simplified or Traditional: by the repertoires of the two national standards."""

from collections import Counter
from functools import cache


def script_of(text: str) -> str:
    """`Hant` if the characters that only Big5 has outnumber those that only GB 2312 has, else `Hans` (ISO 15924).

    GB 2312 is the repertoire of Simplified writing and Big5 that of Traditional, so a character of just one tells.
    """
    more_traditional = sum(
        times * _side(character) for character, times in Counter(text).items() if character > "\u2fff"
    )
    return "Hant" if more_traditional > 0 else "Hans"


@cache
def _side(character: str) -> int:
    """1 for a character that only Big5 has, -1 for one that only GB 2312 has, 0 for all others."""
    is_ideograph = "\u4e00" <= character <= "\u9fff"
    return is_ideograph * (_is_in(character, "big5") - _is_in(character, "gb2312"))


def _is_in(character: str, repertoire: str) -> bool:
    try:
        character.encode(repertoire)
    except UnicodeEncodeError:
        return False
    return True
