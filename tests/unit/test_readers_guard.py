"""The child process that reads the heavy formats: stopped where it hangs, replaced, and never a danger to this one."""

import time
import zlib

import pytest

from kechuang.flows import parse_apart, parse_child
from kechuang.flows.reading import read
from kechuang.transforms.readers import Document, Limits, ReadFailure, parsing
from kechuang.transforms.readers.document import UnreadableError

PAGE = "<html><body><p>新增企业12家，增长5.2%，占比3.1%。</p></body></html>".encode()


def pdf_of(stream: bytes) -> bytes:
    """A one-page PDF with a content stream of our making."""
    packed = zlib.compress(stream, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    raw, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return raw + b"xref\n0 5\n%btrailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(raw))


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    slow = pdf_of(b"0 0 1 1 re f " * 3_000_000)
    began = time.monotonic()
    result = read(slow, "slow.pdf", limits=Limits(max_seconds=2))
    assert time.monotonic() - began < 10
    assert isinstance(result, ReadFailure)
    assert result.reason == "takes more than 2 seconds to read"
    assert isinstance(read(PAGE, "page.html"), Document)


def test_a_file_that_needs_too_much_memory_is_given_up_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parse_apart, "_children", {})  # the limit is set when a child starts
    huge = pdf_of(b"0 0 1 1 re f " * 6_000_000)
    result = read(huge, "huge.pdf", limits=Limits(max_memory=2**30))
    assert isinstance(result, ReadFailure)
    assert "needs more than 1.0 GB of memory" in result.reason
    assert isinstance(read(PAGE, "page.html"), Document)


def test_a_child_that_died_is_replaced() -> None:
    assert isinstance(read(PAGE, "page.html"), Document)
    for child in parse_apart._children.values():
        child.kill()
        child.wait()
    assert isinstance(read(PAGE, "page.html"), Document)


def test_one_child_reads_many_files() -> None:
    read(PAGE, "page.html")
    first = {child.pid for child in parse_apart._children.values()}
    read(PAGE, "page.html")
    assert {child.pid for child in parse_apart._children.values()} == first


def test_an_error_nobody_foresaw_names_the_format_and_stays_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise RecursionError("too\ndeep")

    monkeypatch.setattr(parsing, "import_module", broken)
    reason = "a PDF file that its reader cannot take (RecursionError: too deep)"
    assert parse_child.answer("pdf", b"", Limits()) == reason


def test_a_reader_s_own_reason_is_handed_on() -> None:
    with pytest.raises(UnreadableError, match="without its end"):
        parse_apart.parse_apart("pdf", b"%PDF-1.4", Limits())
