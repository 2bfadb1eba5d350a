"""Bodies are unpacked no further than they may be, however they are packed."""

import gzip
import tracemalloc
import zlib

import pytest

from kechuang.flows.web.body import BodyError, BrokenError, TooLongError, read_body, unpack_gzip

TEXT = "高新技术企业2450家。".encode() * 1000


def bare(raw: bytes) -> bytes:
    """Deflate without the zlib header, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(raw) + packer.flush()


def pieces(raw: bytes, size: int) -> list[bytes]:
    return [raw[start : start + size] for start in range(0, len(raw), size)]


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), " GZIP "),
        (gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:]), "gzip"),
        (gzip.compress(TEXT) + b"\0" * 100, "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (bare(TEXT), "deflate"),
    ],
)
@pytest.mark.parametrize("size", [7, 1000, 1_000_000])
def test_a_body_is_the_same_however_it_was_packed_and_cut(packed: bytes, encoding: str, size: int) -> None:
    assert read_body(pieces(packed, size), encoding, len(TEXT)) == TEXT


def test_one_byte_more_than_allowed_is_too_many() -> None:
    with pytest.raises(TooLongError):
        read_body([gzip.compress(TEXT)], "gzip", len(TEXT) - 1)


def test_a_bomb_takes_no_more_memory_than_is_allowed_of_its_body() -> None:
    bomb = gzip.compress(bytes(100_000_000), 1)
    tracemalloc.start()
    with pytest.raises(TooLongError):
        read_body([bomb], "gzip", 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_body_may_be_cut_instead() -> None:
    assert read_body([gzip.compress(TEXT)], "gzip", 10, cut_at=100) == TEXT[:100]


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [(gzip.compress(TEXT)[:-20], "gzip"), (b"no gzip", "gzip"), (zlib.compress(TEXT)[:50], "deflate")],
)
def test_a_broken_body_is_told_from_a_whole_one(packed: bytes, encoding: str) -> None:
    with pytest.raises(BrokenError):
        read_body([packed], encoding, len(TEXT))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_an_unknown_packing_is_refused(encoding: str) -> None:
    with pytest.raises(BodyError, match="which was not asked for"):
        read_body([b"x"], encoding, 10)


def test_a_gzip_file_is_unpacked_and_any_other_left_as_it_is() -> None:
    assert unpack_gzip(gzip.compress(b"<urlset/>"), 100) == b"<urlset/>"
    assert unpack_gzip(b"<urlset/>", 100) == b"<urlset/>"
    with pytest.raises(TooLongError):
        unpack_gzip(gzip.compress(TEXT), 100)
