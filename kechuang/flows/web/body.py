"""The bytes of a response, never more than they may be, packed or not."""

import zlib
from collections.abc import Iterable, Iterator

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20  # of unpacked bytes at a time: a small packed piece can hold a thousand times its size


class BodyError(Exception):
    """A body that cannot be taken; the message is the reason."""


class TooLongError(BodyError):
    """More bytes than are allowed."""


class BrokenError(BodyError):
    """The body ended before its end; the next attempt may bring it whole."""


def read_body(chunks: Iterable[bytes], encoding: str, limit: int, cut_at: int | None = None) -> bytes:
    """The unpacked body, of at most `limit` bytes, or the first `cut_at` of it. Raises BodyError."""
    body = bytearray()
    for piece in _unpacked(chunks, encoding.strip().lower()):
        body += piece
        if cut_at is not None and len(body) >= cut_at:
            return bytes(body[:cut_at])
        if cut_at is None and len(body) > limit:
            raise TooLongError(f"has more than the {limit / 1e6:,.1f} MB that are allowed")
    return bytes(body)


def unpack_gzip(raw: bytes, limit: int) -> bytes:
    """A gzip file unpacked, as sitemaps often are; any other bytes as they are. Raises BodyError."""
    return read_body([raw], "gzip", limit) if raw.startswith(_GZIP) else raw


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        return iter(chunks)
    if encoding in ("gzip", "x-gzip"):
        return _inflated(chunks, zlib.MAX_WBITS | 16)
    if encoding == "deflate":
        return _inflated(chunks, None)
    raise BodyError(f"is packed as {encoding!r}, which was not asked for")


def _inflated(chunks: Iterable[bytes], window: int | None) -> Iterator[bytes]:
    """Unpacks piece by piece. `window` None: deflate, with or without the zlib header, which servers leave out."""
    inflater, is_first = None, True
    for chunk in chunks:
        while chunk:
            if inflater is None:
                if not is_first and not chunk.startswith(_GZIP):
                    break  # padding after the end, which servers add; the rest of the body is still taken off the line
                bare = window is None and chunk[0] & 0x0F != zlib.DEFLATED
                inflater = zlib.decompressobj(-zlib.MAX_WBITS if bare else window or zlib.MAX_WBITS)
                is_first = False
            try:
                yield inflater.decompress(chunk, _PIECE)
            except zlib.error as error:
                raise BrokenError(f"cannot be unpacked: {error}") from None
            chunk = inflater.unconsumed_tail
            if inflater.eof:  # a gzip file may have several members
                chunk, inflater = inflater.unused_data, None
    if inflater is not None:
        raise BrokenError("ends in the middle of its packed body")
