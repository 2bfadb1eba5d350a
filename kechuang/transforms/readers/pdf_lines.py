"""From characters to stretches of text that nothing wide interrupts, and from those to lines."""

import statistics
from dataclasses import dataclass
from itertools import pairwise

from kechuang.transforms.readers.pdf_page import Character

_GAP = 0.6  # em: a wider gap may be a column's or a cell's border
_WORD_GAP = 0.2  # em: a wider gap is a space that was not printed
_IN_NUMBERS, _DIGIT_GAP = "0123456789.,%", 0.45  # em: digits set wide are still one number
_MOST_SPACED = 0.3  # of the gaps between Chinese characters may be spaces; where more are wide the line is stretched


@dataclass
class Stretch:
    """Text on one line without a wide gap, with its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float  # the type size: the width of its widest Chinese characters
    is_chinese: bool  # whether it has any; without them `em` is an estimate

    @property
    def size(self) -> float:
        """The height of its box."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Where the box is halfway down."""
        return (self.top + self.bottom) / 2


def stretches(characters: list[Character]) -> list[Stretch]:
    """The stretches in the order in which the page prints them."""
    found: list[Stretch] = []
    current: list[Character] = []
    em = 0.0  # of the stretch in hand
    spaces: set[int] = set()  # positions in `current` before which a space is printed
    for character in characters:
        if character.text == " ":
            spaces.add(len(current))
            continue
        if current and _breaks(current[-1], character, em):
            found.append(_stretch(current, spaces))
            current, spaces, em = [], set(), 0.0
        current.append(character)
        em = max(em, character.em)
    return [*found, _stretch(current, spaces)] if current else found


def _breaks(last: Character, following: Character, em: float) -> bool:
    gap = following.left - last.right
    if last.is_wide:  # its box may hug the ink, which for a comma is a quarter of its width
        gap = min(gap, following.pen - last.pen - em)
    em = max(em, following.em)
    if gap > _GAP * em or gap < -0.7 * em:
        return True
    overlap = min(last.bottom, following.bottom) - max(last.top, following.top)
    return overlap < 0.5 * min(last.bottom - last.top, following.bottom - following.top)


def _is_word_gap(last: Character, following: Character) -> bool:
    if last.is_wide or following.is_wide:
        return False
    pair = last.text + following.text
    is_number = pair.strip(_IN_NUMBERS) == ""
    if is_number and not pair.isdigit():
        return False  # at a point or comma
    return following.left - last.right > (_DIGIT_GAP if is_number else _WORD_GAP) * following.em


def _stretch(characters: list[Character], spaces: set[int]) -> Stretch:
    """Characters as one text, with the spaces printed and those that only a gap shows.

    Between a Chinese character and a Latin one a gap shows nothing: typesetters put one there by themselves.
    """
    pairs = list(enumerate(pairwise(characters), start=1))
    wide = {n: after.pen - before.pen for n, (before, after) in pairs if before.is_wide and after.is_wide}
    usual = statistics.median(wide.values()) if wide else 0.0
    apart = {n for n, advance in wide.items() if advance > (1 + _WORD_GAP) * usual}
    spaces = spaces | {n for n, (before, after) in pairs if _is_word_gap(before, after)}
    if len(apart) <= max(_MOST_SPACED * len(wide), 4):
        spaces |= apart
    widths = sorted(c.right - c.left for c in characters if "\u3400" <= c.text <= "\u9fff")  # punctuation may be narrow
    return Stretch(
        "".join(" " * (number in spaces and number > 0) + c.text for number, c in enumerate(characters)),
        min(c.left for c in characters),
        min(c.top for c in characters),
        max(c.right for c in characters),
        max(c.bottom for c in characters),
        widths[-1 - len(widths) // 10] if widths else statistics.median(c.em for c in characters),
        bool(widths),
    )


def rows(found: list[Stretch]) -> list[list[Stretch]]:
    """The stretches that stand side by side, from top to bottom and each row from left to right."""
    grouped: list[list[Stretch]] = []
    for stretch in sorted(found, key=lambda s: s.middle):
        row = grouped[-1] if grouped else []
        last = max(row, key=lambda s: s.size, default=None)
        overlap = min(last.bottom, stretch.bottom) - max(last.top, stretch.top) if last else 0
        if last and overlap > 0.5 * min(last.size, stretch.size):
            row.append(stretch)
        else:
            grouped.append([stretch])
    return [sorted(row, key=lambda s: s.left) for row in grouped]


def line(row: list[Stretch]) -> Stretch:
    """A row as one line of text; what stands apart is set off by a space."""
    text = row[0].text
    for last, following in pairwise(row):
        is_apart = following.left - last.right > _WORD_GAP * following.em
        text += (" " if is_apart else "") + following.text
    longest = max(row, key=lambda s: (s.is_chinese, len(s.text)))
    return Stretch(
        text,
        row[0].left,
        min(s.top for s in row),
        max(s.right for s in row),
        max(s.bottom for s in row),
        longest.em,
        longest.is_chinese,
    )
