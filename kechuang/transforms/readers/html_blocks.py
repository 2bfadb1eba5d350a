"""The blocks of a page in reading order: headings, paragraphs and tables of figures, each with its element path."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kechuang.transforms.readers.document import UnreadableError
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.tables import EMPTY, Cell
from kechuang.transforms.readers.wraps import collapse

# fmt: off
_SKIPPED = {
    "head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "canvas", "nav",
    "footer", "select", "option", "button", "textarea", "input", "del", "rt", "rp",
}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr", "ruby", "rb", "o:p", "st1:chsdate",
}
# fmt: on
# Classes and ids of what readers say and of buttons to pass a page on, as usual systems for sites name them.
_FOREIGN = {"comment", "comments", "commentlist", "comment-list", "pinglun", "share", "bdshare", "bdsharebuttonbox"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE = re.compile("[，。；、：]|[,;] ")
_FOOT = re.compile(
    "ICP备|版权声明|免责声明|凡本网(?:站)?注明|[备備]案[号號]|[版][权權]所有|网站标识码|公网安备|主[办辦][单單]?位?[:：]|承[办辦][单單]?位?[:：]"
    "|(?:[当當]前|所在)(?:的?位置|栏目)|您(?:现在)?(?:的位置|所在)"
)
_LEAST_PROSE = 15  # characters; shorter ones are headings, buttons, bylines
_LONGEST_CELL = 300  # characters; a table with longer ones lays out the page
_MOST_SPANNED = 1_000  # columns or rows, as browsers cap them


@dataclass
class Block:
    """One block; for a table `rows` holds the cells and `text` is empty."""

    text: str
    path: str
    level: int = 0  # 1 to 6 for a heading
    linked: int = 0  # characters inside links
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """How many characters it has."""
        return len(self.text) + sum(len(cell.text) for row in self.rows for cell in row)

    @property
    def prose(self) -> int:
        """How many of them are text of an article: sentences outside of links, or a table of figures."""
        if self.rows:
            return self.length if any(c.isdigit() for row in self.rows for cell in row for c in cell.text) else 0
        unlinked = len(self.text) - self.linked
        is_prose = unlinked >= _LEAST_PROSE and _SENTENCE.search(self.text) and not self.is_site
        return unlinked if is_prose else 0

    @property
    def is_site(self) -> bool:
        """Whether it is about the site: its registration, its owner, the way to this page."""
        return len(self.text) <= 200 and _FOOT.search(self.text) is not None

    @property
    def is_link(self) -> bool:
        """Whether it is a link rather than a text with links in it."""
        return self.linked * 2 > len(self.text)


class Element(NamedTuple):
    """An element around blocks `first` to `last` (exclusive); `parent` is the number of the element around it."""

    parent: int
    first: int
    last: int


@dataclass
class _Open:
    """An element whose end has not come yet."""

    number: int
    tag: str
    path: str
    first: int
    seen: dict[str, int] = field(default_factory=dict)  # children so far, by tag


class Page:
    """All blocks of a page, and the elements that hold them, outer ones before inner ones."""

    def __init__(self, root: Any, limits: Limits) -> None:
        self.blocks: list[Block] = []
        self.elements: list[Element] = []
        self._limits = limits
        self._pieces: list[str] = []
        self._linked = self._links = self._seen = self._cells = 0
        self._open: list[_Open] = []
        self._walk(root)

    def _walk(self, root: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: Any = None
        for event, element in walk:
            if event == "start":
                self._count()
                path = self._path_of(element)
                if _is_skipped(element) or (element.tag == "table" and self._add_table(element, path)):
                    walk.skip_subtree()
                    skipped = element
                else:
                    self._start(element, path)
            elif element is skipped:
                self._take(element.tail)
            else:
                self._end(element)

    def _count(self) -> None:
        self._seen += 1
        if self._seen > self._limits.max_elements:
            raise UnreadableError(f"a page of more than {self._limits.max_elements:,} elements")
        if len(self._open) >= self._limits.max_depth:
            raise UnreadableError(f"a page with elements nested more than {self._limits.max_depth:,} deep")

    def _path_of(self, element: Any) -> str:
        if not self._open:
            return f"/{element.tag}"
        around = self._open[-1]
        around.seen[element.tag] = around.seen.get(element.tag, 0) + 1
        return f"{around.path}/{element.tag}[{around.seen[element.tag]}]"

    def _start(self, element: Any, path: str) -> None:
        if element.tag not in _INLINE:
            self._flush()
        self._links += element.tag == "a"
        self._open.append(_Open(len(self.elements), element.tag, path, len(self.blocks)))
        self.elements.append(Element(self._open[-2].number if len(self._open) > 1 else -1, 0, 0))
        self._take(element.text)

    def _end(self, element: Any) -> None:
        if element.tag not in _INLINE:
            self._flush()
        self._links -= element.tag == "a"
        done = self._open.pop()
        self.elements[done.number] = Element(self.elements[done.number].parent, done.first, len(self.blocks))
        self._take(element.tail)

    def _take(self, text: str | None) -> None:
        if text and self._open:
            self._pieces.append(text)
            self._linked += len(text.strip()) if self._links else 0

    def _flush(self) -> None:
        """Make the text gathered so far a block of the innermost element that is not within a line."""
        raw, linked = "".join(self._pieces), self._linked
        self._pieces, self._linked = [], 0
        if not raw.strip():
            return
        around = next(o for o in reversed(self._open) if o.tag not in _INLINE or o is self._open[0])
        level = int(around.tag[1]) if re.fullmatch("h[1-6]", around.tag) else 0
        for line in raw.splitlines() if around.tag in ("pre", "xmp") else [raw]:
            if text := collapse(line).strip():
                self.blocks.append(Block(text, around.path, level, linked))

    def _add_table(self, table: Any, path: str) -> bool:
        """Add a table that holds data and tell so; one that only lays out the page is walked through."""
        if table.find(".//table") is not None:
            return False
        rows = []
        for row in _rows_of(table, path):
            rows.append(row)
            self._cells += len(row)
            if self._cells > self._limits.max_cells:
                raise UnreadableError(f"a page whose tables have more than {self._limits.max_cells:,} cells")
        data = [texts for row in rows if len(texts := [cell.text for cell in row if cell.text]) > 1]
        if len(data) < 2 or max(len(text) for texts in data for text in texts) > _LONGEST_CELL:
            return False
        self._flush()
        self.blocks.append(Block("", path, rows=rows))
        return True


def _is_skipped(element: Any) -> bool:
    if element.tag in _SKIPPED or element.get("hidden") is not None:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return not _FOREIGN.isdisjoint(names) or _HIDDEN.search(element.get("style") or "") is not None


def _rows_of(table: Any, path: str) -> Iterator[list[Cell]]:
    """The cells of a table at their columns, spans filled up with empty cells."""
    taken: dict[int, int] = {}  # column -> rows below this one that a span from above still covers
    for tr, row_path in _children(table, path, {"thead", "tbody", "tfoot"}):
        row: list[Cell] = []
        below: dict[int, int] = {}
        for td, cell_path in _children(tr, row_path, set(), ("td", "th")):
            while taken.get(len(row), 0):
                row.append(EMPTY)
            width, height = _span(td, "colspan"), _span(td, "rowspan")
            below |= dict.fromkeys(range(len(row), len(row) + width), height - 1)
            row += [Cell(_text_of(td), cell_path)] + [EMPTY] * (width - 1)
        taken = {column: left - 1 for column, left in taken.items() if left > 1} | {c: n for c, n in below.items() if n}
        yield row


def _children(parent: Any, path: str, through: set[str], tags: tuple[str, ...] = ("tr",)) -> list[tuple[Any, str]]:
    """The children of some tags with their paths, also those inside children of the tags in `through`."""
    found: list[tuple[Any, str]] = []
    seen: dict[str, int] = {}
    for child in parent:
        seen[child.tag] = seen.get(child.tag, 0) + 1
        child_path = f"{path}/{child.tag}[{seen[child.tag]}]"
        if child.tag in tags:
            found.append((child, child_path))
        elif child.tag in through:
            found += _children(child, child_path, set(), tags)
    return found


def _text_of(cell: Any) -> str:
    """The text of a cell; its paragraphs and lines stay apart as lines do."""
    pieces = [cell.text or ""]
    for element in cell.iterdescendants():
        border = "" if element.tag in _INLINE else "\n"
        is_text = element.tag not in _SKIPPED
        pieces += [border, (element.text or "") if is_text else "", border]
        pieces.append(element.tail or "")
    return collapse("".join(pieces)).strip(" \xa0\u3000")


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), _MOST_SPANNED) if value.isascii() and value.isdigit() else 1
