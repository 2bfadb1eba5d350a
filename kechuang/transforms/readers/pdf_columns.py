"""Tables without ruled lines, and the order in which the columns of a page are read."""

from kechuang.transforms.readers.pdf_lines import Stretch, line, rows
from kechuang.transforms.readers.pdf_tables import FIGURE, Table, cell
from kechuang.transforms.readers.tables import EMPTY

Item = Stretch | Table

_MOST_HEADER_ROWS = 3
_LEAST_LINES = 4  # on each side of the gutter between two columns of prose
_LEAST_CHARACTERS = 8  # on the average line of a column of prose


def aligned_tables(found: list[Stretch], place: str) -> tuple[list[Table], list[Stretch]]:
    """Tables told by their figures standing in columns, and the stretches that stand in none."""
    grouped = rows(found)
    tables: list[Table] = []
    rest: list[list[Stretch]] = []  # rows since the last table, which may turn out to be the head of the next
    outside: list[Stretch] = []
    at = 0
    while at < len(grouped):
        end = _end_of_table(grouped, at)
        body = grouped[at:end]
        if sum(map(_is_tabular, body)) >= (2 if max(map(len, body), default=0) > 2 else 3):
            head = _head(rest, body[0])
            tables.append(_table(head + body, body, place))
            outside += [stretch for row in rest[: len(rest) - len(head)] for stretch in row]
            rest, at = [], end
        else:
            rest.append(grouped[at])
            at += 1
    return tables, outside + [stretch for row in rest for stretch in row]


def _is_tabular(row: list[Stretch]) -> bool:
    """A label and figures beside it."""
    return len(row) > 1 and 2 * sum(bool(FIGURE.fullmatch(s.text)) for s in row[1:]) >= len(row) - 1


def _end_of_table(grouped: list[list[Stretch]], at: int) -> int:
    """The row after the last of the table that starts at row `at`; a label between rows of figures belongs to it."""
    end = at
    while end < len(grouped):
        is_label = len(grouped[end]) == 1 and len(grouped[end][0].text) <= 20 and end > at
        if is_label and end + 1 < len(grouped) and _is_tabular(grouped[end + 1]):
            end += 2
        elif _is_tabular(grouped[end]):
            end += 1
        else:
            break
    return end


def _head(above: list[list[Stretch]], first: list[Stretch]) -> list[list[Stretch]]:
    """The rows right above a table that name its columns: of several stretches each, none of them a sentence."""
    head: list[list[Stretch]] = []
    below = first[0]
    for row in reversed(above[-_MOST_HEADER_ROWS:]):
        if len(row) < 2 or any("。" in s.text for s in row) or below.middle - row[0].middle > 3 * below.size:
            break
        head.insert(0, row)
        below = row[0]
    return head


def _table(all_rows: list[list[Stretch]], body: list[list[Stretch]], place: str) -> Table:
    spans: list[list[float]] = []  # the columns: where the body's stretches overlap in x
    for stretch in sorted((s for row in body if len(row) > 1 for s in row), key=lambda s: s.left):
        if spans and stretch.left < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], stretch.right)
        else:
            spans.append([stretch.left, stretch.right])
    cells = []
    for row in all_rows:
        placed: list[list[Stretch]] = [[] for _ in spans]
        for stretch in row:
            placed[max(range(len(spans)), key=lambda n: _overlap(spans[n], stretch))].append(stretch)
        cells.append([cell([line(found)], place) if found else EMPTY for found in placed])
    everything = [stretch for row in all_rows for stretch in row]
    return Table(
        cells,
        min(s.left for s in everything),
        min(s.top for s in everything),
        max(s.right for s in everything),
        max(s.bottom for s in everything),
    )


def _overlap(span: list[float], stretch: Stretch) -> float:
    """How far a stretch overlaps a column; less than nothing is how far it stays away."""
    return min(span[1], stretch.right) - max(span[0], stretch.left)


def columns(items: list[Item]) -> list[list[Item]]:
    """The items as columns in the order of reading, each from top to bottom with its stretches made lines.

    What crosses the gutter between two columns, a title or a wide table, parts them into what comes before and after.
    """
    gutter = _gutter(items)
    if gutter is None:
        return [_lines(items)] if items else []
    ordered: list[list[Item]] = []
    across: list[Item] = []
    left: list[Item] = []
    right: list[Item] = []
    for item in sorted(items, key=lambda i: i.top):
        is_left, is_right = item.right <= gutter + 1, item.left >= gutter - 1
        if across and (is_left or is_right):
            ordered.append(_lines(across))
            across = []
        elif (left or right) and not (is_left or is_right):
            ordered += columns(left) + columns(right)
            left, right = [], []
        (left if is_left else right if is_right else across).append(item)
    return ordered + columns(left) + columns(right) + ([_lines(across)] if across else [])


def _gutter(items: list[Item]) -> float | None:
    """Where the right one of two columns of prose begins, or None."""
    best: tuple[int, float] | None = None
    for start in sorted({round(item.left) for item in items}):
        left = [i for i in items if i.right <= start + 1]
        right = [i for i in items if i.left >= start - 1]
        if not (_is_prose(left) and _is_prose(right)) or not _are_beside(left, right):
            continue
        crossing = len(items) - len(left) - len(right)
        if best is None or crossing < best[0]:
            best = (crossing, float(start))
    return best[1] if best else None


def _is_prose(side: list[Item]) -> bool:
    lines = [item.text for item in side if isinstance(item, Stretch)]
    return len(lines) >= _LEAST_LINES and sum(map(len, lines)) >= _LEAST_CHARACTERS * len(lines)


def _are_beside(left: list[Item], right: list[Item]) -> bool:
    top = max(min(i.top for i in left), min(i.top for i in right))
    bottom = min(max(i.bottom for i in left), max(i.bottom for i in right))
    lower = min(max(i.bottom for i in side) - min(i.top for i in side) for side in (left, right))
    return bottom - top > 0.5 * lower


def _lines(items: list[Item]) -> list[Item]:
    tables = [item for item in items if isinstance(item, Table)]
    lines = [line(row) for row in rows([item for item in items if isinstance(item, Stretch)])]
    return sorted([*tables, *lines], key=lambda item: item.top)
