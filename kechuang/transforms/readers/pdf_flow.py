"""Columns of lines to one text: wrapped lines joined within a column, and across columns and pages."""

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from kechuang.transforms.readers.document import TextBuilder
from kechuang.transforms.readers.pdf_columns import Item
from kechuang.transforms.readers.pdf_lines import Stretch
from kechuang.transforms.readers.pdf_tables import Table
from kechuang.transforms.readers.tables import add_table
from kechuang.transforms.readers.wraps import glue, is_wide

_NUMBERED = re.compile(r"第?[一二三四五六七八九十]+[、章节]|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[、.．][^0-9]")
_UNFINISHED = "，、（(,"  # a line that ends so goes on, indented or not
_CLOSING, _OPENING, _EITHER = (
    "，。、；：！？）》」』】％%,.;:)!?",
    "（《「『【(",
    "“”‘’",
)  # what line breaks keep by its neighbour
_LARGER = 1.12  # times the type size of the body: headings
_LONGEST_HEADING = 60  # characters


@dataclass
class _Line:
    """A line of a column, with what tells whether the next one continues it."""

    stretch: Stretch
    page: int
    indent: float  # from the column's left side
    slack: float  # to the column's right side
    is_apart: bool  # further below the line above than lines of the column usually are
    is_heading: bool = False


def write(builder: TextBuilder, pages: list[list[list[Item]]]) -> str | None:
    """Append pages, each a list of columns in the order of reading. Returns the first heading, or None."""
    items = [item for number, page in enumerate(pages, start=1) for column in page for item in _column(column, number)]
    body = _body_size([item.stretch for item in items if isinstance(item, _Line)])
    title = ""
    last: _Line | None = None
    for item in items:
        if isinstance(item, Table):
            add_table(builder, item.cells)
            last = None
            continue
        text = item.stretch.text
        item.is_heading = item.stretch.is_chinese and item.stretch.em > _LARGER * body and len(text) <= _LONGEST_HEADING
        continues = last is not None and _continues(last, item)
        _append(builder, item, last.stretch.text if continues and last else None)
        if item.is_heading and (not title or (continues and title.endswith(last.stretch.text if last else ""))):
            title += text
        last = item
    return title or None


def _append(builder: TextBuilder, item: _Line, before: str | None) -> None:
    """Append a line: to the paragraph that ends with `before`, or as the first of a paragraph."""
    stretch, kind, place = item.stretch, "heading" if item.is_heading else "paragraph", f"page {item.page}"
    box = [round(value, 1) for value in (stretch.left, stretch.top, stretch.right, stretch.bottom)]
    if before is None:
        builder.block(stretch.text, kind, place, box)
    else:
        builder.add(glue(before, stretch.text)).add(stretch.text, kind, place, box)


def _body_size(stretches: list[Stretch]) -> float:
    """The type size, in points, in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for stretch in stretches:
        sizes[round(stretch.em * 2) / 2] += len(stretch.text) * stretch.is_chinese
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _column(column: list[Item], page: int) -> list[_Line | Table]:
    lines = [item for item in column if isinstance(item, Stretch)]
    left, right = min((s.left for s in lines), default=0.0), _right_side(lines)
    pitches = [after.middle - before.middle for before, after in pairwise(lines)]
    usual = statistics.median(pitches) if pitches else 0.0
    found: list[_Line | Table] = []
    above: Stretch | None = None
    for item in column:
        if isinstance(item, Table):
            found.append(item)
            continue
        is_apart = above is not None and item.middle - above.middle > 1.5 * usual
        found.append(_Line(item, page, item.left - left, right - item.right, is_apart))
        above = item
    return found


def _right_side(lines: list[Stretch]) -> float:
    """Where the lines of a column end, those that hang a comma beyond it aside."""
    furthest = max((s.right for s in lines), default=0.0)
    return statistics.median([s.right for s in lines if s.right > furthest - 1.5 * s.em] or [furthest])


def _continues(last: _Line, item: _Line) -> bool:
    """Whether a line goes on with the paragraph of the line before it.

    It does where its first word had no room at the end of that line. It does not where it is indented, where it stands
    apart from that line, or where its type has another size.
    """
    before, here = last.stretch, item.stretch
    em = max(before.em, here.em)
    is_other_type = before.is_chinese and here.is_chinese and abs(before.em - here.em) > 0.15 * em
    if is_other_type or item.is_apart:
        return False
    if last.is_heading and item.is_heading:
        return not _NUMBERED.match(here.text)
    if last.slack > (_first_word_width(here.text) + 0.6) * em:
        return False
    is_indented = item.indent > 1.2 * em and item.indent > last.indent - 0.5 * em
    return not is_indented or before.text[-1] in _UNFINISHED


def _first_word_width(text: str) -> float:
    """The width in em of what no line break parts: a Latin word, a number or a character, with what closes it."""
    end = 1
    while end < len(text):
        last, following = text[end - 1], text[end]
        is_kept = following in _CLOSING + _EITHER or last in _OPENING + _EITHER
        if not is_kept and not ("\x20" < last < "\x7f" and "\x20" < following < "\x7f"):
            break
        end += 1
    return sum(1.0 if is_wide(character) else 0.55 for character in text[:end])
