"""Writing one more entry into a `sources.toml`, so that what stood there stays as it was."""

import json
import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from kechuang.flows.catalogue import EntryError, read_catalogue
from kechuang.flows.web.options import Options, is_address
from kechuang.warehouse.ledger import Source

_LONGEST_ID = 60


def add_entry(file: Path, source: Source) -> str:
    """Appends the entry and returns its text. Raises EntryError, with the file as it was, where it cannot be read back
    or the file cannot be written.
    """
    try:
        before = file.read_text(encoding="utf-8-sig") if file.exists() else ""
        known, _ = read_catalogue(file) if before else ([], [])
        entry = entry_text(source)
        _replace(file, f"{before.rstrip()}\n\n{entry}".lstrip(), [*known, source])
    except OSError as error:
        raise EntryError(f"{file}: cannot be written: {error.strerror}") from None
    return entry


def entry_text(source: Source) -> str:
    """The entry as TOML."""
    m = source.metadata
    fields = {
        "id": source.source_id,
        "kind": source.kind,
        "location": source.location,
        "title": m.title,
        "publisher": m.publisher,
        "region": m.region_code,
        "licence": source.licence,
        **asdict(Options.of(source.options)),
    }
    lines = [f"{name} = {_toml(value)}" for name, value in fields.items() if value is not None and value is not False]
    if m.published_date:
        lines.append(f"published = {m.published_date}")
    return "\n".join(["[[source]]", *lines, ""])


def free_id(location: str, taken: Collection[str]) -> str:
    """An id that says where the source is and that no other has: `example.gov.cn-art-2024`, `reports-2023`."""
    if is_address(location):
        parts = urlsplit(location)
        words = f"{(parts.hostname or '').removeprefix('www.')}/{re.sub(r'[.][a-z0-9]+$', '', parts.path)}"
    else:
        words = Path(location).stem if not re.search(r"[*?\[]", location) else location
    name = re.sub(r"[^\w.]+", "-", words).strip("-._")[:_LONGEST_ID].strip("-._") or "source"
    names = (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _replace(file: Path, text: str, expected: list[Source]) -> None:
    """Puts the text in place of the file if it reads back as expected."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        sources, problems = read_catalogue(new)
        if sources != expected:
            reason = problems[-1].reason if problems else "the file cannot be extended"
            raise EntryError(f"{file}: the entry cannot be written: {reason}")
        new.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def _toml(value: object) -> str:
    """A value as TOML: a JSON string is a basic string, but for the one control character that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
