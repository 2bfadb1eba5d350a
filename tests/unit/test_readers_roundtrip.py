"""Real documents put into each format and read back say the same: every figure, in its order, and every word.

The documents are the samples of seeds/ and, where they are beside the checkout, those of `../shared`.
"""

import html
import io
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import polars as pl
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

from kechuang.transforms.extract import extract
from kechuang.transforms.readers import Document, read
from kechuang.vocabulary import load

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TEXTS: list[Path] = sorted([*SHARED.glob("seeds/*.txt"), *SHARED.glob("corpus/*.txt")])
MISSING = pytest.param(Path("none"), marks=pytest.mark.skip(reason="no documents in ../shared to put round"))
DOCUMENTS = [*sorted(ROOT.glob("seeds/documents/*.*")), *(TEXTS or [MISSING])]
FIGURE = re.compile(r"[0-9０-９]+(?:[.,．，:：][0-9０-９]+)*[%％‰]?")
COUNTER = re.compile(r"\s*(?:浏览|阅读|点击)(?:次数|量)?[：:]\s*[0-9]+[+]?次?")
FONTS = {"Hans": "STSong-Light", "Hant": "MSung-Light"}  # described in the PDF and not embedded: no file is needed


def blocks_of(text: str) -> list[str | list[list[str]]]:
    """The lines of a text, those with tabs put together as tables."""
    blocks: list[str | list[list[str]]] = []
    for line in text.splitlines():
        if "\t" not in line:
            blocks += [line.strip()] if line.strip() else []
        elif blocks and isinstance(blocks[-1], list):
            blocks[-1].append(line.split("\t"))
        else:
            blocks.append([line.split("\t")])
    return blocks


def as_html(text: str, _: str) -> bytes:
    body = ""
    for block in blocks_of(text):
        if isinstance(block, str):
            body += f"<p>{html.escape(block)}</p>\n"
        else:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block)
            body += f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>\n"
    return f"<html><head><meta charset=utf-8></head><body><div>{body}</div></body></html>".encode("gb18030")


def as_docx(text: str, _: str) -> bytes:
    file = docx.Document()
    for block in blocks_of(text):
        if isinstance(block, str):
            file.add_paragraph(block)
            continue
        table = file.add_table(len(block), max(map(len, block)))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, content in zip(row.cells, texts, strict=False):
                cell.text = content
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def as_pdf(text: str, script: str, columns: int = 1) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONTS[script]))
    style = ParagraphStyle("body", fontName=FONTS[script], fontSize=11, leading=18, firstLineIndent=22, wordWrap="CJK")
    in_cell = ParagraphStyle("cell", fontName=FONTS[script], fontSize=9, leading=12, wordWrap="CJK")
    width = (A4[0] - 100 - 30 * (columns - 1)) / columns
    story: list[Flowable] = []
    for block in blocks_of(text):
        if isinstance(block, str):
            story.append(Paragraph(html.escape(block), style))
            continue
        wide = max(map(len, block))
        cells = [[Paragraph(html.escape(cell), in_cell) for cell in row] + [""] * (wide - len(row)) for row in block]
        story.append(Table(cells, colWidths=[width / wide] * wide, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    target = io.BytesIO()
    frames = [Frame(50 + n * (width + 30), 80, width, A4[1] - 160, 0, 0, 0, 0) for n in range(columns)]
    template = BaseDocTemplate(target, pagesize=A4)
    template.addPageTemplates(
        PageTemplate(frames=frames, onPage=lambda c, _: c.drawCentredString(300, 40, str(c.getPageNumber())))
    )
    template.build(story)
    return target.getvalue()


FORMATS: dict[str, Callable[[str, str], bytes]] = {
    "utf-16": lambda text, _: text.encode("utf-16"),
    "gb18030": lambda text, _: text.encode("gb18030"),
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
    "pdf of two columns": lambda text, script: as_pdf(text, script, columns=2),
}


def bare(text: str) -> str:
    return re.sub(r"[\s\u3000]", "", text)


def rows_of(text: str) -> list[list[str]]:
    return [[bare(cell) for cell in line.rstrip().split("\t")] for line in text.splitlines() if "\t" in line]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", FORMATS)
def test_every_figure_and_word_comes_back(name: str, path: Path) -> None:
    original = read(path.read_bytes(), "original")
    assert isinstance(original, Document)
    copy = read(FORMATS[name](original.text, original.script), "copy")
    assert isinstance(copy, Document), copy
    expected = COUNTER.sub("", original.text) if name == "html" else original.text  # pages lose their counters
    assert FIGURE.findall(copy.text) == FIGURE.findall(expected)
    assert bare(copy.text) == bare(expected)
    assert rows_of(copy.text) == rows_of(expected)


@cache
def observations(name: str) -> Counter[tuple[object, ...]]:
    """What the documents say once put into a format and read back: every field but offsets and the rules' words."""
    originals = [read(path.read_bytes(), path.stem) for path in DOCUMENTS if isinstance(path, Path)]
    found = [original for original in originals if isinstance(original, Document)]
    copies = [read(FORMATS[name](d.text, d.script), "copy") if name else d for d in found]
    documents = pl.DataFrame(
        {
            "document": [d.document_id for d in found],
            "text": [copy.text for copy in copies if isinstance(copy, Document)],
            "published": [d.published_date for d in found],
            "region": [d.region_code for d in found],
        },
        schema={"document": pl.String, "text": pl.String, "published": pl.Date, "region": pl.String},
    )
    records = extract(documents, load()).filter(pl.col("kind") == "observation")
    said = records.drop("start", "end", "evidence_start", "evidence_end", "part_of", "rule")
    return Counter(tuple(bare(v) if isinstance(v, str) else v for v in row) for row in said.iter_rows())


@pytest.mark.parametrize("name", FORMATS)
def test_99_in_100_observations_of_a_copy_are_those_of_the_original(name: str) -> None:
    original, copy = observations(""), observations(name)
    assert original.total() > 300
    assert (original & copy).total() >= 0.99 * max(original.total(), copy.total())
