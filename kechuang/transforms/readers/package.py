"""ZIP files, as archives and as what DOCX and XLSX are made of: opened within limits, never unpacked to disk."""

import io
import re
import zipfile
from datetime import date

from kechuang.transforms.readers.dates import first_date
from kechuang.transforms.readers.document import UnreadableError
from kechuang.transforms.readers.limits import Limits

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LIBRARIES = ("python-docx", "openpyxl")
_ENCRYPTED = 0x1  # the flag of a member locked with a password
_SMALL = 2**20  # bytes; what unpacks to less is no bomb, however well it packs


def opened(raw: bytes, limits: Limits) -> zipfile.ZipFile:
    """The file, once its directory promises no more than the limits. Raises UnreadableError where it does."""
    try:
        package = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableError("a damaged ZIP file, or one cut off") from None
    members = package.infolist()
    if len(members) > limits.max_members:
        raise UnreadableError(f"a ZIP file of {len(members):,} members, more than the limit of {limits.max_members:,}")
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if unpacked > limits.max_unpacked:
        most = limits.max_unpacked / 2**20
        raise UnreadableError(
            f"a ZIP file that unpacks to {unpacked / 2**20:,.0f} MB, more than the limit of {most:,.0f} MB"
        )
    if unpacked > _SMALL and unpacked > limits.max_ratio * max(packed, 1):
        raise UnreadableError(f"a ZIP file that unpacks to more than {limits.max_ratio} times its size")
    return package


def member(package: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The bytes of one member; raises UnreadableError where they are more than promised, locked or damaged."""
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableError("locked with a password")
    most = min(info.file_size, limits.max_bytes)
    try:
        with package.open(info) as stream:
            content = stream.read(most + 1)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        raise UnreadableError("damaged, or packed in a way that is not read") from None
    except Exception as error:  # zlib.error, lzma.LZMAError: each packing raises its own
        raise UnreadableError(f"damaged ({type(error).__name__})") from None
    if len(content) > most:
        raise UnreadableError(f"unpacks to more than {most / 2**20:,.1f} MB")
    return content


def checked_office_file(raw: bytes, limits: Limits) -> bytes:
    """The bytes of a DOCX or XLSX file once all its parts are known to be sound, small and free of XML entities.

    Office Open XML forbids document type declarations (ECMA-376 part 2, 9.1.4), so a part that has one is an attack.
    """
    package = opened(raw, limits)
    for info in package.infolist():
        content = member(package, info, limits)
        if info.filename.lower().endswith((".xml", ".rels")) and _DECLARATION.search(_as_ascii(content)):
            raise UnreadableError(f"its part {info.filename} declares XML entities: refused as unsafe")
    return raw


def _as_ascii(content: bytes) -> bytes:
    """XML markup in ASCII, whichever of the encodings that XML parsers know it is written in."""
    return content.replace(b"\0", b"") if b"\0" in content[:4] or content[:2] in (b"\xff\xfe", b"\xfe\xff") else content


def declared(raw: bytes) -> tuple[str | None, date | None]:
    """The title and the day of making that an Office file's core properties declare (ECMA-376 part 2, 11).

    Those of a file that a library made from its template tell of the template.
    """
    from lxml import etree

    try:
        core = etree.fromstring(zipfile.ZipFile(io.BytesIO(raw)).read("docProps/core.xml"))
    except (KeyError, etree.LxmlError):
        return None, None
    if core.findtext("{http://purl.org/dc/elements/1.1/}creator") in _LIBRARIES:
        return None, None
    title = core.findtext("{http://purl.org/dc/elements/1.1/}title")
    return title, first_date(core.findtext("{http://purl.org/dc/terms/}created") or "")
