"""Which format some bytes are, told by the bytes; and the readers, each imported only when a file needs it."""

import io
import re
import zipfile

from kechuang.transforms.readers.csv_file import read_csv, separator_of
from kechuang.transforms.readers.document import Content, UnreadableError
from kechuang.transforms.readers.encoding import decode
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.parsing import Parse
from kechuang.transforms.readers.text_file import read_text

# First bytes of files that hold no text to read, with what to tell the user.
_NOT_READ = (
    (b"\x89PNG", "a picture (PNG): there is no text in it to read"),
    (b"\xff\xd8\xff", "a picture (JPEG): there is no text in it to read"),
    (b"GIF8", "a picture (GIF): there is no text in it to read"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file of before 2007 or with a password: save it as DOCX or XLSX"),
    (b"{\\rtf", "an RTF file: save it as DOCX"),
    (b"Rar!\x1a\x07", "a RAR archive: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"\x7fELF", "a program, not a document"),
    (b"MZ", "a program, not a document"),
    (b"SQLite format 3\0", "a database, not a document"),
    (b"PAR1", "a Parquet file, not a document"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
# What a page has near its beginning, or begins with where it is a fragment; Markdown may have single tags further on.
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body)[\s/>]"
    rb"|\A(?:\xef\xbb\xbf|\s)*<(?:meta|title|link|script|style|div|table|p|span|article|section|h[1-6]|ul|center|font)[\s/>]",
    re.IGNORECASE,
)
_XML = re.compile(rb"\A(?:\xef\xbb\xbf|\s)*<\?xml\s")
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

# A part that a kind of ZIP file always has, with its reader or what to tell the user.
_PACKAGES = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_PACKAGES_NOT_READ = {
    "OFD.xml": "an OFD file: save it as PDF",
    "ppt/presentation.xml": "a presentation: save it as PDF",
    "META-INF/manifest.xml": "an OpenDocument file: save it as DOCX or XLSX",
    "META-INF/container.xml": "an e-book: save it as PDF",
    "xl/workbook.bin": "a binary workbook: save it as XLSX",
}


def content_of(raw: bytes, name: str, limits: Limits, parse: Parse) -> Content:
    """The content of a file by the reader of its format. Raises UnreadableError with the reason where there is none."""
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise UnreadableError("is empty")
    check_size(raw, limits.max_bytes)
    for mark, reason in _NOT_READ:
        if raw.startswith(mark):
            raise UnreadableError(reason)
    if raw.startswith(ZIP_MARKS):
        return parse(_package_kind(raw), raw, limits)
    if b"%PDF-" in raw[:1024]:
        return parse("pdf", raw, limits)
    if _HTML.search(raw[:4096].replace(b"\0", b"")):
        check_size(raw, limits.max_page_bytes)
        return parse("html", raw, limits)
    if _XML.match(raw):
        raise UnreadableError("an XML file, but no page")
    text, encoding = decode(raw)
    if not is_text(text):
        raise UnreadableError("holds control characters: a binary file, not text")
    if separator := separator_of(text, name):
        return read_csv(text, encoding, separator, limits)
    return read_text(text, encoding)


def is_archive(raw: bytes) -> bool:
    """Whether some bytes are an archive of files, and not one file in a format that is made of ZIP."""
    return raw.startswith(ZIP_MARKS) and not (_PACKAGES.keys() | _PACKAGES_NOT_READ.keys()) & set(_names(raw))


def _package_kind(raw: bytes) -> str:
    names = set(_names(raw))
    for part, reader in _PACKAGES.items():
        if part in names:
            return reader
    for part, reason in _PACKAGES_NOT_READ.items():
        if part in names:
            raise UnreadableError(reason)
    raise UnreadableError(
        "an archive: its members are read one by one" if names else "a damaged ZIP file, or one cut off"
    )


def _names(raw: bytes) -> list[str]:
    """The names of a ZIP file's members; none where it is damaged."""
    try:
        return zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def check_size(raw: bytes, most: int) -> None:
    """Raise UnreadableError for a file of more than `most` bytes."""
    if len(raw) > most:
        raise UnreadableError(f"has {len(raw) / 2**20:,.1f} MB, more than the limit of {most / 2**20:,.1f} MB")


def is_text(text: str) -> bool:
    """Whether a decoded text is free of the control characters that only binary files hold; a stray one is forgiven."""
    sample = text[:100_000]
    return len(_CONTROL.findall(sample)) <= len(sample) / 1000
