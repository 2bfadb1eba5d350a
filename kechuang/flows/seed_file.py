"""Rows into the seed tables: each at its place in the order of the file, all other lines as they are."""

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

Row = dict[str, str]


def with_rows(text: str, rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]) -> str:
    """The text of a seed table with more rows, each before the first row whose key is greater.

    Comments and all other lines stay as they are, byte for byte. A row names columns of the table; others are empty.
    Raises ValueError where the table has no header or a record of several lines.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    tables = [n for n, line in enumerate(lines) if line and not line.startswith("#")]
    if not tables:
        raise ValueError("the table has no header")
    names = next(csv.reader([lines[tables[0]]]))
    keys = [(n, key(_row(names, lines[n]))) for n in tables[1:]]
    inserts: list[tuple[int, Row]] = []
    for row in sorted(rows, key=key):
        at = next((n for n, other in keys if other > key(row)), len(lines))
        inserts.append((at, row))
    for at, row in reversed(inserts):
        lines.insert(at, _line(names, row))
    return end.join(lines) + end


def replace_files(texts: dict[Path, str]) -> None:
    """Puts the texts in place of the files: all of them, or, where one cannot be written, none."""
    with ExitStack() as stack:
        written = {file: _beside(file, text, stack) for file, text in texts.items()}
        before = {file: file.read_bytes() for file in texts}
        done: list[Path] = []
        try:
            for file, new in written.items():
                new.replace(file)
                done.append(file)
        except OSError:
            for file in done:
                file.write_bytes(before[file])
            raise


def _row(names: list[str], line: str) -> Row:
    try:
        values = next(csv.reader([line], strict=True))
    except csv.Error:
        values = []
    if len(values) != len(names):
        raise ValueError(f"a row has not {len(names)} columns: {line[:80]}")
    return dict(zip(names, values, strict=True))


def _line(names: list[str], row: Row) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([row.get(name, "") for name in names])
    return out.getvalue()


def _beside(file: Path, text: str, stack: ExitStack) -> Path:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    new = Path(name)
    stack.callback(new.unlink, missing_ok=True)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
        out.write(text)
    new.chmod(file.stat().st_mode & 0o777)
    return new
