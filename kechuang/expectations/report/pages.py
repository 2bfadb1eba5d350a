"""What the pages share: templates that escape, JSON that no page can break out of, and texts with their marks."""

import html
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

# No page loads anything but the files beside it; `file:` is what 'self' does not cover without a server. ECharts sets
# styles by script alone, which needs no permission.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)


@cache
def template(name: str) -> Template:
    """A template of the folder `templates`, with autoescape."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env.globals |= {"policy": POLICY, "t": both}
    env.filters |= {"count": _count, "mark_id": mark_id}
    return env.get_template(name)


@lru_cache(maxsize=20_000)
def both(zh: str, en: str) -> Markup:
    """Words in both languages, of which the style shows one. No macro, for a page has forty of them."""
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(zh, en)


def as_data(json_text: str) -> Markup:
    """JSON for a data block of a page: no character in it can end the block or open a tag."""
    return Markup(json_text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def marked(text: str, starts: Sequence[int], ends: Sequence[int], classes: Sequence[str]) -> Markup:
    """The text as HTML with a `<mark>` around each span, told by offsets in order; where spans overlap the later one
    begins where the earlier ends. The id of a mark tells its offset, so that any page can link to it.
    """
    pieces, place = [], 0
    for start, end, name in zip(starts, ends, classes, strict=True):
        begin = max(start, place)
        end = max(end, begin)
        pieces.append(html.escape(text[place:begin], quote=False))
        inner = html.escape(text[begin:end], quote=False)
        pieces.append(f'<mark id="{mark_id(start)}" class="{name}">{inner}</mark>')
        place = end
    pieces.append(html.escape(text[place:], quote=False))
    return Markup("".join(pieces).replace("\0", "\ufffd"))


def highlighted(text: str, start: int, end: int) -> Markup:
    """A sentence with one mark, that no link leads to."""
    before, inner, after = (html.escape(part, quote=False) for part in (text[:start], text[start:end], text[end:]))
    return Markup(f'{before}<mark class="observation">{inner}</mark>{after}'.replace("\0", "\ufffd"))


def mark_id(start: int) -> str:
    """The id of the mark of a number that begins at this offset."""
    return f"c{start}"


def _count(number: Any) -> str:
    return f"{number:,}"
