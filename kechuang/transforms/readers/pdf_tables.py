"""Tables of a PDF page that are drawn with ruled lines: the grid, its merged cells, and what stands in each."""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from kechuang.transforms.readers.pdf_lines import Stretch, line, rows, stretches
from kechuang.transforms.readers.pdf_page import Character, Marks, Rule
from kechuang.transforms.readers.tables import EMPTY, Cell
from kechuang.transforms.readers.wraps import glue

FIGURE = re.compile(r"[-+−–—]?[0-9０-９][0-9０-９,，.．\s]*[%％‰]?|[-–—…·/]{1,4}|\.{2,6}")
_FILLING = re.compile("(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_NEAR = 3.0  # points within which two ruled lines touch or coincide
_FRAME_ROWS, _LONGEST_CELL = 2, 200  # so few rows with so many characters in a cell are no table
_MOST_RULES = 800  # a page with more lines, once joined, is a drawing


@dataclass
class Table:
    """The cells of a table by row and column, and its box on the page."""

    cells: list[list[Cell]]
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class _Grid:
    """Ruled lines that touch one another, and the positions of the columns' and rows' borders that they make."""

    horizontal: list[Rule]
    vertical: list[Rule]
    xs: list[float]
    ys: list[float]

    def holds(self, character: Character) -> bool:
        x, y = (character.left + character.right) / 2, (character.top + character.bottom) / 2
        return self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]

    def place(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of a point."""
        return bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1


def ruled_tables(marks: Marks, place: str) -> tuple[list[Table], list[Character]]:
    """The ruled tables of a page, and the characters that stand in none of them. `place` names the page."""
    grids = _grids(_joined(marks.horizontal), _joined(marks.vertical))
    inside: defaultdict[int, list[Character]] = defaultdict(list)
    outside: list[Character] = []
    for character in marks.characters:
        holder = next((n for n, grid in enumerate(grids) if grid.holds(character)), None)
        (outside if holder is None else inside[holder]).append(character)
    tables = []
    for number, characters in inside.items():
        grid = grids[number]
        cells = _cells(grid, characters, place)
        longest = max((len(cell.text) for row in cells for cell in row), default=0)
        if len(cells) <= _FRAME_ROWS and longest > _LONGEST_CELL:
            outside += characters  # a frame around prose, a rule between its columns
        else:
            tables.append(Table(cells, grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]))
    return tables, outside


def _joined(rules: list[Rule]) -> list[Rule]:
    """Rules with those that continue or double one another made one: dashes, borders of neighbouring cells."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / 2), r.start)):
        last = joined[-1] if joined else None
        if last and abs(last.at - rule.at) <= 2 and rule.start <= last.end + _NEAR:
            joined[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return [rule for rule in joined if rule.end - rule.start > 2 * _NEAR]


def _grids(horizontal: list[Rule], vertical: list[Rule]) -> list[_Grid]:
    """The groups of rules that cross or touch, as far as they part the page into at least two columns."""
    if len(horizontal) + len(vertical) > _MOST_RULES:
        return []
    group_of = list(range(len(horizontal)))  # of each horizontal rule; a vertical one joins all that it touches
    touched: list[list[int]] = []
    for upright in vertical:
        mine = [n for n, flat in enumerate(horizontal) if _touch(flat, upright)]
        touched.append(mine)
        for other in {group_of[n] for n in mine[1:]}:
            group_of = [group_of[mine[0]] if group == other else group for group in group_of]
    grids = []
    for group in sorted(set(group_of)):
        flats = [flat for n, flat in enumerate(horizontal) if group_of[n] == group]
        uprights = [v for v, mine in zip(vertical, touched, strict=True) if mine and group_of[mine[0]] == group]
        if not uprights:
            continue
        xs = _positions(
            [*(v.at for v in uprights), min(f.start for f in flats), max(f.end for f in flats)]
        )  # open sides
        ys = _positions([*(f.at for f in flats), min(v.start for v in uprights), max(v.end for v in uprights)])
        if len(xs) > 2 and len(ys) > 1:
            grids.append(_Grid(flats, uprights, xs, ys))
    return grids


def _touch(flat: Rule, upright: Rule) -> bool:
    is_across = flat.start - _NEAR <= upright.at <= flat.end + _NEAR
    return is_across and upright.start - _NEAR <= flat.at <= upright.end + _NEAR


def _positions(values: list[float]) -> list[float]:
    """Distinct positions in order, those nearer than a rule's tolerance counted once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2 * _NEAR:
            found.append(value)
    return found


def _cells(grid: _Grid, characters: list[Character], place: str) -> list[list[Cell]]:
    anchors = _anchors(grid)
    printed: defaultdict[tuple[int, int], list[Character]] = defaultdict(list)
    for character in characters:
        here = grid.place((character.left + character.right) / 2, (character.top + character.bottom) / 2)
        printed[anchors.get(here, here)].append(character)
    table: list[list[Cell]] = []
    for row in range(len(grid.ys) - 1):
        lines = {
            column: [line(found) for found in rows(stretches(printed[row, column]))]
            for column in range(len(grid.xs) - 1)
            if printed.get((row, column))
        }
        table += _table_rows(lines, len(grid.xs) - 1, place)
    return table


def _anchors(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place the first place of the cell that it lies in: two places with no line between are one cell."""
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    for row, (top, bottom) in enumerate(pairwise(grid.ys)):
        for column, (left, right) in enumerate(pairwise(grid.xs)):
            here = (row, column)
            if column and not _is_ruled(grid.vertical, left, (top + bottom) / 2):
                anchors[here] = anchors[row, column - 1]
            elif row and not _is_ruled(grid.horizontal, top, (left + right) / 2):
                anchors[here] = anchors[row - 1, column]
            else:
                anchors[here] = here
    return anchors


def _is_ruled(rules: list[Rule], at: float, middle: float) -> bool:
    return any(abs(r.at - at) <= 2 * _NEAR and r.start - _NEAR <= middle <= r.end + _NEAR for r in rules)


def _table_rows(lines: dict[int, list[Stretch]], width: int, place: str) -> list[list[Cell]]:
    """One row of the grid as rows of the table: several where figures stand below one another without a line."""
    has_figures_below_another = any(sum(bool(FIGURE.fullmatch(s.text)) for s in found) > 1 for found in lines.values())
    if not has_figures_below_another:
        return [[cell(lines[column], place) if column in lines else EMPTY for column in range(width)]]
    column_of = {id(stretch): column for column, found in lines.items() for stretch in found}
    split = rows([stretch for found in lines.values() for stretch in found])
    table = []
    for row in split:
        cells = [EMPTY] * width
        for stretch in row:
            cells[column_of[id(stretch)]] = cell([stretch], place)
        table.append(cells)
    return table


def cell(lines: list[Stretch], place: str) -> Cell:
    """Lines as one cell. Space between Chinese characters, as in 合 计, only fills its width."""
    text = lines[0].text
    for last, following in pairwise(lines):
        text += glue(last.text, following.text) + following.text
    text = _FILLING.sub("", text)
    box = [
        min(s.left for s in lines),
        min(s.top for s in lines),
        max(s.right for s in lines),
        max(s.bottom for s in lines),
    ]
    return Cell(text, place, [round(value, 1) for value in box])
