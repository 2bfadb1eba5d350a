"""Simplified or Traditional: by the repertoires of the two national standards."""

from collections import Counter


def script_of(text: str) -> str:
    """`Hant` if the characters that only Big5 has outnumber those that only GB 2312 has, else `Hans` (ISO 15924).

    GB 2312 is the repertoire of Simplified writing and Big5 that of Traditional, so a character of just one tells.
    """
    only_gb = only_big5 = 0
    for character, times in Counter(text).items():
        if "\u4e00" <= character <= "\u9fff":
            in_gb, in_big5 = _is_in(character, "gb2312"), _is_in(character, "big5")
            only_gb += times * (in_gb and not in_big5)
            only_big5 += times * (in_big5 and not in_gb)
    return "Hant" if only_big5 > only_gb else "Hans"


def _is_in(character: str, repertoire: str) -> bool:
    try:
        character.encode(repertoire)
    except UnicodeEncodeError:
        return False
    return True
