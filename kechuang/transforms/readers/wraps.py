"""Undoing line wraps: what stands between two lines of one paragraph once they are put together again."""

import re
from functools import cache

_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026\u00b7"
_IS_WIDE = re.compile(f"[{_WIDE}]")
_BREAK_BY_WIDE = re.compile(rf"(?<=[{_WIDE}])\s*\n\s*|\s*\n\s*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


@cache
def is_wide(character: str) -> bool:
    """Whether a character is written without spaces around it: Chinese, kana, full-width forms and punctuation."""
    return _IS_WIDE.match(character) is not None


def glue(left: str, right: str) -> str:
    """What stands between two lines of one paragraph: a space between Latin words, nothing anywhere else.

    Chinese lines break anywhere, within a number too, so only two letters keep a space; a hyphen keeps what follows it.
    """
    return " " if left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha() else ""


def collapse(text: str) -> str:
    """White space as browsers show it; a line break beside a Chinese character is none (CSS Text 3, 4.1.2)."""
    return _SPACES.sub(" ", _BREAK_BY_WIDE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip(" ")
