"""Archives: each member is a file of its own, read like any other; nothing is ever unpacked to disk."""

import stat
import zipfile
from typing import NamedTuple

from kechuang.transforms.readers.document import ReadFailure, UnreadableError
from kechuang.transforms.readers.encoding import decode
from kechuang.transforms.readers.formats import ZIP_MARKS, is_archive
from kechuang.transforms.readers.limits import DEFAULT, Limits
from kechuang.transforms.readers.package import member, opened

_UTF8_NAME = 0x800  # the flag of a member whose name is in UTF-8
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Member(NamedTuple):
    """A file, by itself or out of an archive: `news.zip!2024/a.html`."""

    name: str
    raw: bytes


def members(raw: bytes, name: str, limits: Limits = DEFAULT) -> list[Member | ReadFailure]:
    """The files in an archive, in its order; a file that is no archive is its own and only member.

    Locked, damaged, oversized or escaping members each give a `ReadFailure`, and the others are there all the same.
    """
    if not is_archive(raw):
        return [Member(name, raw)]
    try:
        package = opened(raw, limits)
    except UnreadableError as reason:
        return [ReadFailure(name, str(reason))]
    found: list[Member | ReadFailure] = []
    for info in package.infolist():
        inner = _name(info)
        if info.is_dir() or inner.startswith(_LITTER) or inner.endswith(_LITTER):
            continue
        try:
            found.append(Member(f"{name}!{inner}", _checked(package, info, inner, limits)))
        except UnreadableError as reason:
            found.append(ReadFailure(f"{name}!{inner}", str(reason)))
    return found or [ReadFailure(name, "an archive without files")]


def _name(info: zipfile.ZipInfo) -> str:
    """The name in the encoding in which Chinese systems write it, where the archive does not say UTF-8."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return decode(info.filename.encode("cp437"))[0]
    except (UnicodeEncodeError, UnreadableError):
        return info.filename


def _checked(package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    steps = name.replace("\\", "/").split("/")
    if steps[0] == "" or ".." in steps or ":" in name:
        raise UnreadableError("its path leads out of the archive: refused")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnreadableError("a link, not a file: refused")
    raw = member(package, info, limits)
    if raw.startswith(ZIP_MARKS) and is_archive(raw):
        raise UnreadableError("an archive within an archive: unpack it first")
    return raw
