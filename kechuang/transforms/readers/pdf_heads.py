"""What a PDF repeats on each page and no reader reads: running heads and feet, page numbers."""

import re
from collections import Counter

from kechuang.transforms.readers.pdf_lines import Stretch, line, rows

_PAGE_NUMBER = re.compile(
    r"[-—–·•~|\s]*(?:第\s*)?(?:[0-9０-９]{1,4}|[ivxIVX]{1,6})(?:\s*页)?"
    r"(?:\s*[,，/]?\s*(?:共|of)?\s*[0-9０-９]{1,4}\s*页?)?[-—–·•~|\s]*"
)
_OUTER_ROWS = 2  # at each end of a page, where they stand
_MARGIN = 0.12  # of the page's height, likewise
_EDGE = 0.055  # of the page's height: what stands alone so near the edge is a head even where only one page has it


def without_running_heads(pages: list[tuple[float, list[Stretch]]]) -> list[list[Stretch]]:
    """The stretches of each page (given with its height) without what the page repeats and without its number.

    A head or foot is what stands at the same height of two pages or more, a tenth of all at least, digits aside, as one
    of the two outermost rows and within the margin.
    """
    grouped = [rows(found) for _, found in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for rows_of_page in grouped:
        seen.update({key for row in _outer(rows_of_page) for key in _keys(row)})
    least = max(2, len(pages) // 10)
    kept = []
    for (height, _), rows_of_page in zip(pages, grouped, strict=True):
        margin = [row for row in _outer(rows_of_page) if not _MARGIN * height < row[0].middle < (1 - _MARGIN) * height]
        heads = {id(row) for row in margin if _is_page_number(row) or any(seen[key] >= least for key in _keys(row))}
        heads |= {id(row) for row in _at_edge(rows_of_page, height)}
        kept.append([stretch for row in rows_of_page if id(row) not in heads for stretch in row])
    return kept


def _outer(rows_of_page: list[list[Stretch]]) -> list[list[Stretch]]:
    return rows_of_page[:_OUTER_ROWS] + rows_of_page[max(_OUTER_ROWS, len(rows_of_page) - _OUTER_ROWS) :]


def _at_edge(rows_of_page: list[list[Stretch]], height: float) -> list[list[Stretch]]:
    """The first and last row, where they stand at the very edge and two lines at least from the others."""
    found = []
    for outermost, inner in ((rows_of_page[:1], rows_of_page[1:2]), (rows_of_page[-1:], rows_of_page[-2:-1])):
        for row, neighbour in zip(outermost, inner, strict=False):
            is_at_edge = not _EDGE * height < row[0].middle < (1 - _EDGE) * height
            if is_at_edge and abs(row[0].middle - neighbour[0].middle) > 2.5 * row[0].size:
                found.append(row)
    return found


def _keys(row: list[Stretch]) -> list[tuple[str, int]]:
    """The row's words without digits, at its height on either of two grids: a point up or down does not matter."""
    words = re.sub(r"[0-9０-９\s]", "", line(row).text)
    return [(words, int(row[0].middle // 8)), (words, -1 - int((row[0].middle + 4) // 8))] if words else []


def _is_page_number(row: list[Stretch]) -> bool:
    return _PAGE_NUMBER.fullmatch(line(row).text) is not None
