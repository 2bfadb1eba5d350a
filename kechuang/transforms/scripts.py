"""Traditional and Simplified characters, one for one, after OpenCC's character tables."""

from functools import cache

import opencc

_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))


@cache
def simplified_characters() -> dict[str, str]:
    """Every character that Simplified script writes otherwise -> its Simplified form; both are one code point."""
    characters = [chr(code) for first, last in _RANGES for code in range(first, last)]
    table = dict(zip(characters, opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n"), strict=True))
    return {old: new for old, new in table.items() if old != new and len(new) == 1}
