"""One PDF page as PDFium sees it, turned upright: characters and ruled lines with their boxes, y growing downwards."""

import ctypes
import math
from collections import Counter
from typing import Any, NamedTuple

from kechuang.transforms.readers.wraps import is_wide

# Spaces of every width, and the mark by which PDFium tells a hyphen at the end of a line.
_LIKE = {9: " ", 0xA0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x3000: " ", 2: "-", 0xAD: "-"}
_THINNEST_BOX = 2.5  # points; a filled box thinner than this is a ruled line
_MOST_RULES = 5_000  # a page with more is a map or a drawing, not a table
_MOST_DRAWN = 50_000  # lines and pictures, likewise


class Character(NamedTuple):
    """One character with its box in points from the page's top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    pen: float  # x of the point from which it is drawn; boxes may hug the ink, the pen keeps the type's measure
    em: float  # the type size: the width of a Chinese character, three quarters of the height of a Latin one's box
    is_wide: bool  # Chinese, or punctuation of its width


class Rule(NamedTuple):
    """A horizontal line at `at` from `start` to `end` in x, or a vertical one at `at` from `start` to `end` in y."""

    at: float
    start: float
    end: float


class Marks(NamedTuple):
    """What is printed on a page."""

    width: float
    height: float
    characters: list[Character]
    horizontal: list[Rule]
    vertical: list[Rule]
    unmapped: int  # characters whose font does not tell what they are
    pictures: int


class _Turn:
    """From PDF user space, with y upwards, to the page as one reads it: turned by so many quarters, clockwise."""

    def __init__(self, box: tuple[float, float, float, float], quarters: int) -> None:
        self._left, self._bottom, self._right, self._top = box
        self._quarters = quarters % 4
        width, height = self._right - self._left, self._top - self._bottom
        self.size = (height, width) if self._quarters % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self._quarters:
            case 0:
                return x - self._left, self._top - y
            case 1:
                return y - self._bottom, x - self._left
            case 2:
                return self._right - x, y - self._bottom
            case _:
                return self._top - y, self._right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        if not self._quarters:  # the usual page, and a box is asked for each of its characters
            return left - self._left, self._top - top, right - self._left, self._top - bottom
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def marks_of(page: Any) -> Marks:
    """Everything on a page that its text and tables are made of. Raises what pypdfium2 raises for a broken page."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(text_page.raw)
        turn = _Turn(page.get_bbox(), page.get_rotation() // 90 + _quarters_of_text(pdfium, text_page.raw, count))
        characters, unmapped = _characters(pdfium, text_page.raw, count, turn)
    finally:
        text_page.close()
    horizontal, vertical, pictures = _drawn(pdfium, page, turn)
    return Marks(*turn.size, characters, horizontal, vertical, unmapped, pictures)


def _quarters_of_text(pdfium: Any, text_page: Any, count: int) -> int:
    """How many quarters clockwise the page must be turned for most of its characters to stand upright."""
    angles = (pdfium.FPDFText_GetCharAngle(text_page, n) for n in range(0, count, max(1, count // 50)))
    quarters = Counter(-round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return quarters.most_common(1)[0][0] if quarters else 0


def _characters(pdfium: Any, text_page: Any, count: int, turn: _Turn) -> tuple[list[Character], int]:
    found: list[Character] = []
    unmapped = 0
    is_unmapped: dict[int, bool] = {}
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    to_rect, to_x, to_y = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    width, height = turn.size
    for number in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, number)
        if code in (0, 10, 13) or (code == 32 and pdfium.FPDFText_IsGenerated(text_page, number) == 1):
            continue
        if code not in is_unmapped:
            is_unmapped[code] = pdfium.FPDFText_HasUnicodeMapError(text_page, number) == 1
        if is_unmapped[code]:
            unmapped += 1
        text = "\ufffd" if is_unmapped[code] else _LIKE.get(code) or chr(code)
        if not pdfium.FPDFText_GetLooseCharBox(text_page, number, to_rect):
            continue
        left, top, right, bottom = turn.box(rect.left, rect.bottom, rect.right, rect.top)
        if left < -1 or top < -1 or right > width + 1 or bottom > height + 1:
            continue  # cut off with the page's margin
        wide, pen = is_wide(text), left
        if wide and pdfium.FPDFText_GetCharOrigin(text_page, number, to_x, to_y):
            pen = turn.point(x.value, y.value)[0]
        em = right - left if wide else 0.75 * (bottom - top)
        found.append(Character(text, left, top, right, bottom, pen, em, wide))
    return _printed_once(found), unmapped


def _printed_once(characters: list[Character]) -> list[Character]:
    """The characters without those that stand within a point of the same one before: bold made by printing twice."""
    places = {(c.text, int(c.left), int(c.top)) for c in characters}
    if len(places) > 0.98 * len(characters):
        return characters
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for character in characters:
        text, left, top = character.text, round(character.left), round(character.top)
        if not any((text, left + dx, top + dy) in seen for dx in (-1, 0, 1) for dy in (-1, 0, 1)) or text == " ":
            kept.append(character)
            seen.add((text, left, top))
    return kept


def _drawn(pdfium: Any, page: Any, turn: _Turn) -> tuple[list[Rule], list[Rule], int]:
    """The straight lines of a page, those of filled boxes included, and how many pictures it has."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    pictures = 0
    wanted = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    for number, drawn in enumerate(page.get_objects(filter=wanted)):
        if drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
            continue
        for x0, y0, x1, y1 in _strokes(pdfium, drawn):
            left, top, right, bottom = turn.box(x0, y0, x1, y1)
            if bottom - top <= _THINNEST_BOX < right - left:
                horizontal.append(Rule((top + bottom) / 2, left, right))
            elif right - left <= _THINNEST_BOX < bottom - top:
                vertical.append(Rule((left + right) / 2, top, bottom))
        if len(horizontal) + len(vertical) > _MOST_RULES or number > _MOST_DRAWN:
            return [], [], pictures
    return horizontal, vertical, pictures


def _strokes(pdfium: Any, path: Any) -> list[tuple[float, float, float, float]]:
    """The straight pieces of a path from point to point; a thin filled box counts as one piece."""
    count = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MOST_RULES:
        return []
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    pieces: list[tuple[float, float, float, float]] = []
    points: list[tuple[float, float]] = []
    first = last = (0.0, 0.0)
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = matrix.on_point(x.value, y.value)
        points.append(here)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            pieces.append((*last, *here))
        if pdfium.FPDFPathSegment_GetClose(segment):
            pieces.append((*here, *first))
        last = here
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    if count <= 6 and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THINNEST_BOX:
        return [(min(xs), min(ys), max(xs), max(ys))]
    return pieces
